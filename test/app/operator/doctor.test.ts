import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { EVENTS, permissionsOf } from '../../../app/operator/permissions.ts'
import { run } from '../../../app/operator/run.ts'
import { diagnoseHook } from '../../../app/operator/webhook-diagnosis.ts'
import type { Environment } from '../../../app/settings/environment.ts'
import type { AppOptions, FakeApp } from '../../fake/github/app.ts'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import { Console } from './console.ts'

let github: FakeGitHub
let folder: string
let server: Server
let status: number

beforeAll(async () => {
  github = await startFakeGitHub({ isEnterprise: true })
})
afterAll(() => github.close())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'))
  status = 202
  server = createServer((_request, response) => response.writeHead(status).end())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await github.settled()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  rmSync(folder, { recursive: true })
  github.assertNoViolations()
})

const GOOD: AppOptions = { permissions: permissionsOf('default'), events: EVENTS.map(({ name }) => name) }

/** An app as it should be but for what the options change, with one repository. */
function appWith(options: AppOptions = {}): FakeApp {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`
  const app = github.app({ ...GOOD, webhook: { url, secret: 'a-secret-of-24-characters' }, ...options })
  app.install(github.repository(`acme/app-${app.id}`, { files: { 'a.yaml': 'a' } }))
  return app
}

function envOf(app: FakeApp): Environment {
  const { host } = new URL(github.url)
  return { APP_ID: String(app.id), PRIVATE_KEY: app.privateKey, WEBHOOK_SECRET: app.webhook.secret, GHE_HOST: host, GHE_PROTOCOL: 'http' }
}

interface Visit {
  readonly code: number
  readonly text: string
}

async function visit(
  env: Environment,
  { argv = [], skew = 0 }: { readonly argv?: readonly string[]; readonly skew?: number } = {},
): Promise<Visit> {
  await github.settled()
  const io = new Console(folder, env)
  io.skew = skew
  const code = await run(['doctor', ...argv], io)
  expect(io.stderr).toBe('')
  return { code, text: io.stdout }
}

test('an app as it should be', async () => {
  const app = appWith()
  const { code, text } = await visit(envOf(app))
  expect(text.split('\n')).toEqual([
    'OK    the settings can be read, and no secret lies open',
    'OK    only the well-known public registries are asked, as anybody may',
    "OK    the clock of this machine agrees with GitHub's",
    `OK    the key belongs to app ${app.id}, test-app`,
    'OK    the app has the permissions that are needed',
    'OK    the app hears of the events that it needs',
    'NOTE  webhooks are sent without TLS',
    `      -> use an https address: ${github.url}/settings/apps/test-app`,
    'OK    the last 1 webhooks were taken',
    'OK    the installation on acme has the permissions that are needed',
    '',
    'All is well.',
    '',
  ])
  expect(code).toBe(0)
})

test('writes nothing, and leaves no token behind', async () => {
  const app = appWith()
  const before = github.requests.all.length
  await visit(envOf(app))
  expect(github.requests.all.slice(before).map(({ operation }) => operation)).toEqual([
    'GET /app',
    'GET /app/hook/config',
    'GET /app/hook/deliveries',
    'GET /app/installations',
    'POST /app/installations/{installation_id}/access_tokens',
    'DELETE /installation/token',
  ])
})

describe('says what is wrong and how to mend it', () => {
  test('a permission that the app does not ask for', async () => {
    const { checks: _withheld, ...permissions } = permissionsOf('default')
    const { code, text } = await visit(envOf(appWith({ permissions })))
    expect(code).toBe(1)
    expect(text).toContain('WRONG the app lacks checks: write (keeps its check')
    expect(text).toContain(`-> add it under Permissions & events: ${github.url}/settings/apps/test-app/permissions`)
    expect(text).toContain('WRONG the installation on acme lacks checks: write')
    expect(text).toContain('2 to mend.')
  })

  test('a permission that nobody has accepted yet', async () => {
    const { merge_queues: _withheld, ...permissions } = permissionsOf('default')
    const app = appWith({ permissions })
    app.permissions = { metadata: 'read', ...permissionsOf('default') }
    const { text } = await visit(envOf(app))
    expect(text).toContain('OK    the app has the permissions')
    expect(text).toMatch(/WRONG the installation on acme lacks merge_queues: read .*\n +-> an owner of the account must accept it: http/)
  })

  test('read where write is needed, and write where read is', async () => {
    const { text } = await visit(envOf(appWith({ permissions: { ...permissionsOf('default'), pull_requests: 'read', contents: 'write' } })))
    expect(text).toContain('WRONG the app lacks pull_requests: write')
    expect(text).toMatch(/NOTE {2}the app has contents: write, which is not needed\n +-> take it away, unless you want the pin button/)
  })

  test('the flavour with the pin button', async () => {
    const { text } = await visit(envOf(appWith()), { argv: ['--pin-button'] })
    expect(text).toContain('WRONG the app lacks contents: write (commits the pins')
  })

  test('an event that it does not hear of', async () => {
    const { code, text } = await visit(envOf(appWith({ events: ['pull_request', 'push', 'check_run', 'check_suite'] })))
    expect([code, text]).toEqual([
      1,
      expect.stringContaining('WRONG the app does not hear of merge_group (a merge queue asks for the check)'),
    ])
  })

  test("another app's key", async () => {
    const [one, other] = [appWith(), appWith()]
    const { code, text } = await visit({ ...envOf(one), PRIVATE_KEY: other.privateKey })
    expect([code, text]).toEqual([1, expect.stringContaining('WRONG GitHub does not know this key for this app\n      -> compare APP_ID')])
  })

  test.each([
    [40_000, /NOTE {2}the clock of this machine is (?:39|40|41) s ahead of/, 0],
    [
      -300_000,
      /WRONG the clock of this machine is (?:299|300|301) s behind GitHub's, so GitHub refuses what the app signs\n {6}-> let it be set by NTP/,
      1,
    ],
  ])('a clock that is wrong by %i ms', async (skew, words, code) => {
    const { text, code: exit } = await visit(envOf(appWith()), { skew })
    expect(text).toMatch(words)
    expect(exit).toBe(code)
  })

  test.each([
    [401, 'the secrets differ: enter the value of WEBHOOK_SECRET'],
    [404, 'compare it with WEBHOOK_PATH'],
    [503, 'look at /readyz and the log'],
    [500, 'look at the answer there'],
  ])('webhooks that are answered with %i', async (answer, remedy) => {
    status = answer
    const { code, text } = await visit(envOf(appWith()))
    expect(text).toContain(`WRONG 1 of the last 1 webhooks failed, the last one with status ${answer}\n`)
    expect(text).toContain(remedy)
    expect(code).toBe(1)
  })

  test('webhooks that nobody takes, and what was missed before', async () => {
    const app = appWith()
    await github.settled()
    app.deliveries.loseNext()
    app.installations[0]?.announce('new_permissions_accepted')
    expect((await visit(envOf(app))).text).toContain('the last one with failed to connect to host\n      -> see that the app runs')
    app.installations[0]?.announce('new_permissions_accepted')
    const { code, text } = await visit(envOf(app))
    expect([code, text]).toEqual([
      0,
      expect.stringContaining('NOTE  1 of the last 3 webhooks failed, the last one was taken\n      -> deliver again what was missed'),
    ])
  })

  test('webhooks that go elsewhere, or nowhere', async () => {
    const app = appWith()
    await github.settled()
    expect(diagnoseHook({}, '/hook', 'https://settings')).toEqual([
      expect.objectContaining({ kind: 'wrong', what: 'the app has no webhook address' }),
    ])
    app.webhook.url = 'https://hooks.example.com/'
    expect((await visit(envOf(app))).text).toContain(
      'WRONG webhooks go to /, but the app listens on /api/github/webhooks\n      -> set WEBHOOK_PATH=/,',
    )
  })

  test('an installation that is suspended', async () => {
    const app = appWith()
    app.installations[0]?.suspend()
    const { code, text } = await visit(envOf(app))
    expect([code, text]).toEqual([0, expect.stringContaining('NOTE  the installation on acme is suspended\n')])
  })

  test('settings, each with its remedy, before anybody is asked', async () => {
    const before = github.requests.all.length
    const { code, text } = await visit({ APP_ID: '1', WEBHOOK_SECRET: 'short' })
    expect(text.split('\n').filter(line => line.startsWith('WRONG'))).toEqual([
      'WRONG PRIVATE_KEY_PATH is not set',
      'WRONG WEBHOOK_SECRET is shorter than 16 characters',
    ])
    expect(text).toContain('      -> make one with `openssl rand -hex 32`')
    expect([code, github.requests.all.length]).toEqual([1, before])
  })

  test('registries', async () => {
    const path = join(folder, 'registries.yml')
    writeFileSync(path, 'registries:\n  - host: ghcr.io/acme\n    owners: [acme]\n    username: bot\n    password-env: GHCR\n')
    const env = { ...envOf(appWith()), PULL_POLICY_REGISTRIES: path }
    expect((await visit(env)).text).toContain('WRONG login for ghcr.io/acme: GHCR is empty; put the password there\n')
    expect((await visit({ ...env, GHCR: 'hunter2' })).text).toContain(
      'OK    the registries file opens 1 place, and its secrets can be read\n',
    )
  })

  test('GitHub that does not answer', async () => {
    const { port } = server.address() as AddressInfo
    await new Promise(resolve => server.close(resolve))
    const { code, text } = await visit({ ...envOf(github.app(GOOD)), GHE_HOST: `127.0.0.1:${port}` })
    expect([code, text]).toEqual([1, expect.stringContaining(`WRONG http://127.0.0.1:${port}/api/v3 does not answer\n`)])
  })
})

test('nothing that is secret is said', async () => {
  const app = appWith({ hasStatelessTokens: true })
  const { text } = await visit(envOf(app))
  for (const secret of [app.webhook.secret, app.privateKey.slice(60, 90), 'ghs_']) expect(text).not.toContain(secret)
})
