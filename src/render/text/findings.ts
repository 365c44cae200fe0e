import type { Review, ReviewedContainer } from '../../report/review.ts'
import { type ContainerIndex, indexContainers } from '../container-index.ts'
import { POLICY_KEY } from '../container-name.ts'
import { breakCommands } from '../escape/runner-log.ts'
import { terminalMessage, terminalText } from '../escape/terminal.ts'
import { type ShownFinding, selectShown } from '../shown-findings.ts'
import { renderExcerpt } from './excerpt.ts'
import { type Palette, paletteOf } from './palette.ts'

/** How text is laid out. */
export interface TextLayout {
  readonly hasColor: boolean
  /** Columns of the terminal; {@link USUAL_WIDTH} where it is left out. */
  readonly width?: number
}

/** Columns to fill where the width of the terminal is not known. */
export const USUAL_WIDTH = 120

/**
 * The findings for people, in the order of the review, one block each with an empty line between; `''` where nothing was
 * found. A block: `file:line:column: severity: message [rule]`, the source line with carets, what the policy is and why,
 * what an existing object keeps, what to do, and the rules that said less of the same place.
 */
export function renderFindings(review: Review, { hasColor, width = USUAL_WIDTH }: TextLayout): string {
  const palette = paletteOf(hasColor)
  const containerOf = indexContainers(review)
  const blocks = selectShown(review.findings).map(finding => renderFinding(finding, containerOf, palette, width))
  return breakCommands(blocks.map(block => `${block}\n`).join('\n'))
}

function renderFinding(finding: ShownFinding, containerOf: ContainerIndex, palette: Palette, width: number): string {
  const { file, at, severity, message, rule } = finding
  const place = palette.strong(`${terminalText(file)}:${at.line}:${at.column}:`)
  const heading = `${place} ${palette[severity](`${severity}:`)} ${terminalMessage(message)} ${palette.faint(`[${rule}]`)}`
  const gutter = ' '.repeat(String(at.line).length + 2)
  const notes = notesOf(finding, containerOf(finding)).map(note => `${gutter}${palette.faint('=')} ${note}`)
  return [heading, ...sourceLines(finding, gutter, palette, width), ...notes].join('\n')
}

function sourceLines({ at, severity }: ShownFinding, gutter: string, palette: Palette, width: number): readonly string[] {
  const excerpt = renderExcerpt(at, Math.max(20, width - gutter.length - 2))
  if (!excerpt) return []
  return [
    `${palette.faint(` ${at.line} |`)} ${excerpt.source}`,
    `${gutter}${palette.faint('|')} ${markCarets(excerpt.carets, palette[severity])}`,
  ]
}

function markCarets(carets: string, paint: (text: string) => string): string {
  const marks = carets.trimStart()
  return ' '.repeat(carets.length - marks.length) + paint(marks)
}

function notesOf(finding: ShownFinding, container: ReviewedContainer | undefined): readonly string[] {
  const notes = container ? policyNotes(container) : []
  const also = finding.also.length === 0 ? [] : [`also said here: ${finding.also.join(', ')}`]
  return [...notes, `help: ${terminalMessage(finding.help)}`, ...also]
}

function policyNotes({ pullPolicy, onUpdate, kind, role }: ReviewedContainer): readonly string[] {
  const inForce = `${POLICY_KEY[role]} ${describePolicy(pullPolicy)}`
  if (!onUpdate) return [inForce]
  return [inForce, `an existing ${terminalText(kind)} keeps ${onUpdate.effective}: ${terminalMessage(onUpdate.because)}`]
}

/** As `is IfNotPresent, as written on line 11`. */
function describePolicy({ effective, origin, written, because, at }: ReviewedContainer['pullPolicy']): string {
  const line = at === null ? '' : ` on line ${at.line}`
  switch (origin) {
    case 'declared':
      return `is ${effective}, as written${line}`
    case 'defaulted':
      return `is ${effective}, because ${terminalMessage(because)}`
    case 'invalid':
      return written === null
        ? `comes to nothing: ${terminalMessage(because)}`
        : `\`${terminalText(written)}\`${line} is refused: ${terminalMessage(because)}`
    case 'unknown':
    case 'none':
      return `is not known here: ${terminalMessage(because)}`
  }
}
