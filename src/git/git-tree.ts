import { UserError } from '../user-error.ts'
import { faultOf, type GitFolder, type GitResult, runGit } from './git-process.ts'

/** The id of a commit, in full. */
export type CommitId = string & { readonly __brand: 'CommitId' }

/** A file as a commit holds it. */
export interface TreeFile {
  /** From the repository's top; bytes that are no UTF-8 are shown as U+FFFD. */
  readonly path: string
  readonly kind: 'file' | 'symlink' | 'submodule'
  /** Id of its content, or of the submodule's commit. */
  readonly id: string
}

/** One file that differs between two commits: null on the side that lacks it. The paths differ where it was renamed. */
export interface TreeChange {
  readonly base: TreeFile | null
  readonly head: TreeFile | null
}

/** Which commit a name stands for: a branch, a tag, an id. A name that git does not know is a `UserError` that says what to do. */
export async function resolveCommit(folder: GitFolder, ref: string): Promise<CommitId> {
  if (ref === '' || ref.startsWith('-') || ref.includes('\0')) {
    throw new UserError('bad-ref', `unexpected ref ${JSON.stringify(ref)}, expected a branch, a tag or a commit`)
  }
  const isShallow = await isShallowRepository(folder)
  const found = await findCommit(folder, ref)
  if (found !== undefined) return found
  const isOnRemote = (await findCommit(folder, `origin/${ref}`)) !== undefined
  const remedy = isOnRemote ? `did you mean origin/${ref}?` : howToFetch(ref, isShallow)
  throw new UserError('bad-ref', `there is no commit ${JSON.stringify(ref)} in this ${isShallow ? 'shallow ' : ''}clone; ${remedy}`)
}

/**
 * The commit from which the head grew: what it changed since is the change. That none is found is never taken for "nothing
 * changed": in a shallow clone it only means that the history was cut off before it.
 */
export async function findMergeBase(folder: GitFolder, base: CommitId, head: CommitId): Promise<CommitId> {
  const result = await runGit(folder, ['merge-base', base, head])
  const found = commitIdOf(result)
  if (found !== undefined) return found
  if (result.exitCode !== 1) throw new UserError('git', `git could not compare ${base} with ${head}: ${faultOf(result)}`)
  if (await isShallowRepository(folder))
    throw new UserError('git', `where ${head} left ${base} cannot be told in this shallow clone; ${WHOLE_HISTORY}`)
  throw new UserError('bad-ref', `${base} and ${head} have no history in common; name a base from which the head grew`)
}

/** The parents of a commit, in their order; none of those that a shallow clone was cut off at. */
export async function findParents(folder: GitFolder, commit: CommitId): Promise<readonly CommitId[]> {
  const result = await runGit(folder, ['rev-list', '--parents', '--max-count=1', '--end-of-options', commit])
  if (result.exitCode !== 0) throw new UserError('git', `git could not read ${commit}: ${faultOf(result)}`)
  return result.stdout.toString('utf8').trim().split(' ').slice(1) as CommitId[]
}

/** The only files that git is asked for: no other name is ever read. */
export const SOURCES: readonly string[] = [':(top,icase)*.yaml', ':(top,icase)*.yml', ':(top,icase)*.json']

/** Renames are looked for among at most this many files on either side, since that takes time in the product of both. */
const RENAME_LIMIT = 1000

/** The YAML and JSON files that differ between two commits, in the order of their paths; unlike `git diff` no setting changes the answer. */
export async function findChanges(folder: GitFolder, base: CommitId, head: CommitId): Promise<readonly TreeChange[]> {
  const options = [
    '-r',
    '-z',
    '--raw',
    '--no-abbrev',
    '--find-renames',
    `-l${RENAME_LIMIT}`,
    '--ignore-submodules=none',
    '--no-ext-diff',
    '--no-textconv',
  ]
  const result = await runGit(folder, ['diff-tree', ...options, base, head, '--', ...SOURCES])
  if (result.exitCode !== 0) throw new UserError('git', `git could not compare ${base} with ${head}: ${faultOf(result)}`)
  return parseRawDiff(result.stdout.toString('utf8'))
}

/** The YAML and JSON files of a commit, in the order of their paths. */
export async function listTree(folder: GitFolder, commit: CommitId): Promise<readonly TreeFile[]> {
  const files = await readTree(folder, ['-r', commit])
  return files.filter(({ path }) => /\.(?:ya?ml|json)$/i.test(path))
}

