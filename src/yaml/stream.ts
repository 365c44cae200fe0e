import type { Range } from '../source/range.ts'
import { BYTE_ORDER_MARK, HASH, isBlank, isBlankOrEnd, isBreak, PERCENT } from './character.ts'

/** One document's stretch of a text. */
export interface DocumentText {
  /** From its directives or `---` (else from where the document before it ends) to the next document. */
  readonly range: Range
  /** Where its content may begin: after the `---`. */
  readonly contentStart: number
  /** Whether a `---` opens it: then it counts, even with nothing in it. */
  readonly isMarked: boolean
}

/**
 * Cuts a text at its `---` and `...` lines. YAML forbids such a line inside any value, so that no value need be read
 * to find them, and a broken document cannot reach over into the next one.
 */
export function splitDocuments(text: string): DocumentText[] {
  const documents: DocumentText[] = []
  let start = 0
  let contentStart = 0
  let isMarked = false
  for (const marker of findMarkers(text)) {
    const holdsDocument = isMarked || hasContent(text, contentStart, marker.at)
    if (holdsDocument) documents.push({ range: { start, end: marker.at }, contentStart, isMarked })
    isMarked = marker.isStart
    contentStart = marker.at + MARKER_LENGTH
    if (holdsDocument || !isMarked) start = isMarked ? marker.at : contentStart
  }
  if (isMarked || hasContent(text, contentStart, text.length)) {
    documents.push({ range: { start, end: text.length }, contentStart, isMarked })
  }
  return documents
}

/** Of `---` and `...`. */
export const MARKER_LENGTH = 3

interface Marker {
  readonly at: number
  readonly isStart: boolean
}

function* findMarkers(text: string): Generator<Marker> {
  let nextStart = indexOfMarker(text, '---', 0)
  let nextEnd = indexOfMarker(text, '...', 0)
  while (nextStart < text.length || nextEnd < text.length) {
    const isStart = nextStart < nextEnd
    const at = isStart ? nextStart : nextEnd
    yield { at, isStart }
    if (isStart) nextStart = indexOfMarker(text, '---', at + MARKER_LENGTH)
    else nextEnd = indexOfMarker(text, '...', at + MARKER_LENGTH)
  }
}

/** Offset of the next line that is the marker, or is it up to a blank; the text's length where there is none. */
function indexOfMarker(text: string, marker: string, from: number): number {
  for (let at = text.indexOf(marker, from); at >= 0; at = text.indexOf(marker, at + 1)) {
    if (isLineStart(text, at) && isBlankOrEnd(text.charCodeAt(at + MARKER_LENGTH))) return at
  }
  return text.length
}

/** Whether anything stands there besides blanks, comments and directives (`%YAML 1.2`). */
function hasContent(text: string, start: number, end: number): boolean {
  let at = start
  while (at < end) {
    const code = text.charCodeAt(at)
    if (code === HASH || (code === PERCENT && isLineStart(text, at))) {
      while (at < end && !isBreak(text.charCodeAt(at))) at += 1
    } else if (!isBlank(code) && !isBreak(code) && code !== BYTE_ORDER_MARK) {
      return true
    }
    at += 1
  }
  return false
}

function isLineStart(text: string, offset: number): boolean {
  return offset === 0 || isBreak(text.charCodeAt(offset - 1))
}
