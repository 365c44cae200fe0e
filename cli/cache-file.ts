import type { Stats } from 'node:fs'
import { lstat, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { FileDigestCache, UserError } from '../src/index.ts'
import type { CommandIo } from './command-io.ts'
import { systemErrorOf } from './system-error.ts'

/**
 * Opens the file that keeps answers. What it says within its time becomes a pin, so nobody but the user may write it: a
 * change under review could bring one along, so none is taken from the work tree, through a symbolic link, from another user,
 * or where others may write.
 */
export async function openCache(written: string, workTrees: readonly string[], { cwd }: Pick<CommandIo, 'cwd'>): Promise<FileDigestCache> {
  const path = resolve(cwd, written)
  const folder = await realFolder(dirname(path))
  for (const tree of workTrees) {
    if (isInside(await realFolder(tree), folder)) throw refusal(written, 'it lies in the work tree, which a change may write')
  }
  const found = await statOf(join(folder, basename(path)))
  if (found?.isSymbolicLink()) throw refusal(written, 'it is a symbolic link')
  if (found && !found.isFile()) throw refusal(written, 'it is no file')
  if (found && isOthers(found)) throw refusal(written, 'others can write it')
  return FileDigestCache.open(path)
}

/** Writes what is still fresh. */
export async function saveCache(cache: FileDigestCache, written: string): Promise<void> {
  try {
    await cache.save(Date.now())
  } catch (thrown) {
    throw new UserError('output', `the cache ${JSON.stringify(written)} cannot be written: ${systemErrorOf(thrown).reason}`, {
      cause: thrown,
    })
  }
}

/** The folder with its links resolved; of one that is not there yet, from its nearest one that is. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder)
  } catch (thrown) {
    if (systemErrorOf(thrown).code !== 'ENOENT' || dirname(folder) === folder) throw refusal(folder, systemErrorOf(thrown).reason)
    return join(await realFolder(dirname(folder)), basename(folder))
  }
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path)
  } catch (thrown) {
    const { code, reason } = systemErrorOf(thrown)
    if (code === 'ENOENT') return undefined
    throw refusal(path, reason)
  }
}

const WRITABLE_BY_OTHERS = 0o022

/** Windows has neither owners nor modes to go by. */
function isOthers({ uid, mode }: Stats): boolean {
  const user = process.getuid?.()
  return user !== undefined && (uid !== user || (mode & WRITABLE_BY_OTHERS) !== 0)
}

function isInside(tree: string, folder: string): boolean {
  const way = relative(tree, folder)
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`))
}

function refusal(written: string, reason: string): UserError {
  return new UserError(
    'bad-input',
    `the cache ${JSON.stringify(written)} is not used: ${reason}; name a file elsewhere that only you can write`,
  )
}
