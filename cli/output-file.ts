import { closeSync, constants, lstatSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { UserError } from '../src/index.ts'
import { type BytePath, isBelow, parentOf, resolveBytePath, systemPath } from './byte-path.ts'
import { systemErrorOf } from './system-error.ts'

/**
 * Writes a report where the user said. Never through a symbolic link, which a change under review could have committed under
 * that very name: neither the file itself nor a folder between the one in which the command runs and the file may be one.
 */
export function writeOutputFile(written: string, text: string, cwd: string): void {
  const path = resolveBytePath(cwd, written)
  const link = [path, ...foldersBelow(resolveBytePath(cwd, '.'), path)].find(isLink)
  if (link !== undefined)
    throw refusal(written, `${link === path ? 'it' : 'a folder on the way'} is a symbolic link, and the report is not written through one`)
  try {
    write(path, text)
  } catch (thrown) {
    const { code, reason } = systemErrorOf(thrown)
    throw refusal(written, code === 'ENOENT' ? 'there is no such folder' : reason, thrown)
  }
}

/**
 * Replaces a file's text, if it still is what was reviewed. Its mode stays; a symbolic link is refused, and a file that
 * somebody edited meanwhile is left alone. Answers why it was not done.
 */
export function replaceFile(
  shown: string,
  { expected, text }: { readonly expected: string; readonly text: string },
  cwd: string,
): string | undefined {
  const path = resolveBytePath(cwd, shown)
  if (isBehindLink(shown, cwd)) return 'it lies behind a symbolic link, and nothing is written through one'
  try {
    if (readFileSync(systemPath(path), 'utf8') !== expected) return 'it changed while it was reviewed; run the command again'
    write(path, text)
    return undefined
  } catch (thrown) {
    return systemErrorOf(thrown).reason
  }
}

/** Whether a path is a symbolic link, or leads through one below the folder in which the command runs. */
export function isBehindLink(written: string, cwd: string): boolean {
  const path = resolveBytePath(cwd, written)
  return [path, ...foldersBelow(resolveBytePath(cwd, '.'), path)].some(isLink)
}

function write(path: BytePath, text: string): void {
  const fd = openSync(systemPath(path), constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0), 0o666)
  try {
    writeFileSync(fd, text)
  } finally {
    closeSync(fd)
  }
}

function foldersBelow(cwd: BytePath, path: BytePath): readonly BytePath[] {
  const folders: BytePath[] = []
  for (let folder = parentOf(path); isBelow(cwd, folder); folder = parentOf(folder)) folders.push(folder)
  return folders
}

function isLink(path: BytePath): boolean {
  try {
    return lstatSync(systemPath(path), { throwIfNoEntry: false })?.isSymbolicLink() === true
  } catch (thrown) {
    systemErrorOf(thrown)
    return false
  }
}

function refusal(written: string, reason: string, cause?: unknown): UserError {
  return new UserError('output', `the report cannot be written to ${JSON.stringify(written)}: ${reason}`, { cause })
}
