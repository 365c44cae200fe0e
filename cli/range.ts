import { isPathWanted, type Review, reviewChange } from '../src/index.ts'
import type { CheckInvocation, RangeInvocation } from './arguments.ts'
import type { CommandIo } from './command-io.ts'
import { type CommitId, findChanges, findMergeBase, listTree, resolveCommit, type TreeChange } from './git.ts'
import { readChanges, readText } from './git-blobs.ts'
import { type GitFolder, gitFolder } from './git-process.ts'
import { optionsOf, readSettings, type Settings, withResolver } from './settings.ts'

/** A review of a range of commits, with the settings it was made with. */
export interface RangeReview {
  readonly review: Review
  readonly settings: Settings
  /** How many YAML and JSON files the range changes below the paths. */
  readonly changedFiles: number
}

/**
 * Reviews what a head changed since it left a base, reading both from git itself. The configuration is the base's, since the
 * head's is part of what is reviewed; changes that are not committed are no part of it.
 */
export async function reviewRange(invocation: CheckInvocation, range: RangeInvocation, io: CommandIo): Promise<RangeReview> {
  const folder = gitFolder(io.cwd, io.env)
  const [base, head] = await Promise.all([resolveCommit(folder, range.base), resolveCommit(folder, range.head)])
  const mergeBase = await findMergeBase(folder, base, head)
  const settings = await readSettings(invocation, 'check', io, path => readText(folder, mergeBase, path))
  const scope = range.scope ?? settings.config.scope
  const isWanted = wantedPaths(invocation.paths, isPathWanted(settings.config))
  const changes = (await findChanges(folder, mergeBase, head)).filter(change => isWanted(pathOf(change)))
  const unchanged = scope === 'repository' ? await unchangedFiles(folder, head, changes, isWanted) : []
  const options = { ...optionsOf(settings), isWholeRepository: scope === 'repository' && invocation.paths.includes('.') }
  const files = readChanges(folder, [...changes, ...unchanged])
  const review = await withResolver(invocation, settings, io, asking =>
    reviewChange({ base: mergeBase, head, scope }, files, { ...options, ...asking }),
  )
  return { review, settings, changedFiles: changes.length }
}

async function unchangedFiles(
  folder: GitFolder,
  head: CommitId,
  changes: readonly TreeChange[],
  isWanted: (path: string) => boolean,
): Promise<readonly TreeChange[]> {
  const changed = new Set(changes.map(pathOf))
  const files = await listTree(folder, head)
  return files.filter(({ path }) => isWanted(path) && !changed.has(path)).map(file => ({ base: file, head: file }))
}

function pathOf({ base, head }: TreeChange): string {
  return head?.path ?? base?.path ?? ''
}

/** Paths on the command line narrow the change; they are relative to the repository's top, as all paths of a change are. */
function wantedPaths(paths: readonly string[], isWanted: (path: string) => boolean): (path: string) => boolean {
  const prefixes = paths.map(path => path.replace(/^\.\//, '').replace(/\/+$/, ''))
  if (prefixes.includes('.') || prefixes.includes('')) return isWanted
  return path => isWanted(path) && prefixes.some(prefix => path === prefix || path.startsWith(`${prefix}/`))
}
