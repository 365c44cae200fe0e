import type { Range } from '../source/range.ts'
import { CARRIAGE_RETURN, isBlank, isBreak, LINE_FEED, SPACE } from './character.ts'
import { breaksIn } from './folding.ts'
import type { ScalarType, YamlScalar } from './node.ts'
import type { Properties } from './properties.ts'
import { scalarType, taggedValue } from './scalar-type.ts'

/** What becomes of the line ends after the last line: all stay, none does, or one. */
export type Chomping = 'keep' | 'strip' | 'clip'

interface BlockScalarParts {
  readonly style: 'literal' | 'folded'
  readonly range: Range
  readonly chomping: Chomping
  /** The column that its lines start at. */
  readonly indent: number
  readonly text: string
  /** The lines below the header. */
  readonly body: Range
}

/** A literal or folded scalar whose value is put together when it is first asked for. */
export class BlockScalar implements YamlScalar {
  readonly kind = 'scalar'
  readonly type: ScalarType
  readonly anchor?: string
  readonly tag?: string
  readonly style: 'literal' | 'folded'
  readonly range: Range
  readonly #parts: BlockScalarParts
  #value: string | undefined

  constructor(parts: BlockScalarParts, { anchor, tag }: Properties) {
    this.style = parts.style
    this.range = parts.range
    this.#parts = parts
    if (anchor !== undefined) this.anchor = anchor
    if (tag !== undefined) this.tag = tag
    this.type = tag === undefined ? 'string' : scalarType(parts.style, this.value, tag)
  }

  /** The same scalar with an anchor or a tag before it. */
  withProperties(properties: Properties): BlockScalar {
    return new BlockScalar(this.#parts, properties)
  }

  get value(): string {
    this.#value ??= taggedValue(this.#join(), this.tag)
    return this.#value
  }

  #join(): string {
    let value = ''
    let lineEnd = ''
    let blankLines = ''
    let wasIndented = true
    for (const { content, ending } of this.#lines()) {
      if (content === undefined) {
        blankLines += ending
        continue
      }
      const isIndented = isBlank(content.charCodeAt(0))
      const isFolded = this.style === 'folded' && !wasIndented && !isIndented && lineEnd === '\n'
      value += (isFolded ? (blankLines === '' ? ' ' : '') : lineEnd) + blankLines + content
      blankLines = ''
      lineEnd = ending
      wasIndented = isIndented
    }
    const { chomping } = this.#parts
    if (chomping === 'strip') return value
    return chomping === 'keep' ? value + lineEnd + blankLines : value + lineEnd
  }

  /** The body's lines without their indentation; one that holds nothing deeper has no content. */
  *#lines(): Generator<{ readonly content: string | undefined; readonly ending: string }> {
    const { text, indent } = this.#parts
    const { start, end } = this.#parts.body
    for (let at = start; at < end; ) {
      const bodyColumn = Math.min(at + indent, end)
      while (at < bodyColumn && text.charCodeAt(at) === SPACE) at += 1
      let lineEnd = at
      while (lineEnd < end && !isBreak(text.charCodeAt(lineEnd))) lineEnd += 1
      const isCrLf = text.charCodeAt(lineEnd) === CARRIAGE_RETURN && text.charCodeAt(lineEnd + 1) === LINE_FEED
      const next = Math.min(lineEnd + (isCrLf ? 2 : 1), end)
      yield { content: lineEnd > at ? text.slice(at, lineEnd) : undefined, ending: breaksIn(text, lineEnd, next) }
      at = next
    }
  }
}
