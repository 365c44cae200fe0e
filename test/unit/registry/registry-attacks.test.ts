import { afterEach, describe, expect, test } from '@jest/globals'
import { type CredentialSource, fixedCredentials } from '../../../src/registry/credentials.ts'
import { DEFAULT_REGISTRY_SETTINGS, type RegistrySettings } from '../../../src/registry/registry-settings.ts'
import { digest, reference, Stage } from '../../fake/registry/asking.ts'
import { makeCertificate } from '../../fake/registry/certificate.ts'
import { type FakeHost, FakeMachine } from '../../fake/registry/fake-machine.ts'
import type { FakeRegistry } from '../../fake/registry/fake-registry.ts'
import { answers, gives, redirects } from '../../fake/registry/faults.ts'
import { image } from '../../fake/registry/images.ts'

/*
 * Everything here happens on the loopback interface: DNS and TCP are a table (`FakeMachine`), and a connection to what is not in it throws.
 * What is asserted is what was decided: which names were looked up, which connections were opened, and what was said over them.
 */

const stage = new Stage()
afterEach(() => stage.clear())

const PUBLIC = '8.8.8.8'
const ATTACKER = 'registry.evil-example.com'
const VICTIM = 'registry.example.com'
const certificate = makeCertificate([ATTACKER, VICTIM, 'auth.example.com', 'storage.example.net', 'example.com'])
const IMAGE = image('linux/amd64')
const CREDENTIALS = fixedCredentials({
  [VICTIM]: { username: 'alice', password: 'hunter2' },
  [ATTACKER]: { username: 'mallory', password: 'own' },
})

async function scene(hosts: readonly string[], more: Readonly<Record<string, FakeHost>> = {}, settings: Partial<RegistrySettings> = {}) {
  const registries: Record<string, FakeRegistry> = {}
  const table: Record<string, FakeHost> = { ...more }
  for (const host of hosts) {
    const registry = await stage.registry({ certificate })
    registry.push('app', '1', IMAGE)
    registries[host] = registry
    table[host] ??= { addresses: [PUBLIC], port: registry.port }
  }
  const machine = new FakeMachine(table)
  const client = stage.client({ plainHttp: [], certificateAuthorities: [certificate.certificate], ...settings }, machine)
  const registryOf = (host: string) => registries[host] ?? raise(host)
  return { machine, client, registryOf }
}

function raise(host: string): never {
  throw new Error(`no ${host} in this scene`)
}

function authorizations(registry: FakeRegistry): readonly string[] {
  return registry.seen.flatMap(({ headers }) => headers.authorization ?? [])
}

describe('a reference to a place that is no registry is not asked, and nothing is looked up', () => {
  test.each([
    '127.0.0.1/app:1',
    '127.0.0.1:5000/app:1',
    '127.1:80/app:1',
    '0x7f.0.0.1/app:1',
    '0177.0.0.1/app:1',
    '169.254.169.254/latest/meta-data:1',
    '168.63.129.16/machine:1',
    '10.0.0.1/app:1',
    '192.168.1.1:8443/app:1',
    '[::1]:5000/app:1',
    '[::ffff:7f00:1]:443/app:1',
    '[fd00:ec2::254]/app:1',
    '[64:ff9b::7f00:1]/app:1',
    '0.0.0.0/app:1',
    'localhost/app:1',
    'localhost:5000/app:1',
    'LOCALHOST/app:1',
    'MyHost/app:1',
    'registry:5000/app:1',
    'metadata.google.internal/computemetadata:1',
    'kubernetes.default.svc/app:1',
    'kubernetes.default.svc.cluster.local:443/app:1',
    'printer.local/app:1',
    'registry.example.com:99999/app:1',
  ])('%s', async text => {
    const { client, machine } = await scene([])
    expect((await client.resolve(reference(text))).status).toBe('blocked-host')
    expect([machine.lookups, machine.connects, client.statistics().requests]).toEqual([[], [], {}])
  })
})

