import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { FILE_SIZE_LIMIT, TOO_LARGE_REASON } from '../src/index.ts'
import { type BytePath, systemPath } from './byte-path.ts'
import { systemErrorOf } from './system-error.ts'

/** A file's bytes, or why there are none, in words. */
export type FileContent =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** Why a file above the limit is not read. */
export const TOO_LARGE: FileContent = { kind: 'too-large', reason: TOO_LARGE_REASON }

/**
 * Reads a file that a walk came upon. It must be a regular file at the moment of opening: what was swapped for a symbolic
 * link or a pipe since its folder was listed is neither followed nor waited for.
 */
export function readRegularFile(path: BytePath): FileContent {
  return readWith(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0), fd => {
    const stats = fstatSync(fd)
    if (!stats.isFile()) return { kind: 'unreadable', reason: 'it is no regular file' }
    if (stats.size > FILE_SIZE_LIMIT) return TOO_LARGE
    return { kind: 'bytes', bytes: readKnownSize(fd, stats.size) }
  })
}

/** Reads whatever a user named, through symbolic links, and pipes too: `check <(kustomize build .)`. */
export function readNamedFile(path: BytePath): FileContent {
  return readWith(path, constants.O_RDONLY, fd => (fstatSync(fd).size > FILE_SIZE_LIMIT ? TOO_LARGE : readUnknownSize(fd)))
}

function readWith(path: BytePath, flags: number, read: (fd: number) => FileContent): FileContent {
  let fd: number | undefined
  try {
    fd = openSync(systemPath(path), flags)
    return read(fd)
  } catch (thrown) {
    return { kind: 'unreadable', reason: systemErrorOf(thrown).reason }
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

function readKnownSize(fd: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size)
  let length = 0
  while (length < size) {
    const count = readSync(fd, bytes, length, size - length, null)
    if (count === 0) break
    length += count
  }
  return length === size ? bytes : bytes.subarray(0, length)
}

function readUnknownSize(fd: number): FileContent {
  const chunks: Buffer[] = []
  let length = 0
  while (true) {
    const chunk = Buffer.allocUnsafe(64 * 1024)
    const count = readSync(fd, chunk, 0, chunk.length, null)
    if (count === 0) return { kind: 'bytes', bytes: Buffer.concat(chunks, length) }
    chunks.push(chunk.subarray(0, count))
    length += count
    if (length > FILE_SIZE_LIMIT) return TOO_LARGE
  }
}
