import { type GitHubWriteAccess, judge, keepCheckRun, type MarkdownContext, renderCheckOutput, type WriteRefusal } from '../../src/index.ts'
import type { Environment } from '../inputs.ts'
import type { ReviewedSubject } from '../review-subject.ts'
import { repositoryUrl } from './markdown-context.ts'

/** The name under which branch protection knows the check run. */
const NAME = 'pull-policy'

/**
 * Writes the check run of this job at the head, completed once, with all its annotations; undefined where that went well.
 * GitHub shows it in a suite of its own choosing, which may be another workflow's.
 */
export async function writeCheck(
  { review, head }: ReviewedSubject,
  context: MarkdownContext,
  access: GitHubWriteAccess,
  env: Environment,
): Promise<WriteRefusal | undefined> {
  const outcome = await keepCheckRun(access, {
    name: NAME,
    head,
    externalId: `${env.GITHUB_WORKFLOW ?? ''}/${env.GITHUB_JOB ?? ''}`,
    detailsUrl: `${repositoryUrl(env)}/actions/runs/${env.GITHUB_RUN_ID ?? ''}`,
    conclusion: judge(review, context.threshold).isFailing ? 'failure' : 'success',
    output: renderCheckOutput(review, context),
  })
  return outcome.kind === 'refused' ? outcome : undefined
}
