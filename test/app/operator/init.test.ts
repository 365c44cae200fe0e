import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { run } from '../../../app/operator/run.ts'
import { readEnvironment } from '../../../app/settings/environment.ts'
import { readSettings } from '../../../app/settings/settings.ts'
import type { FakeApp } from '../../fake/github/app.ts'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import { Console } from './console.ts'

let github: FakeGitHub
let app: FakeApp
let folder: string

beforeAll(async () => {
  github = await startFakeGitHub({ isEnterprise: true })
})
afterAll(() => github.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'))
  app = github.app({ slug: 'our-pull-policy' })
  app.manifestCode = 'c0de'
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  github.assertNoViolations()
})

function terminal(): Console {
  const { host } = new URL(github.url)
  return new Console(folder, { GHE_HOST: host, GHE_PROTOCOL: 'http' })
}

interface Page {
  readonly origin: string
  readonly action: URL
  readonly manifest: Readonly<Record<string, unknown>>
  readonly html: string
  readonly headers: Headers
}

/** Opens the page that the command shows, as a browser would, and reads its form. */
async function openPage(io: Console): Promise<Page> {
  const url = await io.shown(/http:\/\/127\.0\.0\.1:\d+\//)
  const response = await fetch(url)
  const html = await response.text()
  const unescapeHtml = (text = '') =>
    text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const action = new URL(unescapeHtml(/action="([^"]*)"/.exec(html)?.[1]))
  const manifest: Readonly<Record<string, unknown>> = JSON.parse(unescapeHtml(/name="manifest" value="([^"]*)"/.exec(html)?.[1]))
  return { origin: new URL(url).origin, action, manifest, html, headers: response.headers }
}

/** What GitHub does once the person has pressed its button. */
function comeBack({ origin, action, manifest }: Page, code = 'c0de', state = action.searchParams.get('state')): Promise<Response> {
  expect(manifest.redirect_url).toBe(`${origin}/created`)
  return fetch(`${origin}/created?code=${code}&state=${state}`)
}

test('the whole way: a page, GitHub, two files that only their owner can read', async () => {
  const io = terminal()
  const running = run(['init', '--webhook-url', 'https://hooks.example.com', '--org', 'acme', '--name', 'acme-pull-policy'], io)
  const page = await openPage(io)
  expect(page.action.origin + page.action.pathname).toBe(`${github.url}/organizations/acme/settings/apps/new`)
  expect(page.action.searchParams.get('state')).toMatch(/^[\w-]{32}$/)
  expect(page.headers.get('content-security-policy')).toContain(`form-action ${github.url};`)
  expect(page.manifest).toEqual({
    name: 'acme-pull-policy',
    url: expect.stringMatching(/^https:/),
    description: expect.any(String),
    public: false,
    redirect_url: `${page.origin}/created`,
    hook_attributes: { url: 'https://hooks.example.com/api/github/webhooks', active: true },
    default_permissions: { metadata: 'read', contents: 'read', pull_requests: 'write', checks: 'write', merge_queues: 'read' },
    default_events: ['check_run', 'check_suite', 'merge_group', 'pull_request', 'push'],
  })
  expect((await comeBack(page)).status).toBe(200)
  expect(await running).toBe(0)
  expect(io.stdout).toContain('http')
  for (const secret of [app.webhook.secret, app.privateKey.slice(60, 100)]) expect(io.stdout + io.stderr).not.toContain(secret)
  for (const name of ['.env', 'pull-policy-app.private-key.pem']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  const env = readEnvironment(folder, {})
  const settings = readSettings({ ...env, PRIVATE_KEY_PATH: join(folder, env.PRIVATE_KEY_PATH ?? '') })
  expect(settings).toMatchObject({
    appId: app.id,
    webhookSecrets: { current: app.webhook.secret },
    github: { apiUrl: github.apiUrl },
    webhookPath: '/api/github/webhooks',
  })
  expect(settings.privateKey).toBe(app.privateKey)
})

test('the flavour with the pin button asks for more; a path of its own is kept; the address is asked for at a terminal', async () => {
  const io = terminal()
  io.question = async () => ' https://hooks.example.com/own/path '
  const running = run(['init', '--pin-button', '--public'], io)
  const page = await openPage(io)
  expect(page.action.pathname).toBe('/settings/apps/new')
  expect(page.manifest).toMatchObject({
    public: true,
    hook_attributes: { url: 'https://hooks.example.com/own/path' },
    default_permissions: { contents: 'write' },
  })
  expect(page.html).toContain('contents: write')
  await comeBack(page)
  expect(await running).toBe(0)
  expect(readFileSync(join(folder, '.env'), 'utf8')).toContain('WEBHOOK_PATH=/own/path\n')
})

describe('the page', () => {
  test('believes no code but that of the browser it sent off, and goes on waiting', async () => {
    const io = terminal()
    const running = run(['init', '--webhook-url', 'https://a.example'], io)
    const page = await openPage(io)
    const strange = await Promise.all([
      comeBack(page, 'evil', 'x'),
      comeBack(page, 'evil', 'ä'.repeat(32)),
      comeBack(page, 'evil', ''),
      comeBack(page, '../evil'),
      fetch(`${page.origin}/created`),
      fetch(`${page.origin}/`, { method: 'POST' }),
      fetch(`${page.origin}/probot/import`),
    ])
    expect(strange.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403, 404])
    expect(github.requests.all.filter(({ path }) => path.includes('evil'))).toEqual([])
    await comeBack(page)
    expect(await running).toBe(0)
  })

  test('is for 127.0.0.1 alone: a name that DNS leads there gets nothing', async () => {
    const io = terminal()
    const running = run(['init', '--webhook-url', 'https://a.example'], io)
    const page = await openPage(io)
    const { port } = new URL(page.origin)
    const status = await new Promise(resolve => {
      request({ host: '127.0.0.1', port, headers: { host: `evil.example:${port}` } }, response =>
        resolve(response.resume().statusCode),
      ).end()
    })
    expect(status).toBe(403)
    await comeBack(page)
    await running
  })
})

describe('is refused, with the remedy', () => {
  test.each(['.env', 'pull-policy-app.private-key.pem'])('where %s is there already: nothing is overwritten', async name => {
    writeFileSync(join(folder, name), 'mine')
    const io = terminal()
    expect(await run(['init', '--webhook-url', 'https://a.example'], io)).toBe(2)
    expect(io.stderr).toContain(`${name} in ${folder} would be overwritten`)
    expect(readFileSync(join(folder, name), 'utf8')).toBe('mine')
  })

  test.each([
    [['init'], '--webhook-url is not given, and there is no terminal to ask at'],
    [['init', '--webhook-url', 'http://hooks.example.com'], 'http is not taken'],
    [['init', '--webhook-url', 'hooks.example.com'], 'expected an address as https://pull-policy.example.com'],
    [['init', '--webhook-url', 'https://a.example', '--org', 'a/b'], '--org: unexpected `a/b`'],
    [['init', '--webhook-url', 'https://a.example', '--port', 'x'], '--port: unexpected `x`'],
    [['init', '--nonsense'], '--nonsense'],
    [['init', 'more'], 'unexpected `more` after `init`'],
  ])('%j', async (argv, message) => {
    const io = terminal()
    expect(await run(argv, io)).toBe(2)
    expect(io.stderr).toContain(message)
    expect(io.stdout).toBe('')
  })

  test('where the code is not good any more: nothing is written', async () => {
    const io = terminal()
    const running = run(['init', '--webhook-url', 'https://a.example'], io)
    await comeBack(await openPage(io), 'another')
    expect(await running).toBe(2)
    expect(io.stderr).toMatch(/GitHub answered 404; the code was used before.*start again/)
    expect(() => statSync(join(folder, '.env'))).toThrow('ENOENT')
  })
})
