import { mendedBody, type OwnSuggestion } from './own-suggestions.ts'
import type { WantedSuggestions } from './review-suggestions.ts'
import type { SuggestedLine } from './suggestion-poster.ts'
import { type WriteRefusal, type Written, write } from './write.ts'
import type { GitHubWriteAccess } from './write-api.ts'

/**
 * Takes our suggestions away that are over: deleted where nobody answered, since an open remark may keep a change from being
 * merged; else marked as mended and folded away. Answers how many, or why not.
 */
export async function tidyUp<Line extends SuggestedLine>(
  access: GitHubWriteAccess,
  { lines, head, isUndecided }: WantedSuggestions<Line>,
  present: readonly OwnSuggestion[],
): Promise<number | WriteRefusal> {
  const wanted = new Set(lines.map(({ fingerprint }) => fingerprint))
  const over = present.filter(
    ({ fingerprint, isMended, comment }) => !wanted.has(fingerprint) && !isMended && isUndecided?.(comment.path) !== true,
  )
  for (const suggestion of over) {
    const done = suggestion.isAnswered ? await mark(access, suggestion, head) : await remove(access, suggestion)
    if (done.kind === 'refused') return done
  }
  return over.length
}

const ERRAND = { subject: 'a suggestion that is over', permission: 'pull-requests: write' }

function remove({ api, repository, wait }: GitHubWriteAccess, { comment }: OwnSuggestion): Promise<Written<unknown>> {
  return write({ wait }, ERRAND, () => api.rest.pulls.deleteReviewComment({ ...repository, comment_id: comment.id }))
}

async function mark({ api, repository, wait }: GitHubWriteAccess, { comment, fingerprint }: OwnSuggestion, head: string) {
  const body = mendedBody(fingerprint, head)
  const edited = await write({ wait }, ERRAND, () => api.rest.pulls.updateReviewComment({ ...repository, comment_id: comment.id, body }))
  if (edited.kind !== 'written') return edited
  return write({ wait }, ERRAND, () => api.graphql<unknown>(MINIMIZE, { id: comment.node_id }))
}

/** Resolving the thread would need `contents: write`. https://docs.github.com/graphql/reference/mutations#minimizecomment */
const MINIMIZE =
  'mutation($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } } }'
