/** A content digest, `<algorithm>:<lower-case hex>`, of an algorithm that Kubernetes registers: sha256, sha384 or sha512. */
export type Digest = string & { readonly __brand: 'Digest' }

/**
 * The algorithms that Kubernetes registers, with the number of hexadecimal digits that each writes.
 * distribution/reference alone would refuse all but sha256; `pkg/util/parsers` links the other two by importing crypto/sha512.
 */
export const DIGEST_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
])

/** The text as a digest, or undefined where it is none. The only maker of {@link Digest}. */
export function parseDigest(text: string): Digest | undefined {
  const colon = text.indexOf(':')
  const encoded = text.slice(colon + 1)
  if (encoded.length !== DIGEST_LENGTHS.get(text.slice(0, colon))) return undefined
  return /^[a-f0-9]+$/.test(encoded) ? (text as Digest) : undefined
}
