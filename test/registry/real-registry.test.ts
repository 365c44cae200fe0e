import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { OCI_MANIFEST } from '../../src/oci/media-type.ts'
import { readJsonObject } from '../../src/registry/classify.ts'
import { fixedCredentials } from '../../src/registry/credentials.ts'
import { digest, reference, Stage } from '../fake/registry/asking.ts'
import { makeCertificate } from '../fake/registry/certificate.ts'
import { IMAGES, PLATFORMS, pushAll, TYPES } from './demo-images.ts'
import { DOCKER_REGISTRY, type DockerRegistry, startDockerRegistry } from './docker-registry.ts'
import { ALICE, startTokenIssuer, type TokenIssuer } from './token-issuer.ts'

const stage = new Stage()
afterAll(() => stage.clear())

const describeWithRegistry: typeof describe.skip = DOCKER_REGISTRY === undefined ? describe.skip : describe
if (DOCKER_REGISTRY === undefined) test.skip('left out: docker-registry is neither on the PATH nor in /usr/bin', () => {})

describeWithRegistry('an open docker-registry', () => {
  let registry: DockerRegistry
  beforeAll(async () => {
    registry = await startDockerRegistry({ auth: { kind: 'open' } })
    await pushAll({ url: registry.url }, 'library/demo')
  })
  afterAll(() => registry?.stop())

  const client = () => stage.client({ plainHttp: [registry.host] })

  test.each(Object.entries(TYPES))('%s is %s, by one HEAD', async (tag, mediaType) => {
    const asking = client()
    const resolution = await asking.resolve(reference(`${registry.host}/library/demo:${tag}`))
    expect(resolution).toEqual({ status: 'resolved', digest: IMAGES[tag]?.digest, mediaType, platforms: [] })
    expect(asking.statistics().requests).toEqual({ [registry.host]: 1 })
  })

  test.each([
    ['oci-index', PLATFORMS],
    ['docker-list', PLATFORMS],
    ['oci-image', ['linux/arm64/v8']],
    ['docker-image', ['linux/amd64']],
    ['untyped', ['linux/s390x']],
  ])('%s runs on %j', async (tag, platforms) => {
    const contents = await client().resolveContents(reference(`${registry.host}/library/demo:${tag}`), digest(IMAGES[tag]?.digest ?? ''))
    const told =
      contents.status === 'resolved'
        ? contents.platforms.map(({ os, architecture, variant }) => [os, architecture, variant].filter(Boolean).join('/'))
        : contents
    expect(told).toEqual(platforms)
  })

  test('the members of an index are its images, without attestations, and each is found by its digest', async () => {
    const written = IMAGES['oci-index']
    const asking = client()
    const contents = await asking.resolveContents(reference(`${registry.host}/library/demo`), digest(written?.digest ?? ''))
    const members = contents.status === 'resolved' ? contents.members.map(member => member.digest) : []
    expect(members).toEqual(written?.children.slice(0, 4).map(child => child.digest))
    for (const member of members) {
      expect(await asking.resolve(reference(`${registry.host}/library/demo@${member}`))).toMatchObject({
        status: 'resolved',
        digest: member,
        mediaType: OCI_MANIFEST,
      })
    }
  })

  test.each([
    ['library/demo:nope', 'tag-not-found'],
    [`library/demo@sha256:${'0'.repeat(64)}`, 'tag-not-found'],
    ['library/nope:1', 'repo-not-found'],
  ])('%s: %s', async (name, status) => expect((await client().resolve(reference(`${registry.host}/${name}`))).status).toBe(status))

  test('its tags are listed', async () => {
    const list = await client().listTags(reference(`${registry.host}/library/demo`))
    expect(list.status === 'listed' && list.tags.toSorted()).toEqual(Object.keys(IMAGES).toSorted())
  })
})

describeWithRegistry('a docker-registry that wants a password', () => {
  let registry: DockerRegistry
  beforeAll(async () => {
    const htpasswd = 'alice:$2y$05$fJiEcaQ3R3NPKkPeAhto5egOvjUflq232WgNlCILW//VVMc4/TZD.\n'
    registry = await startDockerRegistry({ auth: { kind: 'basic', htpasswd } })
    const authorization = `Basic ${Buffer.from('alice:s3cret').toString('base64')}`
    await pushAll({ url: registry.url, authorization }, 'team/demo')
  })
  afterAll(() => registry?.stop())

  const client = (password?: string) =>
    stage.client({
      plainHttp: [registry.host],
      ...(password && { credentials: fixedCredentials({ [registry.host]: { username: 'alice', password } }) }),
    })

  test('opens with it', async () => {
    const asking = client('s3cret')
    expect(await asking.resolve(reference(`${registry.host}/team/demo:oci-index`))).toMatchObject({
      status: 'resolved',
      digest: IMAGES['oci-index']?.digest,
    })
    expect(await asking.resolve(reference(`${registry.host}/team/demo:nope`))).toMatchObject({ status: 'tag-not-found' })
  })

  test('says without it neither that an image is there nor that it is not', async () => {
    for (const tag of ['oci-index', 'nope']) {
      expect(await client().resolve(reference(`${registry.host}/team/demo:${tag}`))).toMatchObject({ status: 'not-found-or-private' })
    }
  })

  test('refuses a wrong one', async () => {
    expect(await client('wrong').resolve(reference(`${registry.host}/team/demo:oci-index`))).toMatchObject({
      status: 'credentials-rejected',
    })
  })
})

