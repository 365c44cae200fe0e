import {
  AT,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  GRAVE,
  HASH,
  isBlank,
  isBlankOrEnd,
  isBreak,
  NEXT_LINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  PERCENT,
  TAB,
} from './character.ts'
import type { Cursor } from './cursor.ts'
import type { ReadingFault } from './fault.ts'
import { foldedBreaks } from './folding.ts'
import type { YamlScalar } from './node.ts'
import { scalarType } from './scalar-type.ts'

/**
 * Reads an unquoted scalar of block context, over all its lines: those that are indented deeper than `indent`. It ends
 * before `: ` and ` #`, else the cursor then stands at the next token, on a later line.
 */
export function readPlain(cursor: Cursor, indent: number): YamlScalar {
  const start = cursor.pos
  let end = endOfPart(cursor)
  let value = cursor.text.slice(start, end)
  while (continuesBelow(cursor, indent)) {
    const partStart = cursor.pos
    const partEnd = endOfPart(cursor)
    if (partEnd === partStart) {
      cursor.mayStartBlock = true
      break
    }
    value += foldedBreaks(cursor.text, end, partStart) + cursor.text.slice(partStart, partEnd)
    end = partEnd
  }
  return plainScalar(value, start, end)
}

/** Reads an unquoted scalar between brackets, where it also ends at `,`, `[`, `]`, `{` and `}`. */
export function readFlowPlain(cursor: Cursor): YamlScalar {
  const start = cursor.pos
  let end = endOfFlowPart(cursor)
  let value = cursor.text.slice(start, end)
  while (isBreak(cursor.code())) {
    skipWhiteSpace(cursor)
    const partStart = cursor.pos
    const partEnd = endOfFlowPart(cursor)
    if (partEnd === partStart) break
    value += foldedBreaks(cursor.text, end, partStart) + cursor.text.slice(partStart, partEnd)
    end = partEnd
  }
  return plainScalar(value, start, end)
}

/** The fault of a token that no unquoted scalar can start with, where one should. */
export function noPlainStart(cursor: Cursor): ReadingFault {
  const code = cursor.code()
  if (code === COLON) return cursor.unexpected('a key before it')
  return cursor.unexpected(code === AT || code === GRAVE || code === PERCENT ? 'a value, or quotes around it' : 'a value')
}

function plainScalar(value: string, start: number, end: number): YamlScalar {
  return { kind: 'scalar', style: 'plain', value, type: scalarType('plain', value, undefined), range: { start, end } }
}

/** Moves the cursor to where one line's part ends; returns the offset after its last character that is no blank. */
function endOfPart(cursor: Cursor): number {
  const { text, end } = cursor
  let pos = cursor.pos
  let partEnd = pos
  for (; pos < end; pos += 1) {
    const code = text.charCodeAt(pos)
    if (!isOrdinary(code)) {
      if (isBlank(code)) continue
      if (isBreak(code)) break
      if (code === HASH && partEnd < pos) break
      if (code === COLON && isBlankOrEnd(cursor.codeAt(pos + 1))) break
    }
    partEnd = pos + 1
  }
  cursor.pos = pos
  return partEnd
}

/** Letters, digits and most punctuation: what can end no plain scalar of block context. */
function isOrdinary(code: number): boolean {
  return (code > COLON && code < NEXT_LINE) || (code > HASH && code < COLON)
}

function endOfFlowPart(cursor: Cursor): number {
  const { text, end } = cursor
  let pos = cursor.pos
  let partEnd = pos
  for (; pos < end; pos += 1) {
    const code = text.charCodeAt(pos)
    if (isBlank(code)) continue
    if (isBreak(code) || isFlowIndicator(code)) break
    if (code === HASH && (partEnd < pos || pos === cursor.pos)) break
    if (code === COLON && isBlankOrEnd(cursor.codeAt(pos + 1))) break
    partEnd = pos + 1
  }
  cursor.pos = pos
  return partEnd
}

function isFlowIndicator(code: number): boolean {
  return code === COMMA || code === OPEN_BRACKET || code === CLOSE_BRACKET || code === OPEN_BRACE || code === CLOSE_BRACE
}

/** Whether the scalar goes on in a later line; moves the cursor to the next thing that is no white space. */
function continuesBelow(cursor: Cursor, indent: number): boolean {
  if (!isBreak(cursor.code())) return false
  for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
    if (isBreak(code)) cursor.skipBreak(code)
    else if (code === TAB && cursor.column() <= indent) throw cursor.unexpected('spaces for indentation')
    else cursor.pos += 1
  }
  const continues = !cursor.isAtEnd() && cursor.column() > indent && cursor.code() !== HASH
  cursor.mayStartBlock = !continues
  return continues
}

function skipWhiteSpace(cursor: Cursor): void {
  for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
    if (isBreak(code)) cursor.skipBreak(code)
    else cursor.pos += 1
  }
}
