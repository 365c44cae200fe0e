/** UTF-16 codes of the characters that YAML's grammar names. */
export const TAB = 0x09
export const LINE_FEED = 0x0a
export const CARRIAGE_RETURN = 0x0d
export const SPACE = 0x20
export const EXCLAMATION = 0x21
export const DOUBLE_QUOTE = 0x22
export const HASH = 0x23
export const PERCENT = 0x25
export const AMPERSAND = 0x26
export const SINGLE_QUOTE = 0x27
export const ASTERISK = 0x2a
export const PLUS = 0x2b
export const COMMA = 0x2c
export const MINUS = 0x2d
export const COLON = 0x3a
export const GREATER = 0x3e
export const QUESTION = 0x3f
export const AT = 0x40
export const OPEN_BRACKET = 0x5b
export const BACKSLASH = 0x5c
export const CLOSE_BRACKET = 0x5d
export const GRAVE = 0x60
export const OPEN_BRACE = 0x7b
export const PIPE = 0x7c
export const CLOSE_BRACE = 0x7d
export const NEXT_LINE = 0x85
export const LINE_SEPARATOR = 0x2028
export const PARAGRAPH_SEPARATOR = 0x2029
export const BYTE_ORDER_MARK = 0xfeff

/**
 * Whether a character ends a line. Kubernetes' decoder reads YAML 1.1, where U+0085, U+2028, U+2029 and a lone carriage
 * return do so too: a comment ends there, and what follows is in force.
 */
export function isBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN || (code >= NEXT_LINE && isRareBreak(code))
}

function isRareBreak(code: number): boolean {
  return code === NEXT_LINE || code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR
}

/** A space or a tab. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}

/** A blank, a line's end, or the text's (where `charCodeAt` gives NaN). */
export function isBlankOrEnd(code: number): boolean {
  return isBlank(code) || isBreak(code) || Number.isNaN(code)
}

/** Whether an unquoted scalar cannot start with the character. `-`, `?` and `:` can, where no blank follows. */
export function isIndicator(code: number): boolean {
  return Number.isNaN(code) || (code < INDICATORS.length && INDICATORS[code] === 1)
}

const INDICATORS = Uint8Array.from({ length: 128 }, (_, code) => ('\t,[]{}#&*!|>\'"%@`'.includes(String.fromCharCode(code)) ? 1 : 0))

/** What a text holds that most do not. */
export interface OddCharacters {
  /** Whether a line ends at anything but LF and CR LF. */
  readonly hasRareBreaks: boolean
  /** Offset of the first character that Kubernetes' decoder refuses wherever it stands. */
  readonly control: number | undefined
}

/** Looks through a stretch of a text for characters that need care. */
export function findOddCharacters(text: string, start: number, end: number): OddCharacters {
  const stretch = text.slice(start, end)
  if (!ODD.test(stretch)) return { hasRareBreaks: false, control: undefined }
  const control = stretch.search(CONTROL)
  return { hasRareBreaks: RARE_BREAK.test(stretch), control: control < 0 ? undefined : start + control }
}

const RARE_BREAK = /\r(?!\n)|[\x85\u2028\u2029]/
/** https://yaml.org/spec/1.1/#c-printable */
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/
const ODD = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|\r(?!\n)/
