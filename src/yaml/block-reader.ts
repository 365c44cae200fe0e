import { readBlockScalar } from './block-scalar.ts'
import {
  ASTERISK,
  COLON,
  DOUBLE_QUOTE,
  GREATER,
  isBlank,
  isBlankOrEnd,
  isIndicator,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  PIPE,
  QUESTION,
  SINGLE_QUOTE,
} from './character.ts'
import type { Cursor } from './cursor.ts'
import { readFlowCollection } from './flow-reader.ts'
import { asKey } from './key.ts'
import type { Content } from './lookup.ts'
import type { YamlEntry, YamlMapping, YamlNode, YamlSequence } from './node.ts'
import { noPlainStart, readPlain } from './plain-scalar.ts'
import {
  anchored,
  emptyScalar,
  isPropertyStart,
  NO_PROPERTIES,
  type Properties,
  propertiesOf,
  readAlias,
  readProperties,
  withProperties,
} from './properties.ts'
import { readDoubleQuoted, readSingleQuoted } from './quoted-scalar.ts'

/**
 * Reads the node at the cursor, which stands inside a collection whose keys or dashes are at column `indent` (-1 for a
 * document's root), as the value of a key or not.
 *
 * What counts as YAML is what Kubernetes' decoder takes (go-yaml v2, a port of libyaml): quoted and bracketed values
 * need no indentation, tabs are white space only behind something, a key stands on one line.
 */
export function readBlockNode(cursor: Cursor, indent: number, isValue: boolean): YamlNode {
  if (isPropertyStart(cursor.code())) return readWithProperties(cursor, indent, isValue)
  return cursor.code() === ASTERISK ? readAliasOrMapping(cursor) : readContent(cursor, indent)
}

function readContent(cursor: Cursor, indent: number): Content {
  const code = cursor.code()
  if (isDash(cursor)) return readBlockSequence(cursor, false)
  if (isBlockScalarStart(code)) return readBlockScalar(cursor, indent)
  const { mayStartBlock, lineStart } = cursor
  const column = cursor.column()
  if (isExplicitKey(cursor)) return readBlockMapping(cursor, column, cursor.pos, undefined)
  const start = cursor.pos
  const node = readAtom(cursor, indent)
  return isKey(cursor, lineStart, mayStartBlock) ? readBlockMapping(cursor, column, start, node) : node
}

/** Reads a node that starts and ends without regard to lines: quoted, bracketed or plain. */
function readAtom(cursor: Cursor, indent: number): Content {
  const code = cursor.code()
  cursor.mayStartBlock = false
  if (code === DOUBLE_QUOTE) return readDoubleQuoted(cursor)
  if (code === SINGLE_QUOTE) return readSingleQuoted(cursor)
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return readFlowCollection(cursor)
  if (isIndicator(code) || isColon(cursor) || isExplicitKey(cursor)) throw noPlainStart(cursor)
  return readPlain(cursor, indent)
}

/** Whether the token belongs to a key or dash above it in that column. Kubernetes' decoder lets `|` and `>` stand below it. */
function isInside(cursor: Cursor, column: number): boolean {
  return cursor.column() > column || (cursor.column() === column && isBlockScalarStart(cursor.code()))
}

function isBlockScalarStart(code: number): boolean {
  return code === PIPE || code === GREATER
}

function isDash(cursor: Cursor): boolean {
  return cursor.code() === MINUS && isBlankOrEnd(cursor.codeAt(cursor.pos + 1))
}

function isColon(cursor: Cursor): boolean {
  return cursor.code() === COLON && isBlankOrEnd(cursor.codeAt(cursor.pos + 1))
}

/** Whether a `? ` stands there: the key that follows may be anything, its `:` comes on a line of its own. */
function isExplicitKey(cursor: Cursor): boolean {
  return cursor.code() === QUESTION && isBlankOrEnd(cursor.codeAt(cursor.pos + 1))
}

/** Whether what was just read, from the line at `lineStart` on, is a key: a `:` follows, on the same line. */
function isKey(cursor: Cursor, lineStart: number, mayStartBlock: boolean): boolean {
  if (cursor.lineStart !== lineStart && cursor.mayStartBlock) return false
  while (isBlank(cursor.code())) cursor.pos += 1
  if (!isColon(cursor)) return false
  if (cursor.lineStart !== lineStart) throw cursor.unexpected('the end of the value: a key stands on one line with its `:`')
  if (!mayStartBlock) throw cursor.unexpected('the end of the value, or quotes around all of it')
  return true
}

