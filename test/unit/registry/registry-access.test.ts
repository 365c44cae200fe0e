import { afterEach, describe, expect, test } from '@jest/globals'
import { type Credential, fixedCredentials } from '../../../src/registry/credentials.ts'
import { digest, reference, Stage } from '../../fake/registry/asking.ts'
import { makeCertificate } from '../../fake/registry/certificate.ts'
import { FakeMachine } from '../../fake/registry/fake-machine.ts'
import type { FakeRegistry } from '../../fake/registry/fake-registry.ts'
import { answers, gives, givesManifest } from '../../fake/registry/faults.ts'
import { image } from '../../fake/registry/images.ts'

const stage = new Stage()
afterEach(() => stage.clear())

const IMAGE = image('linux/amd64')
const USERS = { alice: 's3cret' }
const TOKEN_AUTH = { kind: 'token', users: USERS } as const

function fill(registry: FakeRegistry, repositories: readonly string[], tags: readonly string[]): FakeRegistry {
  for (const repository of repositories) for (const tag of tags) registry.push(repository, tag, IMAGE)
  return registry
}

function loginFor(registry: FakeRegistry, credential: Credential = { username: 'alice', password: USERS.alice }) {
  return fixedCredentials({ [registry.host]: credential })
}

const names = (count: number, name: string) => Array.from({ length: count }, (_, at) => `${name}${at}`)

describe('questions for U references in R repositories of one host', () => {
  const ask = async (registry: FakeRegistry, repositories: readonly string[], tags: readonly string[], settings = {}) => {
    const client = stage.client(settings)
    const all = repositories.flatMap(repository => tags.map(tag => client.resolve(reference(`${registry.host}/${repository}:${tag}`))))
    const statuses = new Set((await Promise.all(all)).map(({ status }) => status))
    return { statuses, statistics: client.statistics() }
  }

  test('are U + R + 1 where tokens are issued: one challenge, a token for each repository, a HEAD for each reference', async () => {
    const repositories = names(12, 'public/app')
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), repositories, names(5, 'v'))
    const { statuses, statistics } = await ask(registry, repositories, names(5, 'v'))
    expect(statuses).toEqual(new Set(['resolved']))
    expect(registry.seen).toHaveLength(60 + 12 + 1)
    expect(statistics.requests).toEqual({ [registry.host]: 60 + 12 + 1 })
    expect(registry.lines().filter(line => line.startsWith('GET /token'))).toHaveLength(12)
    expect(registry.seen.filter(({ headers, path }) => headers.authorization === undefined && !path.startsWith('/token'))).toHaveLength(1)
  })

  test('are U + 1 where a password is shown', async () => {
    const registry = fill(await stage.registry({ auth: { kind: 'basic', users: USERS } }), names(3, 'app'), names(4, 'v'))
    await ask(registry, names(3, 'app'), names(4, 'v'), { credentials: loginFor(registry) })
    expect(registry.seen).toHaveLength(12 + 1)
  })

  test('are U where anybody may look', async () => {
    const registry = fill(await stage.registry(), names(3, 'app'), names(4, 'v'))
    await ask(registry, names(3, 'app'), names(4, 'v'))
    expect(registry.seen).toHaveLength(12)
  })

  test('go through a few connections, kept over HEADs', async () => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), names(20, 'public/app'), names(10, 'v'))
    await ask(registry, names(20, 'public/app'), names(10, 'v'), { perHost: 4 })
    expect(registry.connections).toBeLessThanOrEqual(4)
  })
})

test('two hundred HEADs over TLS cost as many handshakes as are asked at a time', async () => {
  const certificate = makeCertificate(['registry.example.com'])
  const registry = fill(await stage.registry({ certificate }), ['app'], names(200, 'v'))
  const machine = new FakeMachine({ 'registry.example.com': { addresses: ['8.8.8.8'], port: registry.port } })
  const client = stage.client({ certificateAuthorities: [certificate.certificate], perHost: 2 }, machine)
  const all = await Promise.all(names(200, 'v').map(tag => client.resolve(reference(`registry.example.com/app:${tag}`))))
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['resolved']))
  expect(client.statistics().tlsHandshakes).toBeLessThanOrEqual(2)
  expect(registry.connections).toBe(client.statistics().tlsHandshakes)
})

