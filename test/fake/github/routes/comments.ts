import { accountJson } from '../accounts.ts'
import { ApiError, notAccessible, notFound, validationFailed } from '../api-error.ts'
import { type ApiRequest, created, fieldsOf, noContent, ok, onPull, onRepository, paged, type Routes, tokenOf } from '../api-request.ts'
import { BODY_LIMIT, IssueComment } from '../issue-comment.ts'
import { issueCommentJson } from '../issue-comment-json.ts'
import type { FakeRepository } from '../repository.ts'

const EITHER = ['issues', 'pull_requests'] as const

/** Comments below pull requests: for GitHub, issues' comments. */
export const commentRoutes: Routes = {
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': onPull(EITHER, 'read', (request, pull) => {
    const since = request.query.get('since') ?? ''
    const comments = pull.comments().filter(({ updatedAt }) => updatedAt >= since)
    return paged(request, comments, comment => issueCommentJson(comment))
  }),

  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': onPull(EITHER, 'write', (request, pull) => {
    if (pull.isLocked) throw new ApiError(403, 'Unable to create comment because issue is locked.')
    return created(issueCommentJson(new IssueComment(pull, tokenOf(request).actor, checkedBody(request))))
  }),

  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}': onRepository(EITHER, 'read', (request, repository) =>
    ok(issueCommentJson(commentOf(request, repository))),
  ),

  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': onRepository(EITHER, 'write', (request, repository) => {
    const comment = ownComment(request, repository)
    comment.edit(checkedBody(request))
    return ok(issueCommentJson(comment))
  }),

  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': onRepository(EITHER, 'write', (request, repository) => {
    ownComment(request, repository).delete()
    return noContent()
  }),

  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': onRepository(EITHER, 'write', (request, repository) => {
    const comment = commentOf(request, repository)
    const by = tokenOf(request).actor
    const content = fieldsOf(request).text('content')
    const isNew = !comment.reactions.some(reaction => reaction.content === content && reaction.by.account === by.account)
    if (isNew) comment.reactions.push({ content, by })
    const id = comment.id * 10 + comment.reactions.length
    const json = {
      id,
      node_id: `REA_kw${id}`,
      user: accountJson(request.world, by.account),
      content,
      created_at: request.world.timestamp(),
    }
    return { status: isNew ? 201 : 200, json }
  }),
}

/** The body of a comment or review that is short enough and says something. */
export function checkedBody(request: ApiRequest): string {
  const body = fieldsOf(request).text('body')
  if (body.trim() === '') throw blank()
  if (body.length > BODY_LIMIT) throw tooLong()
  return body
}

function commentOf({ parameters }: ApiRequest, repository: FakeRepository): IssueComment {
  const comment = repository.issueComments.get(Number(parameters.comment_id))
  if (comment === undefined) throw notFound()
  return comment
}

/** What others wrote can be changed by those alone who may write to the repository. */
function ownComment(request: ApiRequest, repository: FakeRepository): IssueComment {
  const comment = commentOf(request, repository)
  const { actor, kind } = tokenOf(request)
  const isOwn = comment.author.account === actor.account
  const isMaintained = kind !== 'user' || ['write', 'maintain', 'admin'].includes(repository.roleOf(actor.account) ?? '')
  if (!isOwn && !isMaintained) throw notAccessible()
  return comment
}

function blank(): ApiError {
  return validationFailed({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message: 'Body cannot be blank' })
}

function tooLong(): ApiError {
  const message = `Body is too long (maximum is ${BODY_LIMIT} characters)`
  return validationFailed({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message })
}
