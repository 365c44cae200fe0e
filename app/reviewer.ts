import { Analyser } from './analysis/analyser.ts'
import { AnalysisPool } from './analysis/pool.ts'
import { DELAYS, type Delays, EVENTS, type EventName, jobsFor } from './events/events.ts'
import { type Job, keyOf } from './events/job.ts'
import { Payload } from './events/payload.ts'
import type { AppClient } from './github/clients.ts'
import { DeliverySweeper } from './github/deliveries.ts'
import { RateGate } from './github/rate-gate.ts'
import type { Log } from './log/log.ts'
import type { Metrics } from './metrics.ts'
import { InProcessQueue } from './queue/in-process.ts'
import type { JobQueue, QueueState } from './queue/job-queue.ts'
import type { JobRegistries } from './registry/job-registry.ts'
import type { Limits } from './settings/settings.ts'
import { Worker } from './worker.ts'

/** What a reviewer is made of. */
export interface ReviewerOptions {
  readonly client: AppClient
  readonly registries: JobRegistries
  readonly log: Log
  readonly metrics: Metrics
  readonly limits: Limits
  /** As `https://github.com`. */
  readonly serverUrl: string
  readonly delays?: Delays
}

/** Seconds for one file, of those that a change has. */
const SECONDS_PER_FILE = 4

/** Of the heap of one thread. */
const MEGABYTES = 384

/** The app without its frame: takes events in, and works on what they ask for. */
export class Reviewer {
  readonly #options: ReviewerOptions
  readonly #queue: JobQueue<Job>
  readonly #pool: AnalysisPool
  readonly #worker: Worker
  readonly #sweeper = new DeliverySweeper(EVENTS)

  constructor(options: ReviewerOptions) {
    const { client, registries, log, metrics, limits, serverUrl } = options
    const { analysisThreads: threads, analysisSeconds: seconds } = limits
    this.#options = options
    this.#pool = new AnalysisPool({ threads, seconds, secondsPerFile: Math.min(SECONDS_PER_FILE, seconds), megabytes: MEGABYTES })
    this.#pool.warm()
    this.#queue = new InProcessQueue<Job>({
      limits: { concurrency: limits.jobs, perTenant: limits.jobsPerInstallation, mostWaiting: limits.waitingJobs },
      onFault: (error, job) => log.error('a job met a fault of this program', { error, job }),
      onCoalesced: () => metrics.webhookCoalesced(),
    })
    this.#worker = new Worker({
      client,
      gate: new RateGate(),
      analyser: new Analyser(this.#pool, seconds, () => metrics.analysisTimedOut()),
      registries,
      log,
      metrics,
      serverUrl,
      enqueue: job => this.#enqueue(job, 0),
    })
    this.#queue.work((job, lease) => this.#worker.work(job, lease))
    metrics.watchQueue(() => {
      const { waiting, running, oldestAge } = this.#queue.state()
      return { waiting, active: running, oldestSeconds: oldestAge / 1000 }
    })
  }

  /** Turns an event into jobs and puts them into the queue; asks GitHub nothing. Rejects only where the queue takes no more. */
  async take(name: EventName, payload: unknown): Promise<void> {
    const event = new Payload(payload)
    if (name === 'installation' && event.action === 'deleted' && event.installation !== undefined) this.#worker.forget(event.installation)
    for (const { job, delay } of jobsFor(name, payload, this.#options.delays ?? DELAYS)) await this.#enqueue(job, delay)
  }

  /** Lets every installation be looked through for pull requests without our check: what was lost while nobody listened. */
  async reconcile(): Promise<void> {
    const api = await this.#options.client.forApp()
    for (let page = 1; ; page += 1) {
      const { data } = await api.rest.apps.listInstallations({ per_page: 100, page })
      for (const { id, suspended_at } of data) if (suspended_at === null) await this.#enqueue({ kind: 'installation', installation: id }, 0)
      if (data.length < 100) return
    }
  }

  /** Asks GitHub to deliver again what failed. Answers how many. */
  async sweep(): Promise<number> {
    return this.#sweeper.sweep(await this.#options.client.forApp())
  }

  /** How much is waiting and under way. */
  queueState(): QueueState {
    return this.#queue.state()
  }

  /** Takes no more, and ends what is under way, for so many milliseconds at most. Answers how many jobs are left. */
  async drain(milliseconds: number): Promise<number> {
    const left = await this.#queue.drain(milliseconds)
    await this.#pool.close()
    return left
  }

  #enqueue(job: Job, delay: number): Promise<void> {
    return this.#queue.enqueue({ key: keyOf(job), tenant: String(job.installation), delay, job })
  }
}