describe('tokens', () => {
  test('are asked for the pull of the one repository, whatever scope the challenge names, and the realm’s own query is kept', async () => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['public/app'], ['1'])
    const challenge = `Bearer realm="http://${registry.host}/token?account=x",service="a b",scope="*"`
    registry.interfere('HEAD', answers(401, 'UNAUTHORIZED', { 'www-authenticate': challenge }), 1)
    expect(await stage.client().resolve(reference(`${registry.host}/public/app:1`))).toMatchObject({ status: 'resolved' })
    expect(registry.lines()[1]).toBe('GET /token?account=x&service=a+b&scope=repository%3Apublic%2Fapp%3Apull')
  })

  test('are used until shortly before they run out: 60 s where the issuer does not say', async () => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['public/app'], names(4, 'v'))
    const machine = new FakeMachine()
    const client = stage.client({ deadlineMs: 1_000_000 }, machine)
    const tokens = () => registry.lines().filter(line => line.startsWith('GET /token')).length
    await client.resolve(reference(`${registry.host}/public/app:v0`))
    machine.skippedMs += 45_000
    await client.resolve(reference(`${registry.host}/public/app:v1`))
    expect(tokens()).toBe(1)
    machine.skippedMs += 6_000
    await client.resolve(reference(`${registry.host}/public/app:v2`))
    expect(tokens()).toBe(2)
  })

  test.each([
    ['401', undefined],
    ['400 without a challenge, as public.ecr.aws answers', answers(400)],
  ])('that have run out early are renewed once: %s', async (_name, fault) => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['public/app', 'public/other'], ['1', '2'])
    const machine = new FakeMachine()
    const client = stage.client({}, machine)
    await client.resolve(reference(`${registry.host}/public/app:1`))
    await client.resolve(reference(`${registry.host}/public/other:1`))
    machine.skippedMs += 1000
    if (fault === undefined) {
      registry.expireTokens()
      const challenge = `Bearer realm="http://${registry.host}/token",service="fake",error="invalid_token"`
      registry.interfere('HEAD', answers(401, 'UNAUTHORIZED', { 'www-authenticate': challenge }), 1)
    } else {
      registry.interfere('HEAD', fault, 1)
    }
    expect(await client.resolve(reference(`${registry.host}/public/app:2`))).toMatchObject({ status: 'resolved' })
    expect(registry.lines().filter(line => line.startsWith('GET /token') && line.includes('public%2Fapp'))).toHaveLength(2)
    expect(registry.lines().filter(line => line.startsWith('GET /token') && line.includes('public%2Fother'))).toHaveLength(1)
  })

  test.each([
    ['access_token', '{"access_token":"good"}', 'good'],
    ['access_token before token', '{"access_token":"good","token":"other"}', 'good'],
    ['token', '{"token":"good","expires_in":"soon"}', 'good'],
    ['no token', '{}', undefined],
    ['an empty token', '{"token":""}', undefined],
    ['a token that would make a header of its own', '{"token":"a\\r\\nx-injected: 1"}', undefined],
    ['a token with a space', '{"token":"a b"}', undefined],
    ['a token that is not ASCII', '{"token":"\u00e4"}', undefined],
    ['a token of 20 kB', JSON.stringify({ token: 'a'.repeat(20_000) }), undefined],
    ['a number', '{"token":5}', undefined],
    ['no JSON', '<html>', undefined],
    ['100 kB', JSON.stringify({ token: 'a', more: 'x'.repeat(100_000) }), undefined],
  ])('the issuer gives %s', async (_name, body, token) => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['public/app'], ['1'])
    registry.interfere('/token', gives(body, 'application/json'))
    const resolution = await stage.client().resolve(reference(`${registry.host}/public/app:1`))
    const shown = registry.seen.map(({ headers }) => headers.authorization).filter(value => value !== undefined)
    expect(new Set(shown)).toEqual(new Set(token === undefined ? [] : [`Bearer ${token}`]))
    if (token === undefined) expect(resolution.status).toBe('bad-response')
  })

  test('one that is refused leaves the others good', async () => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['public/app', 'private/app'], ['1', '2'])
    const client = stage.client()
    const statuses = []
    for (const image of ['public/app:1', 'private/app:1', 'public/app:2', 'private/app:2']) {
      statuses.push((await client.resolve(reference(`${registry.host}/${image}`))).status)
    }
    expect(statuses).toEqual(['resolved', 'not-found-or-private', 'resolved', 'not-found-or-private'])
    expect(registry.lines().filter(line => line.startsWith('GET /token'))).toHaveLength(2)
  })
})

