import { generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import { memberOf } from '../../fake/github/json.ts'
import type { FakePull } from '../../fake/github/pull.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import { asApp, ask, octokitFor } from './octokit-client.ts'

let github: FakeGitHub
let open: FakeRepository
let hidden: FakeRepository
let pull: FakePull

beforeAll(async () => {
  github = await startFakeGitHub({ limits: { contentPerMinute: 5 } })
  open = github.repository('acme/open', { files: { 'a.yaml': 'a\n' }, collaborators: { writer: 'write', reader: 'read' } })
  hidden = github.repository('acme/hidden', { private: true, files: { 'a.yaml': 'a\n' }, collaborators: { reader: 'read' } })
  pull = open.pullRequest({ head: { files: { 'a.yaml': 'b\n' } } })
  hidden.pullRequest({ head: { files: { 'a.yaml': 'b\n' } } })
})
afterEach(() => github.assertNoViolations())
afterAll(() => github.close())

describe('who may do what', () => {
  const READ = 'GET /repos/acme/open/pulls/1'
  const READ_HIDDEN = 'GET /repos/acme/hidden/pulls/1'
  const COMMENT = 'POST /repos/acme/open/issues/1/comments'
  const CHECK = 'POST /repos/acme/open/check-runs'
  const callers: Readonly<Record<string, () => string>> = {
    nobody: () => '',
    'a token of nobody': () => 'token ghs_unknown',
    "a workflow's token": () => `token ${github.actionsToken(open)}`,
    "a fork's workflow's token": () => `token ${github.readOnlyToken(open)}`,
    "a workflow's token with contents alone": () => `token ${github.actionsToken(hidden, { contents: 'read' })}`,
    'somebody without a role': () => `token ${github.userToken('stranger')}`,
    'somebody who may read': () => `token ${github.userToken('reader')}`,
  }
  test.each([
    ['nobody', READ, 200, undefined],
    ['nobody', READ_HIDDEN, 404, 'Not Found'],
    ['nobody', COMMENT, 401, 'Requires authentication'],
    ['a token of nobody', READ, 401, 'Bad credentials'],
    ["a workflow's token", COMMENT, 201, undefined],
    ["a workflow's token", CHECK, 201, undefined],
    ["a workflow's token", READ_HIDDEN, 404, 'Not Found'],
    ["a workflow's token", 'GET /user', 403, 'Resource not accessible by integration'],
    ["a fork's workflow's token", READ, 200, undefined],
    ["a fork's workflow's token", COMMENT, 403, 'Resource not accessible by integration'],
    ["a fork's workflow's token", CHECK, 403, 'Resource not accessible by integration'],
    ["a workflow's token with contents alone", READ_HIDDEN, 403, 'Resource not accessible by integration'],
    ["a workflow's token with contents alone", 'GET /repos/acme/hidden/contents/a.yaml', 200, undefined],
    ['somebody without a role', COMMENT, 201, undefined],
    ['somebody without a role', READ_HIDDEN, 404, 'Not Found'],
    ['somebody without a role', CHECK, 403, 'You must authenticate via a GitHub App.'],
    ['somebody who may read', READ_HIDDEN, 200, undefined],
    ['somebody who may read', 'GET /user', 200, undefined],
  ])('%s: %s → %i', async (caller, request, status, message) => {
    const body = request === COMMENT ? { body: 'x' } : request === CHECK ? { name: 'k', head_sha: pull.headSha } : undefined
    const answer = await ask(github, request, callers[caller]?.() ?? '', body)
    expect([answer.status, message === undefined ? undefined : memberOf(answer.json, 'message')]).toEqual([status, message])
  })

  test('an archived repository is read-only, and a renamed one sends on to its number', async () => {
    const repository = github.repository('acme/old')
    const token = `token ${github.actionsToken(repository)}`
    repository.rename('new')
    expect(memberOf((await ask(github, 'GET /repos/acme/old', token)).json, 'full_name')).toBe('acme/new')
    expect((await ask(github, 'POST /repos/acme/old/git/blobs', token, { content: 'x' })).status).toBe(201)
    repository.isArchived = true
    expect((await ask(github, 'POST /repos/acme/new/git/blobs', token, { content: 'x' })).status).toBe(403)
  })

  test.each([
    ['writer', 'write', 'write'],
    ['reader', 'read', 'read'],
    ['stranger', 'read', 'read'],
  ])('%s has the permission %s', async (username, permission, role_name) => {
    const { data } = await octokitFor(github, github.actionsToken(open)).rest.repos.getCollaboratorPermissionLevel({
      owner: 'acme',
      repo: 'open',
      username,
    })
    expect(data).toMatchObject({ permission, role_name })
  })
})

describe('an app', () => {
  test.each([
    ['its own key', {}, true, 200],
    ['its client id as the issuer', { iss: 'client' }, true, 200],
    ["another's key", {}, false, 401],
    ['an end that is over', { exp: 1 }, true, 401],
    ['an end in eleven minutes', { exp: Math.floor(Date.now() / 1000) + 660 }, true, 401],
    ['a beginning in the future', { iat: Math.floor(Date.now() / 1000) + 120 }, true, 401],
    ['an issuer that is no app', { iss: 7 }, true, 404],
  ])('with %s is answered with %i', async (_name, claims, isOwn, status) => {
    const app = github.app()
    const key = isOwn
      ? app.privateKey
      : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    const named = 'iss' in claims && claims.iss === 'client' ? { iss: app.clientId } : claims
    expect((await ask(github, 'GET /app', asApp(app, named, key))).status).toBe(status)
  })

  test('gets tokens for its installations, as narrow as it wishes and no wider than granted', async () => {
    const app = github.app({ permissions: { contents: 'read', pull_requests: 'write' } })
    const installation = app.install([open, hidden])
    const request = `POST /app/installations/${installation.id}/access_tokens`
    const { json } = await ask(github, request, asApp(app), { repositories: ['hidden'], permissions: { contents: 'read' } })
    const token = `token ${String(memberOf(json, 'token'))}`
    expect(json).toMatchObject({
      repository_selection: 'selected',
      permissions: { contents: 'read', metadata: 'read' },
      repositories: [{ full_name: 'acme/hidden' }],
    })
    expect((await ask(github, 'GET /repos/acme/hidden/contents/a.yaml', token)).status).toBe(200)
    expect((await ask(github, 'GET /repos/acme/hidden/pulls/1', token)).status).toBe(403)
    expect((await ask(github, 'GET /installation/repositories', token)).json).toMatchObject({ total_count: 1 })
    expect((await ask(github, request, asApp(app), { permissions: { contents: 'write' } })).status).toBe(422)
    expect((await ask(github, request, asApp(app), { repositories: ['none'] })).status).toBe(404)
    expect((await ask(github, 'DELETE /installation/token', token)).status).toBe(204)
    expect((await ask(github, 'GET /installation/repositories', token)).status).toBe(401)
  })

  test('is shut out when suspended, expired or taken away', async () => {
    const app = github.app({ permissions: { contents: 'read' } })
    const installation = app.install(hidden)
    const read = async (token: string) => (await ask(github, 'GET /repos/acme/hidden', `token ${token}`)).status
    const first = installation.issueToken().token.value
    expect(await read(first)).toBe(200)
    installation.suspend()
    expect(await read(first)).toBe(403)
    expect((await ask(github, `POST /app/installations/${installation.id}/access_tokens`, asApp(app))).status).toBe(403)
    installation.unsuspend()
    installation.expireTokens()
    expect(await read(first)).toBe(401)
    const second = installation.issueToken().token.value
    expect(await read(second)).toBe(200)
    installation.delete()
    expect(await read(second)).toBe(401)
    expect((await ask(github, 'GET /repos/acme/hidden/installation', asApp(app))).status).toBe(404)
  })

  test('may be given the new, long tokens', () => {
    const { value } = github.app({ hasStatelessTokens: true }).install(open).issueToken().token
    expect(value).toMatch(/^ghs_\d+_[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(value.length).toBeGreaterThan(500)
  })

  test('waits for its new permissions until somebody accepts them', () => {
    const app = github.app({ permissions: { contents: 'read' } })
    const installation = app.install(open)
    app.permissions = { ...app.permissions, checks: 'write' }
    expect(installation.issueToken().token.permissions).not.toHaveProperty('checks')
    installation.acceptPermissions()
    expect(installation.issueToken().token.permissions).toHaveProperty('checks', 'write')
  })

  test('hands over its secrets once, for the code of its manifest', async () => {
    const app = github.app({ webhook: { url: '', secret: 'of the hook' } })
    app.manifestCode = 'a-code'
    expect((await ask(github, 'POST /app-manifests/a-code/conversions', '')).json).toMatchObject({
      id: app.id,
      pem: app.privateKey,
      webhook_secret: 'of the hook',
    })
    expect((await ask(github, 'POST /app-manifests/a-code/conversions', '')).status).toBe(404)
  })
})

describe('limits', () => {
  test('every answer tells the budget, and an answer from the cache costs nothing', async () => {
    const repository = github.repository('acme/budget')
    const token = `token ${github.actionsToken(repository)}`
    const first = await ask(github, 'GET /repos/acme/budget', token)
    expect([first.headers.get('x-ratelimit-limit'), first.headers.get('x-ratelimit-remaining')]).toEqual(['1000', '999'])
    const headers = { authorization: token, 'if-none-match': first.headers.get('etag') ?? '' }
    const again = await fetch(`${github.apiUrl}/repos/acme/budget`, { headers })
    expect([again.status, again.headers.get('x-ratelimit-remaining')]).toEqual([304, '999'])
    expect((await ask(github, 'GET /rate_limit', token)).json).toMatchObject({ rate: { remaining: 999, used: 1 } })
  })

  test('an empty budget refuses', async () => {
    const repository = github.repository('acme/empty')
    const token = github.actionsToken(repository)
    github.leaveRequests(token, 1)
    expect((await ask(github, 'GET /repos/acme/empty', `token ${token}`)).status).toBe(200)
    const refused = await ask(github, 'GET /repos/acme/empty', `token ${token}`)
    expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([403, '0'])
  })

  test('comments made too fast meet the secondary limit', async () => {
    const repository = github.repository('acme/fast')
    repository.pullRequest({ head: { files: { a: 'a' } } })
    const token = `token ${github.actionsToken(repository)}`
    const statuses: number[] = []
    for (let count = 0; count < 6; count += 1)
      statuses.push((await ask(github, 'POST /repos/acme/fast/issues/1/comments', token, { body: 'x' })).status)
    expect(statuses).toEqual([201, 201, 201, 201, 201, 403])
  })
})

describe('failures on demand', () => {
  test('meet the requests that they name, as often as they are told', async () => {
    github.failNext({ method: 'GET', path: '/pulls/1', status: 502, body: { message: 'Bad Gateway' }, times: 2 })
    const statuses = [
      await ask(github, 'GET /repos/acme/open', ''),
      await ask(github, 'GET /repos/acme/open/pulls/1', ''),
      await ask(github, 'GET /repos/acme/open/pulls/1', ''),
      await ask(github, 'GET /repos/acme/open/pulls/1', ''),
    ]
    expect(statuses.map(({ status }) => status)).toEqual([200, 502, 502, 200])
    expect(github.unusedFaults()).toEqual([])
  })

  test('a secondary limit says when to come back', async () => {
    github.limitNext({ path: '/pulls', retryAfter: 3 })
    const answer = await ask(github, 'GET /repos/acme/open/pulls', '')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([403, '3'])
  })

  test('a connection can be cut, before the work or after it', async () => {
    const repository = github.repository('acme/cut')
    const opened = repository.pullRequest({ head: { files: { a: 'a' } } })
    const token = `token ${github.actionsToken(repository)}`
    github.failNext({ method: 'POST', status: 0 })
    github.failNext({ method: 'POST', status: 0, afterwards: true })
    await expect(ask(github, 'POST /repos/acme/cut/issues/1/comments', token, { body: 'lost' })).rejects.toThrow('fetch failed')
    expect(opened.comments()).toHaveLength(0)
    await expect(ask(github, 'POST /repos/acme/cut/issues/1/comments', token, { body: 'made' })).rejects.toThrow('fetch failed')
    expect(opened.comments().map(({ body }) => body)).toEqual(['made'])
  })

  test('an answer can be slow', async () => {
    github.failNext({ path: '/repos/acme/open', status: 200, delay: 50 })
    const start = performance.now()
    expect((await ask(github, 'GET /repos/acme/open', '')).json).toMatchObject({ name: 'open' })
    expect(performance.now() - start).toBeGreaterThan(45)
  })
})

describe('an enterprise server', () => {
  test('has REST below /api/v3 and GraphQL at /api/graphql, and names its version', async () => {
    const enterprise = await startFakeGitHub({ isEnterprise: true })
    const repository = enterprise.repository('acme/shop')
    const octokit = octokitFor(enterprise, enterprise.actionsToken(repository))
    const answer = await octokit.rest.repos.get({ owner: 'acme', repo: 'shop' })
    expect(answer.data.url).toBe(`${enterprise.url}/api/v3/repos/acme/shop`)
    expect(answer.headers['x-github-enterprise-version']).toBe('3.19.0')
    expect(await octokit.graphql('{ viewer { login } }')).toEqual({ viewer: { login: 'github-actions[bot]' } })
    enterprise.assertNoViolations()
    expect((await fetch(`${enterprise.url}/repos/acme/shop`)).status).toBe(500)
    expect(() => enterprise.assertNoViolations()).toThrow('outside the API: /repos/acme/shop')
    await enterprise.close()
  })
})

describe('the log', () => {
  test('counts operations, and knows what was written', async () => {
    github.requests.clear()
    const octokit = octokitFor(github, github.actionsToken(open))
    await octokit.rest.pulls.get({ owner: 'acme', repo: 'open', pull_number: 1 })
    await octokit.rest.git.createBlob({ owner: 'acme', repo: 'open', content: 'x' })
    await octokit.graphql('{ viewer { login } }')
    expect(github.requests.counts()).toEqual({
      'GET /repos/{owner}/{repo}/pulls/{pull_number}': 1,
      'POST /repos/{owner}/{repo}/git/blobs': 1,
      'POST /graphql': 1,
    })
    expect(github.requests.writes().map(({ path, status }) => [path, status])).toEqual([['/repos/acme/open/git/blobs', 201]])
  })
})
