/** One text of a repository at one commit, decoded. */
export interface SourceFile {
  readonly kind: 'source-file'
  /** Relative to where the command runs, or to the repository's root in a change; POSIX separators. */
  readonly path: string
  /** The decoded text, without its byte order mark. */
  readonly text: string
  readonly encoding: Encoding
  readonly hasByteOrderMark: boolean
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** A file that holds no text which Kubernetes' tools could read. */
export interface UndecodableSource {
  readonly kind: 'undecodable'
  readonly path: string
  /** In plain words, as a part of a sentence: `byte 0xff at offset 12 is no UTF-8`. */
  readonly reason: string
}

/**
 * Reads a file's bytes as UTF-8, or as UTF-16 where a byte order mark says so. Nothing is guessed or replaced: one
 * wrong byte makes the file undecodable, because an edit could not give the author's bytes back.
 */
export function decodeSource(path: string, bytes: Uint8Array): SourceFile | UndecodableSource {
  const { encoding, markLength } = encodingOf(bytes)
  const body = markLength > 0 ? bytes.subarray(markLength) : bytes
  const text = decode(body, encoding)
  if (text === undefined) return { kind: 'undecodable', path, reason: whyUndecodable(body, encoding, markLength) }
  const nul = text.indexOf('\0')
  if (nul >= 0)
    return { kind: 'undecodable', path, reason: `there is a NUL at offset ${nul}: a binary file, or UTF-16 without a byte order mark` }
  return { kind: 'source-file', path, text, encoding, hasByteOrderMark: markLength > 0 }
}

function encodingOf(bytes: Uint8Array): { readonly encoding: Encoding; readonly markLength: number } {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', markLength: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', markLength: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', markLength: 2 }
  return { encoding: 'utf-8', markLength: 0 }
}

const DECODERS: Readonly<Record<Encoding, InstanceType<typeof TextDecoder>>> = {
  'utf-8': new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  'utf-16le': new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true }),
  'utf-16be': new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true }),
}

function decode(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return DECODERS[encoding].decode(bytes)
  } catch (error) {
    if (isDecodingError(error)) return undefined
    throw error
  }
}

function isDecodingError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
}

function whyUndecodable(bytes: Uint8Array, encoding: Encoding, markLength: number): string {
  if (bytes.includes(0) && encoding === 'utf-8') return 'it holds NUL bytes and is no UTF-8: a binary file'
  if (encoding !== 'utf-8') return `it starts as ${encoding.toUpperCase()} and does not go on so: half a character, or one that is none`
  const at = offsetOfBadByte(bytes)
  return `byte 0x${(bytes[at] ?? 0).toString(16).padStart(2, '0')} at offset ${at + markLength} is no UTF-8`
}

/** Decodes once more, leniently: the first replacement character that the bytes do not spell stands for the fault. */
function offsetOfBadByte(bytes: Uint8Array): number {
  let offset = 0
  for (const character of new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)) {
    const isSpelled = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd
    if (character === '\ufffd' && !isSpelled) return offset
    offset += utf8Length(character.codePointAt(0) ?? 0)
  }
  return offset
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1
  if (codePoint < 0x800) return 2
  return codePoint < 0x10000 ? 3 : 4
}
