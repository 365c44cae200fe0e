/** What a run has cost, for people and for tests. */
export interface RegistryStatistics {
  /** Questions sent, by `host:port`; retries and redirects count. */
  readonly requests: Readonly<Record<string, number>>
  readonly tlsHandshakes: number
  /** What Docker Hub last said of our budget; null where it said nothing, which is so for whoever has no limit. */
  readonly dockerHub: PullBudget | null
}

/** Docker Hub's count of pulls: GETs of manifests. HEADs are free. */
export interface PullBudget {
  readonly limit: number
  readonly remaining: number
  /** The span that the limit is for. */
  readonly windowSeconds: number
}

const DOCKER_HUB = 'registry-1.docker.io:443'
const RESERVE = 10

/** Counts what the transport does. */
export class RegistryCounter {
  readonly #requests = new Map<string, number>()
  #tlsHandshakes = 0
  #dockerHub: PullBudget | null = null

  countRequest(place: string): void {
    this.#requests.set(place, (this.#requests.get(place) ?? 0) + 1)
  }

  countTlsHandshake(): void {
    this.#tlsHandshakes += 1
  }

  /** Reads `ratelimit-limit: 100;w=21600` and its like from an answer of Docker Hub. */
  readBudget(place: string, headers: Readonly<Record<string, unknown>>): void {
    if (place !== DOCKER_HUB) return
    const limit = readQuota(headers['ratelimit-limit'])
    const remaining = readQuota(headers['ratelimit-remaining'])
    if (limit === undefined || remaining === undefined) return
    this.#dockerHub = { limit: limit.count, remaining: remaining.count, windowSeconds: limit.windowSeconds }
  }

  statistics(): RegistryStatistics {
    return { requests: Object.fromEntries(this.#requests), tlsHandshakes: this.#tlsHandshakes, dockerHub: this.#dockerHub }
  }
}

/** Whether so little is left of Docker Hub's budget that only what must be asked is asked. */
export function isHubBudgetLow({ host }: URL, { dockerHub }: RegistryStatistics): boolean {
  return `${host}:443` === DOCKER_HUB && dockerHub !== null && dockerHub.remaining < RESERVE
}

function readQuota(header: unknown): { readonly count: number; readonly windowSeconds: number } | undefined {
  const match = typeof header === 'string' ? /^(\d{1,9})(?:;w=(\d{1,9}))?$/.exec(header.trim()) : null
  return match === null ? undefined : { count: Number(match[1]), windowSeconds: Number(match[2] ?? 0) }
}
