import type { Json } from './json.ts'

/** One request as it came, and how it was answered. */
export interface LoggedRequest {
  readonly method: string
  /** Path and query, without the `/api/v3` of an enterprise server. */
  readonly path: string
  /** The operation's name, as `GET /repos/{owner}/{repo}`; `undefined` where GitHub has none. */
  readonly operation: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: Json | undefined
  readonly status: number
  /** Whose budget paid for it. */
  readonly budget: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Every request so far, in the order in which they were answered. */
export class RequestLog {
  readonly #requests: LoggedRequest[] = []

  get all(): readonly LoggedRequest[] {
    return this.#requests
  }

  add(request: LoggedRequest): void {
    this.#requests.push(request)
  }

  /** How often each operation was asked for. Paths that GitHub does not have count as they were written. */
  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const { operation, method, path } of this.#requests) {
      const name = operation ?? `${method} ${path}`
      counts[name] = (counts[name] ?? 0) + 1
    }
    return counts
  }

  /** The requests that try to change something: all but `GET`, GraphQL queries and requests for tokens. */
  writes(): readonly LoggedRequest[] {
    return this.#requests.filter(({ method, operation, body }) => {
      if (method === 'GET' || operation?.includes('access_tokens') === true) return false
      return operation !== 'POST /graphql' || JSON.stringify(body).includes('mutation')
    })
  }

  clear(): void {
    this.#requests.length = 0
  }
}
