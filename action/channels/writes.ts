import { type GitHubWriteAccess, type MarkdownContext, terminalText, UserError, type WriteRefusal } from '../../src/index.ts'
import type { WorkflowEvent } from '../event.ts'
import type { Environment } from '../inputs.ts'
import type { Remark } from '../remarks.ts'
import type { ReviewedSubject } from '../review-subject.ts'
import { writeCheck, writeFailedCheck } from './check.ts'
import { comment } from './comment.ts'
import { type KeptSuggestions, suggest } from './suggestions.ts'

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
  let kept: KeptSuggestions = { kind: 'kept', lines: [], notTaken: [] }
  for (const channel of wanted) {
    const outcome = await attempt(() => writeOne(channel, { ...request, access }, kept.lines))
    if (outcome?.kind === 'refused') refusals.push(outcome)
    else if (outcome?.kind === 'kept') kept = outcome
  }
  const remarks = [...explainNotTaken(kept.notTaken), ...(refusals.length === 0 ? [] : [explainRefusals(refusals)])]
  return { suggested: kept.lines, remarks }
}

/** Completes the check run that was wanted where nothing could be reviewed. What kept the review from being made may keep this too. */
export async function writeFailureToGitHub(
  message: string,
  { isReadOnly, subject }: WorkflowEvent,
  access: GitHubWriteAccess,
  env: Environment,
): Promise<void> {
  if (isReadOnly || subject.kind === 'nothing') return
  await attempt(() => writeFailedCheck(message, subject.head, access, env))
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

/** Undefined where a channel has nothing more to say. */
type Outcome = KeptSuggestions | WriteRefusal | undefined

type PermittedRequest = WriteRequest & { readonly access: GitHubWriteAccess }

async function writeOne(channel: Channel, request: PermittedRequest, suggested: MarkdownContext['suggested']): Promise<Outcome> {
  const { reviewed, event, access, env, contextWith } = request
  const context = contextWith(suggested)
  if (channel === 'check run') return writeCheck(reviewed, context, access, env)
  const { subject } = event
  const mode = reviewed.settings.config.comment
  if (subject.kind !== 'pull-request') return undefined
  if (channel === 'suggestions') return suggest(reviewed, context, subject, access)
  return mode === 'off' ? undefined : comment(reviewed.review, context, mode, subject, access, env)
}

/** That GitHub is out of order is no more of a failure than that it refuses. */
async function attempt(write: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await write()
  } catch (thrown) {
    if (!(thrown instanceof UserError) || thrown.code !== 'github') throw thrown
    return { kind: 'refused', permission: '', reason: thrown.message }
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

/** Each reason says which permission is missing, where one is. */
function explainRefusals(refusals: readonly WriteRefusal[]): Remark {
  const reasons = [...new Set(refusals.map(({ reason }) => reason))]
  const help = refusals.some(({ permission }) => permission !== '') ? ` ${HELP}` : ''
  return { title: TITLE, text: `${reasons.join('. ')}. Annotations, summary, outputs and files have everything.${help}` }
}

/** No notice: the pins are in the patch, and the line may have moved on meanwhile. */
function explainNotTaken(reasons: readonly string[]): readonly Remark[] {
  const [first] = reasons
  if (first === undefined) return []
  const number = reasons.length === 1 ? '1 suggestion was' : `${reasons.length} suggestions were`
  return [{ title: null, text: `${number} not taken: ${terminalText(first)}. The patch has what they would do.` }]
}

const HELP = 'https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#permissions'
