import { describe, expect, test } from '@jest/globals'
import { readRegistriesFile } from '../../../src/config/registries-file.ts'

const WHOLE = `
registries:
  - host: GHCR.io/acme
    owners: [Acme, acme-labs]
    username: acme-bot
    password-file: /run/secrets/ghcr
    show-in-public: true
  - host: registry.corp.example:5000
    owners: ["*"]
    username: puller
    password-env: CORP_PASSWORD
    inner-address: true
    token-issuers: [auth.corp.example]
  - host: 10.1.2.3:5000
    owners: [acme]
    plain-http: true
mirrors:
  docker.io: registry.corp.example:5000/hub
certificate-authorities: [/etc/ssl/corp.pem]
`

const PLAIN = { login: null, isShownInPublic: false, isInner: false, isPlainHttp: false, tokenIssuers: [] }

test('a whole file', () => {
  expect(readRegistriesFile(WHOLE, 'registries.yml')).toEqual({
    entries: [
      {
        ...PLAIN,
        host: 'ghcr.io/acme',
        owners: ['acme', 'acme-labs'],
        login: { username: 'acme-bot', password: { kind: 'file', path: '/run/secrets/ghcr' } },
        isShownInPublic: true,
      },
      {
        ...PLAIN,
        host: 'registry.corp.example:5000',
        owners: ['*'],
        login: { username: 'puller', password: { kind: 'environment', name: 'CORP_PASSWORD' } },
        isInner: true,
        tokenIssuers: ['auth.corp.example'],
      },
      { ...PLAIN, host: '10.1.2.3:5000', owners: ['acme'], isPlainHttp: true },
    ],
    mirrors: { 'docker.io': 'registry.corp.example:5000/hub' },
    certificateAuthorities: ['/etc/ssl/corp.pem'],
  })
})

test.each(['', '# nothing yet\n', '\ufeffregistries: []\n'])('%j says nothing', text => {
  expect(readRegistriesFile(text, 'r.yml')).toEqual({ entries: [], mirrors: {}, certificateAuthorities: [] })
})

describe('what is wrong is said with its place', () => {
  test.each([
    ['registries: [{owners: [a]}]', 'r.yml:1:14: unexpected map without `host`'],
    ['registries: [{host: ghcr.io}]', 'r.yml:1:14: unexpected map without `owners`'],
    ['registries: [{host: "https://ghcr.io", owners: [a]}]', 'r.yml:1:21: unexpected `https://ghcr.io`'],
    ['registries: [{host: ghcr.io, owners: [a/b]}]', 'r.yml:1:39: unexpected `a/b`, expected an account as `acme`'],
    [
      'registries: [{host: ghcr.io, owners: [a], password: hunter2}]',
      'expected `password-file` or `password-env`: no secret is written in this file',
    ],
    ['registries: [{host: ghcr.io, owners: [a], username: b}]', 'unexpected half of a login'],
    ['registries: [{host: ghcr.io, owners: [a], password-env: B}]', 'unexpected half of a login'],
    [
      'registries: [{host: ghcr.io, owners: [a], username: b, password-env: B, password-file: /b}]',
      'unexpected `password-file` beside `password-env`, expected one of them',
    ],
    ['registries: [{host: ghcr.io, owners: [a], username: "b:c", password-env: B}]', 'expected a user name without `:`'],
    ['registries: [{host: ghcr.io, owners: [a], show-in-public: maybe}]', 'expected `true` or `false`'],
    [
      'mirror: {}',
      'r.yml:1:1: unexpected key `mirror`, expected one of `registries`, `mirrors`, `certificate-authorities`; did you mean `mirrors`?',
    ],
    ['registries: {ghcr.io: {}}', 'r.yml:1:13: unexpected map, expected a list'],
    ['registries: *all', 'r.yml:1:13'],
  ])('%s', (text, message) => {
    expect(() => readRegistriesFile(text, 'r.yml')).toThrow(message)
  })

  test('and a password that somebody wrote there is not repeated', () => {
    expect(() => readRegistriesFile('registries: [{host: ghcr.io, owners: [a], password: hunter2}]', 'r.yml')).toThrow(/^(?!.*hunter2)/s)
  })
})
