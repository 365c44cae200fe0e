import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { JobRegistries, type JobResolver, type RegistryJob } from '../../../app/registry/job-registry.ts'
import { findSecretFaults } from '../../../app/registry/registry-credentials.ts'
import { defaultConfig } from '../../../src/config/config.ts'
import { readRegistriesFile } from '../../../src/config/registries-file.ts'
import { RegistryClient } from '../../../src/registry/registry-client.ts'
import { reference, Stage } from '../../fake/registry/asking.ts'
import { makeCertificate } from '../../fake/registry/certificate.ts'
import { FakeMachine } from '../../fake/registry/fake-machine.ts'
import type { FakeRegistry } from '../../fake/registry/fake-registry.ts'
import { image } from '../../fake/registry/images.ts'

const folder = mkdtempSync(join(tmpdir(), 'job-registry-'))
afterAll(() => rmSync(folder, { recursive: true }))

const stage = new Stage()
let inner: FakeRegistry
let resolvers: JobResolver[] = []
let machine: FakeMachine
let environment: Record<string, string>

beforeEach(async () => {
  inner = await stage.registry({ auth: { kind: 'token', users: { puller: 'hunter2' } } })
  inner.push('team/app', '1', image('linux/amd64', 'oci', 'app 1'))
  inner.push('team/app', '2', image('linux/amd64', 'oci', 'app 2'))
  inner.push('public/base', '1', image('linux/amd64', 'oci', 'base 1'))
  machine = new FakeMachine()
  environment = { PULLER: 'hunter2' }
})
afterEach(async () => {
  for (const resolver of resolvers) resolver.close()
  resolvers = []
  await stage.clear()
})

/** A file with the registry of this test, opened to acme. */
function opened(more = ''): string {
  return `registries:\n  - host: ${inner.host}/team\n    owners: [acme]\n    username: puller\n    password-env: PULLER\n    plain-http: true\n${more}`
}

const JOB: RegistryJob = { installationId: 1, owner: 'Acme', isPublic: false, registries: defaultConfig('app').registries }

function registriesOf(file: string): JobRegistries {
  const connect = (settings: ConstructorParameters<typeof RegistryClient>[0]) => new RegistryClient(settings, machine)
  return new JobRegistries({ registries: readRegistriesFile(file, 'registries.yml'), environment, connect })
}

function resolverOf(registries: JobRegistries, job: Partial<RegistryJob> = {}): JobResolver {
  const resolver = registries.resolverFor({ ...JOB, ...job })
  resolvers.push(resolver)
  return resolver
}

async function ask(resolver: JobResolver, name: string): Promise<string> {
  return (await resolver.resolve(reference(`${inner.host}/${name}`))).status
}

