import { constants } from 'node:fs'
import { access, open, realpath } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'
import { isSystemError } from './system-error.ts'

/** What reading credentials needs of the disk; handed in. */
export interface CredentialFiles {
  /** The path with all links resolved; undefined where nothing is there. */
  realPath(path: string): Promise<string | undefined>
  isExecutable(path: string): Promise<boolean>
  /** The text of a regular file; undefined where there is none, or more than the limit. */
  readText(path: string, mostBytes: number): Promise<string | undefined>
}

/** The disk of this machine. What cannot be read, for whatever reason the system has, is not there. */
export const MACHINE_FILES: CredentialFiles = {
  realPath: path => realpath(path).catch(absent),
  isExecutable: async path => {
    const isForbidden = await access(path, constants.X_OK).catch(error => absent(error) ?? true)
    return isForbidden !== true
  },
  readText: (path, mostBytes) => readRegularFile(path, mostBytes).catch(absent),
}

/** Whether a path lies in a folder, or is it. Both are absolute, with their links resolved. */
function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`))
}

/** Whether a path lies in any of some folders, or is one of them. */
export function isInsideAny(folders: readonly string[], path: string): boolean {
  return folders.some(folder => isInside(folder, path))
}

async function readRegularFile(path: string, mostBytes: number): Promise<string | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const stat = await file.stat()
    return stat.isFile() && stat.size <= mostBytes ? await file.readFile('utf8') : undefined
  } finally {
    await file.close()
  }
}

function absent(error: unknown): undefined {
  if (isSystemError(error)) return undefined
  throw error
}
