import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findCredentials, lookUp, makeKeyring } from '../../../src/kubernetes/keyring.ts'
import { ownMilliseconds } from '../../own-work.ts'
import { describeWithShared, readSharedJson } from '../../shared.ts'

const DOCKER_HUB = 'https://index.docker.io/v1/'

describe('how a key is compared with an image', () => {
  test.each([
    ['quay.io', 'quay.io/org/app', true, 'a host serves all its repositories'],
    ['quay.io/org', 'quay.io/org/app', true, 'a path serves what lies below'],
    ['quay.io/org', 'quay.io/organisation/app', true, 'and, being a plain prefix, whatever begins alike'],
    ['quay.io/org/', 'quay.io/organisation/app', false, 'but not behind a slash'],
    ['quay.io/org/app:1.0', 'quay.io/org/app', false, 'a tag in a key is part of its path'],
    ['https://quay.io', 'quay.io/org/app', true, 'the scheme counts for nothing'],
    ['http://quay.io', 'quay.io/org/app', true, 'not even http'],
    ['HTTPS://quay.io', 'quay.io/org/app', false, 'unless in capitals, which are read as a host with a bad port'],
    ['https://quay.io/v1/', 'quay.io/org/app', true, 'API version 1 is dropped'],
    ['https://quay.io/v2/', 'quay.io/org/app', true, 'API version 2 is dropped'],
    ['https://quay.io/v2', 'quay.io/org/app', false, 'but only with its slash'],
    ['https://quay.io/v3/', 'quay.io/org/app', false, 'there is no version 3'],
    ['quay.io/v2/org', 'quay.io/org/app', true, 'what follows the API version stays'],
    ['quay.io:443', 'quay.io/org/app', false, 'no port is not port 443'],
    ['quay.io:5000', 'quay.io:5000/org/app', true, 'the same port'],
    ['quay.io:', 'quay.io/org/app', true, 'an empty port is none'],
    ['QUAY.io', 'quay.io/org/app', false, 'case counts'],
    ['*.io', 'quay.io/org/app', true, 'a star is one label'],
    ['*', 'quay.io/org/app', false, 'and no more than one'],
    ['q*y.io', 'quay.io/org/app', true, 'or a part of one'],
    ['q*a*y.i*', 'quay.io/org/app', true, 'or several parts'],
    ['quay.io/*', 'quay.io/org/app', false, 'never a path'],
    ['[::1]:5000', '[::1]:5000/app', true, 'an IPv6 address'],
    ['[::1]', '[::1]:5000/app', false, 'an IPv6 address without the port'],
    ['[::1]', '[::1]/app', true, 'an IPv6 address, no port on either side'],
    ['[not-an-address]', '[::1]/app', false, 'what stands in brackets must be an address'],
    ['user:secret@quay.io', 'quay.io/org/app', true, 'a login before the host counts for nothing'],
    ['us er@quay.io', 'quay.io/org/app', false, 'but must be one'],
    ['quay.io/a%62c', 'quay.io/abc/app', true, 'escapes in a path are undone'],
    ['quay.io/a%2562c', 'quay.io/abc/app', true, 'twice, since the key is parsed twice'],
    ['quay.io/a%6', 'quay.io/a/app', false, 'half an escape makes the key unreadable'],
    ['quay.io?x=y', 'quay.io/org/app', true, 'a query counts for nothing'],
    ['quay.io#x', 'quay.io/org/app', true, 'a fragment counts for nothing'],
    ['quay.io#%zz', 'quay.io/org/app', false, 'but must be readable'],
    ['q[u]ay.io', 'quay.io/org/app', false, 'Go refuses brackets within a host'],
    ['quay.io\n', 'quay.io/org/app', false, 'Go refuses control characters'],
    ['{{ .host }}', 'quay.io/org/app', false, 'a template is no host'],
    ['', 'quay.io/org/app', false, 'an empty key serves nothing'],
  ])('%j for %s: %s (%s)', (key, image, isFound) => {
    expect(findCredentials([key], image)).toEqual(isFound ? [key] : [])
  })
})

describe('which of Docker Hub’s names serve its images', () => {
  test.each([
    [DOCKER_HUB, true],
    ['https://index.docker.io/v2/', true],
    ['index.docker.io', true],
    ['docker.io', true],
    ['https://docker.io', true],
    ['https://docker.io/v1/', true],
    ['https://index.docker.io/v1', false],
    ['registry-1.docker.io', false],
    ['hub.docker.com', false],
    ['registry.hub.docker.com', false],
    ['*.docker.io', false],
    ['docker.io/myorg', false],
    ['index.docker.io/library', false],
  ])('%s for docker.io/library/nginx: %s', (key, isFound) => {
    expect(findCredentials([key], 'docker.io/library/nginx')).toEqual(isFound ? [key] : [])
  })

  test.each([
    ['nginx', true],
    ['library/nginx', true],
    ['docker.io/library/nginx', true],
    ['index.docker.io/library/nginx', true],
    ['localhost/nginx', true],
    ['localhost:5000/nginx', false],
    ['quay.io/nginx', false],
    ['/nginx', false],
  ])('the login for Docker Hub serves %s: %s', (image, isFound) => {
    expect(findCredentials([DOCKER_HUB], image)).toEqual(isFound ? [DOCKER_HUB] : [])
  })

  test('the rule for Docker Hub is asked only where nothing else matches', () => {
    expect(findCredentials([DOCKER_HUB, 'docker.io'], 'docker.io/library/nginx')).toEqual(['docker.io'])
  })
})

