import { type CheckOutput, keepCheckRun } from '../../src/index.ts'
import type { Job, JobRepository } from '../events/job.ts'
import { type Connection, missingPermissions } from '../github/connection.ts'
import type { Failure } from '../github/failure.ts'
import { CHECK_NAME, externalIdOf, groupIdOf } from './check-identity.ts'
import { ourFault, passingFailure, refusedReading, stopped } from './check-words.ts'
import { readPull } from './pull-state.ts'

/** Completes the check of a job that could not be done, so that nothing waits for it for ever; it blames nobody: neutral. */
export async function closeCheck(job: Job, connection: Connection, failure: Failure): Promise<void> {
  const output = outputFor(failure, connection)
  const target = await targetOf(job, connection)
  if (target === undefined) return
  const { owner, repo } = target.repository
  const { head, externalId } = target
  await keepCheckRun(connection.accessTo({ owner, repo }), { name: CHECK_NAME, head, externalId, conclusion: 'neutral', output })
}

interface Target {
  readonly repository: JobRepository
  readonly head: string
  readonly externalId: string
}

async function targetOf(job: Job, connection: Connection): Promise<Target | undefined> {
  switch (job.kind) {
    case 'pull-request': {
      const { owner, repo } = job.repository
      const pull = await readPull(connection.accessTo({ owner, repo }), job.number)
      return pull?.isOpen === true ? { repository: job.repository, head: pull.head, externalId: externalIdOf(job.number) } : undefined
    }
    case 'merge-group':
      return { repository: job.repository, head: job.head, externalId: groupIdOf(job.head) }
    case 'rerun':
      if (job.head === null || job.number === null) return undefined
      return { repository: job.repository, head: job.head, externalId: externalIdOf(job.number) }
    case 'pin':
    case 'repository':
    case 'installation':
      return undefined
  }
}

function outputFor(failure: Failure, connection: Connection): CheckOutput {
  switch (failure.kind) {
    case 'limited':
      return passingFailure(429, undefined)
    case 'passing':
      return passingFailure(failure.status, failure.requestId)
    case 'refused':
      return refusedReading(failure.status, missingPermissions(connection), failure.requestId)
    case 'mendable':
      return stopped(failure.message)
    case 'fault':
      return ourFault()
  }
}
