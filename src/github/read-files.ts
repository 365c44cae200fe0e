import { UserError } from '../user-error.ts'
import { ask } from './ask.ts'
import type { ChangedPath } from './changed-files.ts'
import { CONTENTS, FileFinder } from './file-finder.ts'
import type { GitHubAccess } from './github-api.ts'
import type { FileAddress, FileAnswer } from './tree-query.ts'

/** One file of a commit: its bytes, or why there are none. */
export type CommitFile =
  | { readonly kind: 'bytes'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unread'; readonly path: string; readonly reason: string; readonly skip: 'too-large' | 'unreadable' | 'limit' }

/** Both sides of one file's change, read. */
export interface ChangedFile {
  readonly base: CommitFile | null
  readonly head: CommitFile | null
}

/** How many files are asked for at once, both sides counted as one. */
const BATCH_SIZE = 125

/** How many changes are read at once, where their contents take requests of their own. All of them are held in memory. */
const PAIRS_AT_ONCE = 4

/** In bytes. */
const FILE_SIZE_LIMIT = 16 * 1024 * 1024

/** How many files that GraphQL does not give whole are asked for one by one. A workflow's token has 1,000 requests an hour. */
const SINGLE_READS = 200

/**
 * Reads both sides of each file at the two commits, not from a work tree: lines are those of the head that GitHub shows,
 * symbolic links and submodules are told apart by their modes, and nothing is checked out. The base is the merge base.
 */
export async function* readChangedFiles(
  access: GitHubAccess,
  commits: { readonly base: string; readonly head: string },
  paths: readonly ChangedPath[],
): AsyncGenerator<ChangedFile> {
  const addressesOf = ({ base, head }: ChangedPath) => [...addressOf(commits.base, base), ...addressOf(commits.head, head)]
  const finder = new FileFinder(access, paths.flatMap(addressesOf).length)
  const single = new SingleReader(access, finder)
  for (let start = 0; start < paths.length; start += BATCH_SIZE) {
    const batch = paths.slice(start, start + BATCH_SIZE)
    const answers = (await finder.find(batch.flatMap(addressesOf))).values()
    for (let at = 0; at < batch.length; at += PAIRS_AT_ONCE) {
      const pairs = batch.slice(at, at + PAIRS_AT_ONCE)
      yield* await Promise.all(pairs.map(path => readPair(path, answers, single)))
    }
  }
}

/** Takes its answers before it waits for anything, so that several may be read at once. */
async function readPair({ base, head }: ChangedPath, answers: Iterator<FileAnswer>, single: SingleReader): Promise<ChangedFile> {
  const before = base === null ? null : readFile(base, answers, single)
  const after = head === null ? null : readFile(head, answers, single)
  const [read, other] = await Promise.all([before, after])
  return { base: read, head: other }
}

/** Reads files of one commit in the same way. */
export async function* readCommitFiles(access: GitHubAccess, commit: string, paths: readonly string[]): AsyncGenerator<CommitFile> {
  const added = paths.map(path => ({ base: null, head: path }))
  for await (const { head } of readChangedFiles(access, { base: commit, head: commit }, added)) if (head !== null) yield head
}

function addressOf(commit: string, path: string | null): readonly FileAddress[] {
  return path === null ? [] : [{ commit, path }]
}

async function readFile(path: string, answers: Iterator<FileAnswer>, single: SingleReader): Promise<CommitFile> {
  const { value: answer, done } = answers.next()
  if (done === true) throw new Error(`no answer is left for ${path}`)
  switch (answer.kind) {
    case 'missing':
      return unread(path, 'GitHub finds no file of this name in the commit; a name that is no UTF-8 cannot be asked for')
    case 'symlink':
      return unread(path, 'a symbolic link is not followed')
    case 'submodule':
      return unread(path, 'a submodule is not looked into')
    case 'folder':
      return unread(path, 'it is a folder')
    case 'blob':
      if (answer.size > FILE_SIZE_LIMIT) return unread(path, 'the file is larger than 16 MiB', 'too-large')
      return answer.text === null ? single.read(path, answer.id) : { kind: 'bytes', path, bytes: Buffer.from(answer.text) }
  }
}

function unread(path: string, reason: string, skip: 'too-large' | 'unreadable' | 'limit' = 'unreadable'): CommitFile {
  return { kind: 'unread', path, reason, skip }
}

/** Reads what GraphQL gives no whole text of: long files, and those that it takes for binary (UTF-16 among them). */
class SingleReader {
  readonly #access: GitHubAccess
  readonly #finder: FileFinder
  #left = SINGLE_READS

  constructor(access: GitHubAccess, finder: FileFinder) {
    this.#access = access
    this.#finder = finder
  }

  async read(path: string, id: string): Promise<CommitFile> {
    if (this.#finder.hasGraph && this.#left === 0)
      return unread(path, `${SINGLE_READS} long or binary files were read one by one before it, and this one was not`, 'limit')
    this.#left -= 1
    const { api, repository } = this.#access
    const { data } = await ask(this.#access, CONTENTS, () => api.rest.git.getBlob({ ...repository, file_sha: id }))
    if (data.encoding !== 'base64')
      throw new UserError('github', `the content of ${path} came as ${data.encoding}, and base64 was expected`)
    return { kind: 'bytes', path, bytes: Buffer.from(data.content, 'base64') }
  }
}
