import { Readable } from 'node:stream'
import { FILE_SIZE_LIMIT, TOO_LARGE_REASON } from '../source/file-size.ts'
import { UserError } from '../user-error.ts'
import { ByteReader, TruncatedStream } from './byte-reader.ts'
import { faultOf, finishGit, type GitFolder, runGit, startGit } from './git-process.ts'
import { type CommitId, findTreeFile, type TreeChange, type TreeFile } from './git-tree.ts'

/** One file of a commit: its bytes, or why there are none. */
export type GitFile =
  | { readonly kind: 'bytes'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unread'; readonly path: string; readonly reason: string; readonly skip: 'too-large' | 'unreadable' }

/** Both sides of one file's change, read. */
export interface GitChange {
  readonly base: GitFile | null
  readonly head: GitFile | null
}

/**
 * Reads both sides of each change, in order, from the commits and not from the work tree: no symbolic link is followed, a
 * sparse checkout lacks nothing, and lines are those of the commit. One git answers for all files.
 */
export async function* readChanges(folder: GitFolder, changes: readonly TreeChange[]): AsyncGenerator<GitChange> {
  const git = startGit(folder, ['cat-file', '--batch', '--buffer'])
  const ended = finishGit(git)
  ended.catch(() => undefined)
  git.stdin.on('error', () => undefined)
  Readable.from(requestsFor(changes)).pipe(git.stdin)
  const answers = new ByteReader(git.stdout)
  try {
    for (const { base, head } of changes) {
      yield { base: base && (await readTreeFile(base, answers)), head: head && (await readTreeFile(head, answers)) }
    }
  } catch (thrown) {
    throw thrown instanceof TruncatedStream ? unreadable(faultOf(await ended), thrown) : thrown
  } finally {
    git.kill()
  }
}

/** A file of a commit as text; undefined where the commit has no such file. */
export async function readText(folder: GitFolder, commit: CommitId, path: string): Promise<string | undefined> {
  const file = await findTreeFile(folder, commit, path)
  if (file === undefined) return undefined
  if (file.kind !== 'file') throw new UserError('git', `${path} of ${commit} is a ${file.kind}, which is not followed`)
  const result = await runGit(folder, ['cat-file', 'blob', file.id])
  if (result.exitCode !== 0) throw unreadable(faultOf(result))
  return result.stdout.toString('utf8')
}

function* requestsFor(changes: readonly TreeChange[]): Generator<string> {
  for (const { base, head } of changes) {
    for (const file of [base, head]) if (file?.kind === 'file') yield `${file.id}\n`
  }
}

async function readTreeFile(file: TreeFile, answers: ByteReader): Promise<GitFile> {
  switch (file.kind) {
    case 'symlink':
      return { kind: 'unread', path: file.path, skip: 'unreadable', reason: 'a symbolic link is not followed' }
    case 'submodule':
      return { kind: 'unread', path: file.path, skip: 'unreadable', reason: 'a submodule is not looked into' }
    case 'file':
      return readAnswer(file.path, answers)
  }
}

/** Reads `<id> blob <size>`, the content and a line feed; or `<id> missing`. https://git-scm.com/docs/git-cat-file#_batch_output */
async function readAnswer(path: string, answers: ByteReader): Promise<GitFile> {
  const header = await answers.line()
  const size = /^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1]
  if (size === undefined) throw unreadable(header)
  if (Number(size) > FILE_SIZE_LIMIT) {
    await answers.skip(Number(size) + 1)
    return { kind: 'unread', path, skip: 'too-large', reason: TOO_LARGE_REASON }
  }
  const bytes = await answers.take(Number(size))
  await answers.skip(1)
  return { kind: 'bytes', path, bytes }
}

function unreadable(fault: string, cause?: unknown): UserError {
  return new UserError(
    'git',
    `git could not read the files of the change: ${fault}. In a partial clone, \`git fetch --refetch --no-filter origin\` brings them`,
    { cause },
  )
}
