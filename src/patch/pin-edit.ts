import type { Digest } from '../oci/digest.ts'
import type { ImageReference } from '../oci/reference.ts'
import type { TextEdit } from '../source/text-edit.ts'
import type { YamlScalar } from '../yaml/node.ts'

/** Whether an image stands in its text in one piece, so that an edit can reach it. */
export type PinPoint =
  /** Offsets of the scalar and of the image's own first character in it. */
  | { readonly kind: 'writable'; readonly scalarStart: number; readonly imageStart: number }
  | { readonly kind: 'unwritable'; readonly reason: string }

/** Where the image's text stands, letter by letter, in the scalar that holds it (behind an alias: the anchor's). */
export function findPinPoint(text: string, scalar: YamlScalar): PinPoint {
  if (scalar.type !== 'string') return { kind: 'unwritable', reason: `the API server refuses a ${scalar.type} here; write it in quotes` }
  const imageStart = findWrittenImage(text, scalar)
  return imageStart === undefined
    ? { kind: 'unwritable', reason: UNWRITABLE[scalar.style] }
    : { kind: 'writable', scalarStart: scalar.range.start, imageStart }
}

/** An anchor's scalar that fills in more than images. */
export const SHARED_ELSEWHERE: PinPoint = { kind: 'unwritable', reason: 'its anchor fills in something else too' }

const UNWRITABLE: Readonly<Record<YamlScalar['style'], string>> = {
  plain: 'the image is written over several lines',
  'single-quoted': 'the image is written with escapes or over several lines',
  'double-quoted': 'the image is written with escapes or over several lines',
  literal: 'the block that holds the image has more than its one line',
  folded: 'the block that holds the image has more than its one line',
}

function findWrittenImage(text: string, { range, style, value }: YamlScalar): number | undefined {
  const written = text.slice(range.start, range.end)
  switch (style) {
    case 'plain':
      return written === value ? range.start : undefined
    case 'single-quoted':
    case 'double-quoted':
      return written.slice(1, -1) === value ? range.start + 1 : undefined
    case 'literal':
    case 'folded': {
      const [header = '', ...lines] = written.split('\n')
      const filled = lines.filter(line => line.trim() !== '')
      if (filled.length !== 1 || filled[0]?.trim() !== value) return undefined
      return range.start + header.length + 1 + written.slice(header.length + 1).indexOf(value)
    }
  }
}

/**
 * The image with the digest appended: the author's text stays, and an untagged name gets the tag `latest` written out,
 * since a digest alone would turn the default policy from Always to IfNotPresent.
 */
export function pinnedImage(image: ImageReference, digest: Digest): string {
  const name = image.digest === undefined ? image.text : image.text.slice(0, -(image.digest.length + 1))
  const implied = image.tag === undefined && image.digest === undefined ? ':latest' : ''
  return `${name}${implied}@${digest}`
}

/** The smallest edit that turns the written image into the pinned one: an insertion at its end, or the replacement of its digest. */
export function makePinEdit({ imageStart }: { readonly imageStart: number }, image: string, pinned: string): TextEdit {
  const kept = commonPrefix(image, pinned)
  return { range: { start: imageStart + kept, end: imageStart + image.length }, newText: pinned.slice(kept) }
}

function commonPrefix(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return length
}
