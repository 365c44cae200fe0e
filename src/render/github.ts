import type { Finding, Review, ReviewedContainer } from '../report/review.ts'
import type { Place } from '../source/place.ts'
import { type ContainerIndex, indexContainers } from './container-index.ts'
import { containerName, POLICY_KEY, workloadName } from './container-name.ts'
import { clip, terminalMessage, terminalText } from './escape/terminal.ts'
import { workflowCommand } from './escape/workflow-command.ts'
import { asSentence, count, splitMessage } from './message.ts'
import { findPinEdit, isTouched } from './pin-edit.ts'
import { bySeverity, type ShownFinding, selectShown } from './shown-findings.ts'
import { titleOf } from './verdict.ts'

/** A remark beside a line of a file, as GitHub shows it: plain text, no Markdown. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  /** At most 255 UTF-16 units. */
  readonly title: string
  /** At most 4,096 UTF-16 units, mostly three lines. */
  readonly message: string
  readonly file: string
  readonly line: number
  readonly endLine: number
  /** Only where the range is on one line: GitHub drops columns of others. */
  readonly column?: number
  /** Exclusive. */
  readonly endColumn?: number
}

/** How many annotations of each level may be made. */
export interface AnnotationLimits {
  readonly errors: number
  readonly warnings: number
  /** One of these is kept for the notice that says how many were left out. */
  readonly notices: number
  /** How many of the notices may offer a pin. */
  readonly pins: number
}

/** A runner shows the first ten of each level for a step, and a step's own failure is one of its errors. */
export const RUNNER_LIMITS: AnnotationLimits = { errors: 9, warnings: 10, notices: 10, pins: 3 }

const LONGEST_TITLE = 255
const LONGEST_MESSAGE = 4096

/**
 * A review as annotations: one per place, most severe first, then pins that are ready for what the change touches. What
 * the limits leave out is counted in a last notice, at the first place that was left out.
 */
export function renderAnnotations(review: Review, limits: AnnotationLimits = RUNNER_LIMITS): readonly Annotation[] {
  const containerOf = indexContainers(review)
  const places = groupByPlace(bySeverity(selectShown(review.findings)))
  const findings = places.map(place => annotatePlace(place, containerOf))
  const { errors, warnings, notices, pins } = limits
  const shown = [
    ...findings.filter(({ level }) => level === 'error').slice(0, errors),
    ...findings.filter(({ level }) => level === 'warning').slice(0, warnings),
    ...findings.filter(({ level }) => level === 'notice').slice(0, Math.max(0, notices - 1)),
  ]
  const noticesLeft = notices - 1 - shown.filter(({ level }) => level === 'notice').length
  const pinned = annotatePins(review, places).slice(0, Math.max(0, Math.min(pins, noticesLeft)))
  const isShown = new Set(shown)
  const leftOut = findings.filter(annotation => !isShown.has(annotation))
  return [...shown, ...pinned, ...(leftOut[0] && notices > 0 ? [sayWhatIsLeftOut(leftOut.length, leftOut[0])] : [])]
}

/** The annotations as workflow commands, one to a line: for `--format github`, to be printed as they are. */
export function renderWorkflowCommands(annotations: readonly Annotation[]): string {
  return annotations.map(annotation => `${renderWorkflowCommand(annotation)}\n`).join('')
}

function renderWorkflowCommand({ level, title, message, file, line, endLine, column, endColumn }: Annotation): string {
  const columns = column === undefined || endColumn === undefined ? {} : { col: column, endColumn }
  return workflowCommand(level, { file, line, endLine, ...columns, title }, message)
}

/** Findings of one place, the most severe first. */
type PlaceGroup = readonly [ShownFinding, ...ShownFinding[]]

/** Several rules may say different things of one place; the places come in the order of their most severe finding. */
function groupByPlace(findings: readonly ShownFinding[]): readonly PlaceGroup[] {
  const groups = new Map<string, [ShownFinding, ...ShownFinding[]]>()
  for (const finding of findings) {
    const key = placeKey(finding.file, finding.at)
    const group = groups.get(key)
    if (group) group.push(finding)
    else groups.set(key, [finding])
  }
  return [...groups.values()]
}