describe('who is asked', () => {
  test('a host that the operator has not opened: nobody', async () => {
    const answer = await resolverOf(registriesOf('')).resolve(reference(`${inner.host}/team/app:1`))
    expect(answer).toMatchObject({ status: 'not-asked', reason: expect.stringContaining('its operator can open it to this account') })
    expect([inner.seen, machine.connects]).toEqual([[], []])
  })

  test('a host that is opened to another account: nobody', async () => {
    expect(await ask(resolverOf(registriesOf(opened()), { owner: 'evil' }), 'team/app:1')).toBe('not-asked')
    expect(inner.seen).toEqual([])
  })

  test('beside the path that is opened: nobody', async () => {
    expect(await ask(resolverOf(registriesOf(opened())), 'team-b/app:1')).toBe('not-asked')
    expect(inner.seen).toEqual([])
  })

  test('the place that is opened, with its login', async () => {
    expect(await ask(resolverOf(registriesOf(opened())), 'team/app:1')).toBe('resolved')
  })

  test("a repository's configuration narrows it", async () => {
    const registries = { ...JOB.registries, ask: ['ghcr.io'] }
    expect(await ask(resolverOf(registriesOf(opened()), { registries }), 'team/app:1')).toBe('not-asked')
    expect(inner.seen).toEqual([])
  })

  test('and does not widen it, be it by a mirror', async () => {
    const registries = { ...JOB.registries, ask: ['*', 'evil.example'], mirrors: { 'docker.io': inner.host, 'quay.io': 'evil.example' } }
    const resolver = resolverOf(registriesOf(opened()), { registries })
    expect((await resolver.resolve(reference('evil.example/a:1'))).status).toBe('not-asked')
    for (const name of ['nginx:1', 'quay.io/a/b:1']) expect((await resolver.resolve(reference(name))).status).toBe('unavailable')
    expect(machine.lookups.every(host => host === 'registry-1.docker.io' || host === 'quay.io')).toBe(true)
    expect(inner.seen).toEqual([])
  })

  test('a mirror that the operator has opened may be named', async () => {
    inner.push('team/hub/library/nginx', '1', image('linux/amd64', 'oci', 'nginx'))
    const registries = { ...JOB.registries, mirrors: { 'docker.io': `${inner.host}/team/hub` } }
    expect((await resolverOf(registriesOf(opened()), { registries }).resolve(reference('nginx:1'))).status).toBe('resolved')
    expect(machine.lookups).toEqual([])
  })

  test("the operator's own mirrors hold for all, whatever a repository says", async () => {
    inner.push('hub/library/nginx', '1', image('linux/amd64', 'oci', 'nginx'))
    const file = `registries:\n  - host: ${inner.host}\n    owners: ["*"]\n    username: puller\n    password-env: PULLER\n    plain-http: true\nmirrors:\n  docker.io: ${inner.host}/hub\n`
    const registries = { ...JOB.registries, mirrors: { 'docker.io': 'ghcr.io' } }
    expect((await resolverOf(registriesOf(file), { owner: 'other', registries }).resolve(reference('nginx:1'))).status).toBe('resolved')
  })

  test('an inner mirror of a public registry tells what everybody may know, also for a change from a fork', async () => {
    const mirror = await stage.registry()
    mirror.push('library/nginx', '1', image('linux/amd64', 'oci', 'nginx'))
    const file = `registries:\n  - host: ${mirror.host}\n    owners: ["*"]\n    inner-address: true\n    plain-http: true\nmirrors:\n  docker.io: ${mirror.host}\n`
    const resolver = resolverOf(registriesOf(file), { isPublic: true, isKnownToBase: () => false })
    expect((await resolver.resolve(reference('nginx:1'))).status).toBe('resolved')
    expect(resolver.wasRevealedByCredentials(reference('nginx:1'))).toBe(false)
  })

  test('metadata services and hosts of the inner network that are not listed: nobody', async () => {
    const file =
      'registries:\n  - host: 10.0.0.5:5000\n    owners: ["*"]\n  - host: 169.254.169.254\n    owners: ["*"]\n    inner-address: true\n'
    const resolver = resolverOf(registriesOf(file))
    for (const name of ['10.0.0.5:5000/a:1', '169.254.169.254/a:1'])
      expect((await resolver.resolve(reference(name))).status).toBe('blocked-host')
    expect(machine.connects).toEqual([])
  })
})

/** ghcr.io as this test has it: `team/app` is private, `public/base` is everybody's. */
async function ghcr(): Promise<FakeRegistry> {
  const certificate = makeCertificate(['ghcr.io'])
  const auth = { kind: 'token', users: { puller: 'hunter2' }, realm: 'https://ghcr.io/token' } as const
  const registry = await stage.registry({ auth, certificate })
  for (const tag of ['1', '2']) registry.push('team/app', tag, image('linux/amd64', 'oci', tag))
  registry.push('public/base', '1', image('linux/amd64', 'oci', 'base'))
  machine = new FakeMachine({ 'ghcr.io': { addresses: ['140.82.112.33'], port: registry.port } })
  writeFileSync(join(folder, 'ca.pem'), certificate.certificate)
  return registry
}

function ghcrFile(more = ''): string {
  const entry = `  - host: ghcr.io\n    owners: [acme]\n    username: puller\n    password-env: PULLER\n${more}`
  return `registries:\n${entry}certificate-authorities: [${join(folder, 'ca.pem')}]\n`
}

async function statusOf(resolver: JobResolver, name: string): Promise<string> {
  return (await resolver.resolve(reference(name))).status
}

function loginsOf({ seen }: FakeRegistry): number {
  return seen.filter(({ headers }) => headers.authorization?.startsWith('Basic')).length
}

describe('a change from a fork', () => {
  const isKnownToBase: RegistryJob['isKnownToBase'] = ({ tag }) => tag === '1'

  test('is told of an inner registry only what the base holds', async () => {
    const resolver = resolverOf(registriesOf(opened()), { isKnownToBase })
    expect(await ask(resolver, 'team/app:1')).toBe('resolved')
    const before = inner.seen.length
    expect(await ask(resolver, 'team/app:2')).toBe('not-asked')
    expect(inner.seen).toHaveLength(before)
  })

  test('gets no login for what the base does not hold, and no answer that a login got before', async () => {
    const registry = await ghcr()
    const registries = registriesOf(ghcrFile())
    expect(await statusOf(resolverOf(registries), 'ghcr.io/team/app:2')).toBe('resolved')
    const logins = loginsOf(registry)
    const resolver = resolverOf(registries, { isKnownToBase })
    expect(await statusOf(resolver, 'ghcr.io/team/app:2')).toBe('not-found-or-private')
    expect(await statusOf(resolver, 'ghcr.io/team/no-such:2')).toBe('not-found-or-private')
    expect(loginsOf(registry)).toBe(logins)
    expect(await statusOf(resolver, 'ghcr.io/team/app:1')).toBe('resolved')
    expect(loginsOf(registry)).toBe(logins + 1)
  })
})

