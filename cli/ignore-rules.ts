import { lstatSync, type Stats } from 'node:fs'
import ignore from 'ignore'
import { type BytePath, bytePathOfLatin1, isBelow, joinBytePath, parentOf, pathBelow, systemPath } from './byte-path.ts'
import { readRegularFile } from './read-file.ts'
import { systemErrorOf } from './system-error.ts'

/** What the `.gitignore` files in sight of one folder say of the names in it. Only made bigger, folder by folder, on the way down. */
export interface IgnoreRules {
  /** The folder from which paths are matched: the repository's top, or the given folder where there is no repository. */
  readonly top: BytePath
  readonly matcher: ignore.Ignore
  /** Files whose rules, or some of them, do not hold; their names may be read though git ignores them. */
  readonly broken: readonly BrokenIgnoreFile[]
}

/** A `.gitignore` that could not be followed wholly, and why. */
interface BrokenIgnoreFile {
  readonly path: BytePath
  readonly skip: 'unreadable' | 'limit'
  readonly reason: string
}

const IGNORE_FILE = bytePathOfLatin1('.gitignore')
const GIT = bytePathOfLatin1('.git')

/**
 * A pattern with more `**` is left out: matching one takes time that grows by the path's depth to the power of their number,
 * and an ignore file may come with the very change that is under review.
 */
const DOUBLE_STAR_LIMIT = 2

/** Larger ignore files are left out, since each name is matched against each line of them. */
const IGNORE_FILE_SIZE_LIMIT = 1024 * 1024

/**
 * The rules that hold for a folder because of what lies above it: `.git/info/exclude` and each `.gitignore` from the
 * repository's top down. A folder that they ignore was given by name nevertheless, so then none of them holds below it.
 * The user's own `core.excludesFile` is not read, so that a review says the same on every machine; case always matters.
 */
export function rulesAbove(folder: BytePath): IgnoreRules {
  const top = findRepositoryTop(folder)
  if (top === undefined || top === folder) return withExcludeFile(noRules(folder), top)
  let rules = withExcludeFile(noRules(top), top)
  for (const ancestor of foldersBetween(top, folder)) rules = withIgnoreFileOf(rules, ancestor)
  return isIgnored(rules, folder, true) ? { ...noRules(top), broken: rules.broken } : rules
}

/** Adds what the folder's own `.gitignore` says, if it has one. */
export function withIgnoreFileOf(rules: IgnoreRules, folder: BytePath): IgnoreRules {
  return withRulesFrom(rules, joinBytePath(folder, IGNORE_FILE), folder)
}

/** Whether git would leave the path alone, given that it looks into the folder that holds it. */
export function isIgnored({ top, matcher }: IgnoreRules, path: BytePath, isFolder: boolean): boolean {
  if (!isBelow(top, path)) return false
  const seenFromTop = pathBelow(top, path)
  return matcher.ignores(isFolder ? `${seenFromTop}/` : seenFromTop)
}

function noRules(top: BytePath): IgnoreRules {
  return { top, matcher: ignore({ ignorecase: false }), broken: [] }
}

function withExcludeFile(rules: IgnoreRules, top: BytePath | undefined): IgnoreRules {
  const gitFolder = top === undefined ? undefined : findGitFolder(top)
  if (gitFolder === undefined) return rules
  return withRulesFrom(rules, joinBytePath(gitFolder, bytePathOfLatin1('info/exclude')), rules.top)
}