describe('a name that leads inside is not connected to', () => {
  test.each([
    ['loopback', ['127.0.0.1']],
    ['metadata', ['169.254.169.254']],
    ['WireServer', ['168.63.129.16']],
    ['RFC 1918', ['10.1.2.3']],
    ['IPv6 loopback', ['::1']],
    ['IPv4 in IPv6', ['::ffff:10.0.0.1']],
    ['NAT64', ['64:ff9b::a00:1']],
    ['one inside among public ones', [PUBLIC, '10.0.0.1']],
    ['one inside after a public IPv6', ['2606:4700::1', '127.0.0.1']],
  ])('%s', async (_name, addresses) => {
    const { client, machine } = await scene([], { [ATTACKER]: { addresses, port: 1 } })
    const resolution = await client.resolve(reference(`${ATTACKER}/app:1`))
    expect(resolution.status).toBe('blocked-host')
    expect(machine.connects).toEqual([])
  })

  test('a name that was bound anew between look-up and connection gets no word', async () => {
    const registry = await stage.registry({ certificate })
    const rebound = { addresses: [PUBLIC], port: registry.port, reached: '127.0.0.1' }
    const { client } = await scene([], { [ATTACKER]: rebound })
    expect(await client.resolve(reference(`${ATTACKER}/app:1`))).toMatchObject({ status: 'blocked-host' })
    expect([registry.seen, registry.connections]).toEqual([[], 0])
  })

  test('the addresses that were judged are the ones that are connected to: one look-up for each connection', async () => {
    const { client, machine } = await scene([VICTIM])
    await client.resolve(reference(`${VICTIM}/app:1`))
    expect([machine.lookups, machine.connects]).toEqual([[VICTIM], [`${VICTIM}:443`]])
  })

  test('the operator’s own host may be inside, on the port that is listed and on no other', async () => {
    const inner = await stage.registry({ certificate: makeCertificate(['registry.corp']) })
    const host = { addresses: ['10.0.0.1'], port: inner.port }
    const { client, machine } = await scene([], { 'registry.corp': host }, { privateHosts: ['registry.corp:5000'] })
    expect((await client.resolve(reference('registry.corp/app:1'))).status).toBe('blocked-host')
    expect((await client.resolve(reference('registry.corp:22/app:1'))).status).toBe('blocked-host')
    await client.resolve(reference('registry.corp:5000/app:1'))
    expect(machine.connects[0]).toBe('registry.corp:5000')
  })

  test.each(['169.254.169.254', '168.63.129.16'])('%s stays closed though the operator lists its name', async address => {
    const { client, machine } = await scene([], { 'registry.corp': { addresses: [address], port: 1 } }, { privateHosts: ['registry.corp'] })
    expect(await client.resolve(reference('registry.corp/app:1'))).toMatchObject({ status: 'blocked-host' })
    expect(machine.connects).toEqual([])
  })
})

describe('TLS', () => {
  test('plain HTTP is never spoken to a host that the operator has not listed', async () => {
    const plain = await stage.registry()
    const { client } = await scene([], { [ATTACKER]: { addresses: [PUBLIC], port: plain.port } })
    expect(await client.resolve(reference(`${ATTACKER}/app:1`))).toMatchObject({ status: 'unavailable' })
    expect(plain.seen).toEqual([])
  })

  test('a certificate of an unknown authority is not accepted', async () => {
    const { client, registryOf } = await scene([VICTIM], {}, { certificateAuthorities: [] })
    const resolution = await client.resolve(reference(`${VICTIM}/app:1`))
    expect(resolution).toEqual({ status: 'unavailable', reason: expect.stringContaining('SELF_SIGNED') })
    expect(registryOf(VICTIM).seen).toEqual([])
  })

  test('a certificate for another name is not accepted', async () => {
    const registry = await stage.registry({ certificate })
    const { client } = await scene([], { 'other.example.org': { addresses: [PUBLIC], port: registry.port } })
    expect(await client.resolve(reference('other.example.org/app:1'))).toMatchObject({ status: 'unavailable' })
    expect(registry.seen).toEqual([])
  })
})

