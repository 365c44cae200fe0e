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
    const part = this.#text.slice(lineStart, lineStart + EXCERPT_LIMIT)
    const lineFeed = part.indexOf('\n')
    if (lineFeed < 0) return detach(part)
    return detach(part.slice(0, part.charCodeAt(lineFeed - 1) === CARRIAGE_RETURN ? lineFeed - 1 : lineFeed))
  }

  lineOf(offset: number): number {
    return this.#lines.position(offset).line
  }
}

const CARRIAGE_RETURN = 0x0d

/**
 * The same text in memory of its own. A slice of a string keeps the whole string alive; what outlives a file's
 * analysis must not, or a review holds every text it ever read. V8 joins two strings in memory of their own before it
 * cuts a part from them, a byte for each character where one will do; by a Buffer it would be two, in twice the time.
 */
export function detach(text: string): string {
  return text.length < SHARED_FROM ? text : ` ${text}`.slice(1)
}

/** V8 copies shorter slices anyway. */
const SHARED_FROM = 13
