import {
  type ChangedFile,
  type Config,
  type DigestResolver,
  DOCS_URL,
  decideComment,
  formatReference,
  type ImageReference,
  type InputFile,
  isInHunks,
  judge,
  type MarkdownContext,
  parseImageReference,
  type Review,
  renderCheckOutput,
  renderComment,
  reviewChange,
  reviewFiles,
  reviewOptionsOf,
  TOOL,
} from '../../src/index.ts'
import type { ConfigurationAnswer, ConfigurationText, Effect, Question, Reply, ReviewAnswer, ReviewTask, Tally } from './task.ts'

/** What a thread lends to a review. */
export interface ReviewTools {
  ask(question: Question): Promise<Reply>
  configure(configuration: ConfigurationText): ConfigurationAnswer
  /** Told which file is read: its number counted from 1, and 0 for none. */
  readonly progress: Int32Array<SharedArrayBuffer>
}

/** Reviews a change and renders what is said of it; runs in a thread, since it reads what strangers wrote. */
export async function reviewTask(task: ReviewTask, tools: ReviewTools): Promise<ReviewAnswer> {
  const { configuration: config } = task
  const resolver = task.asksRegistries ? await makeResolver(task, tools) : undefined
  const review = await reviewUnder(config, task, tools, resolver)
  const askedAt = (resolver ? await tools.ask({ kind: 'askedAt' }) : new Map()) as ReadonlyMap<string, string>
  const context = contextOf(task, review, askedAt)
  const mode = config.comment === 'off' ? 'changes' : config.comment
  return {
    review,
    askedAt,
    decision: decideComment(review, mode),
    comment: renderComment(review, context),
    mendedComment: renderComment(review, { ...context, hasAlarmed: true }),
    check: renderCheckOutput(review, context),
    isFailing: tallyOf(review, config).isFailing,
    effect: task.proposed === null ? null : await effectOf(task.proposed, review, task, tools, resolver),
  }
}

async function reviewUnder(
  config: Config,
  { base, head, files, configurationAt, today, isFork, owner }: ReviewTask,
  { progress }: ReviewTools,
  resolver: DigestResolver | undefined,
): Promise<Review> {
  const path = configurationAt?.path ?? '.github/pull-policy.yml'
  const options = reviewOptionsOf(config, { path, today, isChangeTrusted: !isFork, owner })
  return reviewChange({ base: base.sha, head, scope: config.scope }, watched(files, progress), {
    ...options,
    isWholeRepository: config.scope === 'repository',
    ...(resolver ? { resolver } : {}),
  })
}

/** The main thread sees which file is being read, should it take too long. */
function* watched(files: readonly ChangedFile[], progress: Int32Array): Generator<ChangedFile> {
  for (const [index, file] of files.entries()) {
    Atomics.store(progress, 0, index + 1)
    yield file
  }
  Atomics.store(progress, 0, 0)
}

async function makeResolver(task: ReviewTask, tools: ReviewTools): Promise<DigestResolver> {
  const known = task.marksBaseImages ? await findBaseImages(task, tools) : new Set<string>()
  const isInBase = (image: ImageReference) => known.has(formatReference(image))
  // The main thread answers each kind of question with its own kind of reply.
  const ask = <T extends Reply>(question: Question) => tools.ask(question) as Promise<T>
  return {
    resolve: image => ask({ kind: 'resolve', image, isInBase: isInBase(image) }),
    resolveTag: image => ask({ kind: 'resolveTag', image, isInBase: isInBase(image) }),
    resolveContents: (image, digest) => ask({ kind: 'resolveContents', image, digest, isInBase: isInBase(image) }),
  }
}

/** Every image that the base of the changed files runs, in full. */
async function findBaseImages({ files }: ReviewTask, { progress }: ReviewTools): Promise<ReadonlySet<string>> {
  const bases = [...watchedBases(files, progress)]
  const { containers } = await reviewFiles(bases)
  return new Set(
    containers.flatMap(({ image }) => {
      const reference = image ? parseImageReference(image.value) : undefined
      return reference?.kind === 'image-reference' ? [formatReference(reference)] : []
    }),
  )
}

function* watchedBases(files: readonly ChangedFile[], progress: Int32Array): Generator<InputFile> {
  for (const { base } of watched(files, progress)) if (base !== null) yield base
}

function contextOf(task: ReviewTask, review: Review, askedAt: ReadonlyMap<string, string>): MarkdownContext {
  const { configuration, configurationAt, base, head, repositoryUrl } = task
  return {
    tool: TOOL,
    threshold: thresholdOf(configuration),
    docsUrl: DOCS_URL,
    repositoryUrl,
    headSha: head,
    base,
    configuration: configurationAt,
    profile: configuration.profile,
    askedAt,
    credentials: 'operator',
    patch: review.patches,
    suggested: suggestedLines(task, review),
  }
}

/** The lines that will have a suggestion beside them: pins of what the change wrote, where GitHub takes a remark. */
function suggestedLines({ hunks, suggestions }: ReviewTask, { pinnedLines }: Review): MarkdownContext['suggested'] {
  return pinnedLines.filter(({ file, line, isTouched }) => isTouched && isInHunks(hunks.get(file) ?? [], line)).slice(0, suggestions)
}

function thresholdOf({ failOn, failOnSkipped }: Config) {
  return { failOn, failsOnSkipped: failOnSkipped }
}

function tallyOf(review: Review, config: Config): Tally {
  const { counts, isFailing } = judge(review, thresholdOf(config))
  return { ...counts, isFailing }
}

/** What the change's own files would be told under the configuration that it brings. */
async function effectOf(
  proposed: ConfigurationText,
  review: Review,
  task: ReviewTask,
  tools: ReviewTools,
  resolver: DigestResolver | undefined,
): Promise<Effect> {
  const { path } = proposed
  const read = tools.configure(proposed)
  if (read.kind === 'broken') return { kind: 'broken', path, message: read.message }
  const after = await reviewUnder(read.config, task, tools, resolver)
  return { kind: 'usable', path, before: tallyOf(review, task.configuration), after: tallyOf(after, read.config) }
}
