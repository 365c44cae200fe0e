/** The stream came to its end in the middle of what was expected. */
export class TruncatedStream extends Error {
  constructor() {
    super('the stream ended early')
    this.name = 'TruncatedStream'
  }
}

/** Reads lines and counted bytes, in turn, off a stream of chunks; holds no more than one chunk and what it was asked for. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]()
  }

  /** The text up to the next line feed, which is passed over. */
  async line(): Promise<string> {
    let end = this.#rest.indexOf(LINE_FEED)
    while (end === -1) {
      this.#rest = Buffer.concat([this.#rest, await this.#next()])
      end = this.#rest.indexOf(LINE_FEED)
    }
    const line = this.#rest.toString('utf8', 0, end)
    this.#rest = this.#rest.subarray(end + 1)
    return line
  }

  /** The next so many bytes. */
  async take(length: number): Promise<Buffer> {
    const pieces: Buffer[] = []
    await this.#pass(length, piece => pieces.push(piece))
    return Buffer.concat(pieces, length)
  }

  /** Passes over so many bytes. */
  async skip(length: number): Promise<void> {
    await this.#pass(length, () => undefined)
  }

  async #pass(length: number, receive: (piece: Buffer) => void): Promise<void> {
    let left = length
    while (left > 0) {
      if (this.#rest.length === 0) this.#rest = await this.#next()
      const piece = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(piece.length)
      left -= piece.length
      receive(piece)
    }
  }

  async #next(): Promise<Buffer> {
    const { done, value } = await this.#chunks.next()
    if (done) throw new TruncatedStream()
    return value
  }
}

const LINE_FEED = 10
