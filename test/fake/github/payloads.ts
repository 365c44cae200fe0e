import { type Account, accountJson } from './accounts.ts'
import type { CheckRun } from './check-run.ts'
import { checkRunJson } from './check-run-json.ts'
import { type Commit, readHistory } from './git/commit.ts'
import { shownPath } from './git/tree.ts'
import type { IssueComment } from './issue-comment.ts'
import { issueCommentJson, issueJson } from './issue-comment-json.ts'
import type { JsonObject } from './json.ts'
import type { MergeGroup } from './merge-group.ts'
import type { FakePull } from './pull.ts'
import { pullJson } from './pull-json.ts'
import type { FakeRepository } from './repository.ts'
import { repositoryJson } from './repository-json.ts'
import type { GitHubEvent, World } from './world.ts'

/** What can happen to a pull request here. */
export type PullAction = 'opened' | 'synchronize' | 'reopened' | 'closed' | 'edited' | 'ready_for_review' | 'converted_to_draft'

/** The SHA that a push names where there is no commit. */
export const NO_COMMIT = '0'.repeat(40)

/** `pull_request`: `extra` holds what only some actions tell (`before`, `after`, `changes`). */
export function pullEvent(pull: FakePull, action: PullAction, sender: Account, extra: JsonObject): GitHubEvent {
  const members = () => ({ number: pull.number, pull_request: pullJson(pull), ...extra })
  return { name: 'pull_request', action, repository: pull.repository, sender, members }
}

/** `push`: a branch or tag made, moved or deleted. */
export function pushEvent(
  repository: FakeRepository,
  ref: string,
  before: string | undefined,
  after: string | undefined,
  sender: Account,
): GitHubEvent {
  return { name: 'push', action: undefined, repository, sender, members: () => pushMembers(repository, ref, before, after, sender) }
}

function pushMembers(
  repository: FakeRepository,
  ref: string,
  before: string | undefined,
  after: string | undefined,
  sender: Account,
): JsonObject {
  const commits = newCommits(repository, before, after)
  const last = after === undefined ? undefined : repository.git.commit(after)
  return {
    ref,
    before: before ?? NO_COMMIT,
    after: after ?? NO_COMMIT,
    created: before === undefined,
    deleted: after === undefined,
    forced: before !== undefined && after !== undefined && repository.git.mergeBase(before, after) !== before,
    base_ref: null,
    compare: repository.htmlUrl(`/compare/${before ?? NO_COMMIT}...${after ?? NO_COMMIT}`),
    commits: commits.map(commit => pushedCommitJson(repository, commit)),
    head_commit: last === undefined ? null : pushedCommitJson(repository, last),
    pusher: { name: sender.login, email: `${sender.login}@users.noreply.fake.invalid` },
  }
}

/** `merge_group`: a pull request came into the queue, or left it. */
export function mergeGroupEvent(group: MergeGroup, action: 'checks_requested' | 'destroyed'): GitHubEvent {
  const { repository, author } = group.pull
  const { message, tree, author: signature } = repository.git.commit(group.headSha)
  const person = { name: signature.name, email: signature.email }
  const mergeGroup = {
    head_sha: group.headSha,
    head_ref: group.headRef,
    base_sha: group.baseSha,
    base_ref: group.baseRef,
    head_commit: { id: group.headSha, tree_id: tree, message, timestamp: isoTime(signature.seconds), author: person, committer: person },
  }
  const members = () => ({ merge_group: mergeGroup, ...(action === 'destroyed' && { reason: 'dequeued' }) })
  return { name: 'merge_group', action, repository, sender: author, members }
}

/** `check_run`: `created` and `completed` go to every app that may read checks, the others to the app whose run it is. */
export function checkRunEvent(
  run: CheckRun,
  action: 'created' | 'completed' | 'rerequested' | 'requested_action',
  sender: Account,
  extra = {},
): GitHubEvent {
  const isForOwner = action === 'rerequested' || action === 'requested_action'
  const members = () => ({ check_run: checkRunJson(run, { forWebhook: true }), ...extra })
  return { name: 'check_run', action, repository: run.repository, sender, members, ...(isForOwner && { onlyApp: run.app.id }) }
}

/** `issue_comment`: somebody wrote below a pull request. */
export function issueCommentEvent(comment: IssueComment): GitHubEvent {
  const members = () => ({ issue: issueJson(comment.pull), comment: issueCommentJson(comment, { forWebhook: true }) })
  return { name: 'issue_comment', action: 'created', repository: comment.pull.repository, sender: comment.author.account, members }
}

/** An event's whole payload, as a workflow finds it at `GITHUB_EVENT_PATH`. Webhooks add their installation. */
export function payloadOf(world: World, { name, action, repository, sender, members }: GitHubEvent): JsonObject {
  return {
    ...(action !== undefined && { action }),
    ...members(),
    ...(repository !== undefined && contextOf(repository, name === 'push')),
    sender: accountJson(world, sender),
  }
}

function contextOf(repository: FakeRepository, isPush: boolean): JsonObject {
  const { owner, world } = repository
  const organization = { ...organizationJson(world, owner) }
  return {
    repository: isPush ? pushedRepositoryJson(repository) : repositoryJson(repository),
    ...(owner.type === 'Organization' && { organization }),
  }
}

/** A push describes its repository in the words of an older API: times are seconds, the owner has a name. */
function pushedRepositoryJson(repository: FakeRepository): JsonObject {
  const { owner, world } = repository
  return {
    ...repositoryJson(repository),
    owner: { ...accountJson(world, owner), name: owner.login, email: null },
    created_at: Date.parse(repository.createdAt) / 1000,
    pushed_at: Date.parse(repository.pushedAt) / 1000,
    stargazers: 0,
    master_branch: repository.defaultBranch,
    ...(owner.type === 'Organization' && { organization: owner.login }),
  }
}

function organizationJson(world: World, { login, id }: Account): JsonObject {
  const url = `${world.apiUrl}/orgs/${login}`
  return {
    login,
    id,
    node_id: `O_kg${id.toString(36)}`,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.serverUrl}/avatars/${id}`,
    description: null,
  }
}

function newCommits(repository: FakeRepository, before: string | undefined, after: string | undefined): readonly Commit[] {
  if (after === undefined) return []
  const { store } = repository.git
  const known = new Set(readHistory(store, [before ?? repository.head()]).map(({ oid }) => oid))
  return readHistory(store, [after])
    .filter(({ oid }) => !known.has(oid))
    .toReversed()
}

function pushedCommitJson(repository: FakeRepository, commit: Commit): JsonObject {
  const [parent] = commit.parents
  const changes = parent === undefined ? [] : repository.git.diff(parent, commit.oid)
  const pathsOf = (...statuses: readonly string[]) =>
    changes.filter(({ status }) => statuses.includes(status)).map(({ path }) => shownPath(path))
  return {
    id: commit.oid,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: isoTime(commit.committer.seconds),
    url: repository.htmlUrl(`/commit/${commit.oid}`),
    author: { name: commit.author.name, email: commit.author.email, username: commit.author.name },
    committer: { name: commit.committer.name, email: commit.committer.email, username: commit.committer.name },
    added: pathsOf('added'),
    removed: pathsOf('removed'),
    modified: pathsOf('modified', 'renamed', 'changed'),
  }
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}
