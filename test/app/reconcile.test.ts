import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { FakeRepository } from '../fake/github/repository.ts'
import { index } from '../fake/registry/images.ts'
import { deployment } from './harness/manifests.ts'
import { Stage } from './harness/stage.ts'

jest.setTimeout(30_000)

let stage: Stage
const FILES = { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) }
const NEXT = { head: { files: { 'web.yaml': deployment('web', { image: 'acme/app:latest' }) } } }

beforeAll(async () => {
  stage = await Stage.open()
  stage.registry.push('acme/app', 'latest', index(['linux/amd64']))
})
afterAll(() => stage.close())

let repository: FakeRepository

test('point 16: a start finds the open pull requests that have no check of ours', async () => {
  repository = stage.github.repository('lost/shop', { files: FILES })
  const { url } = stage.app.webhook
  stage.app.webhook.url = ''
  stage.app.install(repository)
  const pulls = [
    repository.pullRequest(NEXT),
    repository.pullRequest({ head: { files: { 'b.yaml': deployment('b', { image: 'acme/app:latest' }) } } }),
  ]
  stage.app.webhook.url = url
  await stage.running.lookForLost()
  await stage.idle()
  for (const pull of pulls) expect(stage.checkOf(pull).status).toBe('completed')
  for (const pull of pulls) expect(stage.commentsOf(pull)).toHaveLength(1)
})

test('what has its check is not reviewed again', async () => {
  const start = stage.github.requests.writes().length
  await stage.running.reviewer.reconcile()
  await stage.idle()
  expect(stage.github.requests.writes()).toHaveLength(start)
})

test('a delivery that failed is asked for again, once', async () => {
  const pull = repository.pull(1)
  stage.app.deliveries.loseNext(2)
  pull.push({ 'web.yaml': deployment('web', { image: 'acme/app:edge' }) })
  await stage.github.settled()
  expect(stage.commentsOf(pull)[0]).not.toContain('`edge`')
  expect(await stage.running.reviewer.sweep()).toBe(2)
  await stage.idle()
  expect(stage.commentsOf(pull)).toEqual([expect.stringContaining('`edge`')])
  expect(await stage.running.reviewer.sweep()).toBe(0)
})

test('one that fails again is not asked for for ever', async () => {
  stage.app.deliveries.loseNext(2)
  repository.pull(2).convertToDraft()
  await stage.github.settled()
  expect(await stage.running.reviewer.sweep()).toBe(1)
  await stage.github.settled()
  expect(await stage.running.reviewer.sweep()).toBe(0)
})

test('a suspension that is over, and repositories that are added, are looked through', async () => {
  const paused = stage.github.repository('paused/shop', { files: FILES })
  const installation = stage.app.install(paused)
  await stage.idle()
  installation.suspend()
  await stage.idle()
  const pull = paused.pullRequest(NEXT)
  const added = stage.github.repository('paused/other', { files: FILES })
  const other = added.pullRequest(NEXT)
  await stage.idle()
  expect(stage.checksOf(pull)).toEqual([])
  installation.unsuspend()
  await stage.idle()
  expect(stage.checkOf(pull).status).toBe('completed')
  installation.addRepositories(added)
  await stage.idle()
  expect(stage.checkOf(other).status).toBe('completed')
})
