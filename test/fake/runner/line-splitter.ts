/** Cuts a stream into lines as .NET does: at `\n`, `\r\n` and at a lone `\r`. The last line needs no end. */
export class LineSplitter {
  readonly #onLine: (line: string) => void
  readonly #decoder = new TextDecoder()
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  write(chunk: Uint8Array): void {
    this.#take(this.#decoder.decode(chunk, { stream: true }))
  }

  end(): void {
    this.#take(this.#decoder.decode())
    if (this.#rest !== '') this.#onLine(this.#rest.replace(/\r$/, ''))
    this.#rest = ''
  }

  /** A `\r` at the very end waits: a `\n` may follow it. */
  #take(text: string): void {
    const waiting = this.#rest + text
    const isUndecided = waiting.endsWith('\r')
    const lines = (isUndecided ? waiting.slice(0, -1) : waiting).split(/\r\n|\n|\r/)
    this.#rest = (lines.pop() ?? '') + (isUndecided ? '\r' : '')
    for (const line of lines) this.#onLine(line)
  }
}
