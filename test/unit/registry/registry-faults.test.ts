import { afterEach, describe, expect, test } from '@jest/globals'
import type { Resolution } from '../../../src/oci/resolution.ts'
import { DEFAULT_REGISTRY_SETTINGS } from '../../../src/registry/registry-settings.ts'
import { reference, Stage } from '../../fake/registry/asking.ts'
import { FakeMachine } from '../../fake/registry/fake-machine.ts'
import type { Fault } from '../../fake/registry/fake-registry.ts'
import {
  answers,
  babbles,
  drips,
  floodsBody,
  floodsHeaders,
  gives,
  givesManifest,
  hangs,
  hangsUp,
  redirects,
  truncates,
} from '../../fake/registry/faults.ts'
import { image, index } from '../../fake/registry/images.ts'

const stage = new Stage()
afterEach(() => stage.clear())

const INDEX = index(['linux/amd64'])
const OTHER = image('linux/arm64')
const LIMITS = { ...DEFAULT_REGISTRY_SETTINGS.limits, bodyBytes: 256 * 1024 }

async function troubled(fault: Fault, where = 'manifests', times?: number, limits = LIMITS) {
  const registry = await stage.registry()
  registry.push('app', '1', INDEX)
  registry.push('app', '2', INDEX)
  registry.interfere(where, fault, times)
  const machine = new FakeMachine()
  return { registry, machine, client: stage.client({ limits }, machine) }
}

