import { NOBODY_ASKED } from '../../report/not-asked.ts'
import type { ReviewedContainer } from '../../report/review.ts'
import { codeSpan, markdownSentence } from '../escape/markdown.ts'
import { fullReference } from '../full-reference.ts'
import { MANIFEST_WORDS } from '../manifest-words.ts'
import { shortDigest } from '../short-image.ts'
import { adviceOn } from './answers-advice.ts'
import { type Block, foldBlock, lazyRows, tableBlock, tableRow } from './budget.ts'
import { ANSWER } from './cells.ts'
import type { MarkdownContext } from './context.ts'
import type { WorkloadView } from './workloads.ts'

/** The fold that says what each registry answered, and what to do about those that did not. undefined where none was asked. */
export function answersFold(workloads: readonly WorkloadView[], context: MarkdownContext): Block | undefined {
  const containers = workloads.flat().map(({ container }) => container)
  const answers = distinctAnswers(containers)
  const asides = [versionsOf(containers), notAskedOf(containers)].filter(text => text !== '').map(text => `\n\n${text}`)
  if (answers.size === 0) return asides.length === 0 ? undefined : asidesFold(asides)
  const resolved = [...answers.values()].filter(({ resolution }) => resolution.status === 'resolved').length
  const table = tableBlock({
    noun: 'table of answers',
    rank: 5,
    lead: '',
    heading: ['Reference', 'Answer', 'Platforms', 'Asked (UTC)'],
    rows: lazyRows([...answers], answer => rowOf(answer, context)),
    rowCount: answers.size,
  })
  return foldBlock(`What the registries answered: ${resolved} of ${answers.size}`, {
    ...table,
    tail: adviceOn([...answers.values()], context) + asides.join(''),
  })
}

function asidesFold(asides: readonly string[]): Block {
  const text = asides.join('').trimStart()
  return foldBlock('What the registries answered: none was asked', { rank: 5, head: text, rows: [], rowCount: 0, separator: '', tail: '' })
}

/** Which version `latest` is, where somebody wanted to know. */
function versionsOf(containers: readonly ReviewedContainer[]): string {
  const told = new Map(
    containers.flatMap(container => (container.versions ? [[fullReference(container), container.versions] as const] : [])),
  )
  const lines = Array.from(told, ([reference, { tags, reason }]) => {
    const [exact, ...others] = tags.map(codeSpan)
    if (exact === undefined) return `${codeSpan(reference)}: which version that is was not found: ${markdownSentence(reason ?? '')}.`
    return `${codeSpan(reference)} is ${exact} now${others.length === 0 ? '' : ` (also ${others.join(', ')})`}: better name that version.`
  })
  return lines.slice(0, MOST_LINES).join('<br>')
}

/** What was not asked, and why, where others were or could have been. */
function notAskedOf(containers: readonly ReviewedContainer[]): string {
  const left = containers.filter(
    ({ image, resolution }) =>
      image?.isValid && resolution.status === 'not-asked' && resolution.reason !== null && resolution.reason !== NOBODY_ASKED,
  )
  const byReason = Map.groupBy(left, ({ resolution }) => resolution.reason ?? '')
  const lines = Array.from(byReason, ([reason, same]) => {
    const references = [...new Set(same.map(fullReference))]
    const more = references.length > FEW ? ` and ${references.length - FEW} more` : ''
    return `Not asked: ${references.slice(0, FEW).map(codeSpan).join(', ')}${more}, because ${markdownSentence(reason)}.`
  })
  return lines.slice(0, MOST_LINES).join('<br>')
}

const MOST_LINES = 10

/** By the reference in full, so that each is listed once. */
function distinctAnswers(containers: readonly ReviewedContainer[]): ReadonlyMap<string, ReviewedContainer> {
  const asked = containers.filter(({ resolution }) => resolution.status !== 'not-asked')
  return new Map(asked.map(container => [fullReference(container), container]))
}

function rowOf([reference, { resolution }]: readonly [string, ReviewedContainer], { askedAt }: MarkdownContext): string {
  const time = askedAt.get(reference)
  return tableRow([
    codeSpan(reference),
    answerOf(resolution),
    platformsOf(resolution.platforms),
    time === undefined ? '–' : markdownSentence(time),
  ])
}

function answerOf({ status, mediaType, digest, reason }: ReviewedContainer['resolution']): string {
  if (status === 'resolved') return `${MANIFEST_WORDS.get(mediaType) ?? 'manifest'} ${codeSpan(shortDigest(digest ?? ''))}`
  return reason === null ? ANSWER[status] : `${ANSWER[status]}: ${markdownSentence(reason)}`
}

/** All of a few platforms; of many the count and the two that most clusters run on. */
function platformsOf(platforms: readonly string[]): string {
  if (platforms.length === 0) return '–'
  if (platforms.length <= FEW) return `${platforms.length}: ${markdownSentence(platforms.join(', '))}`
  const common = platforms.filter(platform => /^linux\/(?:amd64|arm64)\b/.test(platform)).slice(0, FEW)
  return `${platforms.length}${common.length === 0 ? '' : `, incl. ${markdownSentence(common.join(', '))}`}`
}

const FEW = 3
