import { notAccessible, notFound, validationFailed } from '../api-error.ts'
import { type ApiRequest, created, fieldsOf, noContent, ok, onPull, onRepository, paged, type Routes, tokenOf } from '../api-request.ts'
import type { Fields } from '../json.ts'
import type { FakePull } from '../pull.ts'
import type { FakeRepository } from '../repository.ts'
import { Review } from '../review.ts'
import { type AnchorFault, type AnchorWish, findAnchor } from '../review-anchor.ts'
import { ReviewComment } from '../review-comment.ts'
import { reviewCommentJson } from '../review-json.ts'
import { checkedBody } from './comments.ts'

/** Comments on lines, one by one. Each is a review of its own, as GitHub makes it. */
export const reviewCommentRoutes: Routes = {
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments': onPull('pull_requests', 'read', (request, pull) => {
    const submitted = [...pull.reviewComments.values()].filter(({ review }) => review.state !== 'PENDING')
    return paged(request, submitted, reviewCommentJson)
  }),

  'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments': onPull('pull_requests', 'write', (request, pull) => {
    const fields = fieldsOf(request)
    const answered = fields.optionalInteger('in_reply_to')
    if (answered !== undefined) return created(reviewCommentJson(reply(request, pull, answered)))
    const commitId = fields.text('commit_id')
    if (!pull.commits().some(({ oid }) => oid === commitId))
      throw refusedAnchor([{ field: 'commit_id', problem: 'is not part of the pull request' }])
    const anchor = findAnchor(pull, commitId, anchorWish(fields))
    if (anchor.kind === 'refused') throw refusedAnchor(anchor.faults)
    const body = checkedBody(request)
    const author = tokenOf(request).actor
    const review = new Review(pull, author, commitId, '', 'COMMENTED')
    return created(reviewCommentJson(new ReviewComment(review, author, anchor, body)))
  }),

  'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies': onPull('pull_requests', 'write', (request, pull) =>
    created(reviewCommentJson(reply(request, pull, Number(request.parameters.comment_id)))),
  ),

  'GET /repos/{owner}/{repo}/pulls/comments/{comment_id}': onRepository('pull_requests', 'read', (request, repository) =>
    ok(reviewCommentJson(commentOf(request, repository))),
  ),

  'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}': onRepository('pull_requests', 'write', (request, repository) => {
    const comment = ownComment(request, repository)
    comment.edit(checkedBody(request))
    return ok(reviewCommentJson(comment))
  }),

  'DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}': onRepository('pull_requests', 'write', (request, repository) => {
    ownComment(request, repository).delete()
    return noContent()
  }),
}

/** Where a comment of a request wants to stand. */
export function anchorWish(fields: Fields): AnchorWish {
  const side = fields.optionalText('side') === 'LEFT' ? 'LEFT' : 'RIGHT'
  const startSide = fields.optionalText('start_side') ?? side
  return {
    path: fields.text('path'),
    line: fields.optionalInteger('line'),
    side,
    startLine: fields.optionalInteger('start_line'),
    startSide: startSide === 'LEFT' ? 'LEFT' : 'RIGHT',
    position: fields.optionalInteger('position'),
    isWholeFile: fields.optionalText('subject_type') === 'file',
  }
}

function reply(request: ApiRequest, pull: FakePull, id: number): ReviewComment {
  const answered = pull.reviewComments.get(id)
  if (answered === undefined) throw notFound()
  const root = pull.reviewComments.get(answered.inReplyTo ?? answered.id) ?? answered
  const author = tokenOf(request).actor
  const review = new Review(pull, author, pull.headSha, '', 'COMMENTED')
  return new ReviewComment(review, author, root.anchor, checkedBody(request), root)
}

/** How GitHub refuses a single comment: by fields, where a review gets sentences. */
function refusedAnchor(faults: readonly AnchorFault[]) {
  const errors = faults.map(({ field, problem }) => {
    const name = `pull_request_review_thread.${field}`
    const resource = 'PullRequestReviewComment'
    return field === 'diff_hunk'
      ? { resource, code: 'missing_field', field: name }
      : { resource, code: 'custom', field: name, message: `${name} ${problem}` }
  })
  return validationFailed(...errors)
}

function commentOf({ parameters }: ApiRequest, repository: FakeRepository): ReviewComment {
  const id = Number(parameters.comment_id)
  const comment = [...repository.pulls.values()].flatMap(pull => pull.reviewComments.get(id) ?? [])[0]
  if (comment === undefined) throw notFound()
  return comment
}

function ownComment(request: ApiRequest, repository: FakeRepository): ReviewComment {
  const comment = commentOf(request, repository)
  const { actor, kind } = tokenOf(request)
  if (kind === 'user' && comment.author.account !== actor.account) throw notAccessible()
  return comment
}
