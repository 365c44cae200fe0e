import { type Clock, SYSTEM_CLOCK } from './clock.ts'
import {
  backoff,
  type Handler,
  type JobQueue,
  type Outcome,
  QUEUE_LIMITS,
  type QueuedJob,
  type QueueLimits,
  type QueueState,
} from './job-queue.ts'

/** What an in-process queue is made of; what is left out is as in a running app. */
export interface InProcessOptions {
  readonly clock?: Clock
  readonly limits?: Partial<QueueLimits>
  readonly random?: () => number
  /** Hears of what a handler threw. */
  readonly onFault?: (fault: unknown, key: string) => void
  /** Hears of each job that takes the place of one that waits. */
  readonly onCoalesced?: () => void
}

interface Waiting<J> {
  readonly job: QueuedJob<J>
  /** When the first of those that this one stands for came. */
  readonly since: number
  readonly due: number
  readonly attempt: number
}

interface Tenant<J> {
  readonly waiting: Map<string, Waiting<J>>
  running: number
  pausedUntil: number
  /** The turn in which it was served last. */
  turn: number
}

/**
 * A queue that lives as long as its process. What waits when the process ends is lost; the app finds it again when it starts,
 * by looking for pull requests without a check.
 */
export class InProcessQueue<J> implements JobQueue<J> {
  readonly #clock: Clock
  readonly #limits: QueueLimits
  readonly #random: () => number
  readonly #onFault: (fault: unknown, key: string) => void
  readonly #onCoalesced: () => void
  readonly #tenants = new Map<string, Tenant<J>>()
  readonly #running = new Map<string, Promise<void>>()
  #handler: Handler<J> | undefined
  #cancelTimer = () => {}
  #turn = 0
  #isDraining = false

  constructor({ clock = SYSTEM_CLOCK, limits, random = Math.random, onFault = () => {}, onCoalesced = () => {} }: InProcessOptions = {}) {
    this.#clock = clock
    this.#limits = { ...QUEUE_LIMITS, ...limits }
    this.#random = random
    this.#onFault = onFault
    this.#onCoalesced = onCoalesced
  }

