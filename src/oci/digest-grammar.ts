import { DIGEST_LENGTHS } from './digest.ts'
import { type Fault, quote } from './reference-fault.ts'

/**
 * Whether a reference may end in this after its `@`: any algorithm name and at least 32 hexadecimal digits, in either case.
 * Wider than what a digest is; `digestError` has the rest.
 */
export function isDigestShaped(text: string): boolean {
  const { algorithm, encoded } = splitDigest(text)
  const isNamed = /^[A-Za-z][A-Za-z0-9._+-]*$/.test(algorithm) && !/[._+-](?![A-Za-z])/.test(algorithm)
  return isNamed && /^[0-9a-fA-F]{32,}$/.test(encoded)
}

/** Word for word what go-digest's `Parse` answers to a text that has a digest's shape and yet is none. */
export function digestError(text: string): string {
  const { algorithm, encoded } = splitDigest(text)
  const length = DIGEST_LENGTHS.get(algorithm)
  if (length === undefined) return /[A-Z]/.test(algorithm) ? 'invalid checksum digest format' : 'unsupported digest algorithm'
  return encoded.length === length ? 'invalid checksum digest format' : 'invalid checksum digest length'
}

/** What keeps the rest of a reference, from `start` behind its `@`, from being a digest. */
export function findDigestFault(reference: string, start: number): Fault {
  const { algorithm, encoded } = splitDigest(reference.slice(start))
  const at = (unexpected: string, expected: string): Fault => ({ start, part: 'digest', unexpected, expected })
  if (start === reference.length) return { start, part: 'digest', expected: 'a digest' }
  if (!reference.includes(':', start)) return at(`${quote(algorithm)} after \`@\``, '`sha256:` and 64 hexadecimal digits')
  const length = DIGEST_LENGTHS.get(algorithm)
  if (length === undefined) return at(`digest algorithm ${quote(algorithm)}`, '`sha256`, `sha384` or `sha512`')
  const firstOther = encoded.search(/[^a-f0-9]|$/)
  if (firstOther < encoded.length || encoded === '') {
    const expected = /[A-F]/.test(encoded.charAt(firstOther)) ? 'lower-case hexadecimal digits' : `${length} hexadecimal digits`
    return { start: start + algorithm.length + 1 + firstOther, part: 'digest', expected }
  }
  return at(`digest of ${encoded.length} hexadecimal digits`, `${length} for ${quote(algorithm)}`)
}

function splitDigest(text: string): { readonly algorithm: string; readonly encoded: string } {
  const colon = text.indexOf(':')
  return colon === -1 ? { algorithm: text, encoded: '' } : { algorithm: text.slice(0, colon), encoded: text.slice(colon + 1) }
}
