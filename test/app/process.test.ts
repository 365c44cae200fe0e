import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import type { FakeApp } from '../fake/github/app.ts'
import { type FakeGitHub, startFakeGitHub } from '../fake/github/fake-github.ts'
import { FakeRegistry } from '../fake/registry/fake-registry.ts'
import { index } from '../fake/registry/images.ts'
import { APP_OPTIONS } from './harness/app-environment.ts'
import { AppProcess } from './harness/app-process.ts'
import { deployment } from './harness/manifests.ts'

jest.setTimeout(60_000)

let github: FakeGitHub
let registry: FakeRegistry
let app: FakeApp

async function prepare(): Promise<void> {
  github = await startFakeGitHub({ isEnterprise: true })
  registry = await new FakeRegistry().start()
  registry.push('acme/app', 'latest', index(['linux/amd64']))
  app = github.app(APP_OPTIONS)
}

const processes: AppProcess[] = []

async function start(): Promise<AppProcess> {
  const started = await AppProcess.start(github, app, { mirrors: { 'docker.io': registry.host } })
  processes.push(started)
  return started
}

afterEach(async () => {
  await Promise.all(processes.splice(0).map(started => started.stop('SIGKILL')))
  github.assertNoViolations()
  await registry.stop()
  await github.close()
})

describe('the app as a process', () => {
  test('starts, speaks to an enterprise server, reviews what was open before, and ends in order', async () => {
    await prepare()
    const repository = github.repository('acme/shop', { files: { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) } })
    app.install(repository)
    const waiting = repository.pullRequest({
      head: { branch: 'one', files: { 'web.yaml': deployment('web', { image: 'acme/app:latest' }) } },
    })
    const running = await start()
    const pull = repository.pullRequest({
      head: { branch: 'two', files: { 'web.yaml': deployment('web', { image: 'acme/app:latest', policy: 'Never' }) } },
    })
    await github.settled()
    await wait(500)
    await running.idle()
    for (const one of [waiting, pull]) {
      expect(one.comments()).toHaveLength(1)
      expect(repository.checkRuns.filter(({ headSha }) => headSha === one.headSha)).toMatchObject([
        { name: 'pull-policy', status: 'completed' },
      ])
    }
    const versions = new Set(github.requests.all.map(({ headers }) => headers['x-github-api-version']))
    expect(versions).toEqual(new Set(['2022-11-28']))
    expect(running.stderr.join('')).toBe('')
    expect(await running.stop()).toBe(0)
  })

  test('point 1: without its secrets it does not start, and names each variable', async () => {
    await prepare()
    const env = { WEBHOOK_SECRET: '', APP_ID: '', PRIVATE_KEY: '' }
    await expect(AppProcess.start(github, app, { env })).rejects.toThrow(/ended with 2: .*APP_ID.*PRIVATE_KEY.*WEBHOOK_SECRET/s)
  })
})