  async enqueue(job: QueuedJob<J>): Promise<void> {
    if (this.#isDraining) throw new Error('the queue takes no more: the process is about to end')
    const { waiting } = this.#tenantOf(job.tenant)
    const now = this.#clock.now()
    const replaced = waiting.get(job.key)
    if (replaced !== undefined) this.#onCoalesced()
    else if (this.state().waiting >= this.#limits.mostWaiting) throw new Error('the queue takes no more: too much waits already')
    const since = replaced?.since ?? now
    const due = Math.min(now + job.delay, since + this.#limits.longestDelay)
    waiting.set(job.key, { job, since, due: Math.max(due, now), attempt: 1 })
    this.#pump()
  }

  work(handler: Handler<J>): void {
    this.#handler = handler
    this.#pump()
  }

  state(): QueueState {
    const now = this.#clock.now()
    const waiting = [...this.#tenants.values()].flatMap(tenant => [...tenant.waiting.values()])
    const ages = waiting.filter(({ due }) => due <= now).map(({ since }) => now - since)
    return { waiting: waiting.length, running: this.#running.size, oldestAge: Math.max(0, ...ages) }
  }

  async drain(milliseconds: number): Promise<number> {
    this.#isDraining = true
    for (const { waiting } of this.#tenants.values()) this.#hurry(waiting)
    this.#pump()
    let cancel = () => {}
    const late = new Promise<void>(resolve => {
      cancel = this.#clock.after(milliseconds, resolve)
    })
    const isOver = late.then(() => true)
    while (this.#running.size > 0) if (await Promise.race([isOver, Promise.race(this.#running.values()).then(() => false)])) break
    cancel()
    this.#cancelTimer()
    this.#handler = undefined
    return this.state().waiting + this.#running.size
  }

  /** What waits for more of its key waits no longer; what waits for GitHub does. */
  #hurry(waiting: Map<string, Waiting<J>>): void {
    for (const [key, one] of waiting) if (one.attempt === 1) waiting.set(key, { ...one, due: Math.min(one.due, this.#clock.now()) })
  }

  #tenantOf(name: string): Tenant<J> {
    const known = this.#tenants.get(name)
    if (known !== undefined) return known
    const tenant = { waiting: new Map<string, Waiting<J>>(), running: 0, pausedUntil: 0, turn: 0 }
    this.#tenants.set(name, tenant)
    return tenant
  }

  /** Starts all that may start now, and wakes up when the next may. */
  #pump(): void {
    this.#cancelTimer()
    if (this.#handler === undefined) return
    const now = this.#clock.now() // one moment for both, so that nothing falls due between them
    while (this.#running.size < this.#limits.concurrency) {
      const next = this.#choose(now)
      if (next === undefined) break
      this.#start(next.tenant, next.waiting, this.#handler)
    }
    this.#wakeUp(now)
  }

  /** The tenant that was served longest ago comes first, with what has waited longest. */
  #choose(now: number): { readonly tenant: Tenant<J>; readonly waiting: Waiting<J> } | undefined {
    const turns = [...this.#tenants.values()].toSorted((a, b) => a.turn - b.turn)
    for (const tenant of turns) {
      if (tenant.running >= this.#limits.perTenant || tenant.pausedUntil > now) continue
      const ready = [...tenant.waiting.values()].filter(({ job, due }) => due <= now && !this.#running.has(job.key))
      const [first] = ready.toSorted((a, b) => a.since - b.since)
      if (first !== undefined) return { tenant, waiting: first }
    }
    return undefined
  }

  #start(tenant: Tenant<J>, waiting: Waiting<J>, handler: Handler<J>): void {
    const { job, attempt } = waiting
    tenant.waiting.delete(job.key)
    tenant.running += 1
    this.#turn += 1
    tenant.turn = this.#turn
    const lease = {
      attempt,
      isLastAttempt: attempt >= this.#limits.attempts,
      isHeld: async () => true,
      hasNewer: () => tenant.waiting.has(job.key),
    }
    const run = this.#attempt(handler, job, lease).then(outcome => {
      this.#running.delete(job.key)
      tenant.running -= 1
      this.#conclude(tenant, waiting, outcome)
      this.#forgetIdle(job.tenant, tenant)
      this.#pump()
    })
    this.#running.set(job.key, run)
  }

  async #attempt(handler: Handler<J>, { job, key }: QueuedJob<J>, lease: Parameters<Handler<J>>[1]): Promise<Outcome> {
    try {
      return await handler(job, lease)
    } catch (fault) {
      this.#onFault(fault, key)
      return { kind: 'done' }
    }
  }

  #conclude(tenant: Tenant<J>, { job, since, attempt }: Waiting<J>, outcome: Outcome): void {
    const now = this.#clock.now()
    switch (outcome.kind) {
      case 'done':
        return
      case 'failed':
        if (attempt < this.#limits.attempts) {
          this.#waitAgain(tenant, { job, since, due: now + backoff(attempt, this.#random()), attempt: attempt + 1 })
        }
        return
      case 'postponed':
        tenant.pausedUntil = Math.max(tenant.pausedUntil, outcome.until)
        this.#waitAgain(tenant, { job, since, due: outcome.until, attempt })
        return
    }
  }

  /** Unless a newer one of the key has come meanwhile, which looks at all there is. */
  #waitAgain({ waiting }: Tenant<J>, again: Waiting<J>): void {
    if (!waiting.has(again.job.key)) waiting.set(again.job.key, again)
  }

  #forgetIdle(name: string, tenant: Tenant<J>): void {
    const isIdle = tenant.running === 0 && tenant.waiting.size === 0 && tenant.pausedUntil <= this.#clock.now()
    if (isIdle) this.#tenants.delete(name)
  }

  #wakeUp(now: number): void {
    const moments = [...this.#tenants.values()].flatMap(({ waiting, pausedUntil }) =>
      Array.from(waiting.values(), ({ due }) => Math.max(due, pausedUntil)),
    )
    const next = Math.min(...moments.filter(moment => moment > now))
    if (Number.isFinite(next)) this.#cancelTimer = this.#clock.after(next - now, () => this.#pump())
  }
}
