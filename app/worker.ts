import { keepCheckRun, UserError, type WriteRefusal } from '../src/index.ts'
import type { Analyser } from './analysis/analyser.ts'
import { type AppIdentity, readIdentity } from './app-identity.ts'
import { applyPlan } from './apply-plan.ts'
import { CHECK_NAME, externalIdOf } from './check-identity.ts'
import { stopped } from './check-words.ts'
import { Configurations } from './configurations.ts'
import { type Connection, connect, type InstallationClient } from './connection.ts'
import { DoneRecord } from './done-record.ts'
import { type Job, keyOf, type PullRequestJob } from './job.ts'
import type { JobRegistries } from './job-registry.ts'
import type { Log } from './log.ts'
import { checkMergeGroup } from './merge-group.ts'
import type { Metrics } from './metrics.ts'
import { pressPin } from './pin-button.ts'
import { type PullPlan, planPullRequest } from './plan.ts'
import { readPull } from './pull-state.ts'
import type { Lease, Outcome } from './queue/job-queue.ts'
import type { RateGate } from './rate-gate.ts'
import { visitInstallation, visitRepository } from './reconcile.ts'
import { rerun } from './rerun.ts'

/** What all jobs share. */
export interface WorkerOptions {
  /** An Octokit for one installation; for the app itself where none is named. */
  clientFor(installation?: number): Promise<InstallationClient>
  readonly gate: RateGate
  readonly analyser: Analyser
  readonly registries: JobRegistries
  readonly log: Log
  readonly metrics: Metrics
  /** As `https://github.com`. */
  readonly serverUrl: string
  enqueue(job: Job): Promise<void>
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}
