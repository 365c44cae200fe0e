import {
  type GitHubWriteAccess,
  judge,
  keepCheckRun,
  type MarkdownContext,
  markdownSentence,
  renderCheckOutput,
  type WantedCheckRun,
  type WriteRefusal,
} from '../../src/index.ts'
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
  const conclusion = judge(review, context.threshold).isFailing ? 'failure' : 'success'
  return keep({ head, conclusion, output: renderCheckOutput(review, context) }, access, env)
}

/** The same where there is no review: a check that is required must not be waited for in vain. */
export async function writeFailedCheck(
  message: string,
  head: string,
  access: GitHubWriteAccess,
  env: Environment,
): Promise<WriteRefusal | undefined> {
  const output = { title: 'Nothing was reviewed', summary: markdownSentence(message), annotations: [] }
  return keep({ head, conclusion: 'failure', output }, access, env)
}

async function keep(
  said: Pick<WantedCheckRun, 'head' | 'conclusion' | 'output'>,
  access: GitHubWriteAccess,
  env: Environment,
): Promise<WriteRefusal | undefined> {
  const externalId = `${env.GITHUB_WORKFLOW ?? ''}/${env.GITHUB_JOB ?? ''}`
  const detailsUrl = `${repositoryUrl(env)}/actions/runs/${env.GITHUB_RUN_ID ?? ''}`
  const outcome = await keepCheckRun(access, { name: NAME, externalId, detailsUrl, ...said })
  return outcome.kind === 'refused' ? outcome : undefined
}
