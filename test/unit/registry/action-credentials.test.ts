import { expect, test } from '@jest/globals'
import { type CredentialSource, firstCredentialOf, fixedCredentials, PUBLIC_REGISTRIES } from '../../../src/index.ts'
import { matchesRegistryPattern } from '../../../src/registry/registry-pattern.ts'

/** As a job puts its own token beside what an earlier step has logged in with. */
const TOKEN = { username: 'x-access-token', password: 'the-token' }
const LOGIN = { username: 'alice', password: 's3cret' }
const loggedIn: CredentialSource = {
  find: async registry => (registry === 'quay.io' ? { credential: LOGIN, notices: ['read'] } : { notices: ['read'] }),
}
const source = firstCredentialOf([loggedIn, fixedCredentials({ 'ghcr.io': TOKEN })])

test.each([
  ['ghcr.io', 'acme/app', TOKEN],
  ['GHCR.io', 'acme/app', TOKEN],
  ['quay.io', 'acme/app', LOGIN],
  ['ghcr.io.attacker.net', 'acme/app', undefined],
  ['attacker-ghcr.io', 'acme/app', undefined],
  ['a.ghcr.io', 'acme/app', undefined],
  ['ghcr.io:8443', 'acme/app', undefined],
  ['docker.io', 'ghcr.io/app', undefined],
])('the token of a job is for its host alone: %s/%s', async (registry, repository, credential) => {
  expect(await source.find(registry, repository)).toEqual({ notices: ['read'], ...(credential && { credential }) })
})

test.each([
  ['ghcr.io', true],
  ['docker.io', true],
  ['europe-west1-docker.pkg.dev', true],
  ['123456789012.dkr.ecr.eu-central-1.amazonaws.com', true],
  ['acme.azurecr.io', true],
  ['localhost:5000', false],
  ['127.0.0.1', false],
  ['ghcr.io.attacker.net', false],
  ['ghcr.io:444', false],
  ['a.b-docker.pkg.dev', false],
  ['dkr.ecr.amazonaws.com', false],
  ['x.dkr.ecr.attacker.net', false],
])('%s is among the registries that strangers’ changes may have asked: %p', (registry, isKnown) => {
  expect(PUBLIC_REGISTRIES.some(pattern => matchesRegistryPattern(pattern, registry, 'acme/app'))).toBe(isKnown)
})
