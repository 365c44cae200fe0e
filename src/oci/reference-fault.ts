/** The first thing in a text, from the left, that no reference can hold at its place. */
export interface Fault {
  /** Offset of it; the text's length where more was expected. */
  readonly start: number
  readonly part: 'registry' | 'repository' | 'tag' | 'digest'
  /** In words, where it is more than the character at `start`. */
  readonly unexpected?: string
  readonly expected: string
}

const LONGEST_QUOTE = 40
const UNPRINTABLE = /[\p{C}\p{M}\p{Z}]/u
const PLACEHOLDER_STARTS = ['${', '$(', '{{']
const NAMES: Readonly<Record<string, string>> = { ' ': 'space', '\t': 'tab', '\n': 'line break', '\r': 'carriage return' }

/** The fault as a sentence part: ``unexpected end after `:`, expected a tag``. Holds no unprintable character of the text, and is short. */
export function describeFault(text: string, fault: Fault): string {
  const { start, part, unexpected, expected } = fault
  if (text === '') return `unexpected empty text, expected ${expected}`
  if (unexpected !== undefined) return `unexpected ${unexpected}, expected ${expected}`
  if (start >= text.length) return `unexpected end after ${nameCharacter(text, start - 1)}, expected ${expected}`
  const isWhiteSpace = /\s/.test(text.charAt(start))
  return `unexpected ${nameCharacter(text, start)} ${describePlace(text, start, part)}, expected ${isWhiteSpace ? 'no white space' : expected}`
}

/** A piece of the text between backticks, cut to a length that fits a message; what cannot be seen is written as its number. */
export function quote(text: string): string {
  const shown = Array.from(text.slice(0, LONGEST_QUOTE), character =>
    UNPRINTABLE.test(character) ? `\\u{${hex(character)}}` : character,
  ).join('')
  const mark = shown.includes('`') ? '"' : '`'
  return mark + shown + (text.length > LONGEST_QUOTE ? '…' : '') + mark
}

function nameCharacter(text: string, at: number): string {
  const placeholder = PLACEHOLDER_STARTS.find(start => text.startsWith(start, at))
  if (placeholder !== undefined) return quote(placeholder)
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  if (UNPRINTABLE.test(character)) return NAMES[character] ?? `U+${hex(character).padStart(4, '0')}`
  return /[A-Z]/.test(character) ? `upper-case ${quote(character)}` : quote(character)
}

function describePlace(text: string, start: number, part: Fault['part']): string {
  if (start === 0) return 'at the start'
  if (text.slice(start).trim() === '') return 'at the end'
  const before = text.charAt(start - 1)
  return /[:/@._-]/.test(before) ? `after ${quote(before)}` : `in the ${part}`
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
}
