import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import type { InputFile } from '../src/index.ts'
import { type BytePath, bytePathOfLatin1, isBelow, joinBytePath, shownFrom, shownPath, systemPath } from './byte-path.ts'
import { type IgnoreRules, isIgnored, rulesAbove, withIgnoreFileOf } from './ignore-rules.ts'
import { type FileContent, readNamedFile, readRegularFile } from './read-file.ts'
import type { Root } from './roots.ts'
import { systemErrorOf } from './system-error.ts'

/**
 * The files below the given paths, one after another, in the order of the paths and byte by byte within each. Synchronous,
 * since that is the fastest in Node, and lazy, so that one file's bytes are held at a time.
 *
 * A file that was given is read whatever its name is. Below a folder these are: regular files whose names end in `.yaml`,
 * `.yml` or `.json`, in dot folders too, but not in `.git`, and not what git ignores. A symbolic link that is come upon is
 * not followed: what it leads to is read under its own name if it lies in a given folder; else the link is listed as unread.
 */
export function* walk(roots: readonly Root[], cwd: string): Generator<InputFile> {
  const seen = new Set<BytePath>()
  for (const root of roots) {
    const pending = [sightOf(root)]
    for (let sight = pending.pop(); sight !== undefined; sight = pending.pop()) {
      if (seen.has(sight.path)) continue
      if (roots.length > 1) seen.add(sight.path)
      if (sight.kind === 'folder') yield* enter(sight, pending, cwd)
      else yield* read(sight, roots)
    }
  }
}

/** Something that the walk will come to: a folder to look into, or a file. */
type Sight =
  | { readonly kind: 'folder'; readonly path: BytePath; readonly shown: string; readonly rules: IgnoreRules }
  | { readonly kind: 'named' | 'file' | 'link'; readonly path: BytePath; readonly shown: string }

type FolderSight = Extract<Sight, { kind: 'folder' }>
type FileSight = Exclude<Sight, FolderSight>

function sightOf({ kind, path, shown }: Root): Sight {
  return kind === 'file' ? { kind: 'named', path, shown } : { kind, path, shown, rules: rulesAbove(path) }
}

/** Puts what is in a folder on top of the pile, the first name uppermost. */
function* enter(folder: FolderSight, pending: Sight[], cwd: string): Generator<InputFile> {
  let names: readonly Name[]
  try {
    names = list(folder.path)
  } catch (thrown) {
    const { reason } = systemErrorOf(thrown)
    yield {
      kind: 'unread',
      path: folder.shown === '' ? '.' : folder.shown,
      skip: 'unreadable',
      reason: `the folder cannot be listed: ${reason}`,
    }
    return
  }
  const hasIgnoreFile = names.some(({ kind }) => kind === 'ignore-file')
  const rules = hasIgnoreFile ? withIgnoreFileOf(folder.rules, folder.path) : folder.rules
  for (const { path, skip, reason } of rules.broken) yield { kind: 'unread', path: shownFrom(cwd, path), skip, reason }

  const settled = { ...rules, broken: [] }
  for (const { kind, name } of names.toReversed()) {
    if (kind === 'ignore-file') continue
    const path = joinBytePath(folder.path, name)
    if (isIgnored(settled, path, kind === 'folder')) continue
    const shown = folder.shown === '' ? shownPath(name) : `${folder.shown}/${shownPath(name)}`
    pending.push(kind === 'folder' ? { kind, path, shown, rules: settled } : { kind, path, shown })
  }
}

/** A name in a folder that is of interest. */
interface Name {
  readonly kind: 'folder' | 'file' | 'link' | 'ignore-file'
  readonly name: BytePath
}

/** The names of interest in the order that their paths have, in which folders end in `/`. */
function list(folder: BytePath): readonly Name[] {
  const sorted: { readonly key: string; readonly found: Name }[] = []
  for (const entry of readdirSync(systemPath(folder), { encoding: 'latin1', withFileTypes: true })) {
    const kind = kindOf(entry)
    if (kind !== undefined)
      sorted.push({ key: kind === 'folder' ? `${entry.name}/` : entry.name, found: { kind, name: bytePathOfLatin1(entry.name) } })
  }
  return sorted.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ found }) => found)
}

function kindOf(entry: Dirent): Name['kind'] | undefined {
  if (entry.name === '.gitignore') return 'ignore-file'
  if (entry.isDirectory()) return entry.name === '.git' ? undefined : 'folder'
  if (!SOURCE_NAME.test(entry.name)) return undefined
  if (entry.isFile()) return 'file'
  return entry.isSymbolicLink() ? 'link' : undefined
}

const SOURCE_NAME = /\.(ya?ml|json)$/i

function* read({ kind, path, shown }: FileSight, roots: readonly Root[]): Generator<InputFile> {
  if (kind === 'link') {
    const reason = whyUnread(path, roots)
    if (reason !== undefined) yield { kind: 'unread', path: shown, skip: 'unreadable', reason }
    return
  }
  const content = kind === 'named' ? readNamedFile(path) : readRegularFile(path)
  yield inputFileOf(shown, content)
}

/** What a review is handed of a file that was read, or could not be. */
export function inputFileOf(path: string, content: FileContent): InputFile {
  if (content.kind === 'bytes') return { kind: 'bytes', path, bytes: content.bytes }
  return { kind: 'unread', path, skip: content.kind, reason: content.reason }
}

/** Why a symbolic link leaves something unread; undefined where its target is a folder, or a file that the walk comes to itself. */
function whyUnread(link: BytePath, roots: readonly Root[]): string | undefined {
  try {
    const target = realPath(link)
    if (statSync(systemPath(target)).isDirectory()) return undefined
    if (!roots.some(({ kind, path }) => kind === 'folder' && isBelow(realPath(path), target)))
      return 'a symbolic link that leads out of the given folders is not followed'
    return SOURCE_NAME.test(target)
      ? undefined
      : 'a symbolic link is not followed, and what it leads to is not read either: its name does not end in .yaml, .yml or .json'
  } catch (thrown) {
    return `a symbolic link that leads nowhere: ${systemErrorOf(thrown).reason}`
  }
}

function realPath(path: BytePath): BytePath {
  return bytePathOfLatin1(realpathSync.native(systemPath(path), { encoding: 'latin1' }))
}
