import { ApiError, notFound } from '../api-error.ts'
import { type ApiReply, ok, onRepository, paged, pageOf, type Routes } from '../api-request.ts'
import { commitJson, diffEntryJson } from '../commit-json.ts'
import { type Commit, readHistory } from '../git/commit.ts'
import { runGit } from '../git/git-command.ts'
import { pullSimpleJson } from '../pull-json.ts'
import type { FakeRepository } from '../repository.ts'

/** Commits of one page of a comparison, and of its first page where none is asked for. */
const COMPARED_COMMITS = 250

/** Commits and comparisons. */
export const commitRoutes: Routes = {
  'GET /repos/{owner}/{repo}/commits': onRepository('contents', 'read', (request, repository) => {
    const start = findCommit(repository, request.query.get('sha') ?? repository.defaultBranch)
    return paged(request, readHistory(repository.git.store, [start.oid]), commit => commitJson(repository, commit))
  }),

  'GET /repos/{owner}/{repo}/commits/{ref}': onRepository('contents', 'read', (request, repository) => {
    const commit = findCommit(repository, request.parameters.ref ?? '')
    const [parent] = commit.parents
    const changes = parent === undefined ? [] : repository.git.diff(parent, commit.oid)
    const additions = changes.reduce((sum, change) => sum + change.additions, 0)
    const deletions = changes.reduce((sum, change) => sum + change.deletions, 0)
    const page = pageOf(request, changes)
    return {
      status: 200,
      headers: page.headers,
      json: {
        ...commitJson(repository, commit),
        stats: { additions, deletions, total: additions + deletions },
        files: page.items.map(change => diffEntryJson(repository, change, commit.oid, parent ?? commit.oid)),
      },
    }
  }),

  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': onRepository('pull_requests', 'read', (request, repository) => {
    const sha = request.parameters.commit_sha ?? ''
    const pulls = [...repository.pulls.values()].filter(pull => pull.commits().some(({ oid }) => oid === sha))
    return paged(request, pulls, pullSimpleJson)
  }),

  'GET /repos/{owner}/{repo}/compare/{basehead}': onRepository('contents', 'read', (request, repository) => {
    const [, base = '', head = ''] = /^(.+?)\.\.\.(.+)$/.exec(request.parameters.basehead ?? '') ?? []
    return compare(repository, findCommit(repository, base), findCommit(repository, head), request.query, request.accept)
  }),
}

/** The commit that a branch, tag or SHA names, `owner:branch` included; 404 where there is none. */
function findCommit(repository: FakeRepository, name: string): Commit {
  const [, owner, branch] = /^([^:]+):(.+)$/.exec(name) ?? []
  const source = owner === undefined ? repository : repository.world.findRepository(`${owner}/${repository.name}`)
  const commit = source?.git.findCommit(branch ?? name)
  if (commit === undefined) throw notFound()
  return commit
}

function compare(repository: FakeRepository, base: Commit, head: Commit, query: URLSearchParams, accept: string): ApiReply {
  const { store } = repository.git
  const mergeBase = repository.git.mergeBase(base.oid, head.oid)
  if (mergeBase === undefined) throw new ApiError(404, `No common ancestor between ${base.oid} and ${head.oid}.`)
  if (accept.includes('.diff'))
    return { status: 200, text: runGit(repository.git.path, ['diff', '-M', mergeBase, head.oid]), mediaType: 'application/vnd.github.diff' }
  const ofBase = new Set(readHistory(store, [base.oid]).map(({ oid }) => oid))
  const ofHead = new Set(readHistory(store, [head.oid]).map(({ oid }) => oid))
  const ahead = [...ofHead].filter(oid => !ofBase.has(oid)).toReversed()
  const behind = [...ofBase].filter(oid => !ofHead.has(oid))
  const page = Number(query.get('page') ?? 1)
  const size = Number(query.get('per_page') ?? COMPARED_COMMITS)
  const files = page > 1 ? [] : repository.git.diff(mergeBase, head.oid).slice(0, repository.world.limits.compareFiles)
  const name = `/compare/${base.oid}...${head.oid}`
  return ok({
    url: repository.url(name),
    html_url: repository.htmlUrl(name),
    permalink_url: repository.htmlUrl(name),
    diff_url: repository.htmlUrl(`${name}.diff`),
    patch_url: repository.htmlUrl(`${name}.patch`),
    base_commit: commitJson(repository, base),
    merge_base_commit: commitJson(repository, repository.git.commit(mergeBase)),
    status: statusOf(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead.slice((page - 1) * size, page * size).map(oid => commitJson(repository, repository.git.commit(oid))),
    files: files.map(change => diffEntryJson(repository, change, head.oid, mergeBase)),
  })
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged'
  if (ahead > 0) return 'ahead'
  return behind > 0 ? 'behind' : 'identical'
}
