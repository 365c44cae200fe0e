import { hashLines, type InputFile } from '../src/index.ts'

/** How much is remembered of a change's texts, in bytes. Findings of further files go by fingerprints of our own. */
const MEMORY = 32 * 1024 * 1024

/**
 * The hashes by which GitHub knows an alert again. `upload-sarif` computes them too where the files are checked out, and warns
 * of every result that came with another. It needs the texts, so those of the head are kept while they pass by.
 */
export class LineHashes {
  readonly #texts = new Map<string, Uint8Array>()
  readonly #hashes = new Map<string, (line: number) => string>()
  #room = MEMORY

  /** Lets the files through as they are. */
  async *watch<T>(files: AsyncIterable<T>, headOf: (item: T) => InputFile | null): AsyncGenerator<T> {
    for await (const item of files) {
      this.#remember(headOf(item))
      yield item
    }
  }

  /** Undefined for a file that was not remembered, or that is no UTF-8. */
  hash(file: string, line: number): string | undefined {
    const known = this.#hashes.get(file) ?? this.#hashText(file)
    return known?.(line)
  }

  #remember(file: InputFile | null): void {
    if (file?.kind !== 'bytes' || file.bytes.length > this.#room) return
    this.#room -= file.bytes.length
    this.#texts.set(file.path, file.bytes)
  }

  #hashText(file: string): ((line: number) => string) | undefined {
    const bytes = this.#texts.get(file)
    if (bytes === undefined || isWide(bytes)) return undefined
    const hashes = hashLines(new TextDecoder('utf-8').decode(bytes))
    this.#hashes.set(file, hashes)
    return hashes
  }
}

/** A byte order mark of UTF-16. */
function isWide([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}
