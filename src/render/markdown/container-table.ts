import type { Review } from '../../report/review.ts'
import { containerName, ROLE_NOTE, workloadName } from '../container-name.ts'
import { codeSpan } from '../escape/markdown.ts'
import { type Block, foldBlock, lazyRows, tableBlock, tableRow } from './budget.ts'
import { digestCell, imageCell, policyCell } from './cells.ts'
import type { MarkdownContext } from './context.ts'
import { linkToLine } from './link.ts'
import { type ContainerView, SIGN, type WorkloadView } from './workloads.ts'

/** A table for each workload, under its name and file; of many, the less urgent ones as one table in a fold. */
export function workloadTables(workloads: readonly WorkloadView[], review: Review, context: MarkdownContext): readonly Block[] {
  const folded = workloads.slice(MOST_OPEN)
  if (folded.length <= 1) return openTables(workloads, review, context)
  const table = containerTable(folded, review, context)
  return [...openTables(workloads.slice(0, MOST_OPEN), review, context), foldBlock(`${folded.length} more workloads`, table)]
}

/** More tables than these nobody reads before he looks for the rest. */
const MOST_OPEN = 6

function openTables(workloads: readonly WorkloadView[], review: Review, context: MarkdownContext): readonly Block[] {
  return workloads.map(workload => {
    const [{ container: first }] = workload
    return tableBlock({
      noun: 'workload',
      rank: 2,
      lead: `**${codeFree(first.kind)} ${codeSpan(workloadName(first))}** in ${linkToLine(context, first.file, first.file)}`,
      heading: ['', 'Container', 'Image', 'Effective pull policy', 'Digest'],
      alignment: ':-:',
      rows: lazyRows(workload, view => workloadRow(view, review, context)),
      rowCount: workload.length,
    })
  })
}

/** One table for all containers of a run, with the place of each. */
export function containerTable(workloads: readonly WorkloadView[], review: Review, context: MarkdownContext): Block {
  const views = workloads.flat()
  const shown = views.slice(0, MOST_ROWS)
  return tableBlock({
    noun: 'table of containers',
    rank: 2,
    lead: '',
    heading: ['', 'Where', 'Container', 'Image', 'Effective pull policy', 'Digest'],
    alignment: ':-:',
    rows: lazyRows(shown, view => summaryRow(view, review, context)),
    rowCount: views.length,
  })
}

/** More than people read in a summary. */
const MOST_ROWS = 200

function workloadRow(view: ContainerView, review: Review, context: MarkdownContext): string {
  const { container, standing } = view
  const { file, image, pullPolicy } = container
  const name = linkToLine(context, containerName(container), file, (image?.at ?? pullPolicy.at)?.line)
  return tableRow([
    SIGN[standing],
    name + notesOf(view, review),
    imageCell(container, '<br>', isFaulty(view)),
    policyCell(container),
    digestCell(container),
  ])
}

function summaryRow(view: ContainerView, review: Review, context: MarkdownContext): string {
  const { container, standing } = view
  const line = (container.image?.at ?? container.pullPolicy.at)?.line
  const where = linkToLine(context, line === undefined ? container.file : `${container.file}:${line}`, container.file, line)
  const name = `${codeSpan(workloadName(container))} · ${codeSpan(containerName(container))}${notesOf(view, review)}`
  return tableRow([SIGN[standing], where, name, imageCell(container, ': ', isFaulty(view)), policyCell(container), digestCell(container)])
}

/** A kind as words in bold; a kind that is none of Kubernetes' words is code. */
function codeFree(kind: string): string {
  return /^[A-Za-z]{1,63}$/.test(kind) ? kind : codeSpan(kind)
}

function isFaulty({ standing }: ContainerView): boolean {
  return standing === 'error' || standing === 'warning'
}

function notesOf({ container, standing }: ContainerView, { change }: Review): string {
  const novelty = change === null ? '' : container.base === null ? 'new' : standing === 'unchanged' ? 'unchanged' : ''
  const notes = [ROLE_NOTE[container.role], novelty].filter(note => note !== '')
  return notes.length === 0 ? '' : ` (${notes.join(', ')})`
}