describe('with credentials', () => {
  test('a private repository is opened by a token that is asked for with name and password', async () => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['private/app'], ['1'])
    const client = stage.client({ credentials: loginFor(registry) })
    expect(await client.resolve(reference(`${registry.host}/private/app:1`))).toMatchObject({ status: 'resolved' })
    expect(await client.resolve(reference(`${registry.host}/private/app:9`))).toMatchObject({ status: 'tag-not-found' })
    const shown = registry.seen.filter(({ headers }) => headers.authorization?.startsWith('Basic'))
    expect(shown.map(({ path }) => path.split('?')[0])).toEqual(['/token'])
  })

  test('an identity token is exchanged by POST', async () => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['private/app'], ['1'])
    const client = stage.client({ credentials: loginFor(registry, { username: '<token>', identityToken: USERS.alice }) })
    expect(await client.resolve(reference(`${registry.host}/private/app:1`))).toMatchObject({ status: 'resolved' })
    const [, exchange] = registry.seen
    expect(exchange?.method).toBe('POST')
    expect(Object.fromEntries(new URLSearchParams(exchange?.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 's3cret',
      service: 'fake',
      client_id: 'pull-policy',
      scope: 'repository:private/app:pull',
    })
  })

  test('an issuer that knows no POST is asked by GET where a password is there too', async () => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['private/app'], ['1'])
    registry.interfere('POST /token', answers(404))
    const client = stage.client({ credentials: loginFor(registry, { username: 'alice', password: USERS.alice, identityToken: 'id' }) })
    expect(await client.resolve(reference(`${registry.host}/private/app:1`))).toMatchObject({ status: 'resolved' })
  })

  test('a registry’s token is shown as it is', async () => {
    const registry = await stage.registry({ auth: TOKEN_AUTH })
    registry.interfere('HEAD', (request, response) => {
      const isShown = request.headers.authorization === 'Bearer as-it-is'
      const answer = isShown
        ? givesManifest(IMAGE, IMAGE.digest)
        : answers(401, 'UNAUTHORIZED', { 'www-authenticate': `Bearer realm="http://${registry.host}/token"` })
      answer(request, response)
    })
    const client = stage.client({ credentials: loginFor(registry, { registryToken: 'as-it-is' }) })
    expect(await client.resolve(reference(`${registry.host}/private/app:1`))).toMatchObject({ status: 'resolved' })
    expect(registry.lines()).toEqual(['HEAD /v2/private/app/manifests/1', 'HEAD /v2/private/app/manifests/1'])
  })

  test('a password is shown to a registry only after a Basic challenge', async () => {
    const registry = fill(await stage.registry(), ['app'], ['1'])
    const client = stage.client({ credentials: loginFor(registry) })
    expect(await client.resolve(reference(`${registry.host}/app:1`))).toMatchObject({ status: 'resolved' })
    expect(registry.seen.map(({ headers }) => headers.authorization)).toEqual([undefined])
  })

  test('every secret is told to whoever masks them, before it is used', async () => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['private/app'], ['1'])
    const secrets: string[] = []
    const client = stage.client({ credentials: loginFor(registry), onSecret: secret => secrets.push(secret) })
    await client.resolve(reference(`${registry.host}/private/app:1`))
    expect(secrets).toContain('s3cret')
    expect(secrets).toContain(Buffer.from('alice:s3cret').toString('base64'))
    for (const { headers } of registry.seen) {
      const [, shown] = (headers.authorization ?? '').split(' ')
      if (shown !== undefined) expect(secrets).toContain(shown)
    }
  })

  test('they are looked for once per repository, and only after a challenge', async () => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['public/app'], names(5, 'v'))
    const open = fill(await stage.registry(), ['app'], ['1'])
    const asked: string[] = []
    const credentials = {
      find: async (host: string, repository: string) => {
        asked.push(`${host}/${repository}`)
        return { notices: [] }
      },
    }
    const client = stage.client({ credentials })
    await Promise.all(names(5, 'v').map(tag => client.resolve(reference(`${registry.host}/public/app:${tag}`))))
    await client.resolve(reference(`${open.host}/app:1`))
    expect(asked).toEqual([`${registry.host}/public/app`])
  })
})

