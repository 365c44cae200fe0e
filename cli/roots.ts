import { statSync } from 'node:fs'
import { UserError } from '../src/index.ts'
import { type BytePath, resolveBytePath, shownFrom, systemPath } from './byte-path.ts'
import { systemErrorOf } from './system-error.ts'

/** A path that was given on the command line and is there. */
export interface Root {
  readonly kind: 'file' | 'folder'
  readonly path: BytePath
  /** As reports name it; `''` for the folder in which the command runs. */
  readonly shown: string
}

/** Looks up every given path before anything is read, so that a misspelt one is not found out after a long review. */
export function findRoots(paths: readonly string[], cwd: string): readonly Root[] {
  return paths.map(written => {
    if (written === '') throw new UserError('missing-path', 'unexpected empty path, expected a file, a folder or `-`')
    const path = resolveBytePath(cwd, written)
    return { kind: kindOf(path, written), path, shown: shownFrom(cwd, path) }
  })
}

function kindOf(path: BytePath, written: string): Root['kind'] {
  try {
    return statSync(systemPath(path)).isDirectory() ? 'folder' : 'file'
  } catch (thrown) {
    const { code, reason } = systemErrorOf(thrown)
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
    throw new UserError(
      'missing-path',
      isMissing ? `there is no file or folder ${JSON.stringify(written)}` : `${JSON.stringify(written)} cannot be read: ${reason}`,
      { cause: thrown },
    )
  }
}
