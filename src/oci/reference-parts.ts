import { type Fault, quote } from './reference-fault.ts'

/** A piece of a text, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Which of the 128 ASCII codes belong; no part of a reference holds any other. A table, for speed on long hostile text. */
type CharacterSet = Uint8Array

const DIGITS = setOf(/\d/)
const LOWER_CASE_AND_DIGITS = setOf(/[a-z\d]/)
const LETTERS_AND_DIGITS = setOf(/[A-Za-z\d]/)
const HEX_DIGITS_AND_COLON = setOf(/[A-Fa-f\d:]/)
const TAG_CHARACTERS = setOf(/[\w.-]/)
const HYPHENS = setOf(/-/)

const [HYPHEN, DOT, SLASH, UNDERSCORE] = [0x2d, 0x2e, 0x2f, 0x5f]
const LONGEST_TAG = 128

/** The repository: `[a-z0-9]+` between single `.`, one or two `_`, any run of `-`, and `/`. */
export function findPathFault(text: string, { start, end }: Span): Fault | undefined {
  let at = start
  for (;;) {
    const next = skip(text, at, end, LOWER_CASE_AND_DIGITS)
    if (next === at) return pathFault(text, at, isComponentMissing(text, at, start, end) ? 'a repository' : 'a lower-case letter or digit')
    if (next === end) return undefined
    const length = separatorLength(text, next, end)
    if (length === 0) return pathFault(text, next, 'only lower-case letters, digits, `.`, `_`, `-` and `/`')
    at = next + length
  }
}

function pathFault(text: string, start: number, expected: string): Fault {
  return { start, part: 'repository', expected: /[A-Z]/.test(text.charAt(start)) ? 'a lower-case repository' : expected }
}

function isComponentMissing(text: string, at: number, start: number, end: number): boolean {
  return at === end && (at === start || text.charCodeAt(at - 1) === SLASH)
}

function separatorLength(text: string, at: number, end: number): number {
  const code = text.charCodeAt(at)
  if (code === HYPHEN) return skip(text, at, end, HYPHENS) - at
  if (code === UNDERSCORE) return text.charCodeAt(at + 1) === UNDERSCORE ? 2 : 1
  return code === DOT || code === SLASH ? 1 : 0
}

/** What stands before the first `/`, at `end`: a host, in brackets where it is an IPv6 address (without zone or IPv4 tail), and a port. */
export function findDomainFault(text: string, end: number): Fault | undefined {
  const isIpv6 = text.startsWith('[')
  const hostEnd = isIpv6 ? text.indexOf(']') + 1 : text.indexOf(':')
  const host = { start: 0, end: hostEnd > 0 && hostEnd < end ? hostEnd : end }
  return (
    findScheme(text, end) ??
    (isIpv6 ? findIpv6Fault(text, host) : findHostFault(text, host)) ??
    (host.end < end ? findPortFault(text, { start: host.end, end }) : undefined)
  )
}

function findScheme(text: string, end: number): Fault | undefined {
  if (!text.startsWith('://', end - 1) || !/^[A-Za-z][A-Za-z0-9+.-]*:$/.test(text.slice(0, end))) return undefined
  return { start: 0, part: 'registry', unexpected: `scheme ${quote(text.slice(0, end + 2))}`, expected: 'a registry or a repository' }
}

/** Letters and digits of either case, with `-` inside and single `.` between; not DNS, which has lengths. */
function findHostFault(text: string, { start, end }: Span): Fault | undefined {
  let at = start
  for (;;) {
    const next = skip(text, at, end, LETTERS_AND_DIGITS)
    if (next === at) return { start: at, part: 'registry', expected: 'a letter or digit' }
    if (next === end) return undefined
    const isDot = text.charCodeAt(next) === DOT
    at = isDot ? next + 1 : skip(text, next, end, HYPHENS)
    if (at === next) return { start: at, part: 'registry', expected: 'only letters, digits, `.` and `-`' }
  }
}

function findIpv6Fault(text: string, { start, end }: Span): Fault | undefined {
  const next = skip(text, start + 1, end, HEX_DIGITS_AND_COLON)
  if (next > start + 1 && next === end - 1 && text.charAt(next) === ']') return undefined
  return { start: next, part: 'registry', expected: 'hexadecimal digits and `:` up to a `]`' }
}

function findPortFault(text: string, { start, end }: Span): Fault | undefined {
  const next = text.charAt(start) === ':' ? skip(text, start + 1, end, DIGITS) : start
  if (next === end && next > start + 1) return undefined
  return { start: next, part: 'registry', expected: next === start ? '`:` and a port number' : 'a port number' }
}

/** The tag: `[A-Za-z0-9_]`, then up to 127 of these, `.` and `-`. */
export function findTagFault(text: string, { start, end }: Span): Fault | undefined {
  if (start === end || !/\w/.test(text.charAt(start))) {
    return { start, part: 'tag', expected: /[.-]/.test(text.charAt(start)) ? 'a letter, a digit or `_`' : 'a tag' }
  }
  const limit = Math.min(end, start + LONGEST_TAG)
  const next = skip(text, start, limit, TAG_CHARACTERS)
  if (next < limit) return { start: next, part: 'tag', expected: 'only letters, digits, `_`, `.` and `-`' }
  if (limit === end) return undefined
  return { start, part: 'tag', unexpected: `tag of ${end - start} characters`, expected: `at most ${LONGEST_TAG}` }
}

function skip(text: string, start: number, end: number, characters: CharacterSet): number {
  let at = start
  while (at < end && characters[text.charCodeAt(at)] === 1) at += 1
  return at
}

function setOf(characters: RegExp): CharacterSet {
  return Uint8Array.from({ length: 128 }, (_, code) => (characters.test(String.fromCharCode(code)) ? 1 : 0))
}