describe('when credentials are refused', () => {
  const WRONG = { username: 'alice', password: 'wr0ng-pa55' }

  test.each(['token', 'basic'] as const)('%s: shown once, the rest is asked as nobody, the cause is told once', async kind => {
    const registry = fill(await stage.registry({ auth: { kind, users: USERS } }), ['private/app', 'public/app'], ['1', '2'])
    const client = stage.client({ credentials: loginFor(registry, WRONG) })
    const statuses = []
    for (const image of ['private/app:1', 'private/app:2', 'public/app:1'])
      statuses.push((await client.resolve(reference(`${registry.host}/${image}`))).status)
    expect(statuses).toEqual(['credentials-rejected', 'credentials-rejected', kind === 'token' ? 'resolved' : 'credentials-rejected'])
    expect(registry.seen.filter(({ headers }) => headers.authorization?.startsWith('Basic'))).toHaveLength(1)
    expect(client.notices()).toEqual([`${registry.host} does not accept the credentials that are here for it`])
  })

  test('by a registry for one repository, after they have opened another, they are shown again', async () => {
    const registry = fill(await stage.registry({ auth: { kind: 'basic', users: USERS } }), ['app', 'closed', 'other'], ['1'])
    registry.interfere('/closed/', answers(401, 'UNAUTHORIZED', { 'www-authenticate': 'Basic realm="x"' }))
    const client = stage.client({ credentials: loginFor(registry) })
    const statuses = []
    for (const image of ['app:1', 'closed:1', 'other:1'])
      statuses.push((await client.resolve(reference(`${registry.host}/${image}`))).status)
    expect(statuses).toEqual(['resolved', 'credentials-rejected', 'resolved'])
    expect(client.notices()).toEqual([])
  })

  test('eight questions at a time show a wrong password once', async () => {
    const registry = fill(await stage.registry({ auth: { kind: 'basic', users: USERS } }), ['app'], names(8, 'v'))
    const client = stage.client({ credentials: loginFor(registry, WRONG) })
    await Promise.all(names(8, 'v').map(tag => client.resolve(reference(`${registry.host}/app:${tag}`))))
    expect(registry.seen.filter(({ headers }) => headers.authorization !== undefined)).toHaveLength(1)
  })

  test('by the issuer with 403 for one repository, the next one is still asked with them', async () => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['private/app', 'private/other'], ['1'])
    registry.interfere('private%2Fother', answers(403, 'DENIED'))
    const client = stage.client({ credentials: loginFor(registry) })
    expect(await client.resolve(reference(`${registry.host}/private/other:1`))).toMatchObject({ status: 'credentials-rejected' })
    expect(await client.resolve(reference(`${registry.host}/private/app:1`))).toMatchObject({ status: 'resolved' })
  })

  test('a public image is still resolved, as GitLab’s are since wrong passwords are refused there', async () => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['public/app'], ['1'])
    const client = stage.client({ credentials: loginFor(registry, WRONG) })
    expect(await client.resolve(reference(`${registry.host}/public/app:1`))).toMatchObject({ status: 'resolved' })
    expect(client.notices()).toHaveLength(1)
  })

  test.each([401, 403, 404])('an issuer that answers nobody (%i) says: not found or private', async status => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['public/app'], ['1'])
    registry.interfere('/token', answers(status, 'DENIED'))
    expect(await stage.client().resolve(reference(`${registry.host}/public/app:1`))).toMatchObject({ status: 'not-found-or-private' })
    expect(registry.lines()).toHaveLength(2)
  })
})

describe('several challenges at once', () => {
  test.each([
    [
      'in one header',
      (host: string) => ({ 'www-authenticate': `Negotiate,Bearer realm="http://${host}/token",service="fake",Basic realm="x"` }),
    ],
    [
      'in several',
      (host: string) => ({ 'www-authenticate': ['Negotiate', 'Basic realm="x"', `Bearer realm="http://${host}/token",service="fake"`] }),
    ],
  ])('%s: the Bearer one is answered', async (_name, headersFor) => {
    const registry = fill(await stage.registry({ auth: TOKEN_AUTH }), ['public/app'], ['1'])
    registry.interfere('HEAD', (_request, response) => response.writeHead(401, headersFor(registry.host)).end(), 1)
    expect(await stage.client().resolve(reference(`${registry.host}/public/app:1`))).toMatchObject({ status: 'resolved' })
  })
})