describe('redirects', () => {
  test.each([
    'https://169.254.169.254/latest/meta-data/',
    'https://168.63.129.16/machine',
    'https://127.0.0.1:9999/creds',
    'https://[::1]/',
    'https://[fd00:ec2::254]/latest/',
    'https://0x7f000001/',
    `https://${encodeURIComponent('①②⑦.⓪.⓪.①')}/`,
    'https://localhost/',
    'https://metadata.google.internal/',
    'http://registry.example.com/v2/app/manifests/1',
    'http://8.8.8.8/layer',
    'https://user:pass@storage.example.net/',
    'file:///etc/passwd',
    'gopher://storage.example.net/',
    '//10.0.0.1/x',
  ])('to %s are not followed', async location => {
    const { client, machine, registryOf } = await scene([VICTIM])
    registryOf(VICTIM).interfere('manifests', redirects(location))
    expect(await client.resolve(reference(`${VICTIM}/app:1`))).toMatchObject({
      status: 'blocked-host',
      reason: expect.stringMatching(/^\S/),
    })
    expect(machine.connects).toEqual([`${VICTIM}:443`])
  })

  test('to a name that leads inside are not followed', async () => {
    const { client, machine, registryOf } = await scene([VICTIM], { 'storage.example.net': { addresses: ['10.0.0.1'], port: 1 } })
    registryOf(VICTIM).interfere('manifests', redirects('https://storage.example.net/x'))
    expect((await client.resolve(reference(`${VICTIM}/app:1`))).status).toBe('blocked-host')
    expect(machine.connects).toEqual([`${VICTIM}:443`])
  })

  test('within the origin keep the credentials, to another one lose them, and on the way back do not get them again', async () => {
    const { client, registryOf } = await scene([VICTIM, 'storage.example.net'], {}, { credentials: CREDENTIALS })
    const victim = registryOf(VICTIM)
    const storage = registryOf('storage.example.net')
    victim.interfere('HEAD /v2/app', redirects('/moved'))
    victim.interfere('HEAD /moved', redirects('https://storage.example.net/there'))
    storage.interfere('HEAD /there', redirects(`https://${VICTIM}/back`))
    victim.interfere('HEAD', answers(401, 'UNAUTHORIZED', { 'www-authenticate': 'Basic realm="x"' }), 1)
    await client.resolve(reference(`${VICTIM}/app:1`))
    const heads = victim.seen
      .filter(({ method }) => method === 'HEAD')
      .map(({ path, headers }) => [path, headers.authorization !== undefined])
    expect(heads.slice(0, 4)).toEqual([
      ['/v2/app/manifests/1', false],
      ['/v2/app/manifests/1', true],
      ['/moved', true],
      ['/back', false],
    ])
    expect(authorizations(storage)).toEqual([])
  })

  test('a challenge from where we were sent on to is not answered, with nothing of ours nor of anybody’s', async () => {
    const { client, registryOf } = await scene([VICTIM, ATTACKER], {}, { credentials: CREDENTIALS })
    registryOf(VICTIM).interfere('manifests', redirects(`https://${ATTACKER}/v2/app/manifests/1`))
    registryOf(ATTACKER).interfere(
      'manifests',
      answers(401, 'UNAUTHORIZED', { 'www-authenticate': `Bearer realm="https://${ATTACKER}/token",service="s"` }),
    )
    const resolution = await client.resolve(reference(`${VICTIM}/app:1`))
    expect(resolution.status).toBe('not-found-or-private')
    expect(authorizations(registryOf(ATTACKER))).toEqual([])
    expect(
      registryOf(ATTACKER)
        .lines()
        .some(line => line.includes('/token')),
    ).toBe(false)
  })

  test('end after five', async () => {
    const { client, registryOf } = await scene([VICTIM])
    registryOf(VICTIM).interfere('/', redirects('/again'))
    expect((await client.resolve(reference(`${VICTIM}/app:1`))).status).toBe('bad-response')
    expect(
      registryOf(VICTIM)
        .lines()
        .filter(line => line.startsWith('HEAD')),
    ).toHaveLength(6)
  })

  test('to another registry’s host are followed, as registry.k8s.io needs it', async () => {
    const { client, registryOf } = await scene([VICTIM, 'storage.example.net'])
    registryOf(VICTIM).interfere('manifests', redirects('https://storage.example.net/v2/app/manifests/1'))
    expect(await client.resolve(reference(`${VICTIM}/app:1`))).toMatchObject({ status: 'resolved', digest: IMAGE.digest })
  })

  test('of a configuration to a storage host are followed without credentials', async () => {
    const { client, registryOf } = await scene([VICTIM, 'storage.example.net'], {}, { credentials: CREDENTIALS })
    registryOf(VICTIM).interfere('blobs', redirects('https://storage.example.net/blob'))
    registryOf('storage.example.net').interfere('/blob', gives(IMAGE.blobs[0]?.body ?? '', 'application/octet-stream'))
    const contents = await client.resolveContents(reference(`${VICTIM}/app:1`), digest(IMAGE.digest))
    expect(contents).toMatchObject({ status: 'resolved', platforms: [{ os: 'linux', architecture: 'amd64' }] })
    expect(authorizations(registryOf('storage.example.net'))).toEqual([])
  })
})

