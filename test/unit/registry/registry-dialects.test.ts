import { afterEach, expect, test } from '@jest/globals'
import { fixedCredentials } from '../../../src/registry/credentials.ts'
import { reference, Stage } from '../../fake/registry/asking.ts'
import { makeCertificate } from '../../fake/registry/certificate.ts'
import { FakeMachine } from '../../fake/registry/fake-machine.ts'
import type { FakeRegistryOptions } from '../../fake/registry/fake-registry.ts'
import { answers, givesManifest } from '../../fake/registry/faults.ts'
import { index } from '../../fake/registry/images.ts'

/* How registries differ, each under its own name: DNS and TCP are a table that leads to the loopback interface. */

const stage = new Stage()
afterEach(() => stage.clear())

const ECR = '123456789012.dkr.ecr.eu-central-1.amazonaws.com'
const HOSTS = [
  'mcr.microsoft.com',
  ECR,
  'public.ecr.aws',
  'registry.gitlab.com',
  'gitlab.com',
  'harbor.example.com',
  'ghcr.io',
  'nexus.example.com',
]
const certificate = makeCertificate(HOSTS)
const INDEX = index(['linux/amd64', 'linux/arm64'])
const FOUND = { status: 'resolved', digest: INDEX.digest }

async function scene(host: string, options: FakeRegistryOptions = {}, login?: { readonly username: string; readonly password: string }) {
  const registry = await stage.registry({ certificate, ...options })
  registry.push('public/app', '1', INDEX)
  registry.push('team/app', '1', INDEX)
  const machine = new FakeMachine(Object.fromEntries(HOSTS.map(name => [name, { addresses: ['8.8.8.8'], port: registry.port }])))
  const client = stage.client(
    {
      plainHttp: [],
      certificateAuthorities: [certificate.certificate],
      ...(login && { credentials: fixedCredentials({ [host]: login }) }),
    },
    machine,
  )
  const resolve = (image: string) => client.resolve(reference(`${host}/${image}`))
  return { registry, client, machine, resolve }
}

test('MCR’s 403, which it says to runners now and then, is about the moment', async () => {
  const { registry, resolve } = await scene('mcr.microsoft.com')
  registry.interfere('manifests', answers(403))
  expect(await resolve('public/app:1')).toMatchObject({ status: 'unavailable' })
})

test('ECR wants a password, and names the digest on HEAD only', async () => {
  const login = { username: 'AWS', password: 'twelve-hours' }
  const { registry, client, resolve } = await scene(ECR, { auth: { kind: 'basic', users: { AWS: login.password } } }, login)
  registry.interfere('GET /v2/team/app/manifests', givesManifest(INDEX))
  expect(await resolve('team/app:1')).toMatchObject(FOUND)
  registry.interfere('HEAD', answers(405))
  const other = await scene(ECR, { auth: { kind: 'basic', users: { AWS: login.password } } }, login)
  other.registry.interfere('HEAD', answers(405))
  expect(await other.resolve('team/app:1')).toMatchObject(FOUND)
  expect(client.notices()).toEqual([])
})

test('ECR’s password that has run out is no proof of anything', async () => {
  const { resolve } = await scene(ECR, { auth: { kind: 'basic', users: { AWS: 'new' } } }, { username: 'AWS', password: 'old' })
  expect(await resolve('team/app:1')).toMatchObject({ status: 'credentials-rejected' })
})

test('public.ecr.aws answers a token that has run out with 400 and no challenge', async () => {
  const { registry, resolve } = await scene('public.ecr.aws', { auth: { kind: 'token', users: {} } })
  expect(await resolve('public/app:1')).toMatchObject(FOUND)
  registry.expireTokens()
  registry.interfere('HEAD /v2/public/app/manifests/2', answers(400), 1)
  registry.push('public/app', '2', INDEX)
  expect(await resolve('public/app:2')).toMatchObject(FOUND)
})

test('GitLab refuses a wrong password even for what is public: it is asked as nobody once more', async () => {
  const auth = { kind: 'token', users: { alice: 's3cret' }, realm: 'https://gitlab.com/jwt/auth' } as const
  const { registry, client, machine, resolve } = await scene('registry.gitlab.com', { auth }, { username: 'alice', password: 'wrong' })
  registry.interfere('/jwt/auth', (request, response) => {
    const isWrong = request.headers.authorization !== undefined
    response.writeHead(isWrong ? 401 : 302, { location: 'https://gitlab.com/token?scope=repository:public/app:pull' }).end('{}')
  })
  expect(await resolve('public/app:1')).toMatchObject(FOUND)
  expect(new Set(machine.connects)).toEqual(new Set(['registry.gitlab.com:443', 'gitlab.com:443']))
  expect(client.notices()).toEqual(['registry.gitlab.com does not accept the credentials that are here for it'])
})

test('Harbor’s policy keeps back an image that is there', async () => {
  const { registry, resolve } = await scene('harbor.example.com')
  registry.interfere('manifests', answers(412, 'PROJECTPOLICYVIOLATION'))
  expect(await resolve('team/app:1')).toMatchObject({ status: 'forbidden' })
})

test('ghcr.io’s issuer itself refuses nobody’s question, by 401 or 403', async () => {
  for (const status of [401, 403]) {
    const { registry, resolve } = await scene('ghcr.io', { auth: { kind: 'token', users: {} } })
    registry.interfere('/token', answers(status, 'DENIED'))
    expect(await resolve('team/app:1')).toMatchObject({ status: 'not-found-or-private' })
  }
})

test('Nexus says 404 to HEAD and 200 to GET', async () => {
  const { registry, resolve } = await scene('nexus.example.com')
  registry.interfere('HEAD', answers(404))
  expect(await resolve('team/app:1')).toMatchObject(FOUND)
  expect(registry.lines()).toEqual(['HEAD /v2/team/app/manifests/1', 'GET /v2/team/app/manifests/1'])
})
