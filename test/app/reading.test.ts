import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { FakePull } from '../fake/github/pull.ts'
import { index } from '../fake/registry/images.ts'
import { deployment } from './harness/manifests.ts'
import { Stage } from './harness/stage.ts'

jest.setTimeout(60_000)

let stage: Stage
const IMAGE = index(['linux/amd64'])

beforeAll(async () => {
  stage = await Stage.open()
  stage.registry.push('acme/app', '1.4.0', IMAGE)
  stage.registry.push('acme/app', 'latest', IMAGE)
})
afterAll(() => stage.close())

/** A repository of its own account, with the app on it. */
async function repositoryOf(name: string, files: Readonly<Record<string, string>>, options = {}) {
  const repository = stage.github.repository(name, { files, ...options })
  stage.app.install(repository)
  await stage.idle()
  return repository
}

function requestsSince(start: number): readonly string[] {
  return stage.github.requests.all.slice(start).map(({ method, path }) => `${method} ${path}`)
}

describe('point 21: what a pull request costs', () => {
  const files = (tag: string) =>
    Object.fromEntries(
      [1, 2, 3, 4, 5].map(number => [`deploy/web-${number}.yaml`, deployment(`web-${number}`, { image: `acme/app:${tag}` })]),
    )
  let pull: FakePull

  test('five manifests: at most 12 requests, the token included', async () => {
    const repository = await repositoryOf('budget/shop', files('1.4.0'))
    const start = stage.github.requests.all.length
    pull = repository.pullRequest({ head: { files: files('latest') } })
    await stage.idle()
    expect(stage.checkOf(pull).conclusion).toBe('success')
    expect(stage.commentsOf(pull)).toHaveLength(1)
    expect(pull.reviewComments.size).toBe(5)
    expect(requestsSince(start).length).toBeLessThanOrEqual(12)
  })

  test('the same head again: at most 4, and nothing is written', async () => {
    const start = stage.github.requests.all.length
    const writes = stage.github.requests.writes().length
    pull.close()
    pull.reopen()
    await stage.idle()
    expect(requestsSince(start).length).toBeLessThanOrEqual(4)
    expect(stage.github.requests.writes()).toHaveLength(writes)
  })

  test('a new text that says the same: the comment is not touched', async () => {
    pull.changeTitle('Another title')
    pull.push({ 'README.md': '# Not about images\n' })
    await stage.idle()
    expect(stage.commentsOf(pull)).toHaveLength(1)
    expect(pull.reviewComments.size).toBe(5)
  })
})

describe('point 20: only the base repository is read', () => {
  const change = { files: { 'web.yaml': deployment('web', { image: 'acme/app:latest' }) } }
  const base = { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) }

  test('a pull request from a fork', async () => {
    const repository = await repositoryOf('forked/shop', base)
    const pull = repository.pullRequest({ fork: true, head: change })
    await stage.idle()
    expect(stage.commentsOf(pull)).toEqual([expect.stringContaining('`latest`')])
    expect(stage.checkOf(pull)).toMatchObject({ status: 'completed', externalId: `pr:${pull.number}` })
  })

  test('a private fork of a private repository', async () => {
    const repository = await repositoryOf('hidden/vault', base, { private: true })
    const pull = repository.pullRequest({ fork: true, head: change })
    await stage.idle()
    expect(stage.commentsOf(pull)).toHaveLength(1)
    expect(requestsSince(0).filter(line => line.includes('/repos/contributor/'))).toEqual([])
  })

  test('a head repository that is gone', async () => {
    const repository = await repositoryOf('gone/ghost', base)
    stage.app.deliveries.hold()
    const pull = repository.pullRequest({ fork: true, head: change })
    pull.headRepository.delete()
    stage.app.deliveries.release()
    await stage.idle()
    expect(stage.commentsOf(pull)).toHaveLength(1)
    expect(stage.checkOf(pull).status).toBe('completed')
  })
})

