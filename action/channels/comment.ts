import {
  type Config,
  commentMarker,
  decideComment,
  type GitHubWriteAccess,
  hasAlarmed,
  isOfViewer,
  keepComment,
  type MarkdownContext,
  type Review,
  renderComment,
  type WriteRefusal,
} from '../../src/index.ts'
import type { PullRequest } from '../event.ts'
import type { Environment } from '../inputs.ts'

/** Keeps the one comment of this job on the pull request; undefined where that went well. Two jobs have a comment each. */
export async function comment(
  review: Review,
  context: MarkdownContext,
  mode: Exclude<Config['comment'], 'off'>,
  subject: PullRequest,
  access: GitHubWriteAccess,
  env: Environment,
): Promise<WriteRefusal | undefined> {
  const marker = commentMarker(`${env.GITHUB_WORKFLOW ?? ''}/${env.GITHUB_JOB ?? ''}`)
  const outcome = await keepComment(access, {
    pullNumber: subject.number,
    marker,
    isOwn: isOfViewer(access),
    body: present => renderComment(review, { ...context, marker, hasAlarmed: present !== null && hasAlarmed(present) }),
    whenAbsent: decideComment(review, mode) === 'silent' ? 'skip' : 'create',
  })
  return outcome.kind === 'refused' ? outcome : undefined
}