describe('Docker Hub', () => {
  const certificate = makeCertificate(['registry-1.docker.io', 'auth.docker.io'])
  const settings = { certificateAuthorities: [certificate.certificate] }
  const hub = async () => {
    const auth = { kind: 'token', users: USERS, realm: 'https://auth.docker.io/token' } as const
    const registry = fill(await stage.registry({ certificate, auth }), ['library/nginx'], ['1.25'])
    const place = { addresses: ['8.8.8.8'], port: registry.port }
    return { registry, machine: new FakeMachine({ 'registry-1.docker.io': place, 'auth.docker.io': place }) }
  }

  test('is asked at its registry’s own host, and its issuer may see the password', async () => {
    const { registry, machine } = await hub()
    const credentials = fixedCredentials({ 'docker.io': { username: 'alice', password: USERS.alice } })
    const client = stage.client({ ...settings, credentials }, machine)
    expect(await client.resolve(reference('nginx:1.25'))).toMatchObject({ status: 'resolved' })
    expect(machine.connects.toSorted()).toEqual(['auth.docker.io:443', 'registry-1.docker.io:443'])
    expect(registry.lines()[0]).toBe('HEAD /v2/library/nginx/manifests/1.25')
    expect(client.notices()).toEqual([])
  })

  test('says what is left of the budget, and near its end no optional GET is sent', async () => {
    const { registry, machine } = await hub()
    const client = stage.client(
      { ...settings, credentials: fixedCredentials({ 'docker.io': { username: 'alice', password: USERS.alice } }) },
      machine,
    )
    registry.interfere('HEAD', (_request, response) => {
      const quota = { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '9;w=21600' }
      response.writeHead(200, { 'content-type': IMAGE.mediaType, 'docker-content-digest': IMAGE.digest, ...quota }).end()
    })
    await client.resolve(reference('nginx:1.25'))
    expect(client.statistics().dockerHub).toEqual({ limit: 100, remaining: 9, windowSeconds: 21600 })
    const before = registry.seen.length
    expect(await client.resolveContents(reference('nginx:1.25'), digest(IMAGE.digest))).toMatchObject({ status: 'not-asked' })
    expect(registry.seen).toHaveLength(before)
  })

  test('a budget that another registry speaks of is not Docker Hub’s', async () => {
    const registry = fill(await stage.registry(), ['app'], ['1'])
    registry.interfere('HEAD', (_request, response) =>
      response.writeHead(404, { 'ratelimit-limit': '1;w=1', 'ratelimit-remaining': '0;w=1' }).end(),
    )
    const client = stage.client()
    await client.resolve(reference(`${registry.host}/app:1`))
    expect(client.statistics().dockerHub).toBeNull()
  })
})

describe('what a registry wants to be shown', () => {
  const warned = async (warning: string) => {
    const registry = fill(await stage.registry({ auth: { kind: 'basic', users: USERS } }), ['app'], ['1', '2'])
    registry.interfere('HEAD', (request, response) => {
      const isIn = request.headers.authorization !== undefined
      response.writeHead(isIn ? 404 : 401, { 'www-authenticate': 'Basic realm="x"', ...(isIn ? { warning } : undefined) }).end()
    })
    const client = stage.client({ credentials: loginFor(registry) })
    for (const tag of ['1', '2']) await client.resolve(reference(`${registry.host}/app:${tag}`))
    return { notices: client.notices(), host: registry.host }
  }

  test('is shown once', async () => {
    const { notices, host } = await warned('299 - "this registry closes in May"')
    expect(notices).toEqual([`${host} says: this registry closes in May`])
  })

  test.each([
    ['another code', '199 - "x"'],
    ['characters that are not plain', '299 - "\u00e4"'],
    ['more than 300 characters', `299 - "${'a'.repeat(301)}"`],
    ['no quotes', '299 - x'],
    ['our password', '299 - "you are s3cret"'],
    ['our password in base64', `299 - "${Buffer.from('alice:s3cret').toString('base64')}"`],
  ])('is not shown: %s', async (_name, warning) => expect((await warned(warning)).notices).toEqual([]))
})
