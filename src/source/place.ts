import { LineIndex } from './position.ts'
import type { Range } from './range.ts'

/**
 * Where something is written, for people and for edits. Lines and columns are 1-based, columns count UTF-16 units, the end
 * is exclusive. Holds no reference to the file's text, so that a review of many files keeps only what it says.
 */
export interface Place extends Range {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** The first line of the range as it stands in the file, cut after {@link EXCERPT_LIMIT} units. */
  readonly excerpt: string
}

/** How much of a source line is kept for display, in UTF-16 units. */
export const EXCERPT_LIMIT = 400

/** Makes places of one text's ranges. */
export class PlaceFinder {
  readonly #text: string
  readonly #lines: LineIndex

  constructor(text: string) {
    this.#text = text
    this.#lines = new LineIndex(text)
  }

  placeOf({ start, end }: Range): Place {
    const from = this.#lines.position(start)
    const to = this.#lines.position(end)
    const excerpt = this.#excerptAt(this.#lines.start(from.line))
    return { start, end, line: from.line, column: from.column, endLine: to.line, endColumn: to.column, excerpt }
  }

  /** Looks no further than it keeps: a file of one line may hold thousands of places. */
  #excerptAt(lineStart: number): string {
    const [line = ''] = this.#text.slice(lineStart, lineStart + EXCERPT_LIMIT).split(/\r?\n/, 1)
    return detach(line)
  }

  lineOf(offset: number): number {
    return this.#lines.position(offset).line
  }
}

/**
 * The same text in memory of its own. A slice of a string keeps the whole string alive; what outlives a file's
 * analysis must not, or a review holds every text it ever read.
 */
export function detach(text: string): string {
  return text.length < SHARED_FROM ? text : Buffer.from(text, 'utf16le').toString('utf16le')
}

/** V8 copies shorter slices anyway. */
const SHARED_FROM = 13
