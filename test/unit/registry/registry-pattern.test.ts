import { expect, test } from '@jest/globals'
import { PUBLIC_REGISTRIES } from '../../../src/registry/public-registries.ts'
import { matchesRegistryPattern } from '../../../src/registry/registry-pattern.ts'
import { ownMilliseconds } from '../../own-work.ts'

test.each([
  ['ghcr.io', 'ghcr.io', 'a/b', true],
  ['GHCR.io', 'ghcr.IO', 'a/b', true],
  ['ghcr.io', 'evilghcr.io', 'a', false],
  ['ghcr.io', 'ghcr.io.evil.example', 'a', false],
  ['ghcr.io', 'ghcr.io:5000', 'a', false],
  ['registry.example.com:5000', 'registry.example.com:5000', 'a', true],
  ['ghcr.io/our-team', 'ghcr.io', 'our-team/app', true],
  ['ghcr.io/our-team/', 'ghcr.io', 'our-team/app', true],
  ['ghcr.io/our-team', 'ghcr.io', 'our-team', true],
  ['ghcr.io/our', 'ghcr.io', 'our-team/app', false],
  ['ghcr.io/our-*', 'ghcr.io', 'our-team/app', true],
  ['ghcr.io/*/app', 'ghcr.io', 'team/app/x', true],
  ['ghcr.io/*/app', 'ghcr.io', 'team', false],
  ['*', 'anything.example', 'a', true],
  ['*.azurecr.io', 'ours.azurecr.io', 'a', true],
  ['*.azurecr.io', 'azurecr.io', 'a', false],
  ['*.azurecr.io', 'x.y.azurecr.io', 'a', false],
  ['*-docker.pkg.dev', 'europe-west1-docker.pkg.dev', 'p/r/i', true],
  ['*-docker.pkg.dev', 'docker.pkg.dev', 'p/r/i', false],
  ['*.dkr.ecr.*.amazonaws.com', '123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'a', true],
  ['a*b*c.io', 'abc.io', 'x', true],
  ['a*b*c.io', 'aXbYc.io', 'x', true],
  ['a*b*c.io', 'acb.io', 'x', false],
  ['a*a.io', 'a.io', 'x', false],
])('%s covers %s/%s: %p', (pattern, registry, repository, isCovered) =>
  expect(matchesRegistryPattern(pattern, registry, repository)).toBe(isCovered),
)

test('a hostile pattern takes no time', () => {
  const start = process.cpuUsage()
  matchesRegistryPattern(`${'*a'.repeat(20_000)}b`, 'a'.repeat(40_000), 'x')
  expect(ownMilliseconds(start)).toBeLessThan(2000)
})

test.each(['docker.io', 'ghcr.io', 'quay.io', 'registry.k8s.io', 'mcr.microsoft.com', 'public.ecr.aws'])(
  '%s is asked without being named',
  host => {
    expect(PUBLIC_REGISTRIES.some(pattern => matchesRegistryPattern(pattern, host, 'a/b'))).toBe(true)
  },
)
