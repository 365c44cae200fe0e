import type { Actor } from '../accounts.ts'
import { ApiError, validationFailed } from '../api-error.ts'
import { type ApiReply, created, fieldsOf, ok, onPull, onRepository, paged, type Routes, tokenOf } from '../api-request.ts'
import { commitJson, diffEntryJson } from '../commit-json.ts'
import { runGit } from '../git/git-command.ts'
import type { FakePull } from '../pull.ts'
import { pullJson, pullSimpleJson } from '../pull-json.ts'

/** Commits of a pull request that can be listed. */
const PULL_COMMITS = 250

/** Pull requests, their commits and their files. */
export const pullRoutes: Routes = {
  'GET /repos/{owner}/{repo}/pulls': onRepository('pull_requests', 'read', (request, repository) => {
    const { query } = request
    const state = query.get('state') ?? 'open'
    const [base, head] = [query.get('base'), query.get('head')]
    const pulls = [...repository.pulls.values()].filter(
      pull =>
        (state === 'all' || pull.state === state) &&
        (base === null || pull.baseBranch === base) &&
        (head === null || `${pull.headRepository.owner.login}:${pull.headBranch}` === head),
    )
    return paged(request, sorted(pulls, query), pullSimpleJson)
  }),

  'POST /repos/{owner}/{repo}/pulls': onRepository('pull_requests', 'write', (request, repository) => {
    const fields = fieldsOf(request)
    const [branch = '', owner] = fields.text('head').split(':').toReversed()
    const source = owner === undefined || owner === repository.owner.login ? repository : repository.fork(owner)
    const base = fields.text('base')
    for (const [field, side, name] of [['head', source, branch] as const, ['base', repository, base] as const]) {
      if (side.git.readRef(`refs/heads/${name}`) === undefined) throw validationFailed({ resource: 'PullRequest', field, code: 'invalid' })
    }
    const { account } = tokenOf(request).actor
    const text = { title: fields.optionalText('title') ?? branch, body: fields.optionalText('body') ?? '', draft: fields.flag('draft') }
    return created(pullJson(repository.openPull({ source, branch, base, author: account, ...text })))
  }),

  'GET /repos/{owner}/{repo}/pulls/{pull_number}': onPull('pull_requests', 'read', ({ accept }, pull) =>
    accept.includes('.diff') ? diffOf(pull) : ok(pullJson(pull)),
  ),

  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': onPull('pull_requests', 'write', (request, pull) => {
    const fields = fieldsOf(request)
    change(pull, tokenOf(request).actor, fields.optionalText('title'), fields.optionalText('body'), fields.optionalText('state'))
    return ok(pullJson(pull))
  }),

  'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits': onPull('pull_requests', 'read', (request, pull) =>
    paged(request, pull.commits().slice(0, PULL_COMMITS), commit => commitJson(pull.repository, commit)),
  ),

  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': onPull('pull_requests', 'read', (request, pull) => {
    const listed = pull.changes().slice(0, pull.repository.world.limits.pullFiles)
    return paged(request, listed, entry => diffEntryJson(pull.repository, entry, pull.headSha, pull.mergeBase()))
  }),
}

/** Newest first, but for the sorts that GitHub turns round when no direction is asked for. */
function sorted(pulls: readonly FakePull[], query: URLSearchParams): readonly FakePull[] {
  const sort = query.get('sort') ?? 'created'
  const direction = query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc')
  const byNumber = pulls.toSorted((one, other) => one.number - other.number)
  const ascending = sort === 'updated' ? byNumber.toSorted((one, other) => one.updatedAt.localeCompare(other.updatedAt)) : byNumber
  return direction === 'asc' ? ascending : ascending.toReversed()
}

function change(pull: FakePull, { account }: Actor, title: string | undefined, body: string | undefined, state: string | undefined): void {
  if (title !== undefined && title !== pull.title) pull.changeTitle(title, account)
  if (body !== undefined && body !== pull.body) pull.changeBody(body, account)
  if (state === 'closed' && pull.state === 'open') pull.close(account)
  if (state === 'open' && pull.state === 'closed') pull.reopen(account)
}

/** GitHub refuses to print large changes; what it says then names the limit that was met. */
function diffOf(pull: FakePull): ApiReply {
  const { limits } = pull.repository.world
  const changes = pull.changes()
  const lines = changes.reduce((sum, { additions, deletions }) => sum + additions + deletions, 0)
  if (changes.length > limits.diffFiles) throw tooLarge(`the maximum number of files (${limits.diffFiles})`)
  if (lines > limits.diffLines) throw tooLarge(`the maximum number of lines (${limits.diffLines})`)
  const text = runGit(pull.repository.git.path, ['diff', '-M', pull.mergeBase(), pull.headSha])
  return { status: 200, text, mediaType: 'application/vnd.github.diff; charset=utf-8' }
}

function tooLarge(limit: string): ApiError {
  const message = `Sorry, the diff exceeded ${limit}. Consider using 'List pull requests files' API or locally cloning the repository instead.`
  return new ApiError(406, message, { errors: [{ resource: 'PullRequest', field: 'diff', code: 'too_large' }] })
}
