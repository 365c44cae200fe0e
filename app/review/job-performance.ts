import { UserError } from '../../src/index.ts'
import { type Job, keyOf, type PinJob, type PullRequestJob } from '../events/job.ts'
import { mayWrite } from '../github/connection.ts'
import type { JobResult } from '../metrics.ts'
import { type PinWorld, pressPin } from '../pin/pin-button.ts'
import type { Lease } from '../queue/job-queue.ts'
import { type ApplyWorld, applyPlan } from './apply-plan.ts'
import { checkMergeGroup } from './merge-group.ts'
import { planPullRequest } from './plan.ts'
import type { PullPlan } from './pull-plan.ts'
import { visitInstallation, visitRepository } from './reconcile.ts'
import { rerun } from './rerun.ts'

/** All that a job may touch. */
export interface JobWorld extends PinWorld, Omit<ApplyWorld, 'now' | 'lease'> {
  readonly lease: Lease
  enqueue(job: Job): Promise<void>
}

/** Does what a job asks for, whatever is there by now. */
export async function performJob(job: Job, world: JobWorld): Promise<JobResult> {
  switch (job.kind) {
    case 'pull-request':
      return reviewPull(job, world)
    case 'merge-group': {
      const refusal = await checkMergeGroup(job, { ...world, access: world.connection.accessTo(job.repository) })
      world.onWrite('check', refusal === undefined ? 'created' : 'refused', refusal)
      return 'done'
    }
    case 'rerun': {
      const result = await rerun(job, { ...world, access: world.connection.accessTo(job.repository) })
      return result === 'superseded' ? 'superseded' : result === 'requeued' ? 'done' : 'unchanged'
    }
    case 'pin':
      return pin(job, world)
    case 'repository':
      if (job.reason === 'reconfigured') world.configurations.forget(job.installation, job.repository)
      await visitRepository(job, world)
      return 'done'
    case 'installation':
      await visitInstallation(job, world)
      return 'done'
  }
}

async function reviewPull(job: PullRequestJob, world: JobWorld): Promise<JobResult> {
  const lookedAt = world.now().getTime()
  const plan = await planPullRequest(job, world)
  if (plan.kind === 'nothing' && plan.reason === 'gone' && job.reason === 'pushed')
    throw new UserError('github', 'the pull request that was just opened or pushed to cannot be seen')
  return plan.kind === 'nothing' ? 'unchanged' : write(plan, lookedAt, job, world)
}

/** What came too late is left to a later look, which is made sure of: the event that asks for it may be lost. */
async function write(plan: PullPlan, lookedAt: number, job: PullRequestJob, world: JobWorld): Promise<JobResult> {
  const applied = await applyPlan(plan, lookedAt, { ...world, now: () => world.now().getTime() })
  if (applied === 'applied') {
    world.done.set(keyOf(job), plan.state.state)
    return 'done'
  }
  if (applied === 'unchecked') {
    if (isPermitted(world)) throw new UserError('github', 'GitHub did not take the check, though it is permitted')
    return 'done'
  }
  if (!world.lease.hasNewer()) await world.enqueue({ ...job, reason: 'changed' })
  return 'superseded'
}

async function pin(job: PinJob, world: JobWorld): Promise<JobResult> {
  const lookedAt = world.now().getTime()
  const result = await pressPin(job, world)
  if (result.kind === 'committed') world.onWrite('commit', 'created')
  if (result.kind !== 'renewed') return result.kind === 'committed' ? 'done' : 'unchanged'
  const { installation, repository } = job
  const { plan } = result
  return write(plan, lookedAt, { kind: 'pull-request', installation, repository, number: plan.pull.number, reason: 'changed' }, world)
}

/** Whether the check should have been taken; somebody's token does not say, and is refused where checks are an app's. */
function isPermitted({ connection }: Pick<JobWorld, 'connection'>): boolean {
  return connection.permissions !== undefined && mayWrite(connection, 'checks')
}