describe('the order in which credentials are tried', () => {
  test.each([
    [['quay.io', 'quay.io/org', 'quay.io/org/app'], ['quay.io/org/app', 'quay.io/org', 'quay.io'], 'longer paths first'],
    [['*.io', 'quay.io'], ['quay.io', '*.io'], 'by their bytes, where letters stand behind a star'],
    [['https://quay.io', 'quay.io'], ['https://quay.io', 'quay.io'], 'as given, where only the scheme differs'],
    [['quay.io', 'ghcr.io', 'quay.io'], ['quay.io', 'quay.io'], 'the same key of two secrets twice'],
  ])('%j → %j: %s', (keys, expected) => {
    expect(findCredentials(keys, 'quay.io/org/app')).toEqual(expected)
  })

  test('it does not depend on the order in which different keys are written', () => {
    const keys = ['quay.io', 'quay.io/o', 'quay.io/org', '*.io', 'q*.io', 'quay.*', 'ghcr.io']
    const expected = findCredentials(keys, 'quay.io/org/app')
    fc.assert(
      fc.property(fc.shuffledSubarray(keys, { minLength: keys.length }), shuffled => {
        expect(findCredentials(shuffled, 'quay.io/org/app')).toEqual(expected)
      }),
    )
  })
})

test('any key that is found is one that was given', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '/', ':', '1', '@', '%', '[', ']', '?', '#', 'v') })
  fc.assert(
    fc.property(fc.array(text), text, (keys, image) => {
      expect(keys).toEqual(expect.arrayContaining([...findCredentials(keys, image)]))
    }),
  )
})

test('a keyring is read once and asked often', () => {
  const keyring = makeKeyring(['quay.io', 'ghcr.io/org'])
  expect(lookUp(keyring, 'quay.io/app')).toEqual(['quay.io'])
  expect(lookUp(keyring, 'ghcr.io/org/app')).toEqual(['ghcr.io/org'])
})

test.each([
  ['a host of nothing but stars', `${'*a'.repeat(900)}.io`, `${'a'.repeat(1800)}b.io/app`],
  ['a key of a megabyte', `${'*a'.repeat(500_000)}.io`, 'quay.io/app'],
  ['an image of a megabyte', '*.io', `${'a'.repeat(1_000_000)}.io/app`],
])('hostile: %s is compared in no time', (_, key, image) => {
  const started = process.cpuUsage()
  expect(findCredentials([key], image)).toEqual([])
  expect(ownMilliseconds(started)).toBeLessThan(2000)
})

interface Row {
  readonly kind: string
  readonly name?: string
  readonly input: unknown
  readonly expect: unknown
}

function rowsOf(path: string, kinds: (kind: string) => boolean): readonly (readonly [string, Row])[] {
  const table = readSharedJson(path) as { readonly cases: readonly Row[] } | undefined
  return (table?.cases ?? []).filter(({ kind }) => kinds(kind)).map(row => [`${row.name ?? row.kind} ${JSON.stringify(row.input)}`, row])
}

const LOOK_UP = /^(lookup|dockerhub|other|Test)/

describeWithShared.each(['credentialprovider-keyring', 'derived-keyring-lookup'])('each look-up of %s.json', table => {
  test.each(rowsOf(`oracle/kubernetes/${table}.json`, kind => LOOK_UP.test(kind)))('%s', (_, { input, expect: expected }) => {
    const { authsKeys, image } = input as { readonly authsKeys: readonly string[]; readonly image: string }
    const { found, firstKey, orderedKeys } = expected as {
      readonly found: boolean
      readonly firstKey?: string
      readonly orderedKeys?: readonly string[]
    }
    const keys = findCredentials(authsKeys, image)
    expect(keys.length > 0).toBe(found)
    if (firstKey !== undefined) expect(keys[0]).toBe(firstKey)
    if (orderedKeys !== undefined) expect(keys).toEqual(orderedKeys)
  })
})

describeWithShared('each comparison of credentialprovider-keyring.json', () => {
  const rows = (kind: string) => rowsOf('oracle/kubernetes/credentialprovider-keyring.json', found => found === kind)

  test.each(rows('urlsMatch'))('%s', (_, { input, expect: expected }) => {
    const { glob, target } = input as { readonly glob: string; readonly target: string }
    expect(findCredentials([glob], target)).toEqual((expected as { readonly match: boolean }).match ? [glob] : [])
  })

  test.each(rows('isDefaultRegistryMatch'))('%s', (_, { input, expect: expected }) => {
    expect(findCredentials([DOCKER_HUB], input as string)).toEqual(expected ? [DOCKER_HUB] : [])
  })

  test('no row is left out', () => {
    const all = rowsOf('oracle/kubernetes/credentialprovider-keyring.json', () => true)
    const tested = rowsOf(
      'oracle/kubernetes/credentialprovider-keyring.json',
      kind => LOOK_UP.test(kind) || kind === 'urlsMatch' || kind === 'isDefaultRegistryMatch',
    )
    expect(tested).toHaveLength(all.length)
    expect(all.length).toBeGreaterThan(30)
  })
})
