import { BlockScalar, type Chomping } from './block-text.ts'
import { HASH, isBlank, isBlankOrEnd, isBreak, MINUS, PIPE, PLUS, SPACE, TAB } from './character.ts'
import type { Cursor } from './cursor.ts'
import { NO_PROPERTIES } from './properties.ts'

/**
 * Reads a `|` or `>` scalar inside a collection at column `indent`. Its lines are only stepped over here; the value is
 * put together when somebody asks, since most are scripts and configuration that nobody asks for.
 */
export function readBlockScalar(cursor: Cursor, indent: number): BlockScalar {
  const start = cursor.pos
  const style = cursor.code() === PIPE ? 'literal' : 'folded'
  const { chomping, indentation } = readHeader(cursor)
  const headerEnd = cursor.pos
  skipHeaderLine(cursor)
  const bodyStart = cursor.pos
  const bodyIndent = indentation === undefined ? findBodyIndent(cursor, indent) : Math.max(indent, 0) + indentation
  const contentEnd = skipBody(cursor, bodyIndent) ?? headerEnd
  cursor.mayStartBlock = true
  const body = { start: bodyStart, end: cursor.isAtEnd() ? cursor.end : cursor.lineStart }
  const range = { start, end: contentEnd }
  return new BlockScalar({ style, range, chomping, indent: bodyIndent, text: cursor.text, body }, NO_PROPERTIES)
}

interface Header {
  readonly chomping: Chomping
  /** As written: how much deeper than the collection around it the lines stand. */
  readonly indentation: number | undefined
}

/** `|`, then `+` or `-`, and a digit, in either order. */
function readHeader(cursor: Cursor): Header {
  let chomping: Chomping = 'clip'
  let indentation: number | undefined
  cursor.pos += 1
  for (let code = cursor.code(); !isBlankOrEnd(code) && code !== HASH; code = cursor.code()) {
    if (chomping === 'clip' && (code === PLUS || code === MINUS)) chomping = code === PLUS ? 'keep' : 'strip'
    else if (indentation === undefined && code > DIGIT_ZERO && code <= DIGIT_NINE) indentation = code - DIGIT_ZERO
    else throw cursor.unexpected('`+`, `-`, a digit from 1 to 9 or the end of the line after `|` or `>`')
    cursor.pos += 1
  }
  return { chomping, indentation }
}

const DIGIT_ZERO = 0x30
const DIGIT_NINE = 0x39

function skipHeaderLine(cursor: Cursor): void {
  while (isBlank(cursor.code())) cursor.pos += 1
  if (cursor.code() === HASH) cursor.pos = cursor.endOfLine(cursor.pos)
  if (cursor.isAtEnd()) return
  if (!isBreak(cursor.code())) throw cursor.unexpected('the end of the line after `|` or `>`')
  cursor.skipBreak(cursor.code())
}

/** The column of the body's lines: that of the first with anything in it, or of a longer blank one before it. */
function findBodyIndent(cursor: Cursor, indent: number): number {
  let deepest = Math.max(indent + 1, 1)
  let pos = cursor.pos
  for (let lineStart = pos; ; lineStart = pos) {
    while (cursor.codeAt(pos) === SPACE) pos += 1
    deepest = Math.max(deepest, pos - lineStart)
    const code = cursor.codeAt(pos)
    if (code === TAB) throw cursor.unexpected('spaces for indentation', pos)
    if (!isBreak(code)) return deepest
    pos += 1
  }
}

/** Moves to the first line that stands less deep; returns where the last line that is not blank ends. */
function skipBody(cursor: Cursor, bodyIndent: number): number | undefined {
  let contentEnd: number | undefined
  for (;;) {
    const isContent = skipIndentation(cursor, bodyIndent)
    if (isContent) {
      const lineEnd = cursor.endOfLine(cursor.pos)
      if (!isBlankBetween(cursor.text, cursor.pos, lineEnd)) contentEnd = lineEnd
      cursor.pos = lineEnd
    }
    const code = cursor.code()
    if (!isBreak(code)) return contentEnd
    cursor.skipBreak(code)
  }
}

/** Whether the line reaches the body's column; the cursor then stands there, else at the line's first other character. */
function skipIndentation(cursor: Cursor, bodyIndent: number): boolean {
  const bodyColumn = cursor.lineStart + bodyIndent
  while (cursor.pos < bodyColumn && cursor.code() === SPACE) cursor.pos += 1
  if (cursor.pos === bodyColumn) return true
  if (cursor.code() === TAB) throw cursor.unexpected('spaces for indentation')
  return false
}

function isBlankBetween(text: string, start: number, end: number): boolean {
  let at = end
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1
  return at === start
}