describe('each fault has its own status', () => {
  test.each<[string, Fault, Resolution['status']]>([
    ['401 without a challenge', answers(401), 'not-found-or-private'],
    [
      '401 with a challenge that nobody can answer',
      answers(401, 'UNAUTHORIZED', { 'www-authenticate': 'Negotiate' }),
      'not-found-or-private',
    ],
    ['403 DENIED', answers(403, 'DENIED'), 'forbidden'],
    ['412', answers(412, 'PROJECTPOLICYVIOLATION'), 'forbidden'],
    ['451', answers(451), 'forbidden'],
    ['404 MANIFEST_UNKNOWN', answers(404, 'MANIFEST_UNKNOWN'), 'tag-not-found'],
    ['404 without a body', answers(404), 'tag-not-found'],
    ['404 NAME_UNKNOWN', answers(404, 'NAME_UNKNOWN'), 'repo-not-found'],
    ['400 NAME_INVALID', answers(400, 'NAME_INVALID'), 'bad-response'],
    ['429', answers(429, 'TOOMANYREQUESTS'), 'rate-limited'],
    ['429 with a date long since past', answers(429, undefined, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }), 'rate-limited'],
    ['500', answers(500, 'UNKNOWN'), 'unavailable'],
    ['503', answers(503), 'unavailable'],
    ['200 with HTML', gives('<html>', 'text/html'), 'bad-response'],
    ['200 with nothing', gives('', INDEX.mediaType), 'bad-response'],
    ['200 with broken JSON', gives('{"manifests":', INDEX.mediaType), 'bad-response'],
    ['200 with an index that is an image too', gives('{"manifests":[],"layers":[]}', INDEX.mediaType), 'bad-response'],
    ['200 that says it is packed', gives(INDEX.body, INDEX.mediaType, { 'content-encoding': 'gzip' }), 'bad-response'],
    ['headers of 40 kB', floodsHeaders(), 'bad-response'],
    ['another protocol', babbles(), 'bad-response'],
    ['a connection that is closed', hangsUp(), 'unavailable'],
    ['a redirect that leads nowhere', redirects('http://'), 'bad-response'],
    ['a redirect without a place', answers(307), 'bad-response'],
  ])('%s → %#', async (_name, fault, status) => {
    const { client, registry } = await troubled(fault)
    const resolution = await client.resolve(reference(`${registry.host}/app:1`))
    expect(resolution.status).toBe(status)
    expect(resolution.status !== 'resolved' && resolution.reason).toMatch(/^\S.{10,}\S$/)
  })

  test.each<[string, Fault, Resolution['status']]>([
    ['the digest of another manifest', givesManifest(INDEX, OTHER.digest), 'bad-response'],
    ['half a manifest', truncates(INDEX), 'unavailable'],
    ['a body without end', floodsBody(INDEX.mediaType), 'bad-response'],
  ])('GET: %s', async (_name, fault, status) => {
    const { client, registry } = await troubled(fault, 'GET /v2/app/manifests')
    registry.interfere('HEAD', answers(405))
    expect((await client.resolve(reference(`${registry.host}/app:1`))).status).toBe(status)
  })

  test.each<[string, Fault, string]>([
    ['no answer', hangs(), 'manifests'],
    ['a byte now and then', drips(INDEX.mediaType), 'GET /v2/app/manifests'],
  ])('%s, within the time for one', async (_name, fault, where) => {
    const { client, registry } = await troubled(fault, where, undefined, { ...LIMITS, exchangeMs: 200 })
    if (where !== 'manifests') registry.interfere('HEAD', answers(405))
    expect(await client.resolve(reference(`${registry.host}/app:1`))).toMatchObject({
      status: 'unavailable',
      reason: expect.stringMatching(/^\S.{10,}\S$/),
    })
  })

  test('headers of more than 16 KiB are not read', async () => {
    const { client, registry } = await troubled(floodsHeaders())
    expect(await client.resolve(reference(`${registry.host}/app:1`))).toMatchObject({
      reason: `${registry.host} gave headers of more than 16384 bytes`,
    })
  })

  test('nobody there', async () => {
    const { client, registry } = await troubled(hangs())
    const { host } = registry
    await registry.stop()
    const resolution = await client.resolve(reference(`${host}/app:1`))
    expect(resolution).toEqual({ status: 'unavailable', reason: `${host} could not be asked: it refused the connection` })
  })

  test('a name that DNS does not know', async () => {
    const resolution = await stage.client().resolve(reference('registry.example.com/app:1'))
    expect(resolution).toEqual({ status: 'unavailable', reason: 'registry.example.com could not be asked: its name is not known' })
  })

  test('401 for ever is asked three times at most for HEAD and GET each', async () => {
    const registry = await stage.registry({ auth: { kind: 'token', users: {} } })
    registry.push('public/app', '1', INDEX)
    registry.interfere('/v2/', (_request, response) => {
      response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${registry.host}/token?x=${Math.random()}",service="s"` }).end()
    })
    expect(await stage.client().resolve(reference(`${registry.host}/public/app:1`))).toMatchObject({ status: 'not-found-or-private' })
    expect(registry.lines().filter(line => line.includes('manifests')).length).toBeLessThanOrEqual(6)
  })
})

