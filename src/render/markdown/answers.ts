import type { Review, ReviewedContainer } from '../../report/review.ts'
import { codeSpan, markdownSentence } from '../escape/markdown.ts'
import { fullReference } from '../full-reference.ts'
import { shortDigest } from '../short-image.ts'
import { type Block, foldBlock, lazyRows, tableBlock, tableRow } from './budget.ts'
import { ANSWER } from './cells.ts'
import type { MarkdownContext } from './context.ts'

/** The fold that says what each registry answered, and what to do about those that did not. undefined where none was asked. */
export function answersFold(review: Review, context: MarkdownContext): Block | undefined {
  const answers = distinctAnswers(review)
  if (answers.size === 0) return undefined
  const resolved = [...answers.values()].filter(({ resolution }) => resolution.status === 'resolved').length
  const table = tableBlock({
    noun: 'table of answers',
    rank: 5,
    lead: '',
    heading: ['Reference', 'Answer', 'Platforms', 'Asked (UTC)'],
    rows: lazyRows([...answers], answer => rowOf(answer, context)),
    rowCount: answers.size,
  })
  return foldBlock(`What the registries answered: ${resolved} of ${answers.size}`, { ...table, tail: adviceOf(answers, context) })
}

/** By the reference in full, so that each is listed once. */
function distinctAnswers({ containers }: Review): ReadonlyMap<string, ReviewedContainer> {
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
  if (status === 'resolved') return `${MANIFEST.get(mediaType) ?? 'manifest'} ${codeSpan(shortDigest(digest ?? ''))}`
  return reason === null ? ANSWER[status] : `${ANSWER[status]}: ${markdownSentence(reason)}`
}

/** Media types by the names that people know them by. https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md */
const MANIFEST: ReadonlyMap<string | null, string> = new Map([
  ['application/vnd.oci.image.index.v1+json', 'OCI index'],
  ['application/vnd.oci.image.manifest.v1+json', 'OCI manifest'],
  ['application/vnd.docker.distribution.manifest.list.v2+json', 'Docker manifest list'],
  ['application/vnd.docker.distribution.manifest.v2+json', 'Docker manifest'],
])

/** All of a few platforms; of many the count and the two that most clusters run on. */
function platformsOf(platforms: readonly string[]): string {
  if (platforms.length === 0) return '–'
  if (platforms.length <= FEW) return `${platforms.length}: ${markdownSentence(platforms.join(', '))}`
  const common = platforms.filter(platform => /^linux\/(?:amd64|arm64)\b/.test(platform)).slice(0, FEW)
  return `${platforms.length}${common.length === 0 ? '' : `, incl. ${markdownSentence(common.join(', '))}`}`
}

const FEW = 3

const IS_REFUSAL: ReadonlySet<ReviewedContainer['resolution']['status']> = new Set([
  'not-found-or-private',
  'credentials-rejected',
  'forbidden',
])

function adviceOf(answers: ReadonlyMap<string, ReviewedContainer>, { credentials }: MarkdownContext): string {
  const refused = [...answers.values()].filter(({ resolution }) => IS_REFUSAL.has(resolution.status))
  if (refused.length === 0) return ''
  const repositories = [...new Set(refused.map(({ image }) => `${image?.registry ?? ''}/${image?.repository ?? ''}`))]
  const named = repositories.slice(0, FEW).map(codeSpan).join(', ') + (repositories.length > FEW ? ', …' : '')
  return `\n\nNo digest of ${named}: nodes may hold credentials that this check lacks. ${ADVICE[credentials]}`
}

const ADVICE: Readonly<Record<MarkdownContext['credentials'], string>> = {
  operator: 'Whoever runs this app can give it credentials for that repository.',
  job: 'To let it ask, log in to the registry in an earlier step (`docker/login-action`); for ghcr.io also give the job `packages: read` and the package access to this repository.',
}
