import type { Range } from './range.ts'

/** A replacement of a stretch of a text; an empty range inserts. */
export interface TextEdit {
  readonly range: Range
  readonly newText: string
}

/** The text with the edits made. They must not overlap; their order does not matter. Every other unit stays as it is. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = []
  let from = 0
  for (const { range, newText } of edits.toSorted((a, b) => a.range.start - b.range.start)) {
    if (range.start < from || range.end > text.length)
      throw new RangeError(`an edit at ${range.start} overlaps another, or lies outside the text`)
    parts.push(text.slice(from, range.start), newText)
    from = range.end
  }
  parts.push(text.slice(from))
  return parts.join('')
}