function withRulesFrom(rules: IgnoreRules, path: BytePath, folder: BytePath): IgnoreRules {
  const stats = statsOf(path)
  if (stats === undefined || stats.isDirectory()) return rules
  if (stats.isSymbolicLink()) return withBroken(rules, { path, skip: 'unreadable', reason: 'a symbolic link is not followed' })
  if (stats.size > IGNORE_FILE_SIZE_LIMIT)
    return withBroken(rules, { path, skip: 'limit', reason: 'the ignore file is larger than 1 MiB; nothing in it is followed' })
  const content = readRegularFile(path)
  if (content.kind !== 'bytes') return withBroken(rules, { path, skip: 'unreadable', reason: content.reason })

  const lines = Buffer.from(content.bytes)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .split(/\r?\n/)
  const kept = lines.filter(line => doubleStarsIn(line) <= DOUBLE_STAR_LIMIT)
  const prefix = folder === rules.top ? '' : escapeGlob(pathBelow(rules.top, folder))
  const matcher = ignore({ ignorecase: false })
    .add(rules.matcher)
    .add(kept.map(line => seenFrom(prefix, line)))
  const followed = { ...rules, matcher }
  if (kept.length === lines.length) return followed
  const line = 1 + lines.findIndex(text => doubleStarsIn(text) > DOUBLE_STAR_LIMIT)
  return withBroken(followed, { path, skip: 'limit', reason: `line ${line} has more than two \`**\` and is not followed` })
}

function withBroken(rules: IgnoreRules, broken: BrokenIgnoreFile): IgnoreRules {
  return { ...rules, broken: [...rules.broken, broken] }
}

function doubleStarsIn(line: string): number {
  return line.startsWith('#') ? 0 : line.split('**').length - 1
}

/** Says the pattern of a nested `.gitignore` in terms of the top, so that one list with "the last match wins" holds for all. */
function seenFrom(prefix: string, line: string): string {
  if (prefix === '' || line.startsWith('#')) return line
  const isNegated = line.startsWith('!')
  const pattern = isNegated ? line.slice(1) : line
  if (/^[/ ]*$/.test(pattern)) return ''
  const isAnchored = /\/(?! *$)/.test(pattern)
  const below = isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`
  return `${isNegated ? '!' : ''}/${prefix}/${below}`
}

function escapeGlob(path: string): string {
  return path.replaceAll(/[\\*?[\]]/g, '\\$&')
}

/** The folder that holds `.git`, if the given one lies in a repository. */
export function findRepositoryTop(folder: BytePath): BytePath | undefined {
  for (let candidate = folder; ; candidate = parentOf(candidate)) {
    if (statsOf(joinBytePath(candidate, GIT)) !== undefined) return candidate
    if (candidate === parentOf(candidate)) return undefined
  }
}

/** The top, and each folder on the way down to the given one, which is not among them. */
function foldersBetween(top: BytePath, folder: BytePath): readonly BytePath[] {
  const folders: BytePath[] = []
  for (let ancestor = parentOf(folder); ancestor !== top; ancestor = parentOf(ancestor)) folders.unshift(ancestor)
  return [top, ...folders]
}

/** Where the repository keeps `info/`: a linked work tree and a submodule have a file `.git` that names the place. */
function findGitFolder(top: BytePath): BytePath | undefined {
  const git = joinBytePath(top, GIT)
  if (statsOf(git)?.isDirectory() === true) return git
  const named = readLine(git)
  if (named === undefined || !named.startsWith('gitdir: ')) return undefined
  const folder = pathFrom(top, named.slice('gitdir: '.length))
  const common = readLine(joinBytePath(folder, bytePathOfLatin1('commondir')))
  return common === undefined ? folder : pathFrom(folder, common)
}

function readLine(path: BytePath): string | undefined {
  const content = statsOf(path)?.isFile() === true ? readRegularFile(path) : undefined
  return content?.kind === 'bytes' ? Buffer.from(content.bytes).toString('latin1').trimEnd() : undefined
}

function pathFrom(folder: BytePath, written: string): BytePath {
  return /^(\/|[A-Za-z]:)/.test(written) ? bytePathOfLatin1(written) : joinBytePath(folder, bytePathOfLatin1(written))
}

function statsOf(path: BytePath): Stats | undefined {
  try {
    return lstatSync(systemPath(path), { throwIfNoEntry: false })
  } catch (thrown) {
    systemErrorOf(thrown)
    return undefined
  }
}
