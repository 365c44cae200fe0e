import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isFilledInLater, judgeLogin } from '../../../src/kubernetes/credential-likeness.ts'
import { ownMilliseconds } from '../../own-work.ts'

function judge(password: string, user = 'jenkins', host = 'quay.io') {
  return judgeLogin({ host, user, password })
}

describe('logins that somebody could use', () => {
  test.each([
    ['a random password', 'Kq7#vR2m!x'],
    ['a token of GitHub', 'ghp_R7tYq2LmZx81KdWc04NvEjUaSb93PfHgTi65'],
    ['a token of Docker Hub', 'dckr_pat_8kQmZ0vWx2Rt6yLp'],
    ['a token of GitLab', 'glpat-J8xw2mPqRt5vYz1K'],
    ['a UUID, as Azure’s', '3f0c9f0e-6a1b-4d0a-9a55-0b7f3c1d2e4f'],
    ['an AWS token', 'eyJwYXlsb2FkIjoiUmFuZG9tQnl0ZXMifQ=='],
    ['a service account of Google', '{"type":"service_account","private_key":"-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBg"}'],
    ['a word that is no example’s', 'Bratwurst'],
    ['an example’s word with a year', 'password2024'],
    ['a dollar in its middle', 'pa$5Word9kX'],
    ['a dollar in front', '$ecret9kXq'],
    ['braces of its own', 'a{b}c9Kq'],
    ['digits that do not count up', '8273645'],
    ['another script', 'пароль-рыба'],
  ])('%s', (_, password) => expect(judge(password)).toBe('real'))
})

describe('logins that stand for another', () => {
  test.each([
    ['a shell variable', '${REGISTRY_PASSWORD}'],
    ['a shell variable without braces', '$REGISTRY_PASSWORD'],
    ['a command', '$(cat /run/secrets/token)'],
    ['a Helm value', '{{ .Values.password }}'],
    ['a Concourse variable', '((registry.password))'],
    ['an Azure DevOps token', '#{RegistryPassword}#'],
    ['angle brackets', '<your token here>'],
    ['SOPS', 'ENC[AES256_GCM,data:9Xk2,iv:abc=,tag:def=,type:str]'],
    ['a reference to Vault', 'vault:secret/data/registry#password'],
    ['a reference of vals', 'ref+awsssm://registry/password'],
    ['a reference to 1Password', 'op://infra/registry/password'],
    ['a shortened example', 'c3R...zE2'],
    ['an ellipsis', 'dckr_pat_…'],
    ['Xs', 'xxxxxxxxxxx'],
    ['Xs in groups', 'XXXX-XXXX-XXXX'],
    ['Xs behind a real prefix', 'ghp_xxxxxxxxxxxxxxxxxxxx'],
    ['stars', '********'],
    ['zeros', '00000000'],
    ['three characters', 'foo'],
    ['a word', 'password'],
    ['a word with digits', 'password123'],
    ['a word with ascending digits', 'test12345678'],
    ['a word in disguise', 'P@ssw0rd!'],
    ['another', 's3cr3t'],
    ['several words', 'my-secret-token'],
    ['words run together', 'yourpasswordhere'],
    ['the name of a variable', 'DOCKER_HUB_ACCESS_TOKEN'],
    ['an instruction', 'REPLACE_ME_WITH_YOUR_TOKEN'],
    ['another instruction', 'your base64 encoded credentials here'],
    ['a default that everybody knows', 'Harbor12345'],
    ['the alphabet', 'abcdefgh'],
    ['counting', '123456'],
    ['what a scrubber leaves', 'REDACTED'],
  ])('%s', (_, password) => expect(judge(password)).toBe('placeholder'))

  test('the user’s name once more', () => expect(judge('registry-ci-9', 'registry-ci-9')).toBe('placeholder'))

  test.each(['registry.example.com', 'example.org', 'hub.example', 'registry.invalid', 'reg.test', 'localhost', 'Registry.EXAMPLE.com'])(
    'whatever is written for %s',
    host => expect(judge('Kq7#vR2m!x', 'ci', host)).toBe('placeholder'),
  )

  test.each(['myexample.com', 'example.com.attacker.io', 'contest', 'latest.io'])('but not for %s', host =>
    expect(judge('Kq7#vR2m!x', 'ci', host)).toBe('real'),
  )
})

test.each(['', ' ', '\n'])('nothing is written in %j', password => expect(judge(password)).toBe('none'))

test('random tokens are never taken for words', () => {
  const token = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
    minLength: 20,
    maxLength: 40,
  })
  fc.assert(
    fc.property(token, password => {
      expect(judge(password)).toBe('real')
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['many words', 'password'.repeat(200_000)],
  ['many digits', `${'1'.repeat(500_000)}x`],
  ['many openings', '((${{'.repeat(200_000)],
])('hostile: %s are judged in no time', (_, password) => {
  const started = process.cpuUsage()
  judge(password)
  expect(ownMilliseconds(started)).toBeLessThan(2000)
})

test.each([
  ['AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq', false],
  ['eyJhdXRocyI6e319', false],
  ['<base64>', true],
  ['${DOCKER_CONFIG_JSON}', true],
  ['ENC[AES256_GCM,data:x]', true],
])('%s is filled in later: %s', (text, expected) => expect(isFilledInLater(text)).toBe(expected))
