import { keyOf, type PinJob, type PullRequestJob } from '../events/job.ts'
import { mayWrite } from '../github/connection.ts'
import { type CheckState, numberOf, readStateMark } from '../review/check-identity.ts'
import { withNote } from '../review/check-words.ts'
import { isPinnable, type PlanWorld, planPullRequest } from '../review/plan.ts'
import type { PullPlan } from '../review/pull-plan.ts'
import { mayPush } from '../review/rerun.ts'
import { commitPins } from './pin-commit.ts'

/** What came of a press on the button; `renewed` leaves a plan to be written, whose check says why nothing was committed. */
export type PinResult = { readonly kind: 'committed' | 'not-permitted' | 'gone' } | { readonly kind: 'renewed'; readonly plan: PullPlan }

/** What pressing needs of the world. */
export interface PinWorld extends PlanWorld {
  /** As `https://github.com`. */
  readonly serverUrl: string
}

/**
 * Commits the pins that a check run has shown, for somebody who may write to the branch, and names them in the commit. Whatever is not
 * as it was shown (head, digests, configuration) ends in a new check and not in a commit.
 */
export async function pressPin(job: PinJob, world: PinWorld): Promise<PinResult> {
  const access = world.connection.accessTo(job.repository)
  if (!mayWrite(world.connection, 'contents') || !(await mayPush(access, job.sender.login))) return { kind: 'not-permitted' }
  const { data: run } = await access.api.rest.checks.get({ ...access.repository, check_run_id: job.checkRun })
  const number = numberOf(run.external_id)
  if (run.app?.id !== world.appId || number === undefined) return { kind: 'gone' }
  const { installation, repository } = job
  const look: PullRequestJob = { kind: 'pull-request', installation, repository, number, reason: 'asked' }
  world.done.void(keyOf(look))
  const plan = await planPullRequest(look, world)
  if (plan.kind === 'nothing') return { kind: 'gone' }
  const reason =
    (await whyNot(plan, run.head_sha, readStateMark(run.output.summary))) ?? (await commitPins(plan, job.sender, world.serverUrl))
  if (reason === undefined) return { kind: 'committed' }
  return { kind: 'renewed', plan: { ...plan, check: plan.check && withNote(plan.check, reason) } }
}

/** The first reason against a commit, in words; undefined where there is none. */
async function whyNot(plan: PullPlan, shownHead: string, shown: CheckState | undefined): Promise<string | undefined> {
  const { pull, state, configuration, access } = plan
  if (configuration.kind === 'broken' || !configuration.config.pinButton)
    return 'the configuration of the default branch does not allow the button'
  if (pull.head !== shownHead) return 'the branch has moved on since the patch was shown'
  if (state.patch === null || state.patch !== shown?.patch) return 'a digest is another one since the patch was shown'
  if (!isPinnable(pull)) return 'the branch is the default branch, or of another repository'
  const { data } = await access.api.rest.repos.getBranch({ ...access.repository, branch: pull.headBranch })
  return data.protected ? 'the branch is protected' : undefined
}
