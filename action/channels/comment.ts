import {
  COMMENT_MARKER,
  type Config,
  type GitHubWriteAccess,
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
  const marker = markerFor(env)
  const body = renderComment(review, context).replace(COMMENT_MARKER, marker)
  const whenAbsent = mode === 'changes' ? 'create' : 'skip'
  const outcome = await keepComment(access, { pullNumber: subject.number, marker, isOwn: isOfViewer(access), body, whenAbsent })
  return outcome.kind === 'refused' ? outcome : undefined
}

/** Names of workflows and jobs are their authors' words: nothing in them ends the comment that HTML has here. */
function markerFor({ GITHUB_WORKFLOW: workflow = '', GITHUB_JOB: job = '' }: Environment): string {
  return COMMENT_MARKER.replace(/ -->$/, ` ${encodeURIComponent(workflow)}/${encodeURIComponent(job)} -->`)
}
