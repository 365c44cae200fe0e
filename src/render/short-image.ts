import type { ReviewedImage } from '../report/review.ts'

/** Enough of a digest to tell two apart by eye: `sha256:6d5f1e0c…`. */
export function shortDigest(digest: string): string {
  const start = digest.indexOf(':') + 1
  return digest.length - start > SHOWN ? `${digest.slice(0, start + SHOWN)}…` : digest
}

const SHOWN = 8

/** The image as written, its digest cut to what people compare. */
export function shortImage({ value, digest }: ReviewedImage): string {
  return digest !== null && value.endsWith(digest) ? value.slice(0, -digest.length) + shortDigest(digest) : value
}
