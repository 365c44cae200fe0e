import {
  CONFIGURATION_PATH,
  type CommitId,
  findChanges,
  findMergeBase,
  findParents,
  type GitFolder,
  gitFolder,
  hasRemote,
  listTree,
  readChanges,
  readText,
  resolveCommit,
  type TreeChange,
  UserError,
} from '../../src/index.ts'
import type { CommitRange, PullRequest, WorkflowEvent } from '../event.ts'
import type { Environment } from '../inputs.ts'
import type { FoundChange, PathFilter, RepositoryReader } from './repository-reader.ts'

/**
 * Reads by the git of the machine what a step before this one has checked out: from its commits and never from the work tree,
 * so that no symbolic link is followed and a sparse checkout lacks nothing. Nothing is fetched.
 */
export function gitReader(event: WorkflowEvent, env: Environment): RepositoryReader {
  const folder = gitFolder(env.GITHUB_WORKSPACE || process.cwd(), env)
  const checkedOut = env.GITHUB_SHA ?? ''
  return {
    kind: 'git',
    findConfiguration: path => findConfiguration(folder, event, checkedOut, path ?? CONFIGURATION_PATH),
    findChange: subject => findChange(folder, subject, checkedOut),
    async findCommit(head) {
      const files = await listTree(folder, await resolveCommit(folder, head))
      return {
        fileCount: files.length,
        files: async function* (isWanted) {
          const wanted = files.filter(({ path }) => isWanted(path)).map(file => ({ base: null, head: file }))
          for await (const file of readChanges(folder, wanted)) if (file.head) yield file.head
        },
      }
    },
  }
}

/**
 * A clone has the default branch where it was fetched, or where the merge that GitHub tried is one into it; a repository that was
 * never cloned has it as its own.
 */
async function findConfiguration(folder: GitFolder, event: WorkflowEvent, checkedOut: string, path: string) {
  const commit = await findDefaultBranch(folder, event, checkedOut)
  const text = await readText(folder, commit, path)
  const { defaultBranch, repository } = event
  if (text === undefined) return { kind: 'none' as const, defaultBranch }
  return {
    kind: 'found' as const,
    path,
    text,
    ref: defaultBranch,
    repository: `${repository.owner}/${repository.repo}`,
    defaultBranch,
  }
}

async function findDefaultBranch(folder: GitFolder, { subject, defaultBranch }: WorkflowEvent, checkedOut: string): Promise<CommitId> {
  const isForIt = subject.kind === 'pull-request' && subject.baseRef === defaultBranch
  const isOfNobody = !(await hasRemote(folder))
  const names = [
    `refs/remotes/origin/${defaultBranch || 'HEAD'}`,
    ...(isForIt ? [`${checkedOut}^1`] : []),
    ...(isOfNobody && defaultBranch !== '' ? [`refs/heads/${defaultBranch}`] : []),
  ]
  for (const name of names) {
    const commit = await resolveOrNone(folder, name)
    if (commit !== undefined) return commit
  }
  if (defaultBranch === '')
    throw new UserError(
      'git',
      'neither the event, by `repository.default_branch`, nor the checkout, by `origin/HEAD`, tells the default branch, from which the configuration is read',
    )
  throw new UserError('git', `the checkout has no default branch, ${defaultBranch}, from which the configuration is read; ${WHOLE_HISTORY}`)
}

const WHOLE_HISTORY = 'give actions/checkout `fetch-depth: 0`'

async function findChange(folder: GitFolder, subject: PullRequest | CommitRange, checkedOut: string): Promise<FoundChange> {
  const head = await resolveCommit(folder, subject.head)
  const { base, changes } = await compare(folder, subject, head, checkedOut)
  return {
    head,
    base,
    fileCount: changes.length,
    hunks: new Map(),
    changed: isWanted =>
      readChanges(
        folder,
        changes.filter(change => isWanted(pathOf(change))),
      ),
    async *untouched(isWanted) {
      yield* readChanges(folder, await listUntouched(folder, head, changes, isWanted))
    },
  }
}

interface Compared {
  readonly base: CommitId
  readonly changes: readonly TreeChange[]
}

/**
 * Where the histories are there, what the head changed since it left the base. In a clone of two commits only the merge that
 * GitHub tried tells that: what it changes in its first parent is the change, whatever the base has become since.
 */
async function compare(folder: GitFolder, subject: PullRequest | CommitRange, head: CommitId, checkedOut: string): Promise<Compared> {
  try {
    const base = await findMergeBase(folder, await resolveBase(folder, subject.base), head)
    return { base, changes: await findChanges(folder, base, head) }
  } catch (thrown) {
    const merge = thrown instanceof UserError && subject.kind === 'pull-request' ? await resolveOrNone(folder, checkedOut) : undefined
    const [base, second] = merge === undefined ? [] : await findParents(folder, merge)
    if (merge === undefined || base === undefined || second !== head) throw thrown
    return { base, changes: await asInHead(folder, await findChanges(folder, base, merge), head) }
  }
}

/** The merge may hold lines of the base's that the head lacks: texts, and so lines, are those of the head. */
async function asInHead(folder: GitFolder, changes: readonly TreeChange[], head: CommitId): Promise<readonly TreeChange[]> {
  const files = new Map((await listTree(folder, head)).map(file => [file.path, file]))
  return changes.map(change => ({ base: change.base, head: change.head && (files.get(change.head.path) ?? change.head) }))
}

async function listUntouched(
  folder: GitFolder,
  head: CommitId,
  changes: readonly TreeChange[],
  isWanted: PathFilter,
): Promise<readonly TreeChange[]> {
  const known = new Set(changes.map(pathOf))
  const files = (await listTree(folder, head)).filter(({ path }) => isWanted(path) && !known.has(path))
  return files.map(file => ({ base: file, head: file }))
}

function pathOf({ base, head }: TreeChange): string {
  return head?.path ?? base?.path ?? ''
}

/** A branch is named as GitHub has it; the clone knows it as the remote's. */
async function resolveBase(folder: GitFolder, base: string): Promise<CommitId> {
  return (await resolveOrNone(folder, `refs/remotes/origin/${base}`)) ?? resolveCommit(folder, base)
}

async function resolveOrNone(folder: GitFolder, name: string): Promise<CommitId | undefined> {
  try {
    return await resolveCommit(folder, name)
  } catch (thrown) {
    if (thrown instanceof UserError) return undefined
    throw thrown
  }
}