function placeKey(file: string, { start, end }: Place): string {
  return [file, start, end].join('\0')
}

const LEVEL: Readonly<Record<Finding['severity'], Annotation['level']>> = { error: 'error', warning: 'warning', info: 'notice' }

function annotatePlace(group: PlaceGroup, containerOf: ContainerIndex): Annotation {
  const [first, ...others] = group
  const { what, because } = splitMessage(first.message)
  const rules = [...new Set(group.flatMap(({ rule, also }) => [rule, ...also]))]
  const lines = [
    ...(because === null ? [] : [asSentence(`Because ${because}`)]),
    ...(what.length > LONGEST_PART || titleOf(first).endsWith('…') ? [asSentence(first.message)] : []),
    first.help,
    ...others.map(({ message }) => asSentence(`Also: ${message}`)),
  ]
  const subject = subjectOf(first, containerOf(first))
  return annotate(LEVEL[first.severity], titleOf(first), [...lines.map(plainLine), `${subject}(${rules.join(', ')})`], first.file, first.at)
}

/** A part of a message longer than this is not left to the title alone. */
const LONGEST_PART = 240

/** One line of an annotation: its backticks would be seen as such. */
function plainLine(text: string): string {
  return terminalMessage(text).replaceAll('`', '')
}

function subjectOf({ workload }: Finding, container: ReviewedContainer | undefined): string {
  if (container) return `${terminalText(locate(container))} `
  return workload === null ? '' : `${terminalText(workload)} `
}

/** As `Deployment shop/web > containers[app]`. */
function locate(container: ReviewedContainer): string {
  return `${container.kind} ${workloadName(container)} > ${LIST[container.role]}[${containerName(container)}]`
}

const LIST: Readonly<Record<ReviewedContainer['role'], string>> = {
  container: 'containers',
  initContainer: 'initContainers',
  ephemeralContainer: 'ephemeralContainers',
  imageVolume: 'volumes',
}

/** Notices of the pins that are ready, for what the change touches and nothing else is said of. */
function annotatePins(review: Review, places: readonly PlaceGroup[]): readonly Annotation[] {
  const taken = new Set(places.map(([{ file, at }]) => placeKey(file, at)))
  return review.containers.flatMap(container => {
    const edit = isTouched(container, review) ? findPinEdit(container) : undefined
    return edit && !taken.has(placeKey(container.file, edit.at)) ? [annotatePin(container, edit.at)] : []
  })
}

function annotatePin(container: ReviewedContainer, at: Place): Annotation {
  const { image, pin, resolution, pullPolicy, role } = container
  const platforms = resolution.platforms.length
  const what = platforms > 0 ? `The digest is that of an index for ${count(platforms, 'platform')}. ` : ''
  const policy = pullPolicy.effective === null ? '' : `${POLICY_KEY[role]} stays ${pullPolicy.effective}. `
  const lines = [`image: ${terminalText(pin.value ?? '')}`, `${what}${policy}The patch has this line too.`, terminalText(locate(container))]
  return annotate('notice', terminalText(`${containerName(container)}: pin ready for ${image?.value ?? ''}`), lines, container.file, at)
}

function sayWhatIsLeftOut(number: number, first: Annotation): Annotation {
  const message = `GitHub shows no more than ten annotations of a kind for a step. ${count(number, 'more place')} ${number === 1 ? 'is' : 'are'} in the summary and the report, starting with ${terminalText(first.file)}:${first.line}.`
  return { level: 'notice', title: `${number} more in the summary`, message, file: first.file, line: first.line, endLine: first.line }
}

function annotate(level: Annotation['level'], title: string, lines: readonly string[], file: string, at: Place): Annotation {
  const columns = at.line === at.endLine ? { column: at.column, endColumn: at.endColumn } : {}
  return {
    level,
    title: clip(title, LONGEST_TITLE),
    message: clip(lines.join('\n'), LONGEST_MESSAGE),
    file,
    line: at.line,
    endLine: at.endLine,
    ...columns,
  }
}
