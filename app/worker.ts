import type { Analyser } from './analysis/analyser.ts'
import { type Job, keyOf } from './events/job.ts'
import { type AppIdentity, readIdentity } from './github/app-identity.ts'
import type { AppClient } from './github/clients.ts'
import { type Connection, connect, missingPermissions } from './github/connection.ts'
import { type Failure, failureOf } from './github/failure.ts'
import type { RateGate } from './github/rate-gate.ts'
import type { Log } from './log/log.ts'
import type { JobResult, Metrics } from './metrics.ts'
import type { Lease, Outcome } from './queue/job-queue.ts'
import type { JobRegistries } from './registry/job-registry.ts'
import { closeCheck } from './review/closed-check.ts'
import { Configurations } from './review/configurations.ts'
import { DoneRecord } from './review/done-record.ts'
import { performJob } from './review/job-performance.ts'

/** What all jobs share. */
export interface WorkerOptions {
  readonly client: AppClient
  readonly gate: RateGate
  readonly analyser: Analyser
  readonly registries: JobRegistries
  readonly log: Log
  readonly metrics: Metrics
  /** As `https://github.com`. */
  readonly serverUrl: string
  enqueue(job: Job): Promise<void>
}

/** A reason without a request of GitHub's behind it is asked about so often: a commit may not have arrived everywhere yet. */
const TRIES_OF_MENDABLE = 3

/** Works on jobs: all that is asked of GitHub and written there happens here, and whatever goes wrong ends in a check that says so. */
export class Worker {
  readonly #options: WorkerOptions
  readonly #configurations: Configurations
  readonly #done = new DoneRecord()
  #identity: Promise<AppIdentity> | undefined

  constructor(options: WorkerOptions) {
    this.#options = options
    this.#configurations = new Configurations(options.analyser)
  }

  /** Never rejects for what the world may do. */
  async work(job: Job, lease: Lease): Promise<Outcome> {
    const { metrics } = this.#options
    const log = this.#options.log.with(fieldsOf(job, lease))
    const start = performance.now()
    let connection: Connection | undefined
    const end = (result: JobResult, outcome: Outcome): Outcome => {
      const milliseconds = Math.round(performance.now() - start)
      metrics.jobEnded(result, milliseconds / 1000)
      log.info('a job ended', { result, durationMs: milliseconds, count: connection?.requestCount() ?? 0 })
      return outcome
    }
    try {
      connection = await this.#connect(job.installation)
      return end(await this.#perform(job, connection, lease, log), { kind: 'done' })
    } catch (thrown) {
      const failure = this.#understand(thrown, job)
      if (failure.kind === 'limited') return end('delayed', { kind: 'postponed', until: failure.until })
      log.warn('a job could not be done', { ...statusOf(failure), error: thrown })
      const mayPass = failure.kind === 'passing' ? !lease.isLastAttempt : failure.kind === 'mendable' && lease.attempt < TRIES_OF_MENDABLE
      if (mayPass) return end('retried', { kind: 'failed', reason: failure.kind })
      if (connection !== undefined) await this.#close(job, connection, failure, log)
      return end('failed', { kind: 'done' })
    }
  }

  /** Forgets what was known of an installation that is gone. */
  forget(installation: number): void {
    this.#configurations.forgetAll(installation)
  }

  /** Who the app is; asked once, and again where it could not be answered. */
  identity(): Promise<AppIdentity> {
    if (this.#identity !== undefined) return this.#identity
    const asked = this.#options.client.forApp().then(readIdentity)
    this.#identity = asked
    asked.catch(() => {
      this.#identity = undefined
    })
    return asked
  }

  async #connect(installation: number): Promise<Connection> {
    const { client, gate, metrics } = this.#options
    return connect(await client.forInstallation(installation), installation, gate, (method, route, status, remaining) =>
      metrics.gitHubAnswered(method, route, status, remaining),
    )
  }

  async #perform(job: Job, connection: Connection, lease: Lease, log: Log): Promise<JobResult> {
    const { analyser, registries, serverUrl, metrics, enqueue } = this.#options
    const identity = await this.identity()
    for (const permission of missingPermissions(connection)) log.warn('a permission was not granted', { permission })
    return performJob(job, {
      connection,
      lease,
      identity,
      appId: identity.id,
      configurations: this.#configurations,
      done: this.#done,
      analyser,
      registries,
      serverUrl,
      enqueue,
      now: () => new Date(),
      onWrite: (kind, result, refusal) => {
        metrics.written(kind, result)
        if (refusal !== undefined) log.warn('something could not be written', { permission: refusal.permission, result: kind })
      },
    })
  }

  /** Whoever finds the gate closed has met a limit, whatever it looks like from where it was met. */
  #understand(thrown: unknown, { installation }: Job): Failure {
    const until = this.#options.gate.closedUntil(installation)
    return until === undefined ? failureOf(thrown) : { kind: 'limited', until }
  }

  async #close(job: Job, connection: Connection, failure: Failure, log: Log): Promise<void> {
    try {
      await closeCheck(job, connection, failure)
    } catch (thrown) {
      log.warn('the check could not be closed', { error: thrown })
    }
  }
}

function statusOf(failure: Failure): { readonly status?: number; readonly requestId?: string } {
  if (failure.kind !== 'passing' && failure.kind !== 'refused') return {}
  const { status, requestId } = failure
  return { ...(status === undefined ? {} : { status }), ...(requestId === undefined ? {} : { requestId }) }
}

function fieldsOf(job: Job, { attempt }: Lease) {
  return {
    job: keyOf(job),
    attempt,
    installation: job.installation,
    ...('repository' in job ? { repositoryId: job.repository.id } : {}),
    ...(job.kind === 'pull-request' ? { pullNumber: job.number } : {}),
  }
}