test('a renamed repository is found again by its old name', async () => {
  const repository = await repositoryOf('renamed/old', { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) })
  stage.app.deliveries.hold()
  const pull = repository.pullRequest({ head: { files: { 'web.yaml': deployment('web', { image: 'acme/app:latest' }) } } })
  repository.rename('new')
  stage.app.deliveries.release()
  await stage.idle()
  expect(stage.commentsOf(pull)).toHaveLength(1)
})

test('in a renamed repository, the merge queue has its check', async () => {
  const repository = await repositoryOf('renamed/queue', { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) })
  stage.app.deliveries.hold()
  const group = repository.mergeGroup(repository.pullRequest({ head: { files: { 'notes.md': 'new\n' } } }))
  repository.rename('line')
  stage.app.deliveries.release()
  await stage.idle()
  expect(repository.checkRuns.filter(({ headSha }) => headSha === group.headSha)).toMatchObject([{ conclusion: 'success' }])
})

test('point 7: a hundred pushes in a moment are one or two reviews, and the last head has the check', async () => {
  const repository = await repositoryOf('busy/shop', { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) })
  const pull = repository.pullRequest({ head: { files: { 'web.yaml': deployment('web', { image: 'acme/app:latest' }) } } })
  stage.app.deliveries.hold()
  for (let at = 1; at <= 20; at += 1) pull.push({ 'notes.md': `${at}\n` })
  stage.app.deliveries.release(held => [...held, ...held, ...held, ...held, ...held].toReversed())
  await stage.idle()
  expect(stage.commentsOf(pull)).toHaveLength(1)
  expect(stage.checkOf(pull).status).toBe('completed')
  expect(repository.checkRuns.length).toBeLessThanOrEqual(3)
})

test('a policy that comes to be written is a change, also where it was in force already', async () => {
  const repository = await repositoryOf('written/shop', { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) })
  const head = { files: { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0', policy: 'IfNotPresent' }) } }
  const pull = repository.pullRequest({ head })
  await stage.idle()
  const words = '✅ `app` in `shop/web`; the effective policy stays `IfNotPresent`, which is written now.'
  expect(stage.commentsOf(pull)).toEqual([expect.stringContaining(words)])
})

test('point 22: a manifest that only gets another form has no comment, and no suggestion on its new lines', async () => {
  const text = deployment('web', { image: 'acme/app:1.4.0' })
  const repository = await repositoryOf('moved/shop', { 'web.yaml': text })
  const pull = repository.pullRequest({ head: { files: { 'web.yaml': text.replace(/^ {4,}/gm, '  $&') } } })
  await stage.idle()
  expect(stage.commentsOf(pull)).toEqual([])
  expect(pull.reviewComments.size).toBe(0)
  expect(stage.checkOf(pull)).toMatchObject({ status: 'completed', conclusion: 'success' })
})

test('point 22: a change that says nothing of images has a check and no comment', async () => {
  const repository = await repositoryOf('quiet/shop', { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) })
  const pull = repository.pullRequest({ head: { files: { 'README.md': '# Shop\n' } } })
  await stage.idle()
  expect(stage.commentsOf(pull)).toEqual([])
  expect(stage.checkOf(pull)).toMatchObject({ status: 'completed', conclusion: 'success' })
})

test('point 21: a pull request of 3,200 files is finished, says how many were analysed, and stays within 80 requests', async () => {
  const repository = await repositoryOf('huge/shop', { 'README.md': '# Shop\n' })
  const files = Object.fromEntries(
    Array.from({ length: 3200 }, (_, at) => [
      `deploy/${at}.yaml`,
      at % 50 === 0 ? deployment(`web-${at}`, { image: 'acme/app:1.4.0' }) : `a: ${at}\n`,
    ]),
  )
  const start = stage.github.requests.all.length
  const pull = repository.pullRequest({ head: { files } })
  await stage.idle(50_000)
  expect(stage.checkOf(pull).summary).toContain('3200 of 3200 changed files were analysed')
  expect(requestsSince(start).length).toBeLessThanOrEqual(80)
})
