import { relative, resolve, sep } from 'node:path'

/**
 * An absolute path, or a part of one, as the file system holds it: each character stands for one byte, folders are parted by
 * `/`. Names need not be UTF-8, and yet have to be opened again, matched as git matches them, and sorted byte by byte.
 */
export type BytePath = string & { readonly __brand: 'BytePath' }

/** The absolute byte path of what a user wrote, seen from the folder in which the command runs. */
export function resolveBytePath(cwd: string, written: string): BytePath {
  const absolute = resolve(cwd, written)
  const slashed = sep === '/' ? absolute : absolute.replaceAll(sep, '/')
  return brand(isAscii(slashed) ? slashed : Buffer.from(slashed, 'utf8').toString('latin1'))
}

/** Names as the file system answers them when it is asked in `latin1`, in which every byte is one character. */
export function bytePathOfLatin1(name: string): BytePath {
  return brand(name)
}

/** The path of a name in a folder. */
export function joinBytePath(folder: BytePath, name: BytePath): BytePath {
  return brand(folder.endsWith('/') ? folder + name : `${folder}/${name}`)
}

/** The folder that holds it; the root folder is its own. */
export function parentOf(path: BytePath): BytePath {
  const end = path.lastIndexOf('/')
  return brand(end <= 0 ? '/' : path.slice(0, end))
}

/** Whether the path lies below the folder; a folder does not lie below itself. */
export function isBelow(folder: BytePath, path: BytePath): boolean {
  return path.length > folder.length && path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

/** The path as seen from a folder that it lies below. */
export function pathBelow(folder: BytePath, path: BytePath): BytePath {
  return brand(path.slice(folder.endsWith('/') ? folder.length : folder.length + 1))
}

/** What `node:fs` takes: a string where that is unambiguous, and else the very bytes. */
export function systemPath(path: BytePath): string | Buffer {
  return isAscii(path) ? path : Buffer.from(path, 'latin1')
}

/** The path for people; bytes that are no UTF-8 are shown as U+FFFD. */
export function shownPath(path: BytePath): string {
  return isAscii(path) ? path : Buffer.from(path, 'latin1').toString('utf8')
}

/** The path for people, seen from the folder in which the command runs; `''` is that folder. */
export function shownFrom(cwd: string, path: BytePath): string {
  const shown = relative(cwd, shownPath(path))
  return sep === '/' ? shown : shown.replaceAll(sep, '/')
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text)
}

function brand(text: string): BytePath {
  return text as BytePath
}