describe('in a public repository', () => {
  const PRIVATE = 'ghcr.io/team/app:1'

  test('what a login alone can see is known as such', async () => {
    await ghcr()
    const resolver = resolverOf(registriesOf(ghcrFile()), { isPublic: true })
    expect(await statusOf(resolver, PRIVATE)).toBe('resolved')
    expect(resolver.wasRevealedByCredentials(reference(PRIVATE))).toBe(true)
  })

  test('also where an earlier job asked', async () => {
    await ghcr()
    const registries = registriesOf(ghcrFile())
    expect(await statusOf(resolverOf(registries), PRIVATE)).toBe('resolved')
    const resolver = resolverOf(registries, { isPublic: true })
    expect(await statusOf(resolver, PRIVATE)).toBe('resolved')
    expect(resolver.wasRevealedByCredentials(reference(PRIVATE))).toBe(true)
  })

  test('unless the operator shows it', async () => {
    await ghcr()
    const resolver = resolverOf(registriesOf(ghcrFile('    show-in-public: true\n')), { isPublic: true })
    expect(await statusOf(resolver, PRIVATE)).toBe('resolved')
    expect(resolver.wasRevealedByCredentials(reference(PRIVATE))).toBe(false)
  })

  test('what everybody can see is asked for as everybody does, though there is a login', async () => {
    const registry = await ghcr()
    const resolver = resolverOf(registriesOf(ghcrFile()), { isPublic: true })
    expect(await statusOf(resolver, 'ghcr.io/public/base:1')).toBe('resolved')
    expect(resolver.wasRevealedByCredentials(reference('ghcr.io/public/base:1'))).toBe(false)
    expect(loginsOf(registry)).toBe(0)
  })

  test('what an inner registry says is not for everybody', async () => {
    const resolver = resolverOf(registriesOf(opened()), { isPublic: true })
    expect(await ask(resolver, 'team/app:1')).toBe('resolved')
    expect(resolver.wasRevealedByCredentials(reference(`${inner.host}/team/app:1`))).toBe(true)
  })
})

describe('logins', () => {
  test('are read again for each job, so a new password needs no restart', async () => {
    const registries = registriesOf(opened())
    environment.PULLER = 'wrong'
    expect(await ask(resolverOf(registries), 'team/app:1')).toBe('credentials-rejected')
    environment.PULLER = 'hunter2'
    expect(await ask(resolverOf(registries), 'team/app:1')).toBe('resolved')
  })

  test('that cannot be read are said to be so, without what they are', async () => {
    const path = join(folder, 'open')
    writeFileSync(path, 'hunter2')
    chmodSync(path, 0o644)
    const resolver = resolverOf(registriesOf(opened().replace('password-env: PULLER', `password-file: ${path}`)))
    expect(await ask(resolver, 'team/app:1')).toBe('not-found-or-private')
    expect(resolver.notices()).toEqual([`the app's operator has a login for ${inner.host} that cannot be read`])
  })

  test('are answers of their installation alone', async () => {
    const registries = registriesOf(opened().replace('[acme]', '[acme, other]'))
    expect(await ask(resolverOf(registries), 'team/app:1')).toBe('resolved')
    const asked = inner.seen.length
    expect(await ask(resolverOf(registries), 'team/app:1')).toBe('resolved')
    expect(inner.seen).toHaveLength(asked)
    expect(await ask(resolverOf(registries, { installationId: 2, owner: 'other' }), 'team/app:1')).toBe('resolved')
    expect(inner.seen.length).toBeGreaterThan(asked)
  })

  test('are looked at as a whole by doctor', () => {
    const read = (text: string) => findSecretFaults(readRegistriesFile(text, 'r.yml'), environment)
    expect(read(opened())).toEqual([])
    expect(read(opened().replace('PULLER', 'NOBODY'))).toEqual([`login for ${inner.host}/team: NOBODY is empty; put the password there`])
    expect(read(opened().replace('password-env: PULLER', 'password-file: /nowhere'))).toEqual([expect.stringContaining('ENOENT')])
    expect(read('certificate-authorities: [/nowhere.pem]')).toEqual([expect.stringContaining('certificate-authorities: /nowhere.pem')])
  })
})
