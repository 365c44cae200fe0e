import {
  type Alias,
  Composer,
  type CST,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  Parser,
  type Scalar,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Range } from '../source/range.ts'
import { DEPTH_LIMIT, ReadingFault, tooDeep, unexpectedAt } from './fault.ts'
import { asKey } from './key.ts'
import type { Content } from './lookup.ts'
import type { ScalarStyle, YamlAlias, YamlEntry, YamlNode } from './node.ts'
import { emptyScalar, type Properties, plainTag, selfReference, unknownAnchor } from './properties.ts'
import { scalarType, taggedValue } from './scalar-type.ts'

/** What the package `yaml` makes of a document. */
export type CarefulReading =
  | { readonly kind: 'read'; readonly root: YamlNode | null; readonly hasAliases: boolean }
  | { readonly kind: 'fault'; readonly fault: ReadingFault }

/**
 * Reads one document with the package `yaml`: slower than our own reader, and strict where Kubernetes is not, but it
 * knows all of YAML 1.2. Of the package only what is linear is used: no check for unique keys, no look-up of aliases.
 */
export function readCarefully(text: string, range: Range): CarefulReading {
  const written = text.slice(range.start, range.end)
  const tokens = [...new Parser().parse(written)]
  const documents = [...new Composer(OPTIONS).compose(tokens)]
  const error = documents.flatMap(({ errors }) => errors).find(({ code }) => code !== 'TAG_RESOLVE_FAILED')
  if (error) return { kind: 'fault', fault: faultOf(text, range, error) }
  try {
    const tree = new TreeMaker(text, range.start)
    const contents = documents[0]?.contents
    const root = isNothing(contents) ? null : tree.rootOf(contents, tokens)
    return { kind: 'read', root, hasAliases: tree.hasAliases }
  } catch (fault) {
    if (fault instanceof ReadingFault) return { kind: 'fault', fault }
    throw fault
  }
}

const OPTIONS = {
  keepSourceTokens: true,
  logLevel: 'silent',
  merge: false,
  prettyErrors: false,
  schema: 'failsafe',
  strict: false,
  uniqueKeys: false,
} as const

/** In our words: the package's speak of its tokens. */
function faultOf(text: string, range: Range, { code, pos }: YAMLError): ReadingFault {
  const at = range.start + pos[0]
  if (code === 'RESOURCE_EXHAUSTION') return tooDeep(at)
  return unexpectedAt(text, at, range.end, EXPECTED[code] ?? 'other YAML')
}

const EXPECTED: Partial<Readonly<Record<ErrorCode, string>>> = {
  ALIAS_PROPS: 'no anchor or tag before an alias',
  BAD_ALIAS: 'the name of an anchor',
  BAD_DIRECTIVE: '`%YAML 1.2` or no directive',
  BAD_DQ_ESCAPE: 'an escape that YAML knows',
  BAD_INDENT: 'the indentation of the lines above, or the end of a bracket',
  BAD_PROP_ORDER: 'anchors and tags before the value only',
  BAD_SCALAR_START: 'a value, in quotes if it is to begin so',
  BLOCK_AS_IMPLICIT_KEY: 'a key on one line',
  BLOCK_IN_FLOW: 'brackets within brackets',
  MISSING_CHAR: 'what closes or follows the value: a quote, a bracket, a comma or `:`',
  MULTILINE_IMPLICIT_KEY: 'a key on one line with its `:`',
  MULTIPLE_ANCHORS: 'one anchor',
  MULTIPLE_TAGS: 'one tag',
  TAB_AS_INDENT: 'spaces for indentation',
}

/** Turns the package's tree into ours. */
class TreeMaker {
  hasAliases = false
  readonly #text: string
  readonly #base: number
  readonly #anchors = new Map<string, Content | 'open'>()
  #depth = 0

  constructor(text: string, base: number) {
    this.#text = text
    this.#base = base
  }

  rootOf(contents: unknown, tokens: readonly CST.Token[]): YamlNode {
    const document = tokens.find(({ type }) => type === 'document')
    return this.#node(contents, document?.type === 'document' ? document.start : [], this.#base)
  }

