/** Time, handed in: tests turn it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls back once, after so many milliseconds; answers with how to call that off. */
  after(milliseconds: number, call: () => void): () => void
}

/** The machine's own; a waiting call keeps the process alive, so that a program for one event ends when its job has. */
export const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}
