import type { Analyser, AnalysisResult } from '../analysis/analyser.ts'
import { answerQuestions, KnownImages } from '../analysis/registry-questions.ts'
import type { ReviewTask } from '../analysis/task.ts'
import type { AppAccess } from '../github/connection.ts'
import type { JobRegistries } from '../registry/job-registry.ts'
import { type ChangedManifests, readChangedManifests } from './changed-manifests.ts'
import type { RepositoryConfiguration } from './configurations.ts'

/** Commits to be reviewed, and whose they are. */
export interface ReviewSubject {
  readonly installation: number
  readonly repositoryUrl: string
  readonly base: { readonly ref: string; readonly sha: string }
  readonly head: string
  readonly pullRequest: number | null
  readonly isFork: boolean
  /** Whether everybody can read what is said of them. */
  readonly isPublic: boolean
  readonly asksRegistries: boolean
  /** Whether what registries said a while ago does not count. */
  readonly asksAnew: boolean
}

/** What reviewing needs of the world. */
export interface ReviewWorld {
  readonly analyser: Analyser
  readonly registries: JobRegistries
  now(): Date
}

/** A configuration that can be used. */
export type UsableConfiguration = RepositoryConfiguration & { readonly kind: 'usable' }

/** What was read, and what came of it. */
export interface CommitReview {
  readonly changed: ChangedManifests
  readonly result: AnalysisResult
}

/** Reads what a change does to manifests, asks registries and reviews it. Writes nothing. */
export async function reviewCommits(
  subject: ReviewSubject,
  configuration: UsableConfiguration,
  access: AppAccess,
  world: ReviewWorld,
): Promise<CommitReview> {
  const { base, head, pullRequest } = subject
  const changed = await readChangedManifests(access, { base: base.sha, head, pullRequest }, configuration.config)
  return { changed, result: await analyse(subject, changed, configuration, access, world) }
}

async function analyse(
  subject: ReviewSubject,
  changed: ChangedManifests,
  { config, at }: UsableConfiguration,
  { repository }: AppAccess,
  { analyser, registries, now }: ReviewWorld,
): Promise<AnalysisResult> {
  const { installation, isFork } = subject
  const known = new KnownImages()
  const resolver = registries.resolverFor({
    installationId: installation,
    owner: repository.owner,
    isPublic: subject.isPublic,
    ...(isFork ? { isKnownToBase: image => known.has(image) } : {}),
    isAskedAnew: subject.asksAnew,
    registries: config.registries,
  })
  const task: ReviewTask = {
    kind: 'review',
    base: { ref: subject.base.ref, sha: changed.mergeBase },
    head: subject.head,
    files: changed.files,
    configuration: config,
    configurationAt: at !== null && at.repository.toLowerCase() === `${repository.owner}/${repository.repo}`.toLowerCase() ? at : null,
    proposed: changed.proposed,
    isFork,
    today: now().toISOString().slice(0, 10),
    asksRegistries: subject.asksRegistries && config.profile !== 'air-gapped',
    marksBaseImages: isFork,
    repositoryUrl: subject.repositoryUrl,
    hunks: changed.hunks,
  }
  try {
    return await analyser.review(task, { tenant: String(installation), answer: answerQuestions(resolver, known, subject.isPublic) })
  } finally {
    resolver.close()
  }
}
