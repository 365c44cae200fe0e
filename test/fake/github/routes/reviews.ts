import { ApiError, notFound, unprocessable } from '../api-error.ts'
import { type ApiRequest, fieldsOf, ok, onPull, paged, type Routes, tokenOf } from '../api-request.ts'
import { BODY_LIMIT } from '../issue-comment.ts'
import type { FakePull } from '../pull.ts'
import { Review, type ReviewState } from '../review.ts'
import { type Anchor, type AnchorFault, findAnchor } from '../review-anchor.ts'
import { ReviewComment } from '../review-comment.ts'
import { reviewCommentJson, reviewJson } from '../review-json.ts'
import { anchorWish } from './review-comments.ts'

const STATES: Readonly<Record<string, ReviewState>> = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' }

/** Reviews. One is made whole or not at all: a single comment outside the diff refuses it, and the answer does not say which. */
export const reviewRoutes: Routes = {
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews': onPull('pull_requests', 'read', (request, pull) => {
    const own = request.token?.actor.account
    const visible = pull.reviews.filter(review => review.state !== 'PENDING' || review.author.account === own)
    return paged(request, visible, reviewJson)
  }),

  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': onPull('pull_requests', 'write', (request, pull) => {
    const fields = fieldsOf(request)
    const author = tokenOf(request).actor
    const state = stateFor(pull, request, fields.optionalText('event'))
    const body = checkedText(fields.optionalText('body') ?? '')
    const commitId = fields.optionalText('commit_id') ?? pull.headSha
    const wanted = fields.items('comments').map(comment => ({ body: checkedText(comment.text('body')), wish: anchorWish(comment) }))
    if (body === '' && (state === 'COMMENTED' || state === 'CHANGES_REQUESTED')) throw unprocessable('Review body is required')
    const anchored = anchorAll(pull, commitId, wanted)
    const review = new Review(pull, author, commitId, body, state)
    for (const { anchor, text } of anchored) new ReviewComment(review, author, anchor, text)
    return ok(reviewJson(review))
  }),

  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}': onPull('pull_requests', 'read', (request, pull) =>
    ok(reviewJson(reviewOf(request, pull))),
  ),

  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}': onPull('pull_requests', 'write', (request, pull) => {
    const review = reviewOf(request, pull)
    review.body = checkedText(fieldsOf(request).text('body'))
    return ok(reviewJson(review))
  }),

  'DELETE /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}': onPull('pull_requests', 'write', (request, pull) => {
    const review = reviewOf(request, pull)
    if (review.state !== 'PENDING') throw unprocessable('Can not delete a non-pending pull request review')
    for (const comment of review.comments()) comment.delete()
    pull.reviews.splice(pull.reviews.indexOf(review), 1)
    return ok(reviewJson(review))
  }),

  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/comments': onPull('pull_requests', 'read', (request, pull) =>
    paged(request, reviewOf(request, pull).comments(), reviewCommentJson),
  ),

  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals': onPull('pull_requests', 'write', (request, pull) => {
    const review = reviewOf(request, pull)
    if (review.state === 'PENDING' || review.state === 'COMMENTED') throw unprocessable('Can not dismiss a comment review')
    review.submit('DISMISSED', undefined)
    return ok(reviewJson(review))
  }),

  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/events': onPull('pull_requests', 'write', (request, pull) => {
    const fields = fieldsOf(request)
    const review = reviewOf(request, pull)
    if (review.state !== 'PENDING') throw unprocessable('Can not submit a review that is not pending')
    review.submit(STATES[fields.text('event')] ?? 'COMMENTED', fields.optionalText('body'))
    return ok(reviewJson(review))
  }),
}

/** The sentence with which GitHub refuses a review for where its comments stand. */
export function faultSentence(faults: readonly AnchorFault[]): string {
  const sentences = faults.map(({ field, problem }) => `Pull request review thread ${field.replaceAll('_', ' ')} ${problem}`)
  const last = sentences.at(-1) ?? ''
  if (sentences.length < 3) return sentences.join(' and ')
  return `${sentences.slice(0, -1).join(', ')}, and ${last}`
}

function anchorAll(
  pull: FakePull,
  commitId: string,
  wanted: readonly { readonly body: string; readonly wish: Parameters<typeof findAnchor>[2] }[],
): readonly { readonly anchor: Anchor; readonly text: string }[] {
  if (!pull.commits().some(({ oid }) => oid === commitId)) throw unprocessable('The commit is not part of the pull request')
  const found = wanted.map(({ body, wish }) => ({ text: body, anchor: findAnchor(pull, commitId, wish) }))
  const faults = found.flatMap(({ anchor }) => (anchor.kind === 'refused' ? [faultSentence(anchor.faults)] : []))
  if (faults.length > 0) throw unprocessable(...new Set(faults))
  return found.flatMap(({ anchor, text }) => (anchor.kind === 'anchor' ? [{ anchor, text }] : []))
}

function stateFor(pull: FakePull, request: ApiRequest, event: string | undefined): ReviewState {
  const { account } = tokenOf(request).actor
  const state = event === undefined ? 'PENDING' : (STATES[event] ?? 'COMMENTED')
  const isPending = state === 'PENDING' && pull.reviews.some(review => review.state === 'PENDING' && review.author.account === account)
  if (isPending) throw unprocessable('User can only have one pending review per pull request')
  if (account === pull.author && state === 'APPROVED') throw unprocessable('Can not approve your own pull request')
  if (account === pull.author && state === 'CHANGES_REQUESTED') throw unprocessable('Can not request changes on your own pull request')
  return state
}

function checkedText(body: string): string {
  if (body.length > BODY_LIMIT) throw new ApiError(422, `Body is too long (maximum is ${BODY_LIMIT} characters)`, { errors: [] })
  return body
}

function reviewOf({ parameters }: ApiRequest, pull: FakePull): Review {
  const review = pull.reviews.find(({ id }) => id === Number(parameters.review_id))
  if (review === undefined) throw notFound()
  return review
}
