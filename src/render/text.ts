import type { Review, Skipped, Suppression } from '../report/review.ts'
import { breakCommands } from './escape/runner-log.ts'
import { terminalMessage, terminalText } from './escape/terminal.ts'
import { count } from './message.ts'
import { renderFindings, type TextLayout, USUAL_WIDTH } from './text/findings.ts'
import { type AskedAt, renderImages } from './text/images.ts'
import { type Palette, paletteOf } from './text/palette.ts'
import { renderPolicies } from './text/policies.ts'
import { judge, renderVerdict, type Threshold } from './verdict.ts'

/**
 * A review for people at a terminal: first the policies by file and workload, then what was found, what became of each
 * image where registries were asked, what was not read, what is silenced, and the verdict last, where it stays in sight. What is empty is not mentioned.
 */
export function renderText(review: Review, layout: TextLayout & Threshold & { readonly askedAt?: AskedAt }): string {
  const palette = paletteOf(layout.hasColor)
  const sections = [
    renderPolicies(review, palette, layout.width ?? USUAL_WIDTH),
    renderFindings(review, layout),
    renderImages(review, palette, layout.askedAt ?? new Map()),
    renderSkipped(review.skipped, palette),
    renderSuppressed(review.suppressed, palette),
    renderLastLine(review, layout, palette),
  ]
  return breakCommands(sections.filter(section => section !== '').join('\n'))
}

function renderSkipped(skipped: readonly Skipped[], palette: Palette): string {
  if (skipped.length === 0) return ''
  const lines = skipped.map(({ file, line, reason, kind }) => {
    const place = terminalText(file) + (line === null ? '' : `:${line}`)
    return `  ${place}: ${terminalMessage(reason)} ${palette.faint(`[${kind}]`)}`
  })
  return [palette.strong(`not read: ${count(skipped.length, 'file or part of one', 'files or parts of one')}`), ...lines, ''].join('\n')
}

function renderSuppressed(suppressed: readonly Suppression[], palette: Palette): string {
  if (suppressed.length === 0) return ''
  const byChange = suppressed.filter(({ isAddedByChange }) => isAddedByChange).length
  const heading = `silenced: ${count(suppressed.length, 'finding')}${byChange > 0 ? `, ${byChange} of them by this change` : ''}`
  return [palette.strong(heading), ...suppressed.map(describeSuppression), ''].join('\n')
}

function describeSuppression({ rule, file, line, reason, until, by, isAddedByChange }: Suppression): string {
  const words = [
    reason === '' ? 'no reason given' : terminalMessage(reason),
    ...(until === null ? [] : [`until ${terminalText(until)}`]),
    `by ${by}`,
  ]
  return `  ${terminalText(file)}:${line}: ${rule}: ${words.join(', ')}${isAddedByChange ? ', added by this change' : ''}`
}

function renderLastLine(review: Review, threshold: Threshold, palette: Palette): string {
  const line = renderVerdict(review, threshold)
  return `${judge(review, threshold).isFailing ? palette.error(line) : palette.strong(line)}\n`
}
