import { statSync } from 'node:fs'
import { type BytePath, parentOf, resolveBytePath, shownPath, systemPath } from './byte-path.ts'
import type { CommandIo } from './command-io.ts'
import { findRepositoryTop } from './ignore-rules.ts'

/**
 * The folders that a change under review may have written: the one in which the command runs, those that it was given, and the
 * repositories that they and the given files belong to. What lies there decides nothing and is not run.
 */
export function findWorkTrees(paths: readonly string[], { cwd }: Pick<CommandIo, 'cwd'>): readonly string[] {
  const here = resolveBytePath(cwd, '.')
  const given = paths.filter(path => path !== '-').map(path => resolveBytePath(cwd, path))
  const folders = given.filter(isFolder)
  const files = given.filter(path => !isFolder(path))
  const tops = [here, ...folders, ...files.map(parentOf)].flatMap(folder => findRepositoryTop(folder) ?? [])
  return [...new Set([here, ...folders, ...tops])].map(shownPath)
}

function isFolder(path: BytePath): boolean {
  return statSync(systemPath(path), { throwIfNoEntry: false })?.isDirectory() === true
}
