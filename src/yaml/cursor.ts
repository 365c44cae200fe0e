import { BYTE_ORDER_MARK, CARRIAGE_RETURN, HASH, isBreak, LINE_FEED, SPACE, TAB } from './character.ts'
import { DEPTH_LIMIT, type ReadingFault, tooDeep, unexpectedAt } from './fault.ts'
import type { Content } from './lookup.ts'

/** Where the fast reader stands in a document, and what it must remember on its way. */
export class Cursor {
  readonly text: string
  /** Offset after the document's last character: the text's end or the start of a line. */
  readonly end: number
  pos: number
  /** Offset of the first character of the line that `pos` is on. */
  lineStart: number
  /**
   * Whether a block collection may start here: at the start of a line and after `- `, not after `key: `. It also decides
   * whether a tab may stand here as white space.
   */
  mayStartBlock: boolean
  /** The anchors so far; one whose node is still being read is `open`. */
  readonly anchors = new Map<string, Content | 'open'>()
  hasAliases = false
  readonly #hasRareBreaks: boolean
  #depth = 0

  constructor(text: string, start: number, end: number, lineStart: number, hasRareBreaks: boolean) {
    this.text = text
    this.pos = start
    this.end = end
    this.lineStart = lineStart
    this.mayStartBlock = lineStart === start
    this.#hasRareBreaks = hasRareBreaks
    this.#skipByteOrderMark()
  }

  /** The character at the cursor, NaN at the document's end. */
  code(): number {
    return this.codeAt(this.pos)
  }

  codeAt(offset: number): number {
    return offset < this.end ? this.text.charCodeAt(offset) : Number.NaN
  }

  column(): number {
    return this.pos - this.lineStart
  }

  isAtEnd(): boolean {
    return this.pos >= this.end
  }

  /** Moves over blanks, comments and line ends in block context. Stops at a tab where one is no white space. */
  skipToToken(): void {
    for (;;) {
      let code = this.code()
      while (code === SPACE || (code === TAB && !this.mayStartBlock)) {
        this.pos += 1
        code = this.code()
      }
      if (code === HASH) {
        this.pos = this.endOfLine(this.pos)
        code = this.code()
      }
      if (!isBreak(code)) return
      this.skipBreak(code)
      this.mayStartBlock = true
    }
  }

  /** The same inside brackets, where tabs are white space and lines mean nothing. */
  skipToFlowToken(): void {
    for (;;) {
      let code = this.code()
      while (code === SPACE || code === TAB) {
        this.pos += 1
        code = this.code()
      }
      if (code === HASH) {
        this.pos = this.endOfLine(this.pos)
        code = this.code()
      }
      if (!isBreak(code)) return
      this.skipBreak(code)
    }
  }

  /** Moves over one line end of the kind at the cursor. */
  skipBreak(code: number): void {
    this.pos += code === CARRIAGE_RETURN && this.codeAt(this.pos + 1) === LINE_FEED ? 2 : 1
    this.lineStart = this.pos
    this.#skipByteOrderMark()
  }

  /** Where files were joined, one stands at the start of a line. */
  #skipByteOrderMark(): void {
    if (this.pos !== this.lineStart || this.code() !== BYTE_ORDER_MARK) return
    this.pos += 1
    this.lineStart = this.pos
  }

  /** Offset of the line end at or after an offset: of its first character, or the document's end. */
  endOfLine(from: number): number {
    if (this.#hasRareBreaks) return this.#endOfLineSlowly(from)
    const lineFeed = this.text.indexOf('\n', from)
    if (lineFeed < 0 || lineFeed >= this.end) return this.end
    return lineFeed > from && this.text.charCodeAt(lineFeed - 1) === CARRIAGE_RETURN ? lineFeed - 1 : lineFeed
  }

  #endOfLineSlowly(from: number): number {
    let at = from
    while (at < this.end && !isBreak(this.text.charCodeAt(at))) at += 1
    return at
  }

  /** To be called before a collection is read, and {@link leave} after it. */
  enter(): void {
    this.#depth += 1
    if (this.#depth > DEPTH_LIMIT) throw tooDeep(this.pos)
  }

  leave(): void {
    this.#depth -= 1
  }

  /** A syntax fault at the cursor, named by what stands there. */
  unexpected(expected: string, at = this.pos): ReadingFault {
    return unexpectedAt(this.text, at, this.end, expected)
  }
}
