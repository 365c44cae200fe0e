import {
  type ChangedFile,
  type Config,
  type Hunks,
  type InputFile,
  isPathWanted,
  listChangedFiles,
  listRepositoryFiles,
  readChangedFiles,
  readCommitFiles,
} from '../../src/index.ts'
import type { ConfigurationText } from '../analysis/task.ts'
import type { AppAccess } from '../github/connection.ts'

/** What a change does to files, read from the base repository, in which GitHub keeps every head. */
export interface ChangedManifests {
  readonly mergeBase: string
  readonly files: readonly ChangedFile[]
  /** Changed files that GitHub listed, whatever their names. */
  readonly listed: number
  readonly hunks: ReadonlyMap<string, Hunks>
  /** What the head makes of the configuration; null where it leaves it alone, or deletes it. */
  readonly proposed: ConfigurationText | null
}

/** What is compared. */
export interface ComparedCommits {
  readonly base: string
  readonly head: string
  readonly pullRequest: number | null
}

const CONFIGURATION = /^\.github\/pull-policy\.ya?ml$/

/** In bytes: of one file, and of all files of a change together. */
const FILE_LIMIT = 4 * 1024 * 1024
const TOTAL_LIMIT = 48 * 1024 * 1024

/** Lists and reads what a change does; forks, private forks and deleted heads are none the wiser for it. */
export async function readChangedManifests(access: AppAccess, commits: ComparedCommits, config: Config): Promise<ChangedManifests> {
  const { mergeBase, paths, fileCount, hunks } = await listChangedFiles(access, commits)
  const isWanted = isPathWanted(config)
  const wanted = paths.filter(({ base, head }) => [base, head].some(path => path !== null && (isWanted(path) || CONFIGURATION.test(path))))
  const changed = readChangedFiles(access, { base: mergeBase, head: commits.head }, wanted)
  const everything =
    config.scope === 'repository' ? withTheRest(access, commits.head, changed, new Set(paths.map(({ head }) => head))) : changed
  const meter = new Meter()
  const files: ChangedFile[] = []
  let proposed: ConfigurationText | null = null
  for await (const { base, head } of everything) {
    if (head?.kind === 'bytes' && CONFIGURATION.test(head.path))
      proposed = { path: head.path, text: Buffer.from(head.bytes).toString('utf8') }
    if ([base, head].some(side => side !== null && isWanted(side.path))) files.push({ base: meter.weigh(base), head: meter.weigh(head) })
  }
  return { mergeBase, files, listed: fileCount, hunks, proposed }
}

/** What the change leaves alone is the same on both sides, and read once. */
async function* withTheRest(
  access: AppAccess,
  head: string,
  changed: ReturnType<typeof readChangedFiles>,
  known: ReadonlySet<string | null>,
): ReturnType<typeof readChangedFiles> {
  yield* changed
  const others = (await listRepositoryFiles(access, head)).filter(path => !known.has(path))
  for await (const file of readCommitFiles(access, head, others)) yield { base: file, head: file }
}

/** Keeps what one change holds in memory within bounds; what is beyond is named. */
class Meter {
  #left = TOTAL_LIMIT

  weigh(file: InputFile | null): InputFile | null {
    if (file?.kind !== 'bytes') return file
    const { path, bytes } = file
    if (bytes.length > FILE_LIMIT) return { kind: 'unread', path, skip: 'too-large', reason: 'the file is larger than 4 MiB' }
    if (bytes.length > this.#left) {
      return { kind: 'unread', path, skip: 'limit', reason: 'the changed files before it are 48 MiB together' }
    }
    this.#left -= bytes.length
    return file
  }
}
