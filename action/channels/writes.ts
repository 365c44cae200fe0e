import { type GitHubWriteAccess, type MarkdownContext, UserError, type WriteRefusal } from '../../src/index.ts'
import type { WorkflowEvent } from '../event.ts'
import type { Environment } from '../inputs.ts'
import type { Remark } from '../remarks.ts'
import type { ReviewedSubject } from '../review-subject.ts'
import { writeCheck, writeFailedCheck } from './check.ts'
import { comment } from './comment.ts'
import { suggest } from './suggestions.ts'

/** What was written on GitHub, and what was not. */
export interface Written {
  /** Lines that have a suggestion now. */
  readonly suggested: MarkdownContext['suggested']
  /** One at most, however many writes were refused. */
  readonly remarks: readonly Remark[]
}

/** What the writes are made of. */
export interface WriteRequest {
  readonly reviewed: ReviewedSubject
  readonly event: WorkflowEvent
  /** null where there is no token. */
  readonly access: GitHubWriteAccess | null
  readonly env: Environment
  contextWith(suggested: MarkdownContext['suggested']): MarkdownContext
}

/**
 * Writes what the configuration asks for: suggestions, then the comment, which names them, then the check run. All of them are
 * extras: what cannot be written is said once, and changes nothing else. With a token that is known to be for reading only
 * nothing is tried.
 */
export async function writeToGitHub(request: WriteRequest): Promise<Written> {
  const { reviewed, event, access } = request
  const wanted = findWanted(reviewed, event)
  if (wanted.length === 0) return { suggested: [], remarks: [] }
  if (event.isReadOnly || access === null) return { suggested: [], remarks: [explainReadOnly(wanted, event, access !== null)] }
  const refusals: WriteRefusal[] = []
  let suggested: MarkdownContext['suggested'] = []
  for (const channel of wanted) {
    const outcome = await attempt(() => writeOne(channel, { ...request, access }, suggested))
    if ('refusal' in outcome) refusals.push(outcome.refusal)
    else suggested = [...suggested, ...outcome.suggested]
  }
  return { suggested, remarks: refusals.length === 0 ? [] : [explainRefusals(refusals)] }
}

/** Completes the check run that was wanted where nothing could be reviewed. What kept the review from being made may keep this too. */
export async function writeFailureToGitHub(
  message: string,
  { isReadOnly, subject }: WorkflowEvent,
  access: GitHubWriteAccess,
  env: Environment,
): Promise<void> {
  if (isReadOnly || subject.kind === 'nothing') return
  await attempt(async () => asOutcome(await writeFailedCheck(message, subject.head, access, env)))
}

type Channel = 'suggestions' | 'comment' | 'check run'

function findWanted({ settings: { config } }: ReviewedSubject, { subject }: WorkflowEvent): readonly Channel[] {
  const isPull = subject.kind === 'pull-request'
  return [
    ...(isPull && config.suggestions > 0 ? (['suggestions'] as const) : []),
    ...(isPull && config.comment !== 'off' ? (['comment'] as const) : []),
    ...(config.check ? (['check run'] as const) : []),
  ]
}

type Outcome = { readonly suggested: MarkdownContext['suggested'] } | { readonly refusal: WriteRefusal }

type PermittedRequest = WriteRequest & { readonly access: GitHubWriteAccess }

async function writeOne(channel: Channel, request: PermittedRequest, suggested: MarkdownContext['suggested']): Promise<Outcome> {
  const { reviewed, event, access, env, contextWith } = request
  const context = contextWith(suggested)
  if (channel === 'check run') return asOutcome(await writeCheck(reviewed, context, access, env))
  const { subject } = event
  const mode = reviewed.settings.config.comment
  if (subject.kind !== 'pull-request') return asOutcome([])
  if (channel === 'suggestions') return asOutcome(await suggest(reviewed, context, subject, access))
  return asOutcome(mode === 'off' ? [] : await comment(reviewed.review, context, mode, subject, access, env))
}

function asOutcome(result: WriteRefusal | MarkdownContext['suggested'] | undefined): Outcome {
  if (result === undefined) return { suggested: [] }
  return 'kind' in result ? { refusal: result } : { suggested: result }
}

/** That GitHub is out of order is no more of a failure than that it refuses. */
async function attempt(write: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await write()
  } catch (thrown) {
    if (!(thrown instanceof UserError) || thrown.code !== 'github') throw thrown
    return { refusal: { kind: 'refused', permission: '', reason: thrown.message } }
  }
}

const TITLE = 'Not everything could be written'

function explainReadOnly(wanted: readonly Channel[], { isFork }: WorkflowEvent, hasToken: boolean): Remark {
  const why = hasToken ? `The change comes from ${isFork ? 'a fork' : 'Dependabot'}, whose token may only read` : 'There is no token'
  return {
    title: TITLE,
    text: `${why}, so no ${wanted.join(', no ')} was tried. Annotations, summary, outputs and files have everything. ${HELP}`,
  }
}

function explainRefusals(refusals: readonly WriteRefusal[]): Remark {
  const reasons = [...new Set(refusals.map(({ reason }) => reason))]
  const permissions = [...new Set(refusals.map(({ permission }) => permission).filter(permission => permission !== ''))]
  const remedy = permissions.length === 0 ? '' : ` Give the job \`${permissions.join('`, `')}\`.`
  return { title: TITLE, text: `${reasons.join('. ')}.${remedy} Annotations, summary, outputs and files have everything. ${HELP}` }
}

const HELP = 'https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#permissions'
