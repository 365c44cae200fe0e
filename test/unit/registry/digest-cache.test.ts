import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { fixedCredentials } from '../../../src/registry/credentials.ts'
import { type CachedFact, isFresh, MemoryDigestCache, parseCachedFact } from '../../../src/registry/digest-cache.ts'
import { FileDigestCache } from '../../../src/registry/file-digest-cache.ts'
import { digest, reference, Stage } from '../../fake/registry/asking.ts'
import { FakeMachine } from '../../fake/registry/fake-machine.ts'
import { answers } from '../../fake/registry/faults.ts'
import { image, index } from '../../fake/registry/images.ts'

const stage = new Stage()
let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pull-policy-cache-'))
  path = join(folder, 'digests.jsonl')
})

afterEach(async () => {
  await stage.clear()
  rmSync(folder, { recursive: true, force: true })
})

const DIGEST = digest(`sha256:${'a'.repeat(64)}`)
const NAMED: CachedFact = { kind: 'named', at: 1_000_000, digest: DIGEST, mediaType: 'application/json' }
const INDEX = index(['linux/amd64', 'linux/arm64'])
const MINUTE = 60_000

describe('how long a fact is told', () => {
  test.each<[string, CachedFact, number, boolean]>([
    ['a digest, at once', NAMED, 0, true],
    ['a digest, after ten minutes', NAMED, 10 * MINUTE, true],
    ['a digest, later: never a stale one in a pin', NAMED, 10 * MINUTE + 1, false],
    ['a digest from the future', NAMED, -1, false],
    ['a missing tag, after two minutes', { kind: 'absent', at: 1_000_000, status: 'tag-not-found', reason: 'x' }, 2 * MINUTE, true],
    ['a missing tag, later', { kind: 'absent', at: 1_000_000, status: 'tag-not-found', reason: 'x' }, 2 * MINUTE + 1, false],
    ['a missing repository, later', { kind: 'absent', at: 1_000_000, status: 'repo-not-found', reason: 'x' }, 2 * MINUTE + 1, false],
    ['private, after ten minutes', { kind: 'absent', at: 1_000_000, status: 'not-found-or-private', reason: 'x' }, 10 * MINUTE, true],
    ['private, later', { kind: 'absent', at: 1_000_000, status: 'not-found-or-private', reason: 'x' }, 10 * MINUTE + 1, false],
    [
      'contents of a digest, a year later',
      { kind: 'contents', at: 1_000_000, mediaType: 'x', platforms: [], members: [] },
      365 * 24 * 60 * MINUTE,
      true,
    ],
    ['contents from the future', { kind: 'contents', at: 1_000_000, mediaType: 'x', platforms: [], members: [] }, -1, false],
  ])('%s: %p', (_name, fact, age, isTold) => expect(isFresh(fact, 1_000_000 + age)).toBe(isTold))
})

