import { accountJson } from './accounts.ts'
import type { JsonObject } from './json.ts'
import type { FakeRepository } from './repository.ts'

/** Links that GitHub derives from a repository's own, by field. */
const LINKS: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
}

/** A repository as GitHub's `repository`: inside pull requests, installations and payloads. */
export function repositoryJson(repository: FakeRepository): JsonObject {
  const { world, owner } = repository
  return {
    ...minimalRepositoryJson(repository),
    ...Object.fromEntries(Object.entries(LINKS).map(([field, path]) => [field, repository.url(path)])),
    owner: accountJson(world, owner),
    clone_url: `${repository.htmlUrl()}.git`,
    git_url: `git://${new URL(world.serverUrl).host}/${repository.fullName}.git`,
    ssh_url: `git@${new URL(world.serverUrl).hostname}:${repository.fullName}.git`,
    svn_url: repository.htmlUrl(),
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    default_branch: repository.defaultBranch,
    visibility: repository.isInternal ? 'internal' : repository.isPrivate ? 'private' : 'public',
    archived: repository.isArchived,
    disabled: false,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    forks: 0,
    forks_count: 0,
    open_issues: repository.openPulls().length,
    open_issues_count: repository.openPulls().length,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 1,
    allow_forking: true,
    web_commit_signoff_required: false,
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    pushed_at: repository.pushedAt,
  }
}

/** A repository as `GET /repos/{owner}/{repo}` shows it. */
export function fullRepositoryJson(repository: FakeRepository): JsonObject {
  return {
    ...repositoryJson(repository),
    network_count: 0,
    subscribers_count: 0,
    ...(repository.parent !== undefined && { parent: repositoryJson(repository.parent), source: repositoryJson(repository.parent) }),
  }
}

/** What is enough to name a repository, as in a check run's pull requests and an installation's payload. */
export function repositoryNameJson(repository: FakeRepository): JsonObject {
  const { id, nodeId: node_id, name, fullName: full_name, isPrivate } = repository
  return { id, node_id, name, full_name, private: isPrivate }
}

function minimalRepositoryJson(repository: FakeRepository): JsonObject {
  return {
    ...repositoryNameJson(repository),
    url: repository.url(),
    html_url: repository.htmlUrl(),
    description: null,
    fork: repository.parent !== undefined,
  }
}
