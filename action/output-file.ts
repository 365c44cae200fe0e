import { closeSync, constants, lstatSync, mkdirSync, mkdtempSync, openSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { UserError } from '../src/index.ts'
import type { Environment } from './inputs.ts'
import { systemFaultOf } from './system-error.ts'

/** Where files may be written: below the workspace, which a change under review may have filled, and the runner's own folder. */
export interface OutputFolders {
  readonly workspace: string
  readonly temporary: string
}

/** The folders as the runner names them. */
export function outputFolders(env: Environment): OutputFolders {
  const workspace = env.GITHUB_WORKSPACE || process.cwd()
  return { workspace, temporary: env.RUNNER_TEMP || workspace }
}

/** A new folder of our own in the runner's temporary one, so that two steps of a job do not write over each other. */
export function makeOwnFolder({ temporary }: OutputFolders): string {
  return attempt(temporary, () => {
    mkdirSync(temporary, { recursive: true })
    return mkdtempSync(join(temporary, 'pull-policy-'))
  })
}

/**
 * Writes a file where the workflow wants it and answers with its whole path. Nothing is written outside the two folders,
 * nor through a symbolic link: a pull request can bring one under that very name.
 */
export function writeOutputFile(written: string, content: string, folders: OutputFolders): string {
  const path = resolve(folders.workspace, written)
  const root = [folders.temporary, folders.workspace].find(folder => isBelow(resolve(folder), path))
  if (root === undefined) throw refusal(written, 'it lies outside the workspace and the temporary folder of the runner')
  const link = attempt(written, () => stepsBetween(resolve(root), path).find(isLink))
  if (link !== undefined)
    throw refusal(written, `${link === path ? 'it' : 'a folder on the way'} is a symbolic link, and nothing is written through one`)
  attempt(written, () => {
    mkdirSync(dirname(path), { recursive: true })
    write(path, content)
  })
  return path
}

function write(path: string, content: string): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0), 0o644)
  try {
    writeFileSync(fd, content)
  } finally {
    closeSync(fd)
  }
}

/** The path itself and each folder below the root that leads to it. */
function stepsBetween(root: string, path: string): readonly string[] {
  const names = relative(root, path).split(sep)
  return names.map((_, index) => join(root, ...names.slice(0, index + 1)))
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

function attempt<T>(written: string, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    const fault = systemFaultOf(thrown)
    if (fault === undefined) throw thrown
    throw refusal(written, fault, thrown)
  }
}

function refusal(written: string, reason: string, cause?: unknown): UserError {
  return new UserError('output', `the file ${JSON.stringify(written)} cannot be written: ${reason}`, { cause })
}