describe('between runs', () => {
  async function scene() {
    const registry = await stage.registry({ auth: { kind: 'token', users: { alice: 's3cret' } } })
    registry.push('public/app', '1', INDEX)
    registry.push('private/app', '1', INDEX)
    const login = fixedCredentials({ [registry.host]: { username: 'alice', password: 's3cret' } })
    return { registry, login, cache: new MemoryDigestCache() }
  }

  test('an answer that nobody needed credentials for is anybody’s, for ten minutes', async () => {
    const { registry, cache } = await scene()
    const image = reference(`${registry.host}/public/app:1`)
    const machine = new FakeMachine()
    const first = await stage.client({ cache, tenant: 'one' }, machine).resolve(image)
    const asked = registry.seen.length
    expect(await stage.client({ cache, tenant: 'two' }, machine).resolve(image)).toEqual(first)
    expect(registry.seen).toHaveLength(asked)
    machine.skippedMs += 10 * MINUTE + 1
    await stage.client({ cache, tenant: 'two' }, machine).resolve(image)
    expect(registry.seen.length).toBeGreaterThan(asked)
  })

  test('when the registry itself was asked is known of every answer, also of one from the cache', async () => {
    const { registry, cache } = await scene()
    const app = reference(`${registry.host}/public/app:1`)
    const held = reference(`${registry.host}/public/app:1@${INDEX.digest}`)
    const machine = new FakeMachine()
    machine.skippedMs = -(Date.now() % MINUTE)
    const first = stage.client({ cache }, machine)
    await first.resolve(app)
    await first.resolve(reference(`${registry.host}/public/missing`))
    await first.resolve(reference('a.example.net:1/gone:1'))
    const asked = new Date(machine.clock.now()).toISOString().slice(0, 16).replace('T', ' ')
    expect(first.askedAt().get(`${registry.host}/public/app:1`)).toBe(asked)
    expect([...first.askedAt().keys()]).toEqual([`${registry.host}/public/app:1`, `${registry.host}/public/missing:latest`])
    machine.skippedMs += 5 * MINUTE
    const later = stage.client({ cache }, machine)
    await Promise.all([later.resolve(app), later.resolve(held), later.resolveTag(held)])
    const now = new Date(machine.clock.now()).toISOString().slice(0, 16).replace('T', ' ')
    expect(Object.fromEntries(later.askedAt())).toEqual({
      [`${registry.host}/public/app:1`]: asked,
      [`${registry.host}/public/app:1@${INDEX.digest}`]: now,
    })
  })

  test('a tag that has moved is told anew after ten minutes', async () => {
    const { registry, cache } = await scene()
    const app = reference(`${registry.host}/public/app:1`)
    const machine = new FakeMachine()
    await stage.client({ cache }, machine).resolve(app)
    registry.push('public/app', '1', image('linux/s390x'))
    machine.skippedMs += 10 * MINUTE + 1
    expect(await stage.client({ cache }, machine).resolve(app)).toMatchObject({ digest: image('linux/s390x').digest })
  })

  test('an answer that needed credentials is its tenant’s alone', async () => {
    const { registry, cache, login } = await scene()
    const image = reference(`${registry.host}/private/app:1`)
    await stage.client({ cache, credentials: login, tenant: 'one' }).resolve(image)
    const asked = registry.seen.length
    expect(await stage.client({ cache, credentials: login, tenant: 'one' }).resolve(image)).toMatchObject({ status: 'resolved' })
    expect(registry.seen).toHaveLength(asked)
    expect(await stage.client({ cache, tenant: 'two' }).resolve(image)).toMatchObject({ status: 'not-found-or-private' })
  })

  test('"not found or private" is not told to whoever has got credentials since', async () => {
    const { registry, cache, login } = await scene()
    const image = reference(`${registry.host}/private/app:1`)
    expect(await stage.client({ cache }).resolve(image)).toMatchObject({ status: 'not-found-or-private' })
    const asked = registry.seen.length
    expect(await stage.client({ cache }).resolve(image)).toMatchObject({ status: 'not-found-or-private' })
    expect(registry.seen).toHaveLength(asked)
    expect(await stage.client({ cache, credentials: login }).resolve(image)).toMatchObject({ status: 'resolved' })
  })

  test('what a digest holds is read once', async () => {
    const { registry, cache } = await scene()
    const image = reference(`${registry.host}/public/app:1`)
    const first = await stage.client({ cache }).resolveContents(image, digest(INDEX.digest))
    const asked = registry.seen.length
    expect(await stage.client({ cache }).resolveContents(image, digest(INDEX.digest))).toEqual(first)
    expect(registry.seen).toHaveLength(asked)
  })

  test.each([429, 500, 403, 400])('an answer of %i is not kept', async status => {
    const { registry } = await scene()
    const written: string[] = []
    const cache = { read: async () => undefined, write: async (key: string) => void written.push(key) }
    registry.interfere('manifests', answers(status))
    const client = stage.client({ cache })
    const image = reference(`${registry.host}/public/app:1`)
    expect((await client.resolve(image)).status).not.toBe('resolved')
    expect((await client.resolveContents(image, digest(INDEX.digest))).status).not.toBe('resolved')
    expect(written).toEqual([])
  })
})

describe('in memory', () => {
  test('the least recently used give way', async () => {
    const cache = new MemoryDigestCache(2)
    await cache.write('a', NAMED)
    await cache.write('b', NAMED)
    await cache.read('a')
    await cache.write('c', NAMED)
    expect([await cache.read('a'), await cache.read('b'), await cache.read('c')].map(fact => fact !== undefined)).toEqual([
      true,
      false,
      true,
    ])
  })
})

