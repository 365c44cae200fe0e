import { keepCheckRun, type WriteRefusal } from '../../src/index.ts'
import type { MergeGroupJob } from '../events/job.ts'
import type { AppAccess } from '../github/connection.ts'
import { CHECK_NAME, groupIdOf } from './check-identity.ts'
import { brokenConfiguration, givenUp, groupOutput } from './check-words.ts'
import { type ReviewWorld, reviewCommits, type UsableConfiguration } from './commit-review.ts'
import type { Configurations } from './configurations.ts'

/** What checking a merge group needs of the world. */
export interface MergeGroupWorld extends ReviewWorld {
  readonly access: AppAccess
  readonly configurations: Configurations
  /** As `https://github.com`. */
  readonly serverUrl: string
}

/**
 * Completes the check at the commit that a merge queue would merge, under the same name as a pull request's: else the queue waits and throws the
 * pull request out. What would be merged is reviewed as it is, without registries: they were asked for the pull request, and a queue is in a hurry.
 */
export async function checkMergeGroup(job: MergeGroupJob, world: MergeGroupWorld): Promise<WriteRefusal | undefined> {
  const { access } = world
  const configuration = await world.configurations.of(access, job.installation, job.repository)
  if (configuration.kind === 'usable' && !configuration.config.check) return undefined
  const verdict =
    configuration.kind === 'broken'
      ? ({ conclusion: 'failure', output: brokenConfiguration(configuration.message) } as const)
      : await judgeGroup(job, configuration, world)
  const outcome = await keepCheckRun(access, { name: CHECK_NAME, head: job.head, externalId: groupIdOf(job.head), ...verdict })
  return outcome.kind === 'refused' ? outcome : undefined
}

async function judgeGroup(job: MergeGroupJob, configuration: UsableConfiguration, world: MergeGroupWorld) {
  const { owner, repo } = world.access.repository
  const subject = {
    installation: job.installation,
    repositoryUrl: `${world.serverUrl}/${owner}/${repo}`,
    base: { ref: job.baseRef, sha: job.base },
    head: job.head,
    pullRequest: null,
    isFork: false,
    isPublic: true,
    asksRegistries: false,
    asksAnew: false,
  }
  const { result } = await reviewCommits(subject, configuration, world.access, world)
  if (result.kind === 'given-up') return { conclusion: 'neutral', output: givenUp(result.reason) } as const
  return { conclusion: result.answer.isFailing ? 'failure' : 'success', output: groupOutput(result.answer) } as const
}
