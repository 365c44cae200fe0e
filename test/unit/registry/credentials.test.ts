import { describe, expect, test } from '@jest/globals'
import { type CredentialSource, firstCredentialOf, fixedCredentials, NO_CREDENTIALS } from '../../../src/registry/credentials.ts'

const ghcr = fixedCredentials({ 'ghcr.io': { username: 'x-access-token', password: 'token' } })
const broken: CredentialSource = { find: async () => ({ notices: ['config.json is no JSON object'] }) }

describe('credentials in hand', () => {
  const source = fixedCredentials({
    'docker.io': { username: 'hub' },
    'h.io': { username: 'host' },
    'h.io/team': { username: 'team' },
    'h.io:5000': { username: 'port' },
  })

  test.each([
    ['docker.io', 'library/nginx', 'hub'],
    ['index.docker.io', 'library/nginx', 'hub'],
    ['registry-1.docker.io', 'library/nginx', 'hub'],
    ['hub.docker.com', 'library/nginx', undefined],
    ['h.io', 'app', 'host'],
    ['H.IO', 'app', 'host'],
    ['h.io', 'team/app', 'team'],
    ['h.io', 'teammate/app', 'host'],
    ['h.io:5000', 'team/app', 'port'],
    ['h.io:443', 'app', undefined],
    ['x.h.io', 'app', undefined],
  ])('%s/%s → %s', async (registry, repository, username) =>
    expect((await source.find(registry, repository)).credential?.username).toBe(username),
  )
})

describe('the first of several sources', () => {
  test('that has something is taken, with the notices of those before it', async () => {
    expect(await firstCredentialOf([broken, NO_CREDENTIALS, ghcr]).find('ghcr.io', 'a/b')).toEqual({
      credential: { username: 'x-access-token', password: 'token' },
      notices: ['config.json is no JSON object'],
    })
  })

  test('those behind it are not asked', async () => {
    const never: CredentialSource = { find: () => Promise.reject(new Error('asked')) }
    expect((await firstCredentialOf([ghcr, never]).find('ghcr.io', 'a/b')).notices).toEqual([])
  })

  test('none of which has anything: notices only', async () => {
    expect(await firstCredentialOf([broken, ghcr]).find('quay.io', 'a/b')).toEqual({ notices: ['config.json is no JSON object'] })
  })
})
