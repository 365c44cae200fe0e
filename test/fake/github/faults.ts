import type { Json } from './json.ts'

/** A failure to come, for the requests that it names; what is left out matches all. */
export interface Fault {
  readonly method?: string
  /** A text that the path must hold, or a pattern that it must match. */
  readonly path?: string | RegExp
  /** 0 cuts the connection without an answer. */
  readonly status: number
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
  /** How many requests fail; one by default. */
  readonly times?: number
  /** Lets the request do its work first, so that only the answer is lost. */
  readonly afterwards?: boolean
  /** Milliseconds before the answer. With status 200 the request is slow and otherwise well. */
  readonly delay?: number
}

/** The failures that a test asked for, each used up by the requests that meet it. */
export class Faults {
  readonly #waiting: { readonly fault: Fault; left: number }[] = []

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 })
  }

  /** The failure for this request, if one is due. */
  take(method: string, path: string): Fault | undefined {
    const due = this.#waiting.find(({ fault, left }) => left > 0 && matches(fault, method, path))
    if (due === undefined) return undefined
    due.left -= 1
    return due.fault
  }

  /** Failures that no request has met: the test expected more requests than came. */
  unused(): readonly Fault[] {
    return this.#waiting.filter(({ left }) => left > 0).map(({ fault }) => fault)
  }
}

function matches({ method, path }: Fault, actualMethod: string, actualPath: string): boolean {
  if (method !== undefined && method !== actualMethod) return false
  if (path === undefined) return true
  return typeof path === 'string' ? actualPath.includes(path) : path.test(actualPath)
}