describe('in a file', () => {
  const contents: CachedFact = {
    kind: 'contents',
    at: 1_000_000,
    mediaType: 'application/json',
    platforms: [{ os: 'linux', architecture: 'arm', variant: 'v7' }],
    members: [
      { digest: DIGEST, platform: { os: 'linux', architecture: 'arm', variant: 'v7' } },
      { digest: DIGEST, platform: null },
    ],
  }

  test('facts are read back as they were written', async () => {
    const cache = await FileDigestCache.open(path)
    await cache.write('named', NAMED)
    await cache.write('contents', contents)
    await cache.write('absent', { kind: 'absent', at: 1_000_000, status: 'tag-not-found', reason: 'h does not have it' })
    await cache.save(1_000_001)
    const again = await FileDigestCache.open(path)
    expect(await again.read('named')).toEqual(NAMED)
    expect(await again.read('contents')).toEqual(contents)
    expect(await again.read('absent')).toMatchObject({ status: 'tag-not-found' })
    expect(await again.read('other')).toBeUndefined()
  })

  test('only its owner can read it, and nothing is left beside it', async () => {
    const cache = await FileDigestCache.open(path)
    await cache.write('named', NAMED)
    await cache.save(1_000_001)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['digests.jsonl'])
  })

  test('what is stale is not written', async () => {
    const cache = await FileDigestCache.open(path)
    await cache.write('named', NAMED)
    await cache.write('contents', contents)
    await cache.save(1_000_000 + 60 * MINUTE)
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(1)
  })

  test('a write that fails leaves the old file as it was', async () => {
    const cache = await FileDigestCache.open(path)
    await cache.write('named', NAMED)
    await cache.save(1_000_001)
    const before = readFileSync(path, 'utf8')
    const elsewhere = await FileDigestCache.open(join(path, 'below-a-file'))
    await expect(elsewhere.save(1_000_001)).rejects.toMatchObject({ code: expect.any(String) })
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  test('a file that is not there, or is no cache, is an empty one', async () => {
    expect(await (await FileDigestCache.open(join(folder, 'none'))).read('a')).toBeUndefined()
    expect(await (await FileDigestCache.open(folder)).read('a')).toBeUndefined()
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00, 0x0a]))
    expect(await (await FileDigestCache.open(path)).read('a')).toBeUndefined()
  })

  test('good lines stay among bad ones', async () => {
    const good = JSON.stringify({ v: 1, k: 'good', ...NAMED })
    const bad = [
      '{',
      '[]',
      'null',
      '5',
      JSON.stringify({ v: 2, k: 'bad', ...NAMED }),
      JSON.stringify({ v: 1, k: 5, ...NAMED }),
      JSON.stringify({ v: 1, ...NAMED }),
    ]
    writeFileSync(path, [...bad, good, ...bad].join('\n'))
    const cache = await FileDigestCache.open(path)
    expect(await cache.read('good')).toEqual(NAMED)
    expect(await cache.read('bad')).toBeUndefined()
  })

  test('a file of more than 16 MiB is not read', async () => {
    writeFileSync(path, `${JSON.stringify({ v: 1, k: 'good', ...NAMED })}\n${' '.repeat(17 * 1024 * 1024)}`)
    expect(await (await FileDigestCache.open(path)).read('good')).toBeUndefined()
  })

  test('a file that cannot be read is an empty cache', async () => {
    writeFileSync(path, JSON.stringify({ v: 1, k: 'good', ...NAMED }))
    chmodSync(path, 0o000)
    const isReadable = process.getuid?.() === 0
    expect((await (await FileDigestCache.open(path)).read('good')) !== undefined).toBe(isReadable)
  })
})

describe('a stored fact that is none', () => {
  test.each([
    ['a digest that is none', { ...NAMED, digest: 'sha256:abc' }],
    ['a digest in capitals', { ...NAMED, digest: `sha256:${'A'.repeat(64)}` }],
    ['a time that is none', { ...NAMED, at: '1000000' }],
    ['a time that is no whole number', { ...NAMED, at: 1.5 }],
    ['no media type', { ...NAMED, mediaType: undefined }],
    ['a media type with a line break', { ...NAMED, mediaType: 'a\n::error::b' }],
    ['an unknown kind', { ...NAMED, kind: 'resolved' }],
    ['a status that is not kept', { kind: 'absent', at: 1, status: 'unavailable', reason: 'x' }],
    ['a reason with control characters', { kind: 'absent', at: 1, status: 'tag-not-found', reason: 'a\u001b[31m' }],
    ['platforms that are none', { kind: 'contents', at: 1, mediaType: 'x', platforms: [{}], members: [] }],
    ['members that are none', { kind: 'contents', at: 1, mediaType: 'x', platforms: [], members: [{ digest: DIGEST }] }],
    ['a list', []],
    ['null', null],
    ['text', 'named'],
  ])('%s', (_name, value) => expect(parseCachedFact(value)).toBeUndefined())
})