describe('token issuers that a registry names', () => {
  const naming = async (realm: string, settings: Partial<RegistrySettings> = {}, hosts: readonly string[] = []) => {
    const staged = await scene([VICTIM, ...hosts], {}, { credentials: CREDENTIALS, ...settings })
    staged
      .registryOf(VICTIM)
      .interfere('manifests', answers(401, 'UNAUTHORIZED', { 'www-authenticate': `Bearer realm="${realm}",service="s"` }))
    const resolution = await staged.client.resolve(reference(`${VICTIM}/app:1`))
    return { ...staged, resolution }
  }

  test.each([
    'https://169.254.169.254/token',
    'https://168.63.129.16/token',
    'https://127.0.0.1:5000/token',
    'https://10.0.0.1/token',
    'https://[::1]/token',
    'https://0.0.0.0/token',
    'https://localhost/token',
    'https://vault.internal/token',
    'http://registry.example.com/token',
    'http://127.0.0.1:5000/token',
    'https://user:pass@auth.example.com/token',
  ])('%s is not asked', async realm => {
    const { resolution, machine } = await naming(realm)
    expect(resolution.status).toBe('blocked-host')
    expect(machine.connects).toEqual([`${VICTIM}:443`])
  })

  test('get no credentials where they are no relatives, and that is said', async () => {
    const { client, registryOf } = await naming(`https://${ATTACKER}/token`, {}, [ATTACKER])
    expect(authorizations(registryOf(ATTACKER))).toEqual([])
    expect(registryOf(ATTACKER).lines()[0]).toContain('/token?service=s')
    expect(client.notices()).toEqual([expect.stringContaining(`were not sent to ${ATTACKER}`)])
  })

  test.each(['https://auth.example.com/token', 'https://storage.example.net/token'])(
    '%s gets none either, but where the operator lists it',
    async realm => {
      const { host } = new URL(realm)
      expect(authorizations((await naming(realm, {}, [host])).registryOf(host))).toEqual([])
      const listed = await naming(realm, { realmHosts: [host] }, [host])
      expect(authorizations(listed.registryOf(host))).toEqual([`Basic ${Buffer.from('alice:hunter2').toString('base64')}`])
    },
  )

  test('a parent domain gets them', async () => {
    const { registryOf } = await naming('https://example.com/token', {}, ['example.com'])
    expect(authorizations(registryOf('example.com'))).toHaveLength(1)
  })

  test('that send on to another host take the credentials nowhere', async () => {
    const { client, registryOf } = await scene([VICTIM, ATTACKER], {}, { credentials: CREDENTIALS })
    registryOf(VICTIM).interfere('/token', redirects(`https://${ATTACKER}/token`))
    registryOf(VICTIM).interfere(
      'manifests',
      answers(401, 'UNAUTHORIZED', { 'www-authenticate': `Bearer realm="https://${VICTIM}/token",service="s"` }),
    )
    await client.resolve(reference(`${VICTIM}/app:1`))
    expect(authorizations(registryOf(ATTACKER))).toEqual([])
  })

  test('that send a POST on lose it', async () => {
    const credentials = fixedCredentials({ [VICTIM]: { identityToken: 'hunter2' } })
    const { client, registryOf } = await scene([VICTIM, ATTACKER], {}, { credentials })
    registryOf(VICTIM).interfere('/token', redirects(`https://${ATTACKER}/token`, 307))
    registryOf(VICTIM).interfere(
      'manifests',
      answers(401, 'UNAUTHORIZED', { 'www-authenticate': `Bearer realm="https://${VICTIM}/token",service="s"` }),
    )
    expect((await client.resolve(reference(`${VICTIM}/app:1`))).status).toBe('bad-response')
    expect(registryOf(ATTACKER).seen).toEqual([])
  })
})

