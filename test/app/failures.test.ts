import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Permissions } from '../fake/github/access.ts'
import type { FakeInstallation } from '../fake/github/installation.ts'
import type { FakePull } from '../fake/github/pull.ts'
import { index } from '../fake/registry/images.ts'
import { APP_OPTIONS } from './harness/app-environment.ts'
import { deployment } from './harness/manifests.ts'
import { Stage } from './harness/stage.ts'

jest.setTimeout(30_000)

let stage: Stage
const NEXT = { 'web.yaml': deployment('web', { image: 'acme/app:latest' }) }

beforeAll(async () => {
  stage = await Stage.open({ hasStatelessTokens: true })
  for (const tag of ['1.4.0', 'latest']) stage.registry.push('acme/app', tag, index(['linux/amd64']))
})
afterAll(() => stage.close())

interface Installed {
  readonly installation: FakeInstallation
  open(): FakePull
}

async function installedOn(name: string, isPrivate = false, permissions: Permissions = APP_OPTIONS.permissions): Promise<Installed> {
  const repository = stage.github.repository(name, {
    files: { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) },
    private: isPrivate,
  })
  const installation = stage.app.install(repository)
  installation.permissions = permissions
  await stage.idle()
  return { installation, open: () => repository.pullRequest({ head: { files: NEXT } }) }
}

function isWhole(pull: FakePull): void {
  expect(stage.checkOf(pull)).toMatchObject({ status: 'completed', conclusion: 'success' })
  expect(stage.commentsOf(pull)).toHaveLength(1)
}

describe('limits of GitHub', () => {
  test('a secondary limit: nothing is sent for the installation until then, others go on, and in the end all is said', async () => {
    const [limited, free] = [await installedOn('limited/shop'), await installedOn('free/shop')]
    stage.github.limitNext({ method: 'POST', path: /\/repos\/limited\/shop\/issues\/\d+\/comments/, retryAfter: 2 })
    const [pull, other] = [limited.open(), free.open()]
    await stage.idle()
    isWhole(pull)
    isWhole(other)
    const own = stage.github.requests.all.filter(({ path }) => path.startsWith('/repos/limited/'))
    const at = own.findIndex(({ status }) => status === 403)
    const next = own[at + 1]
    expect(at).toBeGreaterThan(0)
    expect((next?.at ?? 0) - (own[at]?.at ?? 0)).toBeGreaterThanOrEqual(1900)
    expect(stage.log.filter(line => line.includes('"result":"delayed"'))).not.toEqual([])
  })

  test('the hour’s budget is used up: the job waits for the reset, without an attempt', async () => {
    const { open } = await installedOn('spent/shop')
    const reset = String(Math.ceil(Date.now() / 1000) + 2)
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }
    stage.github.failNext({ path: '/repos/spent/shop/compare/', status: 403, body: { message: 'API rate limit exceeded' }, headers })
    const pull = open()
    await stage.idle()
    isWhole(pull)
    expect(Date.now()).toBeGreaterThanOrEqual(Number(reset) * 1000)
  })
})

