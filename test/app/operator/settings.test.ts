import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { type Environment, readEnvironment } from '../../../app/settings/environment.ts'
import { readSettings } from '../../../app/settings/settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'settings-'))
afterAll(() => rmSync(folder, { recursive: true }))

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const KEY = RSA.export({ type: 'pkcs1', format: 'pem' }).toString()
const SECRET = 'a-secret-of-32-characters-abcdef'
const GOOD: Environment = { APP_ID: '4242', PRIVATE_KEY: KEY, WEBHOOK_SECRET: SECRET }

function fileOf(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

function faultOf(env: Environment): string {
  try {
    readSettings({ ...GOOD, ...env })
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'UserError') return thrown.message
    throw thrown
  }
  return 'none'
}

test('three variables are enough', () => {
  expect(readSettings(GOOD)).toEqual({
    appId: 4242,
    privateKey: KEY,
    webhookSecrets: { current: SECRET, previous: null },
    github: { apiUrl: 'https://api.github.com', serverUrl: 'https://github.com' },
    host: '127.0.0.1',
    port: 3000,
    adminPort: null,
    webhookPath: '/api/github/webhooks',
    logLevel: 'info',
    registries: { entries: [], mirrors: {}, certificateAuthorities: [] },
    limits: { jobs: 10, jobsPerInstallation: 2, waitingJobs: 10_000, analysisThreads: 2, analysisSeconds: 10 },
  })
})

test.each<readonly [string, Environment]>([
  ['as it is', { PRIVATE_KEY: KEY }],
  ['with \\n for line breaks', { PRIVATE_KEY: KEY.replaceAll('\n', '\\n') }],
  ['in quotes', { PRIVATE_KEY: `"${KEY.replaceAll('\n', '\\n')}"` }],
  ['with CRLF', { PRIVATE_KEY: KEY.replaceAll('\n', '\r\n') }],
  ['in base64', { PRIVATE_KEY: Buffer.from(KEY).toString('base64') }],
  ['in a file', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: fileOf('key.pem', KEY) }],
  ['in a file that a group may read', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: fileOf('group.pem', KEY, 0o640) }],
])('the key is taken %s', (_how, env) => {
  expect(readSettings({ ...GOOD, ...env }).privateKey).toBe(KEY)
})

const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

