import type { NotResolved } from '../oci/resolution.ts'
import type { Exchange, ExchangeRequest, ExchangeResponse, NoResponse } from './http-exchange.ts'

/** A whole answer, or why there is none. */
export type Answer = ExchangeResponse | AnswerFailure

/** No answer, in the words of a resolution; `kind` tells it from an answer. */
export interface AnswerFailure extends NotResolved {
  readonly kind: 'failure'
}

/** Time, handed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds, as `Date.now()`. */
  now(): number
  sleep(ms: number): Promise<void>
}

/** What a lane needs of its run. */
export interface LaneOptions {
  readonly clock: Clock
  /** Milliseconds that the run still has. */
  readonly remainingMs: () => number
  readonly parallel: number
  readonly retryAfterMs: number
  readonly exchange: (request: ExchangeRequest) => Promise<Exchange>
}

const ATTEMPTS = 3
const FIRST_WAIT_MS = 500
/** How long a host is left alone that wants to be and does not say for how long. */
const QUIET_MS = 60_000
/** Connections that fail one after the other until the host counts as down. */
const STRIKES = 3
/** Answers of 5xx, retries not counted, until the same. */
const SERVER_FAULTS = 10
const RETRIED: ReadonlySet<number> = new Set([408, 429, 499, 500, 502, 503, 504, 522])

/**
 * The way to one host: few questions at a time, patience where the host asks for it, and an end to it once the host is down.
 * All questions of a run to a host go through its one lane.
 */
export class HostLane {
  readonly #host: string
  readonly #options: LaneOptions
  readonly #waiting: (() => void)[] = []
  #free: number
  #pausedUntil = 0
  /** A HEAD that is refused for being one too many says that of all questions; a GET says it of GETs, which are counted more strictly. */
  #limitedUntil = { HEAD: 0, other: 0 }
  #strikes = 0
  #serverFaults = 0

  constructor(host: string, options: LaneOptions) {
    this.#host = host
    this.#options = options
    this.#free = options.parallel
  }

  async send(request: ExchangeRequest): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#inTurn(() => this.#attempt(request, attempt))
      if (typeof outcome !== 'number') return outcome
      await this.#options.clock.sleep(outcome)
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>(resolve => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
  }

  /**
   * An answer, or the milliseconds to wait before another attempt. The reasons for not asking are looked at when the turn has come, and what
   * the answer means for others is noted before it ends.
   */
  async #attempt(request: ExchangeRequest, attempt: number): Promise<Answer | number> {
    const { clock, remainingMs, exchange: send } = this.#options
    const pause = this.#pausedUntil - clock.now()
    if (pause > 0 && pause < remainingMs()) await clock.sleep(pause)
    const refusal = this.#refusal(request)
    if (refusal !== undefined) return refusal
    const exchange = await send({ ...request, timeoutMs: Math.min(request.timeoutMs, remainingMs()) })
    this.#watch(exchange)
    const wait = attempt < ATTEMPTS ? this.#waitBeforeRetry(exchange, attempt) : undefined
    if (wait === undefined) return this.#conclude(request, exchange)
    if (isTooMany(exchange)) this.#pausedUntil = Math.max(this.#pausedUntil, clock.now() + wait)
    return wait
  }

  #refusal({ method }: ExchangeRequest): AnswerFailure | undefined {
    const { clock, remainingMs } = this.#options
    if (remainingMs() <= 0) return failed('unavailable', `${this.#host} was not asked: the time for asking registries is over`)
    if (this.#strikes >= STRIKES) return failed('unavailable', `${this.#host} was not asked: it could not be reached ${STRIKES} times`)
    if (this.#serverFaults >= SERVER_FAULTS) return failed('unavailable', `${this.#host} was not asked: it answers with errors only`)
    const until = method === 'HEAD' ? this.#limitedUntil.HEAD : this.#limitedUntil.other
    if (until <= clock.now()) return undefined
    return failed(
      'rate-limited',
      `${this.#host} answers no more questions for now; it is left alone for ${Math.ceil((until - clock.now()) / 1000)} s`,
    )
  }

  #watch(exchange: Exchange): void {
    if (exchange.kind === 'response') this.#strikes = 0
    else if (exchange.cause === 'unreachable' || exchange.cause === 'timed-out') this.#strikes += 1
  }

  /** Undefined where asking again is no use, or the wait is longer than we have. */
  #waitBeforeRetry(exchange: Exchange, attempt: number): number | undefined {
    const { clock, remainingMs, retryAfterMs } = this.#options
    if (!isWorthAnother(exchange)) return undefined
    const asked = exchange.kind === 'response' ? readRetryAfter(exchange, clock.now()) : undefined
    const wait = asked ?? FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)
    return wait <= retryAfterMs && wait < remainingMs() ? wait : undefined
  }

  #conclude({ method }: ExchangeRequest, exchange: Exchange): Answer {
    if (exchange.kind === 'no-response') return failed(STATUS_OF[exchange.cause], describe(this.#host, exchange))
    this.#serverFaults = exchange.status >= 500 ? this.#serverFaults + 1 : 0
    if (isTooMany(exchange)) {
      const now = this.#options.clock.now()
      const until = now + (readRetryAfter(exchange, now) ?? QUIET_MS)
      this.#limitedUntil = { HEAD: method === 'HEAD' ? until : this.#limitedUntil.HEAD, other: until }
    }
    return exchange
  }
}

/** Milliseconds that an answer asks to wait: `Retry-After` in seconds or as a date. */
export function readRetryAfter({ headers }: ExchangeResponse, now: number): number | undefined {
  const written = headers['retry-after']?.trim() ?? ''
  if (/^\d{1,9}$/.test(written)) return Number(written) * 1000
  const date = /^[A-Za-z]{3,9}, [\w :-]{1,40}$/.test(written) ? Date.parse(written) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

const STATUS_OF: Readonly<Record<NoResponse['cause'], NotResolved['status']>> = {
  blocked: 'blocked-host',
  unreachable: 'unavailable',
  'timed-out': 'unavailable',
  interrupted: 'unavailable',
  'too-large': 'bad-response',
  malformed: 'bad-response',
}

function describe(host: string, { cause, reason }: NoResponse): string {
  if (cause === 'blocked') return `${host} is not asked: ${reason}`
  if (cause === 'too-large' || cause === 'malformed') return `${host} gave ${reason}`
  return `${host} could not be asked: ${reason}`
}

function isWorthAnother(exchange: Exchange): boolean {
  if (exchange.kind === 'response') return RETRIED.has(exchange.status)
  return exchange.cause === 'interrupted' || exchange.cause === 'unreachable'
}

function isTooMany(exchange: Exchange): boolean {
  return exchange.kind === 'response' && exchange.status === 429
}

function failed(status: NotResolved['status'], reason: string): AnswerFailure {
  return { kind: 'failure', status, reason }
}
