import type { CommandIo } from './command-io.ts'

/** How long a review may take before anything is said of it, and then how often; in milliseconds. */
const QUIET = 1000
const INTERVAL = 100

/** Counts the files of a review, and says how far a long one is where standard error is a terminal. */
export class Progress {
  /** How many files were handed on. */
  count = 0
  readonly #io: Pick<CommandIo, 'stderr' | 'now'>
  #next: number
  #isShown = false

  constructor(io: Pick<CommandIo, 'stderr' | 'now'>) {
    this.#io = io
    this.#next = io.now() + QUIET
  }

  /** Hands the files on, one by one; the line is wiped when the last one is done with, however that comes. */
  async *watch<T>(files: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      for await (const file of files) {
        this.count += 1
        await this.#show()
        yield file
      }
    } finally {
      if (this.#isShown) await this.#io.stderr.write('\r\x1b[K')
    }
  }

  async #show(): Promise<void> {
    const { stderr, now } = this.#io
    if (!stderr.isTerminal || now() < this.#next) return
    this.#next = now() + INTERVAL
    this.#isShown = true
    await stderr.write(`\r${this.count} files read`)
  }
}
