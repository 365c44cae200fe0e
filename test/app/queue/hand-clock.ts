import type { Clock } from '../../../app/queue/clock.ts'

/** A clock that stands still until it is turned. */
export class HandClock implements Clock {
  #now = 1_700_000_000_000
  readonly #calls = new Map<symbol, { readonly at: number; readonly call: () => void }>()

  now(): number {
    return this.#now
  }

  after(milliseconds: number, call: () => void): () => void {
    const id = Symbol(milliseconds)
    this.#calls.set(id, { at: this.#now + milliseconds, call })
    return () => void this.#calls.delete(id)
  }

  /** Turns it on, call by call, and lets everything settle that follows from one before the next. */
  async turn(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    for (;;) {
      await settle()
      const [next] = [...this.#calls].filter(([, { at }]) => at <= end).toSorted(([, a], [, b]) => a.at - b.at)
      if (next === undefined) break
      this.#calls.delete(next[0])
      this.#now = Math.max(this.#now, next[1].at)
      next[1].call()
    }
    this.#now = end
    await settle()
  }
}

/** Lets promises settle that need no time. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await new Promise(resolve => setImmediate(resolve))
}
