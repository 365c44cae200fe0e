import { BACKSLASH, isBreak } from './character.ts'
import { ReadingFault } from './fault.ts'
import { breaksIn, endOfWhiteSpace, foldedBreaks, startOfBlanks } from './folding.ts'

/** The value of what stands between double quotes: escapes resolved, lines folded. */
export function unescapeLines(text: string, start: number, end: number): string {
  let value = ''
  let copiedTo = start
  let at = start
  while (at < end) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) {
      const sequence = readEscape(text, at, end)
      value += text.slice(copiedTo, at) + sequence.value
      at = sequence.end
      copiedTo = at
    } else if (isBreak(code)) {
      const next = endOfWhiteSpace(text, at, end)
      value += text.slice(copiedTo, startOfBlanks(text, copiedTo, at)) + foldedBreaks(text, at, next)
      at = next
      copiedTo = at
    } else {
      at += 1
    }
  }
  return value + text.slice(copiedTo, end)
}

interface Escape {
  readonly value: string
  readonly end: number
}

function readEscape(text: string, at: number, end: number): Escape {
  const letter = text.charAt(at + 1)
  if (isBreak(letter.charCodeAt(0))) {
    const next = endOfWhiteSpace(text, at + 1, end)
    return { value: breaksIn(text, at + 1, next).slice(1), end: next }
  }
  const length = CODE_LENGTHS[letter]
  if (length !== undefined) return readCode(text, at, length)
  const value = ESCAPES[letter]
  if (value === undefined) throw new ReadingFault('syntax', `unexpected escape \`\\${letter}\`, expected \`\\\\\` for a backslash`, at)
  return { value, end: at + 2 }
}

function readCode(text: string, at: number, length: number): Escape {
  const digits = text.slice(at + 2, at + 2 + length)
  const codePoint = digits.length === length && /^[\da-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN
  if (!(codePoint <= MAX_CODE_POINT)) {
    throw new ReadingFault(
      'syntax',
      `unexpected escape \`${text.slice(at, at + 2)}${digits}\`, expected ${length} hexadecimal digits of a character`,
      at,
    )
  }
  return { value: String.fromCodePoint(codePoint), end: at + 2 + length }
}

const MAX_CODE_POINT = 0x10ffff

const CODE_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** https://yaml.org/spec/1.1/#id872840, with JSON's `\/` and with `\'`, which Kubernetes' decoder takes. */
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}
