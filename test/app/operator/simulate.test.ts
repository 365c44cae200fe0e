import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { permissionsOf } from '../../../app/operator/permissions.ts'
import { run } from '../../../app/operator/run.ts'
import type { FakeApp } from '../../fake/github/app.ts'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import { FakeRegistry } from '../../fake/registry/fake-registry.ts'
import { index } from '../../fake/registry/images.ts'
import { Console } from './console.ts'

jest.setTimeout(30_000)

let github: FakeGitHub
let registry: FakeRegistry
let app: FakeApp
let shop: FakeRepository
let folder: string

const IMAGE = index(['linux/amd64', 'linux/arm64'])

function deployment(image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: app
          image: ${image}
`
}

beforeAll(async () => {
  github = await startFakeGitHub({ isEnterprise: true })
  registry = await new FakeRegistry().start()
  registry.push('library/nginx', '1.29', IMAGE)
  registry.push('library/nginx', 'latest', IMAGE)
  app = github.app({ slug: 'pull-policy', permissions: permissionsOf('default') })
  shop = github.repository('acme/shop', { files: { 'deploy/web.yaml': deployment('nginx:1.28') } })
  app.install(shop)
  folder = mkdtempSync(join(tmpdir(), 'simulate-'))
  writeFileSync(
    join(folder, 'registries.yml'),
    `registries:\n  - host: ${registry.host}\n    owners: ["*"]\n    plain-http: true\nmirrors:\n  docker.io: ${registry.host}\n`,
    { mode: 0o600 },
  )
})
afterEach(() => github.assertNoViolations())
afterAll(async () => {
  await registry.stop()
  await github.close()
  rmSync(folder, { recursive: true })
})

interface Outcome {
  readonly code: number
  readonly io: Console
}

/** Simulates, and makes sure that nothing was written and nothing is there that was not. */
async function simulate(...operands: readonly string[]): Promise<Outcome> {
  const before = github.requests.writes().length
  const io = new Console(folder, {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhook.secret,
    GHE_HOST: new URL(github.url).host,
    GHE_PROTOCOL: 'http',
    PULL_POLICY_REGISTRIES: join(folder, 'registries.yml'),
  })
  const code = await run(['simulate', ...operands], io)
  expect(github.requests.writes().slice(before)).toEqual([])
  expect(shop.checkRuns).toEqual([])
  return { code, io }
}

test('comment, check and suggestions are shown, and nothing is written', async () => {
  const pull = shop.pullRequest({ head: { files: { 'deploy/web.yaml': deployment('nginx:1.29') } } })
  const { code, io } = await simulate(`acme/shop#${pull.number}`)
  expect(io.stderr).toBe('')
  expect(code).toBe(0)
  expect(io.stdout).toContain(`acme/shop#${pull.number} at ${pull.headSha.slice(0, 12)}, to be merged into main\n`)
  expect(io.stdout).toContain('Configuration: none, so the defaults hold\nNothing was written.')
  expect(io.stdout).toMatch(/\nComment\n=+\n<!-- pull-policy:comment -->\n/)
  expect(io.stdout).toMatch(/\nCheck pull-policy: (?:success|failure)\n=+\n/)
  expect(io.stdout).toMatch(/\nSuggestions: 1\n=+\ndeploy\/web\.yaml:10\n/)
  expect(io.stdout).toContain(`\`\`\`suggestion\n          image: nginx:1.29@${IMAGE.digest}\n\`\`\``)
  expect(pull.comments()).toEqual([])
})

test('an address does as well, and what was quoted commands no terminal', async () => {
  const pull = shop.pullRequest({ head: { files: { 'deploy/web.yaml': deployment('"nginx:\\e]0;owned\\a"') } } })
  const { code, io } = await simulate(`${github.url}/acme/shop/pull/${pull.number}/files#diff`)
  expect([code, io.stderr]).toEqual([0, ''])
  expect(io.stdout).toContain('nginx:')
  expect(io.stdout).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]/)
})

describe('says why there is nothing to show', () => {
  test.each([
    ['acme/shop#999', 2, 'there is no such pull request, or the app cannot see it'],
    ['acme/nowhere#1', 2, 'the app is not installed on acme/nowhere, or there is no such repository; install it there'],
    ['acme/shop', 2, 'expected a pull request as OWNER/REPO#NUMBER or its address'],
  ])('%s', async (operand, expected, words) => {
    const { code, io } = await simulate(operand)
    expect(code).toBe(expected)
    expect(io.stdout + io.stderr).toContain(words)
  })

  test('a pull request that is closed', async () => {
    const pull = shop.pullRequest({ head: { files: { 'deploy/web.yaml': deployment('nginx:1.30') } } })
    pull.close()
    expect((await simulate(`acme/shop#${pull.number}`)).io.stdout).toContain(
      'it is closed, or its repository is archived, so nothing would be written',
    )
  })
})