describe('answers that fail', () => {
  test.each([
    ['GitHub answers 502 once', { status: 502 }],
    ['the connection breaks', { status: 0 }],
  ])('%s: the check is made all the same', async (name, fault) => {
    const { open } = await installedOn(`${name.replaceAll(' ', '-')}/shop`)
    stage.github.failNext({ path: /\/repos\/[^/]+\/shop\/pulls\/1$/, ...fault })
    const pull = open()
    await stage.idle()
    isWhole(pull)
  })

  test.each([
    ['the pull request', { path: /\/pulls\/1$/, status: 404 }],
    ['the commit, when it is to have its check,', { method: 'POST', path: '/check-runs', status: 422, times: 2 }],
    ['the repository’s checks', { method: 'POST', path: '/check-runs', status: 404 }],
    ['what was changed', { path: '/compare/', status: 404 }],
  ])('%s has not arrived everywhere at GitHub: it is tried again', async (name, { path, ...fault }) => {
    const { open } = await installedOn(`${name.replaceAll(/\W+/g, '-')}/shop`)
    stage.github.failNext({ path, ...fault, body: { message: 'Not Found' } })
    const pull = open()
    await stage.idle()
    isWhole(pull)
  })

  test('what was found stands in the check, also where GitHub then fails at the comment for good', async () => {
    const { open } = await installedOn('uncommented/shop')
    stage.github.failNext({ method: 'GET', path: '/repos/uncommented/shop/issues/', status: 404, times: 3, body: { message: 'Not Found' } })
    const pull = open()
    await stage.idle()
    expect(stage.github.unusedFaults()).toEqual([])
    expect(stage.checkOf(pull)).toMatchObject({ conclusion: 'success', title: expect.stringContaining('1 warning') })
  })

  test('an archived repository is left alone', async () => {
    const repository = stage.github.repository('archived/shop', { files: { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) } })
    stage.app.install(repository)
    await stage.idle()
    stage.app.deliveries.hold()
    repository.pullRequest({ head: { files: NEXT } })
    repository.isArchived = true
    const start = stage.github.requests.writes().length
    stage.app.deliveries.release()
    await stage.idle()
    expect(stage.github.requests.writes()).toHaveLength(start)
  })

  test('point 14: a token that went bad in the middle is renewed once; stateless ones work, and no log has them', async () => {
    const { open, installation } = await installedOn('expired/shop')
    const pull = open()
    await stage.idle()
    await new Promise(resolve => setTimeout(resolve, 5100)) // a 401 for a token younger than five seconds is taken for a delay
    installation.expireTokens()
    const start = stage.github.requests.all.length
    pull.push({ 'notes.md': 'more\n' })
    await stage.idle()
    isWhole(pull)
    const since = stage.github.requests.all.slice(start)
    expect(since.filter(({ operation }) => operation?.includes('access_tokens'))).toHaveLength(1)
    expect(since.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(2)
    expect(stage.log.filter(line => line.includes('ghs_'))).toEqual([])
  })

  test('point 17: a fault of ours ends in a completed check that says so', async () => {
    const { open } = await installedOn('faulty/shop')
    stage.github.failNext({ path: '/repos/faulty/shop/pulls/1', status: 203, body: {} })
    const pull = open()
    await stage.idle()
    expect(stage.checkOf(pull)).toMatchObject({ status: 'completed', conclusion: 'neutral', title: 'Not reviewed: a fault of pull-policy' })
  })

  test('an installation that was suspended costs no loop', async () => {
    const { open, installation } = await installedOn('suspended/shop')
    installation.suspendedAt = stage.github.world.timestamp()
    stage.app.deliveries.hold()
    installation.suspendedAt = undefined
    open()
    installation.suspend()
    const start = stage.github.requests.all.length
    stage.app.deliveries.release()
    await stage.idle()
    expect(stage.github.requests.all.length - start).toBeLessThanOrEqual(3)
  })
})

describe('point 31: permissions', () => {
  test('without pull-requests: write, the check names it', async () => {
    const { open, installation } = await installedOn('mute/shop', false, { ...APP_OPTIONS.permissions, pull_requests: 'read' })
    const pull = open()
    await stage.idle()
    expect(stage.checkOf(pull).conclusion).toBe('success')
    expect(stage.checkOf(pull).summary).toContain('was not granted `pull-requests: write`')
    expect(stage.commentsOf(pull)).toEqual([])
    installation.acceptPermissions()
    await stage.idle()
    isWhole(pull)
    expect(stage.checkOf(pull).summary).not.toContain('was not granted')
  })

  test('without checks: write, the log names it, and the comment is made', async () => {
    const { open } = await installedOn('unchecked/shop', false, { ...APP_OPTIONS.permissions, checks: 'read' })
    const pull = open()
    await stage.idle()
    expect(stage.commentsOf(pull)).toHaveLength(1)
    expect(stage.log.some(line => line.includes('"permission":"checks: write"'))).toBe(true)
  })

  test('without contents: read, the check names it', async () => {
    const { contents: _, ...others } = APP_OPTIONS.permissions
    const { open, installation } = await installedOn('blind/vault', true, others)
    const pull = open()
    await stage.idle()
    expect(stage.checkOf(pull)).toMatchObject({ conclusion: 'neutral', title: 'Not reviewed: the permission contents: read is missing' })
    installation.acceptPermissions()
    await stage.idle()
    isWhole(pull)
  })
})
