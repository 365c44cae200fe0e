import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** How a webhook was answered. */
export type WebhookResult =
  | 'queued'
  | 'ignored'
  | 'duplicate'
  | 'refused-signature'
  | 'refused-request'
  | 'too-large'
  | 'too-busy'
  | 'not-queued'
  | 'draining'

/** How a job ended. */
export type JobResult = 'done' | 'unchanged' | 'superseded' | 'delayed' | 'retried' | 'failed'

/** What was written on GitHub. */
export type WriteKind = 'comment' | 'check' | 'review' | 'commit'

/** The state of the queue, asked for when metrics are read. */
export interface QueueState {
  readonly waiting: number
  readonly active: number
  /** Seconds that the oldest waiting job has waited; 0 where none does. */
  readonly oldestSeconds: number
}

/** What the app counts, in the form that Prometheus reads. No name of an account or a repository is in it, nor any other word from GitHub. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #webhooks = this.#counter('webhooks_total', 'Webhooks that came in, by event and how they were answered', ['event', 'result'])
  readonly #acknowledged = this.#histogram(
    'ack_seconds',
    'Time until a webhook was answered',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10],
    [],
  )
  readonly #jobs = this.#counter('jobs_total', 'Jobs that ended, by how', ['result'])
  readonly #jobSeconds = this.#histogram('job_seconds', 'Time that a job took', [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120], [])
  readonly #coalesced = this.#counter('coalesced_total', 'Webhooks that found their pull request waiting already', [])
  readonly #requests = this.#counter('github_requests_total', 'Requests to GitHub, by route and status', ['route', 'status'])
  readonly #rateLimit = new Gauge({
    name: `${PREFIX}rate_limit_remaining`,
    help: 'Requests that GitHub would still take in this hour, of the installation that asked last',
    registers: [this.#registry],
  })
  readonly #written = this.#counter('writes_total', 'What was written on GitHub, by kind and what came of it', ['kind', 'result'])
  readonly #timeouts = this.#counter('analysis_timeouts_total', 'Analyses that were stopped for taking too long', [])
  readonly #healed = this.#counter('duplicates_healed_total', 'Comments of ours that were deleted because there was another', [])
  readonly #registrySeconds = this.#histogram(
    'registry_seconds',
    'Time until a registry had answered for one reference',
    [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    ['result'],
  )
  readonly #routes = new Set<string>()

  constructor() {
    collectDefaultMetrics({ register: this.#registry, prefix: PREFIX })
  }

  webhookAnswered(event: string, result: WebhookResult, seconds: number): void {
    this.#webhooks.inc({ event: EVENTS.has(event) ? event : 'other', result })
    this.#acknowledged.observe(seconds)
  }

  jobEnded(result: JobResult, seconds: number): void {
    this.#jobs.inc({ result })
    this.#jobSeconds.observe(seconds)
  }

  webhookCoalesced(): void {
    this.#coalesced.inc()
  }

  /** A request as Octokit has it: method, and the address with its `{placeholders}`. Status 0 is no answer. */
  gitHubAnswered(method: string, url: string, status: number, remaining?: number): void {
    this.#requests.inc({ route: this.#routeOf(method, url), status: String(status) })
    if (remaining !== undefined && Number.isFinite(remaining)) this.#rateLimit.set(remaining)
  }

  written(kind: WriteKind, result: 'created' | 'edited' | 'unchanged' | 'refused'): void {
    this.#written.inc({ kind, result })
  }

  analysisTimedOut(): void {
    this.#timeouts.inc()
  }

  duplicatesHealed(count: number): void {
    this.#healed.inc(count)
  }

  registryAnswered(status: string, seconds: number): void {
    this.#registrySeconds.observe({ result: status }, seconds)
  }

  /** Lets the queue be looked at whenever metrics are read. */
  watchQueue(state: () => QueueState): void {
    const gauge = (name: string, help: string, pick: (state: QueueState) => number) =>
      new Gauge({
        name: PREFIX + name,
        help,
        registers: [this.#registry],
        collect() {
          this.set(pick(state()))
        },
      })
    gauge('queue_depth', 'Jobs that wait', ({ waiting }) => waiting)
    gauge('queue_active', 'Jobs that are being done', ({ active }) => active)
    gauge('queue_oldest_seconds', 'Time that the oldest waiting job has waited', ({ oldestSeconds }) => oldestSeconds)
  }

  /** All of it as text, and the type of that text. */
  async render(): Promise<{ readonly contentType: string; readonly text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() }
  }

  /** A few dozen routes are in use; what is no route of GitHub's own writing would let a name in. */
  #routeOf(method: string, url: string): string {
    const route = `${/^[A-Z]{3,7}$/.test(method) ? method : 'OTHER'} ${isRoute(url) ? url : 'other'}`
    if (this.#routes.size >= MOST_ROUTES && !this.#routes.has(route)) return 'OTHER other'
    this.#routes.add(route)
    return route
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name: PREFIX + name, help, labelNames: [...labelNames], registers: [this.#registry] })
  }

  #histogram<Label extends string>(name: string, help: string, buckets: number[], labelNames: readonly Label[]): Histogram<Label> {
    return new Histogram({ name: PREFIX + name, help, buckets, labelNames: [...labelNames], registers: [this.#registry] })
  }
}

const PREFIX = 'pull_policy_'
const MOST_ROUTES = 200

/** Events that the app hears of; the header is a stranger's until the signature is checked. */
const EVENTS: ReadonlySet<string> = new Set([
  'check_run',
  'check_suite',
  'github_app_authorization',
  'installation',
  'installation_repositories',
  'installation_target',
  'issue_comment',
  'merge_group',
  'ping',
  'pull_request',
  'pull_request_review',
  'push',
  'repository',
])

/** A name where a place for one should be. */
const NAMED = /\/(?:repos|orgs|users|repositories|enterprises|contents|trees|blobs|refs?|branches|commits|compare|repos\/\{\w+\})\/(?!\{)/

/** `/repos/{owner}/{repo}/pulls`: where GitHub's routes have a name, it is in braces. */
function isRoute(url: string): boolean {
  return /^\/[a-z_{}/-]{1,150}$/.test(url) && !NAMED.test(url)
}
