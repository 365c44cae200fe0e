import { createHash } from 'node:crypto'
import { type CheckOutput, type Config, VERSION } from '../../src/index.ts'
import type { ReviewAnswer } from '../analysis/task.ts'
import { keyOf, type PullRequestJob } from '../events/job.ts'
import { type AppAccess, type Connection, mayWrite } from '../github/connection.ts'
import type { ChangedManifests } from './changed-manifests.ts'
import { CHECK_NAME, type CheckState, externalIdOf, readStateMark, stateMark } from './check-identity.ts'
import { brokenConfiguration, givenUp, isFailing, reviewOutput } from './check-words.ts'
import { type ReviewWorld, reviewCommits, type UsableConfiguration } from './commit-review.ts'
import type { Configurations, RepositoryConfiguration } from './configurations.ts'
import type { DoneRecord } from './done-record.ts'
import { listOwnChecks } from './own-checks.ts'
import type { CheckButton, Plan, PlannedCheck, PlannedComment, PlannedSuggestions, PullPlan } from './pull-plan.ts'
import { type PullState, readPull } from './pull-state.ts'

/** What planning needs of the world; nothing in it writes. */
export interface PlanWorld extends ReviewWorld {
  readonly connection: Connection
  readonly configurations: Configurations
  readonly done: DoneRecord
  readonly appId: number
}

/**
 * Looks at a pull request as it is now, reads what it changes, and works out what is to be said. Reads only; a run that is
 * not meant to write is this and no more.
 */
export async function planPullRequest(job: PullRequestJob, world: PlanWorld): Promise<Plan> {
  const pull = await readPull(world.connection.accessTo(job.repository), job.number)
  if (pull === undefined) return { kind: 'nothing', reason: 'gone' }
  if (!pull.isOpen) return { kind: 'nothing', reason: 'closed' }
  const access = world.connection.accessTo(pull.repository)
  const configuration = await world.configurations.of(access, job.installation, { ...job.repository, ...pull.repository })
  const state = stateOf(pull, configuration, world.connection)
  if (await isDone(job, state, pull, access, world)) return { kind: 'nothing', reason: 'done' }
  const shared: Shared = { job, pull, access, state, world }
  return configuration.kind === 'broken' ? planBroken(configuration, shared) : planReview(configuration, shared)
}

interface Shared {
  readonly job: PullRequestJob
  readonly pull: PullState
  readonly access: AppAccess
  readonly state: string
  readonly world: PlanWorld
}

/** Everything that what is said depends on, but for the registries. */
function stateOf({ head, base, isDraft }: PullState, { key }: RepositoryConfiguration, connection: Connection): string {
  const abilities = ['pull_requests', 'contents'].map(name => mayWrite(connection, name))
  return hash(JSON.stringify([head, base.sha, base.ref, isDraft, key, abilities, VERSION]))
}

/** A head that was pushed just now cannot have been looked at before; of others, the check run on GitHub tells after a restart. */
async function isDone(job: PullRequestJob, state: string, { head }: PullState, access: AppAccess, world: PlanWorld): Promise<boolean> {
  const known = world.done.stateOf(keyOf(job))
  if (known !== undefined) return known === state
  if (job.reason === 'pushed') return false
  const runs = await listOwnChecks(access, head, world.appId)
  return runs.some(
    ({ status, external_id, output }) =>
      status === 'completed' && external_id === externalIdOf(job.number) && readStateMark(output.summary)?.state === state,
  )
}

function planBroken(configuration: RepositoryConfiguration & { readonly kind: 'broken' }, { pull, access, state }: Shared): PullPlan {
  const checkState = { state, patch: null }
  const check = checkOf(pull, 'failure', brokenConfiguration(configuration.message), checkState, [RECHECK])
  return { kind: 'say', pull, access, state: checkState, check, comment: null, suggestions: null, patch: '', review: null, configuration }
}

