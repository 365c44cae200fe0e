/** A place for people: both numbers are 1-based, columns count UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/**
 * Turns offsets of one text into lines and columns. Lines end at `\n` only, as in Git and on GitHub: a `\r` before it
 * belongs to the line end, a lone `\r` starts no line. Line ends are looked up as far as somebody asks, each once.
 */
export class LineIndex {
  readonly #text: string
  readonly #starts: number[] = [0]
  #isComplete = false

  constructor(text: string) {
    this.#text = text
  }

  /** Offsets beyond the text are taken as its end. */
  position(offset: number): Position {
    const within = Math.max(0, Math.min(offset, this.#text.length))
    const line = this.#lineAt(within)
    return { line, column: within - this.start(line) + 1 }
  }

  /** Offset of the line's first character; of the text's end where there is no such line. */
  start(line: number): number {
    while (!this.#isComplete && this.#starts.length < line) this.#findNextLine()
    return this.#starts[line - 1] ?? this.#text.length
  }

  /** The line without its line end; `''` where there is no such line. */
  lineText(line: number): string {
    const start = this.start(line)
    const lineFeed = this.#text.indexOf('\n', start)
    if (lineFeed < 0) return this.#text.slice(start)
    return this.#text.slice(start, lineFeed > start && this.#text[lineFeed - 1] === '\r' ? lineFeed - 1 : lineFeed)
  }

  #lineAt(offset: number): number {
    while (!this.#isComplete && this.#last() <= offset) this.#findNextLine()
    let low = 0
    let high = this.#starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return low + 1
  }

  #last(): number {
    return this.#starts[this.#starts.length - 1] ?? 0
  }

  #findNextLine(): void {
    const lineFeed = this.#text.indexOf('\n', this.#last())
    if (lineFeed < 0) this.#isComplete = true
    else this.#starts.push(lineFeed + 1)
  }
}
