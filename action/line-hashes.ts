import { hashLines, type InputFile } from '../src/index.ts'

/** How much is remembered of a change's texts, in bytes. Findings of further files go by fingerprints of our own. */
const MEMORY = 32 * 1024 * 1024

/** A line of a file. */
interface Line {
  readonly file: string
  readonly at: { readonly line: number }
}

/**
 * The hashes by which GitHub knows an alert again. `upload-sarif` computes them too where the files are checked out, and warns
 * of every result that came with another. It needs the texts, so those of the head are kept while they pass by.
 */
export class LineHashes {
  readonly #texts = new Map<string, Uint8Array>()
  #room = MEMORY

  /** Lets the files through as they are. */
  async *watch<T>(files: AsyncIterable<T>, headOf: (item: T) => InputFile | null): AsyncGenerator<T> {
    for await (const item of files) {
      this.#remember(headOf(item))
      yield item
    }
  }

  /** Hashes the lines on which something was found, file by file, and forgets the texts; to be called once, when all have passed. */
  hash(found: readonly Line[]): (file: string, line: number) => string | undefined {
    const hashes = new Map<string, Map<number, string>>()
    for (const [file, lines] of Map.groupBy(found, ({ file }) => file)) {
      const hashOf = this.#hashText(file)
      if (hashOf) hashes.set(file, new Map(lines.map(({ at: { line } }) => [line, hashOf(line)])))
    }
    this.#texts.clear()
    return (file, line) => hashes.get(file)?.get(line)
  }

  #remember(file: InputFile | null): void {
    if (file?.kind !== 'bytes' || file.bytes.length > this.#room) return
    this.#room -= file.bytes.length
    this.#texts.set(file.path, file.bytes)
  }

  /** Undefined for a file that was not remembered, or that is no UTF-8. */
  #hashText(file: string): ((line: number) => string) | undefined {
    const bytes = this.#texts.get(file)
    return bytes === undefined || isWide(bytes) ? undefined : hashLines(new TextDecoder('utf-8').decode(bytes))
  }
}

/** A byte order mark of UTF-16. */
function isWide([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}
