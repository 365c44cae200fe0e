/**
 * A pattern of segments that `/` divides. `*` is any run of characters within a segment, `?` one of them, `**` any run at
 * all, and `**` between slashes any number of whole segments, also none. Everything else stands for itself: there are
 * neither braces nor classes nor escapes.
 */
export type Glob = readonly Token[]

type Token = { readonly kind: 'character'; readonly character: string } | { readonly kind: 'one' | 'run' | 'deep-run' | 'segments' }

/** Where in a text the pattern must end. `at-segment`: at its end, or before a slash; `before-slash`: only there. */
export type GlobEnd = 'at-end' | 'at-segment' | 'before-slash'

/** Longer patterns are refused, which keeps matching linear in the text. */
export const LONGEST_GLOB = 512

/** Why the text is no pattern, as `unexpected ..., expected ...`; undefined where it is one. */
export function findGlobFault(text: string): string | undefined {
  if (text.trim() === '') return 'unexpected empty pattern, expected at least one character'
  if (text.length > LONGEST_GLOB) return `unexpected pattern of ${text.length} characters, expected at most ${LONGEST_GLOB}`
  if (text.startsWith('!')) return 'unexpected `!`, expected a pattern that says what it matches'
  if (text.includes('\\')) return 'unexpected `\\`, expected `/` between segments'
  return CONTROL_CHARACTER.test(text) ? 'unexpected control character, expected a pattern on one line' : undefined
}

const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/

/** Reads a pattern, once for many texts. */
export function parseGlob(pattern: string): Glob {
  const tokens: Token[] = []
  for (let at = 0; at < pattern.length; ) {
    const [stars = ''] = /^\**/.exec(pattern.slice(at, at + LONGEST_GLOB)) ?? []
    const isAtSegment = at === 0 || pattern[at - 1] === '/'
    const hasWholeSegments = stars.length >= 2 && isAtSegment && pattern[at + stars.length] === '/'
    if (hasWholeSegments) tokens.push({ kind: 'segments' })
    else if (stars !== '') tokens.push({ kind: stars.length === 1 ? 'run' : 'deep-run' })
    else tokens.push(pattern[at] === '?' ? { kind: 'one' } : { kind: 'character', character: pattern[at] ?? '' })
    at += hasWholeSegments ? stars.length + 1 : Math.max(stars.length, 1)
  }
  return tokens
}

/**
 * Whether the pattern matches the text from its start to an allowed end. Follows all ways through the pattern at once, so
 * no pattern makes it slow: at most the text's length times the pattern's.
 */
export function matchesGlob(glob: Glob, text: string, end: GlobEnd = 'at-end'): boolean {
  let reached = new Positions(glob)
  let next = new Positions(glob)
  reached.enter(0)
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '/' && end !== 'at-end' && reached.has(glob.length)) return true
    if (reached.all.length === 0) return false
    next.clear()
    for (const position of reached.all) step(glob[position], position, character, next)
    ;[reached, next] = [next, reached]
  }
  return end !== 'before-slash' && reached.has(glob.length)
}

function step(token: Token | undefined, position: number, character: string, next: Positions): void {
  const kind = token?.kind
  const isSlash = character === '/'
  if (kind === 'deep-run' || (kind === 'run' && !isSlash)) next.enter(position)
  if (kind === 'one' && !isSlash) next.enter(position + 1)
  if (token?.kind === 'character' && token.character === character) next.enter(position + 1)
  if (kind !== 'segments') return
  if (isSlash) next.enter(position + 1)
  next.stay(position)
}

/** The places in a pattern that its tokens so far lead to, each once. */
class Positions {
  readonly all: number[] = []
  readonly #glob: Glob
  readonly #isReached: Uint8Array

  constructor(glob: Glob) {
    this.#glob = glob
    this.#isReached = new Uint8Array(glob.length + 1)
  }

  has(position: number): boolean {
    return this.#isReached[position] === 1
  }

  clear(): void {
    for (const position of this.all) this.#isReached[position] = 0
    this.all.length = 0
  }

  /** In front of a token: also behind it, where it may stand for nothing. */
  enter(position: number): void {
    for (let next = position; !this.has(next); next++) {
      this.stay(next)
      const kind = this.#glob[next]?.kind
      if (kind !== 'run' && kind !== 'deep-run' && kind !== 'segments') return
    }
  }

  /** Within a token that has begun. */
  stay(position: number): void {
    if (this.has(position)) return
    this.#isReached[position] = 1
    this.all.push(position)
  }
}