describe('credentials go to their own host and path only', () => {
  test.each([
    ['a host that ends alike', `x${VICTIM}`],
    ['a host that begins alike', `${VICTIM}.evil-example.com`],
    ['a subdomain', `sub.${VICTIM}`],
    ['another port', `${VICTIM}:8443`],
  ])('%s', async (_name, host) => {
    const name = host.replace(/:\d+$/, '')
    const registry = await stage.registry({ certificate: makeCertificate([name]), auth: { kind: 'basic', users: { alice: 'hunter2' } } })
    const machine = new FakeMachine({ [name]: { addresses: [PUBLIC], port: registry.port } })
    const client = stage.client({ credentials: CREDENTIALS }, machine)
    await client.resolve(reference(`${host}/app:1`))
    expect(authorizations(registry)).toEqual([])
  })

  test('an entry for one path does not open another one', async () => {
    const registry = await stage.registry({ auth: { kind: 'basic', users: { alice: 'hunter2' } } })
    registry.push('team/app', '1', IMAGE)
    registry.push('teammate/app', '1', IMAGE)
    const client = stage.client({
      credentials: fixedCredentials({ [`${registry.host}/team`]: { username: 'alice', password: 'hunter2' } }),
    })
    expect(await client.resolve(reference(`${registry.host}/teammate/app:1`))).toMatchObject({ status: 'not-found-or-private' })
    expect(authorizations(registry)).toEqual([])
    expect(await client.resolve(reference(`${registry.host}/team/app:1`))).toMatchObject({ status: 'resolved' })
  })
})

describe('what is sent', () => {
  test.each(['../../../secret', 'app/../../x', 'app?x=1', 'App', 'app//x', 'app/', 'a b', ''])(
    'no path is built of the repository %j',
    async repository => {
      const { client } = await scene([])
      const forged = { ...reference(`${VICTIM}/app:1`), repository }
      await expect(client.resolve(forged)).rejects.toThrow('not a repository')
    },
  )

  test.each(['../../secret', '1?x', 'a'.repeat(129), '1\r\nx: y', ''])('no path is built of the tag %j', async tagInForce => {
    const { client } = await scene([])
    const forged = { ...reference(`${VICTIM}/app:1`), tagInForce }
    await expect(client.resolve(forged)).rejects.toThrow('neither tag nor digest')
  })

  test('a header that a token would inject is not', async () => {
    const registry = await stage.registry({ auth: { kind: 'token', users: {} } })
    registry.interfere('/token', gives('{"token":"x\\r\\nx-injected: y"}', 'application/json'))
    await stage.client().resolve(reference(`${registry.host}/public/app:1`))
    expect(registry.seen.some(({ headers }) => 'x-injected' in headers)).toBe(false)
  })
})

