import type { Review, ReviewedContainer } from '../../report/review.ts'
import { containerName, ROLE_NOTE, workloadKey, workloadName } from '../container-name.ts'
import { padTo, terminalMessage, terminalText, textWidth } from '../escape/terminal.ts'
import { viewWorkloads } from '../markdown/workloads.ts'
import { shortImage } from '../short-image.ts'
import type { Palette } from './palette.ts'

/** One line of the table; the first four cells are aligned, the reason runs on. */
type Row = readonly [container: string, image: string, written: string, effective: string, why: string]

const HEADING: Row = ['CONTAINER', 'IMAGE', 'WRITTEN', 'EFFECTIVE', 'WHY']

/** Nothing is written here. */
const NOTHING = '-'

/** A column is not made wider than this for a few long images; such a row moves its other cells to the right. */
const WIDEST_COLUMN = 64

/**
 * Below each file its workloads, below each workload its containers: what is written, what will be in force, and why. Of a
 * change the workloads that it touches or that something is said of, with what it leaves alone in them last and faint.
 */
export function renderPolicies(review: Review, palette: Palette, width: number): string {
  const files = Map.groupBy(listWorkloads(review), ([first]) => first.container.file)
  return [...files].map(([file, workloads]) => renderFile(file, workloads, palette, width)).join('\n')
}

/** A container, and whether the change leaves it alone while it touches its workload. */
interface Line {
  readonly container: ReviewedContainer
  readonly isLeftAlone: boolean
}

type Workload = readonly [Line, ...Line[]]

function listWorkloads(review: Review): readonly Workload[] {
  if (review.change !== null) {
    return viewWorkloads(review).flatMap(views =>
      asWorkload(views.map(({ container, standing }) => ({ container, isLeftAlone: standing === 'unchanged' }))),
    )
  }
  const workloads = Map.groupBy(review.containers, workloadKey).values()
  return [...workloads].flatMap(containers => asWorkload(containers.map(container => ({ container, isLeftAlone: false }))))
}

function asWorkload([first, ...rest]: readonly Line[]): readonly Workload[] {
  return first ? [[first, ...rest]] : []
}

function renderFile(file: string, workloads: readonly Workload[], palette: Palette, width: number): string {
  const tables = workloads.map(workload => ({
    heading: headingOf(workload),
    lines: workload.map(({ container, isLeftAlone }) => ({ rows: rowsOf(container), isLeftAlone })),
  }))
  const widths = columnWidths([HEADING, ...tables.flatMap(({ lines }) => lines.flatMap(({ rows }) => rows))])
  const text = tables.flatMap(({ heading, lines }) => [
    `  ${palette.strong(heading)}`,
    ...lines.flatMap(({ rows, isLeftAlone }) =>
      rows.flatMap(row => layOut(row, widths, width)).map(line => (isLeftAlone ? palette.faint(line) : line)),
    ),
  ])
  const [columns = ''] = layOut(HEADING, widths, width)
  return `${[palette.strong(terminalText(file)), palette.faint(columns), ...text].join('\n')}\n`
}

function headingOf([{ container }]: Workload): string {
  return terminalText(`${container.kind} ${workloadName(container)}`)
}

function rowsOf(container: ReviewedContainer): readonly Row[] {
  const { image, role, pullPolicy, onUpdate } = container
  const note = ROLE_NOTE[role]
  const row: Row = [
    terminalText(containerName(container)) + (note && ` (${note})`),
    image === null ? NOTHING : terminalText(shortImage(image)),
    pullPolicy.written === null ? NOTHING : terminalText(pullPolicy.written),
    EFFECTIVE[pullPolicy.origin] ?? pullPolicy.effective ?? NOTHING,
    reasonOf(pullPolicy),
  ]
  if (!onUpdate) return [row]
  return [row, ['', '', '', onUpdate.effective, `on an existing object: ${terminalMessage(onUpdate.because)}`]]
}

/** The column WRITTEN says most of it where a policy is declared. */
function reasonOf({ origin, at, because }: ReviewedContainer['pullPolicy']): string {
  return origin === 'declared' && at !== null ? `line ${at.line}` : terminalMessage(because)
}

/** What stands in the place of a policy where there is none to name. */
const EFFECTIVE: Readonly<Partial<Record<ReviewedContainer['pullPolicy']['origin'], string>>> = { invalid: 'refused', unknown: 'not known' }

function columnWidths(rows: readonly Row[]): readonly number[] {
  const widths = [0, 0, 0, 0]
  for (const row of rows) {
    for (const [column, widest] of widths.entries()) {
      const width = textWidth(row[column] ?? '')
      if (width > widest && width <= WIDEST_COLUMN) widths[column] = width
    }
  }
  return widths
}

/** A row as lines: the reason is wrapped under itself, or goes to a line of its own where too little room is left. */
function layOut(row: Row, widths: readonly number[], width: number): readonly string[] {
  const cells = `    ${widths.map((columns, index) => padTo(row[index] ?? '', columns)).join('  ')}`
  const indent = textWidth(cells) + 2
  const room = width - indent
  if (room >= Math.min(NARROWEST_REASON, textWidth(row[4]))) {
    const [first = '', ...rest] = wrap(row[4], room)
    return [`${cells}  ${first}`.trimEnd(), ...rest.map(line => ' '.repeat(indent) + line)]
  }
  return [cells.trimEnd(), ...wrap(row[4], Math.max(NARROWEST_REASON, width - 6)).map(line => `      ${line}`)]
}

const NARROWEST_REASON = 28

function wrap(text: string, room: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