/** One file of a commit; undefined where the commit has none of that path. */
export async function findTreeFile(folder: GitFolder, commit: CommitId, path: string): Promise<TreeFile | undefined> {
  const files = await readTree(folder, [commit, '--', path])
  return files.find(file => file.path === path)
}

/** Whether a commit has a file or a folder of that path, which is seen from the repository's top. */
export async function isInTree(folder: GitFolder, commit: CommitId, path: string): Promise<boolean> {
  const { exitCode } = await runGit(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}:${path}`])
  return exitCode === 0
}

/** Reads the records `100644 blob <id>`, a tab, path, NUL. https://git-scm.com/docs/git-ls-tree#_output_format */
async function readTree(folder: GitFolder, args: readonly string[]): Promise<readonly TreeFile[]> {
  const result = await runGit(folder, ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', ...args])
  if (result.exitCode !== 0) throw new UserError('git', `git could not list the files of a commit: ${faultOf(result)}`)
  return result.stdout
    .toString('utf8')
    .split('\0')
    .flatMap(record => {
      const [, mode, id, path] = /^(\d+) \w+ ([0-9a-f]+)\t([\s\S]*)$/.exec(record) ?? []
      return mode === undefined || id === undefined || path === undefined ? [] : (treeFile(path, mode, id) ?? [])
    })
}

/**
 * Reads the records of `--raw -z`: `:100644 100644 <id> <id> M`, NUL, path, NUL, and for a rename one more path.
 * https://git-scm.com/docs/git-diff-tree#_raw_output_format
 */
export function parseRawDiff(output: string): readonly TreeChange[] {
  const fields = output.split('\0')
  const changes: TreeChange[] = []
  for (let at = 0; at + 1 < fields.length; ) {
    const [baseMode = '', headMode = '', baseId = '', headId = '', status = ''] = (fields[at] ?? '').slice(1).split(' ')
    const isMoved = /^[RC]/.test(status)
    const basePath = fields[at + 1] ?? ''
    const headPath = isMoved ? (fields[at + 2] ?? '') : basePath
    changes.push({ base: treeFile(basePath, baseMode, baseId), head: treeFile(headPath, headMode, headId) })
    at += isMoved ? 3 : 2
  }
  return changes
}

function treeFile(path: string, mode: string, id: string): TreeFile | null {
  if (mode === '000000') return null
  return { path, kind: mode === '120000' ? 'symlink' : mode === '160000' ? 'submodule' : 'file', id }
}

/** Whether the repository was cloned from another, or knows one. */
export async function hasRemote(folder: GitFolder): Promise<boolean> {
  const { exitCode, stdout } = await runGit(folder, ['remote'])
  return exitCode === 0 && stdout.length > 0
}

async function isShallowRepository(folder: GitFolder): Promise<boolean> {
  const result = await runGit(folder, ['rev-parse', '--is-shallow-repository'])
  if (result.exitCode !== 0) throw new UserError('git', `git finds no repository that it can read in ${folder.cwd}: ${faultOf(result)}`)
  return result.stdout.toString('utf8').trim() === 'true'
}

async function findCommit(folder: GitFolder, ref: string): Promise<CommitId | undefined> {
  return commitIdOf(await runGit(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]))
}

function commitIdOf({ exitCode, stdout }: GitResult): CommitId | undefined {
  const answer = stdout.toString('utf8').trim()
  return exitCode === 0 && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(answer) ? (answer as CommitId) : undefined
}

const WHOLE_HISTORY = '`git fetch --unshallow origin` brings the whole history, as does `fetch-depth: 0` of actions/checkout'

function howToFetch(ref: string, isShallow: boolean): string {
  if (!/^[\w./-]+$/.test(ref)) return isShallow ? WHOLE_HISTORY : 'name a branch, a tag or a commit that is in it'
  const isId = /^[0-9a-f]{40,64}$/.test(ref)
  const fetch = `\`git fetch ${isShallow ? '--depth=1 ' : ''}origin ${ref}\` brings it${isId ? '' : ', then named FETCH_HEAD'}`
  return isShallow ? `${fetch}; ${WHOLE_HISTORY}` : fetch
}
