import { BACKSLASH, DOUBLE_QUOTE, isBreak, SINGLE_QUOTE } from './character.ts'
import type { Cursor } from './cursor.ts'
import { unescapeLines } from './escape.ts'
import { foldLines } from './folding.ts'
import type { YamlScalar } from './node.ts'

/** Reads `'...'`. Its lines need no indentation: Kubernetes' decoder asks for none. */
export function readSingleQuoted(cursor: Cursor): YamlScalar {
  const { text, end } = cursor
  const start = cursor.pos
  let isVerbatim = true
  let pos = start + 1
  for (; pos < end; pos += 1) {
    const code = text.charCodeAt(pos)
    if (code === SINGLE_QUOTE) {
      if (cursor.codeAt(pos + 1) !== SINGLE_QUOTE) break
      isVerbatim = false
      pos += 1
    } else if (isBreak(code)) {
      isVerbatim = false
      pos = moveOverBreak(cursor, pos, code) - 1
    }
  }
  if (pos >= end) throw cursor.unexpected("a closing '", end)
  cursor.pos = pos + 1
  const written = text.slice(start + 1, pos)
  return quotedScalar('single-quoted', isVerbatim ? written : foldLines(written).replaceAll("''", "'"), start, pos + 1)
}

/** Reads `"..."`, escapes and folded lines included. */
export function readDoubleQuoted(cursor: Cursor): YamlScalar {
  const { text, end } = cursor
  const start = cursor.pos
  let isVerbatim = true
  let pos = start + 1
  for (; pos < end; pos += 1) {
    const code = text.charCodeAt(pos)
    if (code === DOUBLE_QUOTE) break
    if (code === BACKSLASH) {
      isVerbatim = false
      pos += 1
      if (pos < end && isBreak(text.charCodeAt(pos))) pos = moveOverBreak(cursor, pos, text.charCodeAt(pos)) - 1
    } else if (isBreak(code)) {
      isVerbatim = false
      pos = moveOverBreak(cursor, pos, code) - 1
    }
  }
  if (pos >= end) throw cursor.unexpected('a closing "', end)
  cursor.pos = pos + 1
  const value = isVerbatim ? text.slice(start + 1, pos) : unescapeLines(text, start + 1, pos)
  return quotedScalar('double-quoted', value, start, pos + 1)
}

function quotedScalar(style: YamlScalar['style'], value: string, start: number, end: number): YamlScalar {
  return { kind: 'scalar', style, value, type: 'string', range: { start, end } }
}

/** Tells the cursor of a new line inside a quoted scalar; returns the offset of that line's start. */
function moveOverBreak(cursor: Cursor, at: number, code: number): number {
  cursor.pos = at
  cursor.skipBreak(code)
  return cursor.pos
}