describe('patience', () => {
  test.each([500, 502, 503, 504, 408, 429])('a %i that passes is asked again', async status => {
    const { client, registry } = await troubled(answers(status), 'HEAD', 2)
    expect(await client.resolve(reference(`${registry.host}/app:1`))).toMatchObject({ status: 'resolved' })
    expect(registry.seen).toHaveLength(3)
  })

  test.each(['a connection that breaks', 'a body that breaks off'])('%s is asked again', async name => {
    const isBody = name.startsWith('a body')
    const { client, registry } = await troubled(isBody ? truncates(INDEX) : hangsUp(), isBody ? 'GET' : 'HEAD', 1)
    if (isBody) registry.interfere('HEAD', answers(405))
    expect(await client.resolve(reference(`${registry.host}/app:1`))).toMatchObject({ status: 'resolved' })
  })

  test('is three attempts long', async () => {
    const { client, registry } = await troubled(answers(503), 'HEAD')
    await client.resolve(reference(`${registry.host}/app:1`))
    expect(registry.seen).toHaveLength(3)
  })

  test('is as long as Retry-After asks', async () => {
    const { client, registry, machine } = await troubled(answers(429, undefined, { 'retry-after': '7' }), 'HEAD', 1)
    expect(await client.resolve(reference(`${registry.host}/app:1`))).toMatchObject({ status: 'resolved' })
    expect(machine.sleeps).toEqual([7000])
  })

  test('ends where Retry-After asks for more than half a minute, and all questions to that host with it', async () => {
    const { client, registry, machine } = await troubled(answers(429, undefined, { 'retry-after': '3600' }), 'HEAD')
    expect(await client.resolve(reference(`${registry.host}/app:1`))).toEqual({
      status: 'rate-limited',
      reason: `${registry.host} answers no more questions for now; it asks to wait 3600 s`,
    })
    expect(await client.resolve(reference(`${registry.host}/app:2`))).toMatchObject({ status: 'rate-limited' })
    expect(registry.seen).toHaveLength(1)
    expect(machine.sleeps).toEqual([])
  })

  test('a limit on GETs leaves HEADs alone: Docker Hub counts pulls', async () => {
    const { client, registry } = await troubled(answers(429), 'GET')
    registry.interfere('HEAD /v2/app/manifests/1', answers(405))
    expect(await client.resolve(reference(`${registry.host}/app:1`))).toMatchObject({ status: 'rate-limited' })
    expect(await client.resolve(reference(`${registry.host}/app:2`))).toMatchObject({ status: 'resolved' })
  })

  test('ends for a host that could not be reached three times', async () => {
    const machine = new FakeMachine()
    const client = stage.client({}, machine)
    for (const tag of ['1', '2', '3', '4'])
      expect(await client.resolve(reference(`registry.example.com/app:${tag}`))).toMatchObject({ status: 'unavailable' })
    expect(machine.lookups).toHaveLength(3)
  })

  test('ends for a host that answers with errors only', async () => {
    const { client, registry } = await troubled(answers(501))
    for (let tag = 0; tag < 20; tag += 1)
      expect(await client.resolve(reference(`${registry.host}/app:${tag}`))).toMatchObject({ status: 'unavailable' })
    expect(registry.seen).toHaveLength(10)
  })

  test('ends for all when the run’s time is over', async () => {
    const { client, registry, machine } = await troubled(answers(404), 'nothing')
    expect(await client.resolve(reference(`${registry.host}/app:1`))).toMatchObject({ status: 'resolved' })
    machine.skippedMs += 61_000
    expect(await client.resolve(reference(`${registry.host}/app:2`))).toEqual({
      status: 'unavailable',
      reason: `${registry.host} was not asked: the time for asking registries is over`,
    })
  })

  test('a run’s time cuts short what is under way', async () => {
    const { registry } = await troubled(hangs())
    const client = stage.client({ deadlineMs: 100, limits: { ...LIMITS, exchangeMs: 3_600_000 } })
    expect(await client.resolve(reference(`${registry.host}/app:1`))).toMatchObject({ status: 'unavailable' })
  })

  test('one slow host does not hold up another', async () => {
    const { client, registry } = await troubled(hangs())
    const quick = await stage.registry()
    quick.push('app', '1', INDEX)
    const both = stage.client({ limits: { ...LIMITS, exchangeMs: 3_600_000 } })
    let isOver = false
    const slow = both.resolve(reference(`${registry.host}/app:1`)).finally(() => {
      isOver = true
    })
    expect(await both.resolve(reference(`${quick.host}/app:1`))).toMatchObject({ status: 'resolved' })
    expect(isOver).toBe(false)
    await registry.stop()
    expect(await slow).toMatchObject({ status: 'unavailable' })
    client.close()
  })

  test('no more questions at a time than are set go to one host', async () => {
    let most = 0
    let now = 0
    const { registry } = await troubled((_request, response) => {
      now += 1
      most = Math.max(most, now)
      setTimeout(() => {
        now -= 1
        response.writeHead(404).end()
      }, 10)
    }, 'HEAD')
    const client = stage.client({ perHost: 3 })
    await Promise.all(Array.from({ length: 12 }, (_, tag) => client.resolve(reference(`${registry.host}/app:${tag}`))))
    expect(most).toBe(3)
  })
})
