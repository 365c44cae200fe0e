import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'

/** The kinds of object, by their numbers in a pack. */
const KIND_NUMBERS: Readonly<Record<string, number>> = { commit: 1, tree: 2, blob: 3 }

/** Objects as one pack without deltas, for `git index-pack`: one file is far quicker to write than thousands. */
export function packOf(objects: readonly { readonly kind: string; readonly content: Buffer }[]): Buffer {
  const header = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1')
  header.writeUInt32BE(objects.length, 8)
  const body = Buffer.concat([
    header,
    ...objects.flatMap(({ kind, content }) => [entryHeader(kind, content.length), deflateSync(content, { level: 1 })]),
  ])
  return Buffer.concat([body, createHash('sha1').update(body).digest()])
}

/** The kind and four bits of the size in the first byte, seven bits in each that follows. */
function entryHeader(kind: string, size: number): Buffer {
  const bytes = [((KIND_NUMBERS[kind] ?? 0) << 4) | (size & 15)]
  for (let rest = size >>> 4; rest > 0; rest >>>= 7) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 128
    bytes.push(rest & 127)
  }
  return Buffer.from(bytes)
}