  /** `before` are the tokens between the node and its dash or colon; `emptyAt` is where it is left out if they are none. */
  #node(node: unknown, before: readonly CST.SourceToken[], emptyAt: number): YamlNode {
    if (isAlias(node)) return this.#alias(node)
    const properties = this.#properties(node, before)
    const { anchor } = properties
    if (anchor !== undefined) this.#anchors.set(anchor, 'open')
    const made = this.#content(node, before, emptyAt, properties)
    if (anchor !== undefined) this.#anchors.set(anchor, made)
    return made
  }

  #properties(node: unknown, before: readonly CST.SourceToken[]): Properties {
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined
    const tag = before.findLast(({ type }) => type === 'tag')
    return {
      ...(anchor === undefined ? {} : { anchor }),
      ...(tag === undefined ? {} : { tag: plainTag(tag.source, this.#base + tag.offset) }),
    }
  }

  /** The package follows collections deeper than we let any tree be. */
  #nested(node: YAMLMap | YAMLSeq, properties: Properties): Content {
    this.#depth += 1
    if (this.#depth > DEPTH_LIMIT) throw tooDeep(this.#range(node).start)
    const made = isMap(node) ? this.#mapping(node, properties) : this.#sequence(node, properties)
    this.#depth -= 1
    return made
  }

  #content(node: unknown, before: readonly CST.SourceToken[], emptyAt: number, properties: Properties): Content {
    if (isMap(node) || isSeq(node)) return this.#nested(node, properties)
    if (isScalar(node) && !(styleOf(node) === 'plain' && node.source === '')) return this.#scalar(node, properties)
    return emptyScalar(this.#endOfTokens(before) ?? emptyAt, properties)
  }

  #alias(node: Alias): YamlAlias {
    const range = this.#range(node)
    const target = this.#anchors.get(node.source)
    if (target === undefined) throw unknownAnchor(node.source, range.start)
    if (target === 'open') throw selfReference(node.source, range.start)
    this.hasAliases = true
    return { kind: 'alias', name: node.source, target, range }
  }

  #mapping(node: YAMLMap, properties: Properties): Content {
    const { start, end } = this.#range(node)
    const entries = node.items.map(pair => this.#entry(pair, start))
    if (node.flow === true && node.srcToken) return { kind: 'mapping', isFlow: true, range: { start, end }, entries, ...properties }
    const range = {
      start: this.#startOfPair(node.items[0]) ?? entries[0]?.key.range.start ?? start,
      end: entries.at(-1)?.value.range.end ?? end,
    }
    return { kind: 'mapping', isFlow: node.flow === true, range, entries, ...properties }
  }

  /** Where the first of a key's properties, or its `?`, stands. */
  #startOfPair(pair: Pair | undefined): number | undefined {
    const token = pair?.srcToken?.start.find(({ type }) => type === 'anchor' || type === 'tag' || type === 'explicit-key-ind')
    return token && this.#base + token.offset
  }

  #entry(pair: Pair, mappingStart: number): YamlEntry {
    const key = this.#node(pair.key, pair.srcToken?.start ?? [], mappingStart)
    const value = this.#node(pair.value, pair.srcToken?.sep ?? [], key.range.end)
    return { key: asKey(this.#text, key), value }
  }

  #sequence(node: YAMLSeq, properties: Properties): Content {
    const { start, end } = this.#range(node)
    const token = node.srcToken
    const tokens = token?.type === 'block-seq' || token?.type === 'flow-collection' ? token.items : []
    const items = node.items.map((item, index) => this.#node(item, tokens[index]?.start ?? [], start))
    const isFlow = node.flow === true
    return { kind: 'sequence', isFlow, range: { start, end: isFlow ? end : (items.at(-1)?.range.end ?? end) }, items, ...properties }
  }

  #scalar(node: Scalar, properties: Properties): Content {
    const style = styleOf(node)
    const written = this.#range(node)
    const isBlock = style === 'literal' || style === 'folded'
    const range = isBlock ? this.#withoutTail(written) : written
    const value = isBlock ? this.#withoutAddedBreak(node.source ?? '', this.#text.slice(range.end, written.end)) : (node.source ?? '')
    const { tag } = properties
    return { kind: 'scalar', style, value: taggedValue(value, tag), type: scalarType(style, value, tag), range, ...properties }
  }

  /** The package ends a block scalar with a line feed where the text ends without one; Kubernetes' decoder does not. */
  #withoutAddedBreak(value: string, tail: string): string {
    return value.endsWith('\n') && !/[\r\n]/.test(tail) ? value.slice(0, -1) : value
  }

  /** Where a value that is left out would stand: right after the last thing before it that is no white space. */
  #endOfTokens(before: readonly CST.SourceToken[]): number | undefined {
    const last = before.findLast(({ type }) => type !== 'space' && type !== 'newline' && type !== 'comment')
    return last && this.#base + last.offset + last.source.length
  }

  #range(node: { readonly range?: readonly [number, number, number] | null | undefined }): Range {
    const [start, end] = node.range ?? [0, 0]
    return { start: this.#base + start, end: this.#base + end }
  }

  /** The package counts the blank lines below a block scalar, and its last line end, as parts of it. */
  #withoutTail({ start, end }: Range): Range {
    const written = this.#text.slice(start, end)
    const header = /^[|>][-+\d]*/.exec(written)?.[0] ?? ''
    const [headerLine = ''] = written.split('\n', 1)
    const trimmed = written.trimEnd()
    if (trimmed.length <= headerLine.length) return { start, end: start + header.length }
    const lastLineEnd = /\r?\n|$/g
    lastLineEnd.lastIndex = trimmed.length
    return { start, end: start + (lastLineEnd.exec(written)?.index ?? trimmed.length) }
  }
}

function isNothing(node: unknown): boolean {
  return (
    node === null || node === undefined || (isScalar(node) && styleOf(node) === 'plain' && node.source === '' && !node.anchor && !node.tag)
  )
}

function styleOf(node: Scalar): ScalarStyle {
  return STYLES[node.type ?? 'PLAIN'] ?? 'plain'
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single-quoted',
  QUOTE_DOUBLE: 'double-quoted',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
}
