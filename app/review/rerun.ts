import { keyOf, type PullRequestJob, type RerunJob } from '../events/job.ts'
import type { AppAccess } from '../github/connection.ts'
import { CHECK_NAME, numberOf } from './check-identity.ts'
import { superseded } from './check-words.ts'
import type { DoneRecord } from './done-record.ts'
import { isGone, type PullState, readPull } from './pull-state.ts'

/** What a re-run may do. */
export interface RerunWorld {
  readonly access: AppAccess
  readonly done: DoneRecord
  readonly appId: number
  /** Puts a job at the end of the queue. */
  enqueue(job: PullRequestJob): Promise<void>
}

/** What a re-run came to. */
export type RerunResult = 'requeued' | 'superseded' | 'not-permitted' | 'gone'

/**
 * Lets a pull request be reviewed again although nothing in it has changed. Somebody who presses our button or writes a command
 * must have the right to write; the check of a commit that is no longer the head is closed as superseded.
 */
export async function rerun(job: RerunJob, world: RerunWorld): Promise<RerunResult> {
  const { access } = world
  if (job.sender !== null && !(await mayPush(access, job.sender.login))) return 'not-permitted'
  const number = job.number ?? (await findNumber(job, world))
  const pull = number === undefined ? undefined : await readPull(access, number)
  if (pull?.isOpen !== true) return 'gone'
  if (job.head !== null && job.head !== pull.head) return supersede(job, pull, access)
  const review: PullRequestJob = {
    kind: 'pull-request',
    installation: job.installation,
    repository: job.repository,
    number: pull.number,
    reason: 'asked',
  }
  world.done.void(keyOf(review))
  await world.enqueue(review)
  return 'requeued'
}

/** Whether somebody may write to the repository. What a comment shows of its author's standing is no proof. */
export async function mayPush({ api, repository }: AppAccess, login: string): Promise<boolean> {
  try {
    const { data } = await api.rest.repos.getCollaboratorPermissionLevel({ ...repository, username: login })
    return data.permission === 'write' || data.permission === 'admin'
  } catch (thrown) {
    if (isGone(thrown)) return false
    throw thrown
  }
}

async function findNumber({ head }: RerunJob, { access, appId }: RerunWorld): Promise<number | undefined> {
  if (head === null) return undefined
  const { api, repository } = access
  const { data } = await api.rest.checks.listForRef({ ...repository, ref: head, check_name: CHECK_NAME, filter: 'latest', per_page: 100 })
  return data.check_runs.filter(({ app }) => app?.id === appId).flatMap(({ external_id }) => numberOf(external_id) ?? [])[0]
}

async function supersede({ checkRun }: RerunJob, { head }: PullState, { api, repository }: AppAccess): Promise<RerunResult> {
  if (checkRun !== null) {
    const output = superseded(head)
    await api.rest.checks.update({ ...repository, check_run_id: checkRun, status: 'completed', conclusion: 'neutral', output })
  }
  return 'superseded'
}
