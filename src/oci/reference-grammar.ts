import { type Digest, parseDigest } from './digest.ts'
import { digestError, findDigestFault, isDigestShaped } from './digest-grammar.ts'
import type { Fault } from './reference-fault.ts'
import { findDomainFault, findPathFault, findTagFault, type Span } from './reference-parts.ts'

/** The parts of a text that fits the grammar, before Docker Hub's short names are written out. */
export interface MatchedReference {
  readonly kind: 'matched-reference'
  /** Host and port; empty where the first component can be none, as in `app` and `foo_bar/app`. */
  readonly domain: string
  readonly path: string
  readonly tag?: string
  readonly digest?: Digest
}

/** A text outside the grammar. */
export interface Mismatch {
  readonly kind: 'mismatch'
  readonly fault: Fault
  /** Word for word what the library answers. */
  readonly libraryError: string
}

/** Where each part lies, and the first that does not look like one. */
interface Shape {
  readonly path: Span
  readonly tag: Span | undefined
  readonly digest: Span | undefined
  readonly fault: Fault | undefined
}

const LONGEST_PATH = 255
const BECOMES_LOWER_ASCII = /[A-Z\u0130\u212a]/

/**
 * `Parse` of distribution/reference, with the three digest algorithms that Kubernetes registers:
 *
 *     reference := [domain '/'] path [':' tag] ['@' digest]
 *
 * Every part is walked from left to right, never again from another place: the time is linear in the text, whatever it holds.
 * The library counts the path's length once all parts have their shape, and asks for the digest's algorithm last; so do we.
 *
 * @see https://github.com/distribution/reference/blob/0965666a6ade2e06035fe352e38344be1e68951a/reference.go#L4-L26
 */
export function matchReference(text: string): MatchedReference | Mismatch {
  const { path, tag, digest: digestSpan, fault } = readShape(text)
  if (fault !== undefined) return { kind: 'mismatch', fault, libraryError: shapeError(text) }
  if (path.end - path.start > LONGEST_PATH) return pathTooLong(path)
  const digest = digestSpan && parseDigest(text.slice(digestSpan.start))
  if (digestSpan !== undefined && digest === undefined) return notDigest(text, digestSpan)
  return {
    kind: 'matched-reference',
    domain: text.slice(0, Math.max(0, path.start - 1)),
    path: text.slice(path.start, path.end),
    ...(tag && { tag: text.slice(tag.start, tag.end) }),
    ...(digest && { digest }),
  }
}

/** Neither name, tag nor digest can hold an `@`, and after the name's last `/` no `:` but the tag's: the parts lie apart before they are read. */
function readShape(text: string): Shape {
  const at = text.indexOf('@')
  const end = at === -1 ? text.length : at
  const colon = text.indexOf(':', text.lastIndexOf('/', end) + 1)
  const nameEnd = colon === -1 || colon > end ? end : colon
  const name = readName(text, nameEnd)
  const tag = nameEnd < end ? { start: nameEnd + 1, end } : undefined
  const digest = at === -1 ? undefined : { start: at + 1, end: text.length }
  const fault = name.fault ?? (tag && findTagFault(text, tag)) ?? (digest && findDigestShapeFault(text, digest))
  return { path: name.path, tag, digest, fault }
}

/** The path is what follows the domain, and the whole name where its first component is no domain. */
function readName(text: string, end: number): Pick<Shape, 'path' | 'fault'> {
  const slash = text.indexOf('/')
  const hasSlash = slash !== -1 && slash < end
  const domainFault = hasSlash ? findDomainFault(text, slash) : undefined
  const isDomain = hasSlash && domainFault === undefined
  const path = { start: isDomain ? slash + 1 : 0, end }
  const pathFault = findPathFault(text, path)
  const isFirstComponentAtFault = pathFault !== undefined && pathFault.start <= slash
  return { path, fault: isFirstComponentAtFault ? (domainFault ?? pathFault) : pathFault }
}

function findDigestShapeFault(text: string, { start }: Span): Fault | undefined {
  return isDigestShaped(text.slice(start)) ? undefined : findDigestFault(text, start)
}

function notDigest(text: string, { start }: Span): Mismatch {
  return { kind: 'mismatch', fault: findDigestFault(text, start), libraryError: digestError(text.slice(start)) }
}

function pathTooLong(path: Span): Mismatch {
  const fault: Fault = {
    start: path.start,
    part: 'repository',
    unexpected: `repository of ${path.end - path.start} characters`,
    expected: `at most ${LONGEST_PATH}, \`library/\` included`,
  }
  return { kind: 'mismatch', fault, libraryError: `repository name must not be more than ${LONGEST_PATH} characters` }
}

function shapeError(text: string): string {
  if (text === '') return 'repository name must have at least one component'
  const isUpperCaseAtFault = BECOMES_LOWER_ASCII.test(text) && readShape(toLowerAscii(text)).fault === undefined
  return isUpperCaseAtFault ? 'repository name must be lowercase' : 'invalid reference format'
}

/**
 * Go's `strings.ToLower`, as far as the grammar can see it: what does not become ASCII becomes a space, which no reference holds.
 * Two characters beyond ASCII become ASCII: U+0130 a plain `i`, to which JavaScript would add a dot, and the Kelvin sign U+212A a `k`.
 */
function toLowerAscii(text: string): string {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) bytes[at] = lowerAscii(text.charCodeAt(at))
  return new TextDecoder().decode(bytes)
}

function lowerAscii(code: number): number {
  if (code === 0x130) return 0x69
  if (code === 0x212a) return 0x6b
  if (code >= 0x41 && code <= 0x5a) return code + 0x20
  return code < 0x80 ? code : 0x20
}
