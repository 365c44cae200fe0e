import {
  type GitHubAccess,
  listChangedFiles,
  listRepositoryFiles,
  type Review,
  readChangedFiles,
  readCommitFiles,
  reviewChange,
  reviewFiles,
  type Scope,
} from '../src/index.ts'
import type { PullRequest, PushedRange } from './event.ts'
import { LineHashes } from './line-hashes.ts'

/** A review, and what was compared. */
export interface ReviewedSubject {
  readonly review: Review
  readonly head: string
  /** null outside a change. */
  readonly base: { readonly ref: string; readonly sha: string } | null
  /** Changed files of any name, or YAML and JSON files of the whole repository. */
  readonly fileCount: number
  readonly hashes: LineHashes
}

/** Reads what a pull request, a push or a merge group changed, at the commits themselves, and reviews it. */
export async function reviewSubjectChange(
  access: GitHubAccess,
  subject: PullRequest | PushedRange,
  scope: Scope,
): Promise<ReviewedSubject> {
  const { base, head, baseRef } = subject
  const pullRequest = subject.kind === 'pull-request' ? subject.number : null
  const { mergeBase, paths, fileCount } = await listChangedFiles(access, { base, head, pullRequest })
  const changed = readChangedFiles(access, { base: mergeBase, head }, paths)
  const changedPaths = new Set(paths.map(path => path.head))
  const files = scope === 'repository' ? withTheRest(access, head, changed, changedPaths) : changed
  const hashes = new LineHashes()
  const watched = hashes.watch(files, file => file.head)
  const review = await reviewChange({ base: mergeBase, head, scope }, watched, { isWholeRepository: scope === 'repository' })
  return { review, head, base: { ref: baseRef, sha: mergeBase }, fileCount, hashes }
}

/** Reviews all files of a commit: for events that bring no change. */
export async function reviewCommit(access: GitHubAccess, head: string): Promise<ReviewedSubject> {
  const paths = await listRepositoryFiles(access, head)
  const hashes = new LineHashes()
  const watched = hashes.watch(readCommitFiles(access, head, paths), file => file)
  const review = await reviewFiles(watched, { isWholeRepository: true })
  return { review, head, base: null, fileCount: paths.length, hashes }
}

/** What the change leaves alone is the same on both sides, and read once. */
async function* withTheRest(
  access: GitHubAccess,
  head: string,
  changed: ReturnType<typeof readChangedFiles>,
  changedPaths: ReadonlySet<string | null>,
): ReturnType<typeof readChangedFiles> {
  yield* changed
  const paths = await listRepositoryFiles(access, head)
  const others = paths.filter(path => !changedPaths.has(path))
  for await (const file of readCommitFiles(access, head, others)) yield { base: file, head: file }
}
