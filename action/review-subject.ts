import {
  type ChangedFile,
  type Hunks,
  isPathWanted,
  type Review,
  reviewChange,
  reviewFiles,
  reviewOptionsOf,
  UserError,
} from '../src/index.ts'
import type { CommitRange, PullRequest, Subject, WorkflowEvent } from './event.ts'
import type { Inputs } from './inputs.ts'
import { LineHashes } from './line-hashes.ts'
import { type ConfigurationChange, judgeConfigurationChange, readSettings, type Settings } from './reading/configuration.ts'
import type { FoundChange, PathFilter, RepositoryReader } from './reading/repository-reader.ts'
import type { JobRegistries } from './registries.ts'

/** A review, what was compared, and by which settings. */
export interface ReviewedSubject {
  readonly review: Review
  readonly settings: Settings
  readonly head: string
  /** null outside a change. */
  readonly base: { readonly ref: string; readonly sha: string } | null
  readonly fileCount: number
  readonly hunks: ReadonlyMap<string, Hunks>
  readonly hashes: LineHashes
  /** null where the change leaves the configuration alone. */
  readonly configuration: ConfigurationChange | null
  readonly readBy: RepositoryReader['kind']
}

/** What a review is given besides the files. */
export interface ReviewRequest {
  readonly event: WorkflowEvent
  readonly subject: Exclude<Subject, { kind: 'nothing' }>
  readonly inputs: Inputs
  /** ISO date. */
  readonly today: string
  readonly registries: JobRegistries
}

/**
 * Reviews by the first reader that serves. That GitHub does not answer, or not to the end, is no reason to say nothing where
 * the commits have been checked out; where nobody can read them it is a `UserError` with every reason, and never a success.
 */
export async function reviewByFirst(
  readers: readonly RepositoryReader[],
  request: ReviewRequest,
  onFailure: (message: string) => void,
): Promise<ReviewedSubject> {
  const reasons: string[] = []
  for (const reader of readers) {
    try {
      return await reviewSubject(reader, request)
    } catch (thrown) {
      if (!(thrown instanceof UserError) || !IS_UNREADABLE.has(thrown.code)) throw thrown
      reasons.push(thrown.message)
      if (reasons.length < readers.length) onFailure(thrown.message)
    }
  }
  throw new UserError('github', reasons.join('. By git, in the workspace: '))
}

/** A configuration that is wrong is wrong for all readers. */
const IS_UNREADABLE: ReadonlySet<UserError['code']> = new Set(['github', 'git', 'bad-ref'])

async function reviewSubject(reader: RepositoryReader, request: ReviewRequest): Promise<ReviewedSubject> {
  const { subject, inputs } = request
  if (subject.kind === 'commit') {
    const [found, commit] = await Promise.all([reader.findConfiguration(inputs.config), reader.findCommit(subject.head)])
    return reviewCommit(reader, subject.head, commit, readSettings(found, inputs), request)
  }
  const [found, change] = await Promise.all([reader.findConfiguration(inputs.config), reader.findChange(subject)])
  return reviewFoundChange(reader, subject, change, readSettings(found, inputs), request)
}

/** Reviews what a pull request, a push or a merge group changed. */
async function reviewFoundChange(
  reader: RepositoryReader,
  { baseRef }: PullRequest | CommitRange,
  found: FoundChange,
  settings: Settings,
  request: ReviewRequest,
): Promise<ReviewedSubject> {
  const { config } = settings
  const { head, base, hunks, fileCount } = found
  const isWanted = isPathWanted(config)
  const watch = new ConfigurationWatch(settings.path, isWanted)
  const changed = watch.withoutOthers(found.changed(path => isWanted(path) || path === settings.path))
  const files = config.scope === 'repository' ? both(changed, found.untouched(isWanted)) : changed
  const hashes = new LineHashes()
  const options = optionsFor(settings, request)
  const isWholeRepository = config.scope === 'repository' && isEverythingWanted(settings)
  const review = await reviewChange(
    { base, head, scope: config.scope },
    hashes.watch(files, file => file.head),
    { ...options, isWholeRepository },
  )
  return {
    review,
    settings,
    head,
    base: { ref: baseRef, sha: base },
    fileCount,
    hunks,
    hashes,
    configuration: watch.change,
    readBy: reader.kind,
  }
}

/** Reviews all files of a commit: for events that bring no change. */
async function reviewCommit(
  reader: RepositoryReader,
  head: string,
  { fileCount, files }: Awaited<ReturnType<RepositoryReader['findCommit']>>,
  settings: Settings,
  request: ReviewRequest,
): Promise<ReviewedSubject> {
  const hashes = new LineHashes()
  const watched = hashes.watch(files(isPathWanted(settings.config)), file => file)
  const review = await reviewFiles(watched, { ...optionsFor(settings, request), isWholeRepository: isEverythingWanted(settings) })
  return { review, settings, head, base: null, fileCount, hunks: new Map(), hashes, configuration: null, readBy: reader.kind }
}

function optionsFor(settings: Settings, { event, today, registries }: ReviewRequest) {
  const resolver = registries.open(settings)
  const options = reviewOptionsOf(settings.config, { path: settings.path, today, isChangeTrusted: !event.isFork })
  return { ...options, ...(resolver === undefined ? {} : { resolver }) }
}

/** Only then is what was not found not there. */
function isEverythingWanted({ config: { paths } }: Settings): boolean {
  return paths.include.length === 0 && paths.exclude.length === 0
}

async function* both<T>(first: AsyncIterable<T>, second: AsyncIterable<T>): AsyncGenerator<T> {
  yield* first
  yield* second
}

/** Notes what happens to the configuration while the changed files pass by; it is read even where the configuration leaves it out. */
class ConfigurationWatch {
  readonly #path: string
  readonly #isWanted: PathFilter
  change: ConfigurationChange | null = null

  constructor(path: string, isWanted: PathFilter) {
    this.#path = path
    this.#isWanted = isWanted
  }

  async *withoutOthers(files: AsyncIterable<ChangedFile>): AsyncGenerator<ChangedFile> {
    for await (const file of files) {
      const { base, head } = file
      if (head?.path === this.#path) this.change = judgeConfigurationChange(head, this.#path)
      else if (base?.path === this.#path) this.change = judgeConfigurationChange(null, this.#path)
      if (this.#isWanted(head?.path ?? base?.path ?? '')) yield file
    }
  }
}
