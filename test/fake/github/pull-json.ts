import { accountJson } from './accounts.ts'
import type { JsonObject } from './json.ts'
import type { FakePull } from './pull.ts'
import type { FakeRepository } from './repository.ts'
import { repositoryJson } from './repository-json.ts'

/** A pull request as lists show it. */
export function pullSimpleJson(pull: FakePull): JsonObject {
  const { repository, headRepository, author } = pull
  return {
    id: pull.id,
    node_id: pull.nodeId,
    number: pull.number,
    state: pull.state,
    locked: pull.isLocked,
    active_lock_reason: null,
    title: pull.title,
    body: pull.body ?? null,
    user: accountJson(repository.world, author),
    author_association: pull.associationOf({ account: author, app: undefined }),
    draft: pull.isDraft,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt ?? null,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: mergeCommitOf(pull),
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: [],
    milestone: null,
    auto_merge: null,
    head: sideJson(headRepository, pull.headBranch, pull.headSha),
    base: sideJson(repository, pull.baseBranch, pull.baseSha),
    ...linksOf(pull),
  }
}

/** A pull request as it is shown alone. */
export function pullJson(pull: FakePull): JsonObject {
  const changes = pull.changes()
  const canMerge = pull.trialMerge.kind === 'merged'
  return {
    ...pullSimpleJson(pull),
    merged: pull.merged !== undefined,
    merged_by: pull.merged === undefined ? null : accountJson(pull.repository.world, pull.merged.by),
    mergeable: pull.state === 'open' ? canMerge : null,
    rebaseable: pull.state === 'open' ? canMerge : null,
    mergeable_state: pull.state === 'closed' ? 'unknown' : canMerge ? (pull.isDraft ? 'draft' : 'clean') : 'dirty',
    maintainer_can_modify: pull.isFromFork,
    comments: pull.comments().length,
    review_comments: pull.reviewComments.size,
    commits: pull.commits().length,
    additions: changes.reduce((sum, { additions }) => sum + additions, 0),
    deletions: changes.reduce((sum, { deletions }) => sum + deletions, 0),
    changed_files: changes.length,
  }
}

/** A pull request as check runs name it. */
export function pullReferenceJson(pull: FakePull): JsonObject {
  return {
    id: pull.id,
    number: pull.number,
    url: pull.url(),
    head: { ref: pull.headBranch, sha: pull.headSha, repo: repositoryReference(pull.headRepository) },
    base: { ref: pull.baseBranch, sha: pull.baseSha, repo: repositoryReference(pull.repository) },
  }
}

function repositoryReference(repository: FakeRepository): JsonObject {
  return { id: repository.id, url: repository.url(), name: repository.name }
}

function sideJson(repository: FakeRepository, branch: string, sha: string): JsonObject {
  const { owner, world, isDeleted } = repository
  return {
    label: `${owner.login}:${branch}`,
    ref: branch,
    sha,
    user: accountJson(world, owner),
    repo: isDeleted ? null : repositoryJson(repository),
  }
}

function mergeCommitOf(pull: FakePull): string | null {
  if (pull.merged !== undefined) return pull.merged.oid
  return pull.trialMerge.kind === 'merged' ? pull.trialMerge.oid : null
}

function linksOf(pull: FakePull): JsonObject {
  const statuses = pull.repository.url(`/statuses/${pull.headSha}`)
  const commentUrl = pull.repository.url('/pulls/comments{/number}')
  return {
    url: pull.url(),
    html_url: pull.htmlUrl(),
    diff_url: `${pull.htmlUrl()}.diff`,
    patch_url: `${pull.htmlUrl()}.patch`,
    issue_url: pull.issueUrl(),
    commits_url: pull.url('/commits'),
    review_comments_url: pull.url('/comments'),
    review_comment_url: commentUrl,
    comments_url: pull.issueUrl('/comments'),
    statuses_url: statuses,
    _links: {
      self: { href: pull.url() },
      html: { href: pull.htmlUrl() },
      issue: { href: pull.issueUrl() },
      comments: { href: pull.issueUrl('/comments') },
      review_comments: { href: pull.url('/comments') },
      review_comment: { href: commentUrl },
      commits: { href: pull.url('/commits') },
      statuses: { href: statuses },
    },
  }
}
