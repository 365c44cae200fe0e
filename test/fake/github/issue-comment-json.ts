import { accountJson, appJson } from './accounts.ts'
import type { IssueComment } from './issue-comment.ts'
import type { JsonObject } from './json.ts'
import type { FakePull } from './pull.ts'

/** The reactions that GitHub knows. */
export const REACTIONS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const

/** A comment as the API shows it, or as a webhook does: with its app, and never minimised. */
export function issueCommentJson(comment: IssueComment, { forWebhook = false } = {}): JsonObject {
  const { pull, author, id } = comment
  const { world } = pull.repository
  const url = pull.repository.url(`/issues/comments/${id}`)
  return {
    id,
    node_id: comment.nodeId,
    url,
    html_url: pull.htmlUrl(`#issuecomment-${id}`),
    issue_url: pull.issueUrl(),
    user: accountJson(world, author.account),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: pull.associationOf(author),
    performed_via_github_app: author.app === undefined || world.hidesApps ? null : appJson(world, author.app),
    reactions: reactionsJson(
      `${url}/reactions`,
      comment.reactions.map(({ content }) => content),
    ),
    ...(!forWebhook && { minimized: comment.minimized === undefined ? null : { reason: comment.minimized.toLowerCase() } }),
  }
}

/** How often each reaction was given. */
export function reactionsJson(url: string, given: readonly string[]): JsonObject {
  const counts = REACTIONS.map(content => [content, given.filter(one => one === content).length])
  return { url, total_count: given.length, ...Object.fromEntries(counts) }
}

/** A pull request as the issue that it also is. */
export function issueJson(pull: FakePull): JsonObject {
  const { repository, author } = pull
  const url = pull.issueUrl()
  return {
    id: pull.id,
    node_id: pull.nodeId,
    number: pull.number,
    title: pull.title,
    body: pull.body ?? null,
    state: pull.state,
    locked: pull.isLocked,
    active_lock_reason: null,
    user: accountJson(repository.world, author),
    author_association: pull.associationOf({ account: author, app: undefined }),
    assignee: null,
    assignees: [],
    labels: [],
    milestone: null,
    comments: pull.comments().length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt ?? null,
    draft: pull.isDraft,
    pull_request: { url: pull.url(), html_url: pull.htmlUrl(), diff_url: `${pull.htmlUrl()}.diff`, patch_url: `${pull.htmlUrl()}.patch` },
    performed_via_github_app: null,
    reactions: reactionsJson(`${url}/reactions`, []),
    url,
    html_url: pull.htmlUrl(),
    repository_url: repository.url(),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
  }
}