describe('nothing secret is told', () => {
  const CANARY = 'c4n4ry-pa55word'
  const encoded = Buffer.from(`alice:${CANARY}`).toString('base64')

  test.each([
    ['401', answers(401, 'UNAUTHORIZED')],
    ['403', answers(403, 'DENIED')],
    ['404', answers(404)],
    ['500', answers(500)],
    ['429', answers(429)],
    ['a body that repeats all', gives(JSON.stringify({ errors: [{ code: CANARY, message: encoded }] }), 'application/json')],
    ['a code that is the password', answers(403, CANARY)],
    ['a redirect that holds it', redirects(`https://x.example.com/?p=${encoded}`)],
  ])('%s', async (_name, fault) => {
    const registry = await stage.registry({ auth: { kind: 'basic', users: { alice: CANARY } } })
    registry.push('app', '1', IMAGE)
    let hasAuthorization = false
    registry.interfere('manifests', (request, response) => {
      hasAuthorization ||= request.headers.authorization !== undefined
      const answer =
        request.headers.authorization === undefined ? answers(401, 'UNAUTHORIZED', { 'www-authenticate': 'Basic realm="x"' }) : fault
      answer(request, response)
    })
    const client = stage.client({ credentials: fixedCredentials({ [registry.host]: { username: 'alice', password: CANARY } }) })
    const image = reference(`${registry.host}/app:1`)
    const told = [
      await client.resolve(image),
      await client.resolveContents(image, digest(IMAGE.digest)),
      await client.listTags(image),
      client.notices(),
      client.statistics(),
    ]
    expect(hasAuthorization).toBe(true)
    expect(JSON.stringify(told)).not.toContain(CANARY)
    expect(JSON.stringify(told)).not.toContain(encoded)
  })

  test('a reason is one line of printable characters, whatever the host is called and says', async () => {
    const { client, registryOf } = await scene([VICTIM])
    registryOf(VICTIM).interfere('manifests', redirects(`https://${'a'.repeat(60)}.${'b'.repeat(60)}.example/%0a::error::x`))
    const resolution = await client.resolve(reference(`${VICTIM}/app:1`))
    expect(resolution.status).not.toBe('resolved')
    expect(resolution.status !== 'resolved' && resolution.reason).toMatch(/^[\x20-\x7e…]{1,300}$/)
  })
})

test('credentials are looked for by the name that was written, never by what the registry says', async () => {
  const asked: string[] = []
  const credentials: CredentialSource = {
    find: async (registry, repository) => {
      asked.push(`${registry}/${repository}`)
      return { notices: [] }
    },
  }
  const { client, registryOf } = await scene([ATTACKER], {}, { credentials })
  const challenge = `Bearer realm="https://${ATTACKER}/token",service="${VICTIM}",scope="repository:other/secret:pull"`
  registryOf(ATTACKER).interfere('manifests', answers(401, 'UNAUTHORIZED', { 'www-authenticate': challenge }))
  await client.resolve(reference(`${ATTACKER}/app:1`))
  expect(asked).toEqual([`${ATTACKER}/app`])
  expect(registryOf(ATTACKER).lines()[1]).toContain('scope=repository%3Aapp%3Apull')
})

test('the limits are those of the facts', () => {
  expect(DEFAULT_REGISTRY_SETTINGS).toMatchObject({ perHost: 8, deadlineMs: 60_000, plainHttp: [], privateHosts: [], realmHosts: [] })
  expect(DEFAULT_REGISTRY_SETTINGS.limits).toMatchObject({ bodyBytes: 4 * 1024 * 1024, exchangeMs: 15_000, redirects: 5, registries: 50 })
})
