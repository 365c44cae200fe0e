import { machineNetwork, type Network, trustAlso } from './guarded-connection.ts'
import { addressOf, showHost } from './host-guard.ts'
import { type Answer, type AnswerFailure, type Clock, HostLane } from './host-lane.ts'
import { type Exchange, type ExchangeRequest, type ExchangeResponse, HttpExchanger } from './http-exchange.ts'
import type { Notices } from './notices.ts'
import { openTunnel } from './proxy.ts'
import { hostTrustOf, type RegistrySettings } from './registry-settings.ts'
import { RegistryCounter } from './registry-statistics.ts'

/** What the client needs of the machine. Handed in, so that tests need neither a network nor patience. */
export interface Machine {
  readonly network: Network
  readonly clock: Clock
}

/** The machine itself. */
export function realMachine(): Machine {
  const sleep = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
  return { network: machineNetwork(), clock: { now: Date.now, sleep } }
}

/** A question to a registry, its token issuer, or wherever these send us. */
export interface Question {
  readonly method: 'HEAD' | 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** 4 MiB, or what the settings say, where it is left out. */
  readonly bodyLimit?: number
}

/** An answer, and who gave it after all redirects. */
export type Followed = AnswerFailure | FollowedResponse

/** The answer at the end of all redirects. */
export interface FollowedResponse extends ExchangeResponse {
  readonly url: URL
  /** Whether it came by way of another origin than the one that was asked. What it demands is none of our business. */
  readonly isForeign: boolean
}

/** Sends questions: each host through its lane, redirects by hand, everything counted and within the run's time. */
export class RegistryTransport {
  readonly counter = new RegistryCounter()
  readonly clock: Clock
  readonly #settings: RegistrySettings
  readonly #notices: Notices
  readonly #exchanger: HttpExchanger
  readonly #lanes = new Map<string, HostLane>()
  #endsAt: number | undefined

  constructor(settings: RegistrySettings, machine: Machine, notices: Notices) {
    this.#settings = settings
    this.#notices = notices
    this.clock = machine.clock
    this.#exchanger = new HttpExchanger({
      trust: hostTrustOf(settings),
      network: machine.network,
      secureContext: trustAlso(settings.certificateAuthorities),
      openTunnel: (url, timeoutMs) => openTunnel(settings.proxy, url, timeoutMs),
      timeoutMs: settings.limits.connectMs,
      onTlsHandshake: () => this.counter.countTlsHandshake(),
    })
  }

  /**
   * Asks, and follows where a GET or HEAD is sent on to. `Authorization` goes to the origin that was asked and to no other; a way from TLS to
   * plain text is not taken; every hop is judged like the first.
   */
  async ask(question: Question): Promise<Followed> {
    const origin = question.url.origin
    let { url, headers } = question
    let isForeign = false
    for (let hops = 0; ; hops += 1) {
      const answer = await this.#send({ ...question, url, headers })
      if (answer.kind === 'failure') return answer
      const target = question.method === 'POST' ? undefined : redirectOf(answer)
      if (target === undefined) return { ...answer, url, isForeign }
      if (hops === this.#settings.limits.redirects)
        return failed('bad-response', `${showHost(question.url)} sends on and on: ${hops} redirects`)
      const next = URL.parse(target, url.href)
      if (next === null) return failed('bad-response', `${showHost(url)} sends on to what is no address`)
      if (url.protocol === 'https:' && next.protocol !== 'https:')
        return failed('blocked-host', `${showHost(url)} sends on to where there is no TLS`)
      isForeign ||= next.origin !== origin
      if (isForeign) headers = withoutAuthorization(headers)
      url = next
    }
  }

  /** Milliseconds that the run still has; it begins with the first question. */
  remainingMs(): number {
    this.#endsAt ??= this.clock.now() + this.#settings.deadlineMs
    return this.#endsAt - this.clock.now()
  }

  close(): void {
    this.#exchanger.close()
  }

  async #send(question: Question): Promise<Answer> {
    const { limits } = this.#settings
    const answer = await this.#laneOf(question.url).send({ bodyLimit: limits.bodyBytes, timeoutMs: limits.exchangeMs, ...question })
    if (answer.kind === 'response') {
      this.counter.readBudget(addressOf(question.url), answer.headers)
      this.#notices.addWarnings(showHost(question.url), answer.headers.warning)
    }
    return answer
  }

  #laneOf(url: URL): HostLane {
    const known = this.#lanes.get(url.origin)
    if (known !== undefined) return known
    const lane = new HostLane(showHost(url), {
      clock: this.clock,
      remainingMs: () => this.remainingMs(),
      parallel: this.#settings.perHost,
      retryAfterMs: this.#settings.limits.retryAfterMs,
      exchange: request => this.#exchange(request),
    })
    this.#lanes.set(url.origin, lane)
    return lane
  }

  async #exchange(request: ExchangeRequest): Promise<Exchange> {
    const exchange = await this.#exchanger.exchange(request)
    const isUnsent = exchange.kind === 'no-response' && exchange.cause === 'blocked'
    if (!isUnsent) this.counter.countRequest(addressOf(request.url))
    return exchange
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

function redirectOf({ status, headers }: ExchangeResponse): string | undefined {
  return REDIRECTS.has(status) ? headers.location : undefined
}

/** Once another origin has been met, the way back to the first gets no credentials either: whoever sent us there chose the question. */
function withoutAuthorization(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { authorization: _withheld, ...others } = headers
  return others
}

function failed(status: AnswerFailure['status'], reason: string): AnswerFailure {
  return { kind: 'failure', status, reason }
}
