import {
  ASTERISK,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOUBLE_QUOTE,
  isBlankOrEnd,
  isIndicator,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUESTION,
  SINGLE_QUOTE,
} from './character.ts'
import type { Cursor } from './cursor.ts'
import { asKey } from './key.ts'
import type { Content } from './lookup.ts'
import type { YamlEntry, YamlMapping, YamlNode, YamlSequence } from './node.ts'
import { noPlainStart, readFlowPlain } from './plain-scalar.ts'
import {
  anchored,
  emptyScalar,
  isPropertyStart,
  NO_PROPERTIES,
  type Properties,
  readAlias,
  readProperties,
  withProperties,
} from './properties.ts'
import { readDoubleQuoted, readSingleQuoted } from './quoted-scalar.ts'
import { isTemplateStart, templateFault } from './template.ts'

/** Reads a `[...]` or `{...}`, JSON included. */
export function readFlowCollection(cursor: Cursor): YamlMapping | YamlSequence {
  cursor.enter()
  const collection = cursor.code() === OPEN_BRACE ? readFlowMapping(cursor) : readFlowSequence(cursor)
  cursor.leave()
  return collection
}

function readFlowMapping(cursor: Cursor): YamlMapping {
  const start = cursor.pos
  if (isTemplateStart(cursor.text, start)) throw templateFault(cursor.text, start)
  const entries: YamlEntry[] = []
  cursor.pos += 1
  cursor.skipToFlowToken()
  while (cursor.code() !== CLOSE_BRACE) {
    entries.push(readFlowEntry(cursor))
    skipComma(cursor, CLOSE_BRACE, '`,` or `}`')
  }
  cursor.pos += 1
  return { kind: 'mapping', isFlow: true, range: { start, end: cursor.pos }, entries }
}

function readFlowSequence(cursor: Cursor): YamlSequence {
  const start = cursor.pos
  const items: YamlNode[] = []
  cursor.pos += 1
  cursor.skipToFlowToken()
  while (cursor.code() !== CLOSE_BRACKET) {
    items.push(readFlowItem(cursor))
    skipComma(cursor, CLOSE_BRACKET, '`,` or `]`')
  }
  cursor.pos += 1
  return { kind: 'sequence', isFlow: true, range: { start, end: cursor.pos }, items }
}

/** Moves past the comma between two entries; one before the closing bracket is allowed. */
function skipComma(cursor: Cursor, closing: number, expected: string): void {
  cursor.skipToFlowToken()
  const code = cursor.code()
  if (code === closing) return
  if (code !== COMMA) throw cursor.unexpected(expected)
  cursor.pos += 1
  cursor.skipToFlowToken()
}

/** `key: value`, or a key alone; `? key : value` with a key of any length. */
function readFlowEntry(cursor: Cursor): YamlEntry {
  if (cursor.code() === QUESTION) return readExplicitFlowEntry(cursor)
  const lineStart = cursor.lineStart
  const key = asKey(cursor.text, readFlowNode(cursor))
  const isOneLine = cursor.lineStart === lineStart
  cursor.skipToFlowToken()
  if (cursor.code() !== COLON) return { key, value: emptyScalar(key.range.end, NO_PROPERTIES) }
  const isQuoted = key.kind === 'scalar' && key.style !== 'plain'
  if (!isOneLine || (cursor.lineStart !== lineStart && !isQuoted))
    throw cursor.unexpected('`,` or `}`: a key stands on one line with its `:`')
  return { key, value: readFlowValue(cursor) }
}

function readExplicitFlowEntry(cursor: Cursor): YamlEntry {
  const key = asKey(cursor.text, readFlowValue(cursor))
  cursor.skipToFlowToken()
  const value = cursor.code() === COLON ? readFlowValue(cursor) : emptyScalar(key.range.end, NO_PROPERTIES)
  return { key, value }
}

/** An item; `[key: value]` is a mapping of one entry. */
function readFlowItem(cursor: Cursor): YamlNode {
  const { lineStart, pos } = cursor
  if (cursor.code() === QUESTION) return singlePair(pos, readExplicitFlowEntry(cursor))
  const item = readFlowNode(cursor)
  cursor.skipToFlowToken()
  if (cursor.code() !== COLON) return item
  if (cursor.lineStart !== lineStart) throw cursor.unexpected('`,` or `]`: a key stands on one line with its `:`')
  return singlePair(pos, { key: asKey(cursor.text, item), value: readFlowValue(cursor) })
}

function singlePair(start: number, entry: YamlEntry): YamlMapping {
  return { kind: 'mapping', isFlow: true, range: { start, end: entry.value.range.end }, entries: [entry] }
}

/** Reads what follows a `:` or `?`. */
function readFlowValue(cursor: Cursor): YamlNode {
  cursor.pos += 1
  const afterIndicator = cursor.pos
  cursor.skipToFlowToken()
  const isEmpty = endsEntry(cursor.code()) || cursor.code() === COLON
  return isEmpty ? emptyScalar(afterIndicator, NO_PROPERTIES) : readFlowNode(cursor)
}

function endsEntry(code: number): boolean {
  return code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET
}

function readFlowNode(cursor: Cursor): YamlNode {
  const code = cursor.code()
  if (code === ASTERISK) return readAlias(cursor)
  if (!isPropertyStart(code)) return readFlowContent(cursor)
  const properties = readProperties(cursor)
  const afterProperties = cursor.pos
  cursor.skipToFlowToken()
  if (cursor.code() === ASTERISK) throw cursor.unexpected('a value of its own after an anchor or a tag')
  return anchored(cursor, properties, () => readFlowContentOrEmpty(cursor, afterProperties, properties))
}

function readFlowContentOrEmpty(cursor: Cursor, afterProperties: number, properties: Properties): Content {
  const isEmpty = endsEntry(cursor.code()) || cursor.code() === COLON
  return isEmpty ? emptyScalar(afterProperties, properties) : withProperties(readFlowContent(cursor), properties)
}

function readFlowContent(cursor: Cursor): Content {
  const code = cursor.code()
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return readFlowCollection(cursor)
  if (code === DOUBLE_QUOTE) return readDoubleQuoted(cursor)
  if (code === SINGLE_QUOTE) return readSingleQuoted(cursor)
  if (isIndicator(code) || code === COLON || code === QUESTION || (code === MINUS && isBlankOrEnd(cursor.codeAt(cursor.pos + 1)))) {
    throw noPlainStart(cursor)
  }
  return readFlowPlain(cursor)
}
