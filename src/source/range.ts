/**
 * A stretch of a source file's text: `start` is the offset of its first UTF-16 unit, `end` the offset after its last.
 * Offsets count from the first character after a byte order mark.
 */
export interface Range {
  readonly start: number
  readonly end: number
}