function readAliasOrMapping(cursor: Cursor): YamlNode {
  const { mayStartBlock, lineStart } = cursor
  const column = cursor.column()
  const alias = readAlias(cursor)
  cursor.mayStartBlock = false
  return isKey(cursor, lineStart, mayStartBlock) ? readBlockMapping(cursor, column, alias.range.start, alias) : alias
}

function readWithProperties(cursor: Cursor, indent: number, isValue: boolean): YamlNode {
  const { mayStartBlock, lineStart } = cursor
  const column = cursor.column()
  const start = cursor.pos
  const properties = readProperties(cursor)
  const end = cursor.pos
  cursor.mayStartBlock = false
  cursor.skipToToken()
  if (cursor.lineStart !== lineStart || cursor.isAtEnd()) return readBelowProperties(cursor, indent, isValue, properties, end)
  if (isDash(cursor)) throw cursor.unexpected('the list on a line of its own')
  const node = anchored(cursor, properties, () => readBesideProperties(cursor, indent, properties, end))
  return isKey(cursor, lineStart, mayStartBlock) ? readBlockMapping(cursor, column, start, node) : node
}

/** On the line of the properties no block collection can start: they would be its first key's. */
function readBesideProperties(cursor: Cursor, indent: number, properties: Properties, end: number): Content {
  if (cursor.code() === ASTERISK) throw cursor.unexpected('a value of its own after an anchor or a tag')
  if (isColon(cursor)) return emptyScalar(end, properties)
  return withProperties(isBlockScalarStart(cursor.code()) ? readBlockScalar(cursor, indent) : readAtom(cursor, indent), properties)
}

function readBelowProperties(cursor: Cursor, indent: number, isValue: boolean, properties: Properties, end: number): Content {
  const hasContent = !cursor.isAtEnd() && isInside(cursor, indent)
  const isIndentless = isValue && cursor.column() === indent && isDash(cursor)
  return anchored(cursor, properties, () => {
    if (hasContent) return withMoreProperties(cursor, readBlockNode(cursor, indent, false), properties)
    return isIndentless ? withProperties(readBlockSequence(cursor, true), properties) : emptyScalar(end, properties)
  })
}

/** Below an anchor there may stand a tag for the same node, or a mapping whose first key has properties of its own. */
function withMoreProperties(cursor: Cursor, node: YamlNode, properties: Properties): Content {
  const { start } = node.range
  if (node.kind === 'alias') throw cursor.unexpected('a value of its own after an anchor or a tag', start)
  if (properties.anchor !== undefined && node.anchor !== undefined) throw cursor.unexpected('one anchor before it', start)
  if (properties.tag !== undefined && node.tag !== undefined) throw cursor.unexpected('one tag before it', start)
  const whole = withProperties(node, { ...propertiesOf(node), ...properties })
  if (node.anchor !== undefined) cursor.anchors.set(node.anchor, whole)
  return whole
}

/** Reads a mapping whose keys stand at `column`; its first key is read already, unless a `?` announces it. */
function readBlockMapping(cursor: Cursor, column: number, start: number, firstKey: YamlNode | undefined): YamlMapping {
  if (firstKey === undefined && !cursor.mayStartBlock) throw cursor.unexpected('a value, or the keys on lines of their own')
  cursor.enter()
  const entries: YamlEntry[] = []
  let entry = firstKey === undefined ? readExplicitEntry(cursor, column) : readEntry(cursor, column, firstKey)
  entries.push(entry)
  while (isNextAt(cursor, column)) {
    entry = isExplicitKey(cursor) ? readExplicitEntry(cursor, column) : readEntry(cursor, column, readKey(cursor, column))
    entries.push(entry)
  }
  cursor.leave()
  return { kind: 'mapping', isFlow: false, range: { start, end: entry.value.range.end }, entries }
}

/** The cursor stands at the `:` behind the key. */
function readEntry(cursor: Cursor, column: number, key: YamlNode): YamlEntry {
  return { key: asKey(cursor.text, key), value: readValue(cursor, column, false) }
}

