import { CARRIAGE_RETURN, isBlank, isBreak, LINE_FEED, LINE_SEPARATOR, PARAGRAPH_SEPARATOR } from './character.ts'

/**
 * What the white space between two lines of a plain or quoted scalar stands for: one line end is a space, each further
 * one a line feed. The old separators U+2028 and U+2029 are not folded.
 */
export function foldedBreaks(text: string, start: number, end: number): string {
  const breaks = breaksIn(text, start, end)
  if (!breaks.startsWith('\n')) return breaks
  return breaks.length === 1 ? ' ' : breaks.slice(1)
}

/** The line ends of a stretch of white space, each as it counts: a line feed, but for the two separators. */
export function breaksIn(text: string, start: number, end: number): string {
  let breaks = ''
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at)
    if (!isBreak(code)) continue
    if (code === CARRIAGE_RETURN && at + 1 < end && text.charCodeAt(at + 1) === LINE_FEED) at += 1
    breaks += code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR ? text.charAt(at) : '\n'
  }
  return breaks
}

/** The text of a scalar's lines, folded. */
export function foldLines(text: string): string {
  let value = ''
  let copiedTo = 0
  for (let at = 0; at < text.length; at += 1) {
    if (!isBreak(text.charCodeAt(at))) continue
    const next = endOfWhiteSpace(text, at, text.length)
    value += text.slice(copiedTo, startOfBlanks(text, copiedTo, at)) + foldedBreaks(text, at, next)
    copiedTo = next
    at = next - 1
  }
  return value + text.slice(copiedTo)
}

/** Offset of the first character from `start` on that is neither blank nor line end. */
export function endOfWhiteSpace(text: string, start: number, end: number): number {
  let at = start
  while (at < end && isWhiteSpace(text.charCodeAt(at))) at += 1
  return at
}

function isWhiteSpace(code: number): boolean {
  return isBlank(code) || isBreak(code)
}

/** Offset where the blanks before `end` begin, `start` at the earliest. */
export function startOfBlanks(text: string, start: number, end: number): number {
  let at = end
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1
  return at
}