describeWithRegistry('a docker-registry that wants tokens', () => {
  let registry: DockerRegistry
  let issuer: TokenIssuer
  beforeAll(async () => {
    const signer = makeCertificate(['issuer'])
    issuer = await startTokenIssuer(signer)
    registry = await startDockerRegistry({ auth: { kind: 'token', realm: issuer.realm, signer } })
    for (const repository of ['public/demo', 'public/other', 'private/demo'])
      await pushAll({ url: registry.url, authorization: await pushToken(repository) }, repository)
  })
  afterAll(async () => {
    await registry?.stop()
    await issuer?.stop()
  })

  async function pushToken(repository: string): Promise<string> {
    const authorization = `Basic ${Buffer.from(`${ALICE.username}:${ALICE.password}`).toString('base64')}`
    const response = await fetch(`${issuer.realm}?scope=repository:${repository}:pull,push`, { headers: { authorization } })
    const { token } = readJsonObject(Buffer.from(await response.arrayBuffer())) ?? {}
    return `Bearer ${token}`
  }

  const client = (credential?: Parameters<typeof fixedCredentials>[0][string]) =>
    stage.client({
      plainHttp: [registry.host, issuer.host],
      realmHosts: [issuer.host],
      ...(credential && { credentials: fixedCredentials({ [registry.host]: credential }) }),
    })

  test('is asked U + R + 1 questions', async () => {
    const asking = client()
    const images = ['public/demo', 'public/other'].flatMap(repository =>
      Object.keys(IMAGES).map(tag => `${registry.host}/${repository}:${tag}`),
    )
    const before = issuer.count()
    const statuses = await Promise.all(images.map(async name => (await asking.resolve(reference(name))).status))
    expect(new Set(statuses)).toEqual(new Set(['resolved']))
    expect(issuer.count() - before).toBe(2)
    expect(asking.statistics().requests).toEqual({ [registry.host]: images.length + 1, [issuer.host]: 2 })
  })

  test.each([
    ['name and password', ALICE],
    ['an identity token', { username: '<token>', identityToken: 'refresh' }],
  ])('opens a private repository with %s', async (_name, credential) => {
    expect(await client(credential).resolve(reference(`${registry.host}/private/demo:docker-list`))).toMatchObject({
      status: 'resolved',
      digest: IMAGES['docker-list']?.digest,
    })
  })

  test.each(['private/demo:docker-list', 'private/demo:nope', 'private/nope:1'])('says nothing of %s to nobody', async name => {
    expect(await client().resolve(reference(`${registry.host}/${name}`))).toMatchObject({ status: 'not-found-or-private' })
  })

  test('a wrong password opens what is public, and closes nothing', async () => {
    const asking = client({ username: 'alice', password: 'wrong' })
    expect(await asking.resolve(reference(`${registry.host}/public/demo:oci-index`))).toMatchObject({ status: 'resolved' })
    expect(await asking.resolve(reference(`${registry.host}/private/demo:oci-index`))).toMatchObject({ status: 'credentials-rejected' })
    expect(asking.notices()).toHaveLength(1)
  })

  test('what a public repository lacks is proven to be missing', async () => {
    expect(await client().resolve(reference(`${registry.host}/public/demo:nope`))).toMatchObject({ status: 'tag-not-found' })
    expect(await client().resolve(reference(`${registry.host}/public/nope:1`))).toMatchObject({ status: 'repo-not-found' })
  })
})

describeWithRegistry('a docker-registry with TLS', () => {
  const certificate = makeCertificate(['127.0.0.1'])
  let registry: DockerRegistry
  let open: DockerRegistry
  beforeAll(async () => {
    registry = await startDockerRegistry({ auth: { kind: 'open' }, tls: certificate })
    open = await startDockerRegistry({ auth: { kind: 'open' } })
  })
  afterAll(async () => {
    await registry?.stop()
    await open?.stop()
  })

  test('is asked over a few connections', async () => {
    const asking = stage.client({ privateHosts: [registry.host], certificateAuthorities: [certificate.certificate], perHost: 4 })
    const names = Array.from({ length: 100 }, (_, tag) => `${registry.host}/demo:${tag}`)
    const statuses = await Promise.all(names.map(async name => (await asking.resolve(reference(name))).status))
    expect(new Set(statuses)).toEqual(new Set(['repo-not-found']))
    expect(asking.statistics().tlsHandshakes).toBeLessThanOrEqual(4)
  })

  test('is not asked where its certificate is not trusted, nor without TLS', async () => {
    const asking = stage.client({ privateHosts: [registry.host] })
    expect(await asking.resolve(reference(`${registry.host}/demo:1`))).toMatchObject({ status: 'unavailable' })
    const plain = stage.client({ plainHttp: [registry.host] })
    expect(await plain.resolve(reference(`${registry.host}/demo:1`))).toMatchObject({ status: 'bad-response' })
  })

  test('one without TLS is not asked as if it had it', async () => {
    const asking = stage.client({ privateHosts: [open.host] })
    expect(await asking.resolve(reference(`${open.host}/demo:1`))).toMatchObject({ status: 'unavailable' })
  })
})
