import type { PinnedLine, Review, ReviewedContainer } from '../report/review.ts'
import { codeBlock, codeSpan, isShowable, markdownSentence } from './escape/markdown.ts'
import { fullReference } from './full-reference.ts'
import type { MarkdownContext } from './markdown/context.ts'
import { count } from './message.ts'

/** The line by which a suggestion is found again. */
export function suggestionMarker(fingerprint: string): string {
  return `<!-- pull-policy:suggestion ${fingerprint.replace(/[^0-9a-f]/g, '')} -->`
}

/**
 * A pinned line as the remark of a review that offers it: Markdown with the suggestion block and, last, its marker. The block
 * holds the whole line as it is to be, its indentation and its carriage return too. null for a line with what cannot be
 * seen: nobody should accept a text that he cannot read.
 */
export function renderSuggestion(line: PinnedLine, review: Review, { askedAt }: Pick<MarkdownContext, 'askedAt'>): string | null {
  if (!isShowable(line.before) || !isShowable(line.after)) return null
  const containers = line.containers.flatMap(index => review.containers[index] ?? [])
  const text = line.isCrlf ? `${line.after}\r` : line.after
  return [leadOf(containers, askedAt), codeBlock('suggestion', text), suggestionMarker(line.fingerprint)].join('\n')
}

/** What is pinned to what, how that is known, and that nothing else changes. */
function leadOf(containers: readonly ReviewedContainer[], askedAt: MarkdownContext['askedAt']): string {
  const [first] = containers
  const images = new Set(containers.map(({ image }) => image?.value ?? ''))
  if (!first || images.size !== 1) return 'Pins each image of this line to the digest that it names now.'
  return `Pins ${codeSpan(first.image?.value ?? '')} to ${whatOf(first, askedAt)}.${policyOf(containers)}`
}

function whatOf(container: ReviewedContainer, askedAt: MarkdownContext['askedAt']): string {
  const { mediaType, platforms } = container.resolution
  const time = askedAt.get(fullReference(container))
  const details = [
    ...(platforms.length > 0 ? [count(platforms.length, 'platform')] : []),
    ...(time === undefined ? [] : [`asked ${markdownSentence(time)} UTC`]),
  ]
  const what =
    mediaType !== null && /\.(?:index|manifest\.list)\.v\d/.test(mediaType) ? 'the index that it names now' : 'the digest that it names now'
  return details.length === 0 ? what : `${what} (${details.join(', ')})`
}

function policyOf(containers: readonly ReviewedContainer[]): string {
  const policies = new Set(containers.map(({ pullPolicy, onUpdate }) => `${pullPolicy.effective} ${onUpdate?.effective}`))
  const [first] = containers
  const policy = first?.pullPolicy.effective
  if (policies.size !== 1 || !policy) return ''
  if (first.onUpdate) return ` Existing objects keep \`${first.onUpdate.effective}\` and new ones get \`${policy}\`, as without it.`
  const isWritten = containers.every(({ pullPolicy }) => pullPolicy.origin === 'declared')
  return ` \`${policy}\` stays${isWritten ? ', as written' : ''}.`
}

/**
 * The files of which a review does not know whether a suggestion still holds: a registry gave no answer this time, or the
 * file could not be read.
 */
export function findUndecidedFiles({ containers, skipped }: Pick<Review, 'containers' | 'skipped'>): ReadonlySet<string> {
  const unanswered = containers.filter(({ image, resolution }) => image?.isValid && NO_ANSWER.has(resolution.status))
  return new Set([...unanswered, ...skipped].map(({ file }) => file))
}

const NO_ANSWER: ReadonlySet<ReviewedContainer['resolution']['status']> = new Set([
  'not-asked',
  'unavailable',
  'rate-limited',
  'bad-response',
])
