import {
  type CommitId,
  findChanges,
  findMergeBase,
  type GitFolder,
  gitFolder,
  type InputFile,
  isPathWanted,
  listTree,
  readChanges,
  readText,
  resolveCommit,
  reviewChange,
  type TreeChange,
} from '../src/index.ts'
import type { CheckInvocation, RangeInvocation } from './arguments.ts'
import { withAnswers } from './asking.ts'
import type { CheckedReview } from './checked-review.ts'
import { type CommandIo, say } from './command-io.ts'
import { Progress } from './progress.ts'
import { narrowTo, type PathFilter } from './range-paths.ts'
import { optionsOf, readSettings } from './settings.ts'
import { findUncommitted } from './uncommitted.ts'

/**
 * Reviews what a head changed since it left a base, reading both from git itself. The configuration is the base's, since the
 * head's is part of what is reviewed; what is not committed is no part of it, and said to be none.
 */
export async function reviewRange(invocation: CheckInvocation, range: RangeInvocation, io: CommandIo): Promise<CheckedReview> {
  const folder = gitFolder(io.cwd, io.env)
  const [base, head] = await Promise.all([resolveCommit(folder, range.base), resolveCommit(folder, range.head)])
  const mergeBase = await findMergeBase(folder, base, head)
  const isBelow = await narrowTo(folder, range.paths, [mergeBase, head])
  const settings = await readSettings(invocation, 'check', io, {
    origin: mergeBase.slice(0, SHORT_ID),
    read: path => readText(folder, mergeBase, path),
  })
  if (range.head === 'HEAD') await sayUncommitted(folder, isBelow, io)

  const scope = range.scope ?? settings.config.scope
  const { changes, leftOut, others } = await findFiles(folder, { mergeBase, head }, isBelow, isPathWanted(settings.config))
  const rest = scope === 'repository' ? await others() : []
  if (changes.length === 0) await say(io, whyNothing(range, { hasCommits: mergeBase !== head, leftOut, rest: rest.length }))

  const all = [...changes, ...rest]
  const options = { ...optionsOf(settings), isWholeRepository: scope === 'repository' && range.paths.length === 0 }
  const files = new Progress(io).watch(readChanges(folder, all))
  const { result: review, askedAt } = await withAnswers(invocation, settings, io, asking =>
    reviewChange({ base: mergeBase, head, scope }, files, { ...options, ...asking }),
  )
  return { review, settings, base: { ref: range.base, sha: mergeBase }, askedAt, readAgain: paths => readHeads(folder, all, paths) }
}

/** Enough of a commit's id for people. */
const SHORT_ID = 12

interface FoundFiles {
  readonly changes: readonly TreeChange[]
  /** How many files change that the configuration leaves out. */
  readonly leftOut: number
  /** The files of the head that the range leaves alone. */
  others(): Promise<readonly TreeChange[]>
}

async function findFiles(
  folder: GitFolder,
  { mergeBase, head }: { readonly mergeBase: CommitId; readonly head: CommitId },
  isBelow: PathFilter,
  isConfigured: PathFilter,
): Promise<FoundFiles> {
  const changed = (await findChanges(folder, mergeBase, head)).filter(change => isBelow(pathOf(change)))
  const changes = changed.filter(change => isConfigured(pathOf(change)))
  const others = async () => {
    const known = new Set(changes.map(pathOf))
    const files = (await listTree(folder, head)).filter(({ path }) => isBelow(path) && isConfigured(path) && !known.has(path))
    return files.map(file => ({ base: file, head: file }))
  }
  return { changes, leftOut: changed.length - changes.length, others }
}

function pathOf({ base, head }: TreeChange): string {
  return head?.path ?? base?.path ?? ''
}

async function* readHeads(folder: GitFolder, changes: readonly TreeChange[], paths: ReadonlySet<string>): AsyncGenerator<InputFile> {
  const heads = changes.filter(({ head }) => head !== null && paths.has(head.path)).map(({ head }) => ({ base: null, head }))
  for await (const { head } of readChanges(folder, heads)) if (head) yield head
}

/** How many names one line holds. */
const MOST_NAMED = 3

async function sayUncommitted(folder: GitFolder, isBelow: PathFilter, io: CommandIo): Promise<void> {
  const paths = (await findUncommitted(folder)).filter(isBelow)
  if (paths.length === 0) return
  const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : ''
  await say(io, `not part of this review, because not committed: ${paths.slice(0, MOST_NAMED).join(', ')}${more}`)
}

interface Found {
  readonly hasCommits: boolean
  readonly leftOut: number
  /** How many files are read although the range leaves them alone. */
  readonly rest: number
}

function whyNothing({ base, head, paths }: RangeInvocation, { hasCommits, leftOut, rest }: Found): string {
  const below = paths.length === 0 ? '' : ` below ${paths.join(', ')}`
  const why = hasCommits
    ? `the range changes no file whose name ends in .yaml, .yml or .json${below}${leftOut > 0 ? ` but ${leftOut} that the configuration leaves out` : ''}`
    : `${head} adds no commit to ${base}, so there is no change to review`
  return rest === 0 ? why : `${why}; the scope is the repository, so its other files are read (${rest})`
}
