import { accountJson } from './accounts.ts'
import { reactionsJson } from './issue-comment-json.ts'
import type { JsonObject } from './json.ts'
import type { Review } from './review.ts'
import type { ReviewComment } from './review-comment.ts'

/** A review as the API shows it. */
export function reviewJson(review: Review): JsonObject {
  const { pull, author, id } = review
  const html = pull.htmlUrl(`#pullrequestreview-${id}`)
  return {
    id,
    node_id: review.nodeId,
    user: accountJson(pull.repository.world, author.account),
    body: review.body,
    state: review.state,
    commit_id: review.commitId,
    author_association: pull.associationOf(author),
    ...(review.submittedAt !== undefined && { submitted_at: review.submittedAt }),
    html_url: html,
    pull_request_url: pull.url(),
    _links: { html: { href: html }, pull_request: { href: pull.url() } },
  }
}

/** A comment on lines. Once outdated it has no line and no position, only those that it was written for. */
export function reviewCommentJson(comment: ReviewComment): JsonObject {
  const { pull, anchor, id } = comment
  const place = comment.place()
  const url = pull.repository.url(`/pulls/comments/${id}`)
  const html = pull.htmlUrl(`#discussion_r${id}`)
  return {
    id,
    node_id: comment.nodeId,
    url,
    html_url: html,
    pull_request_url: pull.url(),
    pull_request_review_id: comment.review.id,
    user: accountJson(pull.repository.world, comment.author.account),
    body: comment.body,
    path: anchor.path,
    diff_hunk: anchor.diffHunk,
    commit_id: place === undefined ? anchor.commitId : pull.headSha,
    original_commit_id: anchor.commitId,
    ...linesJson(comment),
    ...(comment.inReplyTo !== undefined && { in_reply_to_id: comment.inReplyTo }),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: pull.associationOf(comment.author),
    reactions: reactionsJson(`${url}/reactions`, []),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pull.url() } },
  }
}

function linesJson(comment: ReviewComment): JsonObject {
  const { anchor } = comment
  const place = comment.place()
  if (anchor.line === undefined) return { subject_type: 'file', position: 1, original_position: 1 }
  const height = anchor.startLine === undefined ? undefined : anchor.line - anchor.startLine
  return {
    subject_type: 'line',
    side: anchor.side,
    line: place?.line ?? null,
    original_line: anchor.line,
    position: place?.position ?? null,
    original_position: anchor.position,
    start_side: height === undefined ? null : anchor.startSide,
    start_line: place === undefined || height === undefined ? null : place.line - height,
    original_start_line: anchor.startLine ?? null,
  }
}