describe('refuses to start, naming the variable and the remedy', () => {
  test.each<readonly [string, Environment, RegExp]>([
    ['without an app', { APP_ID: '' }, /^APP_ID is not set; set it to the number/],
    ['with a client ID', { APP_ID: 'Iv23abc' }, /^APP_ID is no number; .*Client ID/],
    ['without a key', { PRIVATE_KEY: '' }, /^PRIVATE_KEY_PATH is not set; set it to the file/],
    ['with two keys', { PRIVATE_KEY_PATH: '/nowhere' }, /^PRIVATE_KEY and PRIVATE_KEY_PATH are both set/],
    ['with what is no key', { PRIVATE_KEY: 'hunter2-hunter2' }, /^PRIVATE_KEY holds no RSA private key/],
    ['with a key of another kind', { PRIVATE_KEY: EC }, /^PRIVATE_KEY holds no RSA private key/],
    ['with a key file that is not there', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nowhere/key.pem' }, /^PRIVATE_KEY_PATH: .*ENOENT/],
    ['with a folder as key file', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: folder }, /^PRIVATE_KEY_PATH: .* is no file/],
    [
      'with a key file that everybody can read',
      { PRIVATE_KEY: '', PRIVATE_KEY_PATH: fileOf('open.pem', KEY, 0o644) },
      /^PRIVATE_KEY_PATH: everybody on this machine can read .*chmod 600/,
    ],
    ['without a webhook secret', { WEBHOOK_SECRET: '' }, /^WEBHOOK_SECRET is not set; .*openssl rand -hex 32/],
    ["with Probot's own", { WEBHOOK_SECRET: 'development' }, /^WEBHOOK_SECRET is a word that everybody knows/],
    ['with one of 15 characters', { WEBHOOK_SECRET: 'abcdefghijklmno' }, /^WEBHOOK_SECRET is shorter than 16/],
    ['with one that ends in a line break', { WEBHOOK_SECRET: `${SECRET}\n` }, /^WEBHOOK_SECRET begins or ends with white space/],
    ['with a weak old one', { WEBHOOK_SECRET_PREVIOUS: 'short' }, /^WEBHOOK_SECRET_PREVIOUS is shorter/],
    ['with a port that is none', { PORT: '3000x' }, /^PORT is no whole number from 0 to 65535; leave it out for 3000/],
    ['with an admin port that is none', { ADMIN_PORT: '70000' }, /^ADMIN_PORT/],
    ['with a webhook path that is ours', { WEBHOOK_PATH: '/metrics' }, /^WEBHOOK_PATH is no path of its own/],
    ['with an unknown log level', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL is none of debug, info, warn, error, silent/],
    ['with two GitHubs', { GHE_HOST: 'a.example', GITHUB_API_URL: 'https://b.example' }, /^GHE_HOST and GITHUB_API_URL are both set/],
    ['with an address as host', { GHE_HOST: 'https://a.example' }, /^GHE_HOST is no host/],
    ['with an odd protocol', { GHE_HOST: 'a.example', GHE_PROTOCOL: 'ftp' }, /^GHE_PROTOCOL is neither/],
    ['with what is no address', { GITHUB_API_URL: 'github' }, /^GITHUB_API_URL is no address/],
    ['with no jobs', { PULL_POLICY_JOBS: '0' }, /^PULL_POLICY_JOBS is no whole number from 1/],
    ['with a registries file that is not there', { PULL_POLICY_REGISTRIES: '/nowhere.yml' }, /^PULL_POLICY_REGISTRIES: .*ENOENT/],
    [
      'with a registries file that everybody can change',
      { PULL_POLICY_REGISTRIES: fileOf('open.yml', '', 0o646) },
      /^PULL_POLICY_REGISTRIES: everybody on this machine can change/,
    ],
    [
      'with a broken registries file',
      { PULL_POLICY_REGISTRIES: fileOf('broken.yml', 'registries:\n  - hots: ghcr.io\n') },
      /broken\.yml:2:5: unexpected key `hots`, expected .*did you mean `host`/,
    ],
  ])('%s', (_case, env, message) => {
    expect(faultOf(env)).toMatch(message)
  })

  test('with all that is wrong at once, and none of the values', () => {
    const message = faultOf({
      APP_ID: 'canary-1',
      PRIVATE_KEY: 'canary-2',
      WEBHOOK_SECRET: 'canary-3',
      GHE_HOST: 'canary/4',
      PORT: 'canary-5',
    })
    expect(message.split('\n').map(line => line.split(' ')[0])).toEqual(['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET', 'GHE_HOST', 'PORT'])
    expect(message).not.toContain('canary')
  })
})

test.each<readonly [Environment, string, string]>([
  [{ GHE_HOST: 'GitHub.Acme.example' }, 'https://github.acme.example/api/v3', 'https://github.acme.example'],
  [{ GHE_HOST: '127.0.0.1:4010', GHE_PROTOCOL: 'http' }, 'http://127.0.0.1:4010/api/v3', 'http://127.0.0.1:4010'],
  [{ GHE_HOST: 'acme.ghe.com' }, 'https://api.acme.ghe.com', 'https://acme.ghe.com'],
  [{ GITHUB_API_URL: 'https://api.acme.ghe.com/' }, 'https://api.acme.ghe.com', 'https://acme.ghe.com'],
  [{ GITHUB_API_URL: 'https://github.acme.example/api/v3' }, 'https://github.acme.example/api/v3', 'https://github.acme.example'],
])('%j → %s', (env, apiUrl, serverUrl) => {
  expect(readSettings({ ...GOOD, ...env }).github).toEqual({ apiUrl, serverUrl })
})

describe('.env', () => {
  test('is laid under the environment', () => {
    fileOf('.env', 'APP_ID=1\nPORT=81\n# a comment\n')
    expect(readEnvironment(folder, { PORT: '82' })).toEqual({ APP_ID: '1', PORT: '82' })
  })

  test('is refused where everybody can read it', () => {
    fileOf('.env', 'APP_ID=1\n', 0o644)
    expect(() => readEnvironment(folder, {})).toThrow('chmod 600')
  })

  test('need not be there', () => {
    expect(readEnvironment('/nowhere', { A: 'b' })).toEqual({ A: 'b' })
  })
})