async function planReview(configuration: UsableConfiguration, shared: Shared): Promise<PullPlan> {
  const { job, pull, access, state, world } = shared
  const { config } = configuration
  const { base, head, number, isFork, isPublic, repositoryUrl } = pull
  const subject = {
    installation: job.installation,
    repositoryUrl,
    base,
    head,
    pullRequest: number,
    isFork,
    isPublic,
    asksRegistries: true,
    asksAnew: job.reason === 'asked',
    suggestions: offeredBeside(pull, config),
  }
  const { changed, result } = await reviewCommits(subject, configuration, access, world)
  if (result.kind === 'reviewed') return planSaying(result.answer, configuration, changed, shared)
  const checkState = { state, patch: null }
  const check = config.check ? checkOf(pull, 'neutral', givenUp(result.reason), checkState, [RECHECK]) : null
  return { kind: 'say', pull, access, state: checkState, check, comment: null, suggestions: null, patch: '', review: null, configuration }
}

function planSaying(
  answer: ReviewAnswer,
  configuration: UsableConfiguration,
  changed: ChangedManifests,
  { pull, access, state, world }: Shared,
): PullPlan {
  const { config } = configuration
  const { review } = answer
  const patch = review.patches.touched
  const checkState = { state, patch: patch === '' ? null : hash(patch) }
  const mayRemark = mayWrite(world.connection, 'pull_requests')
  const hasPinButton = config.pinButton && patch !== '' && isPinnable(pull) && mayWrite(world.connection, 'contents')
  const output = reviewOutput(answer, {
    listed: changed.listed,
    changedFiles: pull.changedFiles,
    isSilencedFor: config.comment !== 'off' && !mayRemark ? 'pull-requests: write' : null,
    shownPatch: hasPinButton ? patch : null,
  })
  const buttons = hasPinButton ? [RECHECK, PIN] : [RECHECK]
  return {
    kind: 'say',
    pull,
    access,
    state: checkState,
    check: config.check ? checkOf(pull, isFailing(answer) ? 'failure' : 'success', output, checkState, buttons) : null,
    comment: mayRemark ? commentOf(answer, config, pull) : null,
    suggestions: mayRemark ? suggestionsOf(answer, config, changed, pull) : null,
    patch,
    review,
    configuration,
  }
}

/** A change that says nothing of images has no comment, and none is made where nobody wants one; but one that is there is kept true. */
function commentOf(
  { decision, comment: body, mendedComment: mendedBody }: ReviewAnswer,
  config: Config,
  { comments }: PullState,
): PlannedComment | null {
  if (decision !== 'silent' && config.comment !== 'off') return { body, mendedBody, whenAbsent: 'create' }
  return comments === 0 ? null : { body, mendedBody, whenAbsent: 'skip' }
}

function suggestionsOf(
  { review, askedAt }: ReviewAnswer,
  config: Config,
  { hunks }: ChangedManifests,
  { isDraft, remarks }: PullState,
): PlannedSuggestions | null {
  const lines = config.suggestions === 0 ? [] : review.pinnedLines.filter(({ isTouched }) => isTouched)
  const isIdle = lines.length === 0 || isDraft
  return isIdle && remarks === 0 ? null : { lines, hunks, most: isDraft ? 0 : config.suggestions, review, askedAt }
}

/** A draft gets no suggestions; it keeps those that it had. */
function offeredBeside({ isDraft, remarks }: PullState, { suggestions }: Config): number {
  return isDraft && remarks === 0 ? 0 : suggestions
}

/** A branch of this repository that is not the one everything else is built from; whether it is protected is asked when it matters. */
export function isPinnable({ isFork, headBranch, defaultBranch }: PullState): boolean {
  return !isFork && headBranch !== defaultBranch
}

const RECHECK: CheckButton = { label: 'Re-check', description: 'Look again at files and registries', identifier: 'recheck' }
const PIN: CheckButton = { label: 'Pin digests', description: 'Commit the patch that is shown here', identifier: 'pin' }

/** A check of a pull request's head, marked with what it was made from. */
export function checkOf(
  { head, number }: Pick<PullState, 'head' | 'number'>,
  conclusion: PlannedCheck['conclusion'],
  output: CheckOutput,
  state: CheckState,
  actions: readonly CheckButton[],
): PlannedCheck {
  const marked = { ...output, summary: `${output.summary}\n\n${stateMark(state)}` }
  return { name: CHECK_NAME, head, externalId: externalIdOf(number), conclusion, output: marked, actions }
}

/** SHA-256, hexadecimal. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
