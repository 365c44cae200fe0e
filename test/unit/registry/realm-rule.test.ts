import { describe, expect, test } from '@jest/globals'
import { mayReceiveCredentials } from '../../../src/registry/realm-rule.ts'

const NOBODY = { plainHttp: new Set<string>(), privateHosts: new Set<string>() }

describe('credentials for a registry are shown to', () => {
  test.each([
    ['https://ghcr.io', 'https://ghcr.io/token', 'its own host'],
    ['https://registry.example.com:5000', 'https://registry.example.com:8443/auth', 'its own host on another port'],
    ['https://registry-1.docker.io', 'https://auth.docker.io/token', 'Docker Hub’s issuer'],
    ['https://registry.gitlab.com', 'https://gitlab.com/jwt/auth', 'GitLab’s issuer'],
    ['https://registry.gitlab.example.com', 'https://gitlab.example.com/jwt/auth', 'a parent domain'],
    ['https://example.com', 'https://auth.example.com/token', 'a child domain'],
    ['https://10.0.0.1', 'https://10.0.0.1/auth', 'its own address'],
  ])('%s → %s: %s', (registry, realm) => expect(mayReceiveCredentials(new URL(realm), new URL(registry), NOBODY, new Set())).toBe(true))
})

describe('credentials for a registry are not shown to', () => {
  test.each([
    ['https://registry.example.com', 'https://evil.example.net/token', 'anybody else'],
    ['https://registry.example.com', 'https://auth.example.com/token', 'a sibling'],
    ['https://example.com', 'https://evilexample.com/token', 'a name that ends alike'],
    ['https://ghcr.io', 'https://ghcr.io.evil.example.net/token', 'a name that begins alike'],
    ['https://registry.io', 'https://io/token', 'a top-level domain'],
    ['https://ghcr.io', 'http://ghcr.io/token', 'its own host without TLS'],
    ['https://evil.example.net', 'https://auth.docker.io/token', 'an issuer of others'],
    ['https://10.0.0.1', 'https://10.0.0.2/auth', 'the next address'],
  ])('%s → %s: %s', (registry, realm) => expect(mayReceiveCredentials(new URL(realm), new URL(registry), NOBODY, new Set())).toBe(false))
})

test('an issuer that the operator lists gets them, on its port only', () => {
  const listed = new Set(['auth.example.net:443'])
  const registry = new URL('https://registry.example.com')
  expect(mayReceiveCredentials(new URL('https://auth.example.net/token'), registry, NOBODY, listed)).toBe(true)
  expect(mayReceiveCredentials(new URL('https://auth.example.net:444/token'), registry, NOBODY, listed)).toBe(false)
})

test('without TLS, the registry’s own origin gets them where the operator lists it so', () => {
  const trust = { ...NOBODY, plainHttp: new Set(['localhost:5000', 'localhost:5001']) }
  const registry = new URL('http://localhost:5000')
  expect(mayReceiveCredentials(new URL('http://localhost:5000/auth'), registry, trust, new Set())).toBe(true)
  expect(mayReceiveCredentials(new URL('http://localhost:5001/auth'), registry, trust, new Set())).toBe(false)
})