/** Reads `? key` and, in the same column, `: value`; both may be block collections that start right there. */
function readExplicitEntry(cursor: Cursor, column: number): YamlEntry {
  const key = asKey(cursor.text, readValue(cursor, column, true))
  cursor.skipToToken()
  const hasValue = cursor.mayStartBlock && cursor.column() === column && isColon(cursor)
  return { key, value: hasValue ? readValue(cursor, column, true) : emptyScalar(key.range.end, NO_PROPERTIES) }
}

/** Whether the collection at this column goes on: the next token, on a line of its own, stands there too. */
function isNextAt(cursor: Cursor, column: number): boolean {
  cursor.skipToToken()
  if (cursor.isAtEnd()) return false
  if (!cursor.mayStartBlock) throw cursor.unexpected('the end of the line')
  if (cursor.column() > column) throw cursor.unexpected(`no more than ${column} spaces before it, as above`)
  return cursor.column() === column
}

function readKey(cursor: Cursor, column: number): YamlNode {
  const { lineStart, pos } = cursor
  const code = cursor.code()
  if (isDash(cursor) || isBlockScalarStart(code)) throw cursor.unexpected('a key')
  const key = isPropertyStart(code)
    ? readKeyWithProperties(cursor, column)
    : code === ASTERISK
      ? readAlias(cursor)
      : readAtom(cursor, column)
  if (!isKey(cursor, lineStart, true)) throw cursor.unexpected('a key with `:` behind it', pos)
  return key
}

function readKeyWithProperties(cursor: Cursor, column: number): Content {
  const { lineStart, pos } = cursor
  const properties = readProperties(cursor)
  const end = cursor.pos
  cursor.mayStartBlock = false
  cursor.skipToToken()
  if (cursor.lineStart !== lineStart) throw cursor.unexpected('a key with `:` behind it', pos)
  return anchored(cursor, properties, () => readBesideProperties(cursor, column, properties, end))
}

/** Reads what follows the `:` or `?` at the cursor. Only an explicit one lets a block collection start on its line. */
function readValue(cursor: Cursor, column: number, isExplicit: boolean): YamlNode {
  const { lineStart } = cursor
  cursor.pos += 1
  const afterIndicator = cursor.pos
  cursor.mayStartBlock = isExplicit
  cursor.skipToToken()
  if (cursor.isAtEnd()) return emptyScalar(afterIndicator, NO_PROPERTIES)
  if (cursor.lineStart !== lineStart && !isInside(cursor, column)) {
    const isIndentless = cursor.column() === column && isDash(cursor)
    return isIndentless ? readBlockSequence(cursor, true) : emptyScalar(afterIndicator, NO_PROPERTIES)
  }
  return readBlockNode(cursor, column, true)
}

/** Reads a list whose dashes stand at the cursor's column; without indentation of its own it ends at its key's sibling. */
function readBlockSequence(cursor: Cursor, isIndentless: boolean): YamlSequence {
  if (!cursor.mayStartBlock) throw cursor.unexpected('a value, or the list on lines of its own')
  cursor.enter()
  const start = cursor.pos
  const column = cursor.column()
  const items: YamlNode[] = []
  let item: YamlNode
  do {
    item = readItem(cursor, column)
    items.push(item)
  } while (isNextAt(cursor, column) && isNextItem(cursor, isIndentless))
  cursor.leave()
  return { kind: 'sequence', isFlow: false, range: { start, end: item.range.end }, items }
}

function isNextItem(cursor: Cursor, isIndentless: boolean): boolean {
  if (isDash(cursor)) return true
  if (isIndentless) return false
  throw cursor.unexpected('`- ` as above')
}

function readItem(cursor: Cursor, column: number): YamlNode {
  const { lineStart } = cursor
  cursor.pos += 1
  const afterDash = cursor.pos
  cursor.mayStartBlock = true
  cursor.skipToToken()
  const isEmpty = cursor.isAtEnd() || (cursor.lineStart !== lineStart && !isInside(cursor, column))
  return isEmpty ? emptyScalar(afterDash, NO_PROPERTIES) : readBlockNode(cursor, column, false)
}
