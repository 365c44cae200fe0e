/** GitHub wants no request of this installation before a moment, in milliseconds since the epoch. */
export class RateLimited extends Error {
  readonly until: number

  constructor(until: number) {
    super(`GitHub wants no request before ${new Date(until).toISOString()}`)
    this.name = 'RateLimited'
    this.until = until
  }
}

const MINUTE = 60_000

/**
 * Remembers until when each installation is to be silent. It stands at the last door before the network: requests that were
 * already on their way when GitHub asked for patience are held too.
 */
export class RateGate {
  readonly #now: () => number
  readonly #closed = new Map<number, number>()

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** The moment before which nothing may be sent; undefined where all may. */
  closedUntil(installation: number): number | undefined {
    const until = this.#closed.get(installation)
    if (until === undefined || until > this.#now()) return until
    this.#closed.delete(installation)
    return undefined
  }

  /** `fetch` for one installation: sends nothing while the gate is closed, and closes it when GitHub says so. */
  guard(installation: number, send: typeof fetch = fetch): typeof fetch {
    return async (input, init) => {
      const closed = this.closedUntil(installation)
      if (closed !== undefined) throw new RateLimited(closed)
      const response = await send(input, init)
      const until = await this.#silenceAfter(response)
      if (until === undefined) return response
      this.#closed.set(installation, Math.max(until, this.#closed.get(installation) ?? 0))
      if (isRefusal(response)) throw new RateLimited(until)
      return response
    }
  }

  /** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
  async #silenceAfter(response: Response): Promise<number | undefined> {
    const { headers } = response
    const retryAfter = Number(headers.get('retry-after') ?? Number.NaN)
    if (isRefusal(response) && Number.isFinite(retryAfter)) return this.#now() + retryAfter * 1000
    const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN)
    if (headers.get('x-ratelimit-remaining') === '0' && Number.isFinite(reset)) return Math.max(reset * 1000, this.#now() + 1000)
    const isSilent = isRefusal(response) && /rate limit/i.test(await response.clone().text())
    return isSilent ? this.#now() + MINUTE : undefined
  }
}

function isRefusal({ status }: Response): boolean {
  return status === 403 || status === 429
}
