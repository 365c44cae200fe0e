import { afterEach, describe, expect, test } from '@jest/globals'
import { ACCEPTED_MEDIA_TYPES, DOCKER_MANIFEST, OCI_INDEX } from '../../../src/oci/media-type.ts'
import { DEFAULT_REGISTRY_SETTINGS } from '../../../src/registry/registry-settings.ts'
import { digest, reference, Stage } from '../../fake/registry/asking.ts'
import { FakeMachine } from '../../fake/registry/fake-machine.ts'
import { answers, gives, givesManifest } from '../../fake/registry/faults.ts'
import { image, index, store } from '../../fake/registry/images.ts'

const stage = new Stage()
afterEach(() => stage.clear())

const INDEX = index(['linux/amd64', 'linux/arm64/v8'], 'oci', { hasAttestations: true })
const IMAGE = image('linux/amd64', 'docker')

async function openRegistry() {
  const registry = await stage.registry()
  registry.push('public/app', '1.2', INDEX)
  registry.push('public/single', '1.2', IMAGE)
  return registry
}

describe('a tag', () => {
  test('is resolved to the index’s digest by one HEAD', async () => {
    const registry = await openRegistry()
    const resolution = await stage.client().resolve(reference(`${registry.host}/public/app:1.2`))
    expect(resolution).toEqual({ status: 'resolved', digest: INDEX.digest, mediaType: OCI_INDEX, platforms: [] })
    expect(registry.lines()).toEqual(['HEAD /v2/public/app/manifests/1.2'])
  })

  test('is asked for with all four media types, the indexes first', async () => {
    const registry = await openRegistry()
    registry.interfere('HEAD', answers(405))
    await stage.client().resolve(reference(`${registry.host}/public/app:1.2`))
    expect(registry.seen.map(({ method, headers }) => [method, headers.accept])).toEqual([
      ['HEAD', ACCEPTED_MEDIA_TYPES.join(', ')],
      ['GET', ACCEPTED_MEDIA_TYPES.join(', ')],
    ])
  })

  test('that is not written is `latest`', async () => {
    const registry = await openRegistry()
    registry.push('public/app', 'latest', IMAGE)
    expect(await stage.client().resolve(reference(`${registry.host}/public/app`))).toMatchObject({
      digest: IMAGE.digest,
      mediaType: DOCKER_MANIFEST,
    })
  })

  test('is asked about once, however often and at the same time it is wanted', async () => {
    const registry = await openRegistry()
    const client = stage.client()
    const image = reference(`${registry.host}/public/app:1.2`)
    const all = await Promise.all(Array.from({ length: 20 }, () => client.resolve(image)))
    await client.resolve(image)
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['resolved']))
    expect(registry.seen).toHaveLength(1)
  })
})

describe('when the HEAD is not a good 200, one GET decides', () => {
  test.each([
    ['404, as Nexus says', answers(404)],
    ['405', answers(405)],
    ['403', answers(403)],
    ['400', answers(400)],
    ['200 without a digest', givesManifest(INDEX)],
    ['200 with a digest that is none', givesManifest(INDEX, 'sha256:abc')],
    ['200 of no known type, as Artifactory says', gives(INDEX.body, 'application/octet-stream', { 'docker-content-digest': INDEX.digest })],
    ['204', answers(204)],
  ])('HEAD: %s', async (_name, fault) => {
    const registry = await openRegistry()
    registry.interfere('HEAD', fault)
    const resolution = await stage.client().resolve(reference(`${registry.host}/public/app:1.2`))
    expect(resolution).toMatchObject({ status: 'resolved', digest: INDEX.digest, mediaType: OCI_INDEX })
    expect(registry.lines()).toEqual(['HEAD /v2/public/app/manifests/1.2', 'GET /v2/public/app/manifests/1.2'])
  })

  test('and tells an index’s platforms on the way', async () => {
    const registry = await openRegistry()
    registry.interfere('HEAD', answers(405))
    expect(await stage.client().resolve(reference(`${registry.host}/public/app:1.2`))).toMatchObject({
      platforms: [
        { os: 'linux', architecture: 'amd64' },
        { os: 'linux', architecture: 'arm64', variant: 'v8' },
      ],
    })
  })

  test('a GET without a digest header is hashed, as ECR needs it', async () => {
    const registry = await openRegistry()
    registry.interfere('manifests', givesManifest(INDEX))
    expect(await stage.client().resolve(reference(`${registry.host}/public/app:1.2`))).toMatchObject({
      status: 'resolved',
      digest: INDEX.digest,
    })
  })
})

describe('a digest', () => {
  test('that is written is asked for instead of the tag beside it', async () => {
    const registry = await openRegistry()
    const written = reference(`${registry.host}/public/app:9.9@${INDEX.digest}`)
    expect(await stage.client().resolve(written)).toMatchObject({ status: 'resolved', digest: INDEX.digest })
    expect(registry.lines()).toEqual([`HEAD /v2/public/app/manifests/${INDEX.digest}`])
  })

  test('says by its type whether it is an index or one platform’s', async () => {
    const registry = await openRegistry()
    const [child] = INDEX.children
    const client = stage.client()
    expect(await client.resolve(reference(`${registry.host}/public/app@${INDEX.digest}`))).toMatchObject({ mediaType: OCI_INDEX })
    expect(await client.resolve(reference(`${registry.host}/public/app@${child?.digest}`))).toMatchObject({ mediaType: child?.mediaType })
  })

  test('that the registry does not have is not found', async () => {
    const registry = await openRegistry()
    const unknown = `sha256:${'0'.repeat(64)}`
    expect(await stage.client().resolve(reference(`${registry.host}/public/app@${unknown}`))).toMatchObject({ status: 'tag-not-found' })
  })

  test('is not believed where HEAD and GET give another', async () => {
    const registry = await openRegistry()
    registry.interfere('manifests', givesManifest(IMAGE, IMAGE.digest))
    expect(await stage.client().resolve(reference(`${registry.host}/public/app@${INDEX.digest}`))).toMatchObject({ status: 'bad-response' })
  })
})

describe('the tag beside a digest', () => {
  test('is a question of its own', async () => {
    const registry = await openRegistry()
    registry.push('public/app', '1.3', IMAGE)
    const written = reference(`${registry.host}/public/app:1.3@${INDEX.digest}`)
    const client = stage.client()
    expect(await client.resolve(written)).toMatchObject({ digest: INDEX.digest })
    expect(await client.resolveTag(written)).toMatchObject({ digest: IMAGE.digest })
  })

  test('is not asked for where there is none', async () => {
    const registry = await openRegistry()
    expect(await stage.client().resolveTag(reference(`${registry.host}/public/app@${INDEX.digest}`))).toMatchObject({ status: 'not-asked' })
    expect(registry.seen).toEqual([])
  })
})

describe('what a digest holds', () => {
  const contentsOf = async (repository: string, of: { readonly digest: string }) => {
    const registry = await openRegistry()
    const contents = await stage.client().resolveContents(reference(`${registry.host}/${repository}:1.2`), digest(of.digest))
    return { registry, contents }
  }

  test('an index: its platforms, its members, no attestation', async () => {
    const { contents, registry } = await contentsOf('public/app', INDEX)
    expect(contents).toMatchObject({
      status: 'resolved',
      digest: INDEX.digest,
      platforms: [
        { os: 'linux', architecture: 'amd64' },
        { os: 'linux', architecture: 'arm64', variant: 'v8' },
      ],
      members: [{ digest: INDEX.children[0]?.digest }, { digest: INDEX.children[1]?.digest }],
    })
    expect(registry.seen).toHaveLength(1)
  })

  test('a single image: the platform of its configuration', async () => {
    const { contents, registry } = await contentsOf('public/single', IMAGE)
    expect(contents).toMatchObject({ status: 'resolved', platforms: [{ os: 'linux', architecture: 'amd64' }], members: [] })
    expect(registry.lines()).toEqual([
      `GET /v2/public/single/manifests/${IMAGE.digest}`,
      `GET /v2/public/single/blobs/${IMAGE.blobs[0]?.digest}`,
    ])
  })

  test('a configuration of another digest is not believed', async () => {
    const registry = await openRegistry()
    registry.interfere('blobs', gives('{"os":"linux","architecture":"s390x"}', 'application/json'))
    const contents = await stage.client().resolveContents(reference(`${registry.host}/public/single:1.2`), digest(IMAGE.digest))
    expect(contents).toMatchObject({ status: 'bad-response' })
  })

  test('a configuration that is missing does not make the image a missing one', async () => {
    const registry = await openRegistry()
    registry.interfere('blobs', answers(404, 'BLOB_UNKNOWN'))
    const contents = await stage.client().resolveContents(reference(`${registry.host}/public/single:1.2`), digest(IMAGE.digest))
    expect(contents).toMatchObject({ status: 'bad-response' })
  })
})

describe('not found', () => {
  test('a tag, on a registry that lets anybody look: HEAD, GET and the list of tags agree', async () => {
    const registry = await openRegistry()
    expect(await stage.client().resolve(reference(`${registry.host}/public/app:9`))).toEqual({
      status: 'tag-not-found',
      reason: `${registry.host} does not have public/app:9`,
    })
    expect(registry.lines()).toEqual([
      'HEAD /v2/public/app/manifests/9',
      'GET /v2/public/app/manifests/9',
      'GET /v2/public/app/tags/list?n=1',
    ])
  })

  test('a repository, told from a tag by the list of tags, which is asked for once', async () => {
    const registry = await openRegistry()
    const client = stage.client()
    const missing = ['1', '2', '3'].map(tag => client.resolve(reference(`${registry.host}/public/nope:${tag}`)))
    for (const resolution of await Promise.all(missing)) {
      expect(resolution).toEqual({ status: 'repo-not-found', reason: `${registry.host} has no repository public/nope` })
    }
    expect(registry.lines().filter(line => line.includes('tags/list'))).toHaveLength(1)
  })

  test('an HTML page with 404', async () => {
    const registry = await openRegistry()
    registry.interfere('public/app', (_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<html>'))
    expect(await stage.client().resolve(reference(`${registry.host}/public/app:1.2`))).toMatchObject({ status: 'tag-not-found' })
  })
})

describe('who is asked', () => {
  test('nobody but the well-known public registries, where nothing else is said', async () => {
    const machine = new FakeMachine()
    const client = stage.client({ ask: DEFAULT_REGISTRY_SETTINGS.ask }, machine)
    expect(await client.resolve(reference('registry.example.com/app:1'))).toEqual({
      status: 'not-asked',
      reason: 'registry.example.com is not among the registries to ask; add it to registries.ask',
    })
    expect(machine.lookups).toEqual([])
  })

  test('nobody outside the registries that are permitted', async () => {
    const machine = new FakeMachine()
    const client = stage.client({ permitted: ['registry.example.com/team'] }, machine)
    expect(await client.resolve(reference('nginx:1.25'))).toMatchObject({ status: 'not-asked' })
    expect(await client.resolve(reference('registry.example.com/other/app:1'))).toMatchObject({ status: 'not-asked' })
    expect(machine.lookups).toEqual([])
  })

  test('the mirror in a registry’s place, below its path, though nothing else may be asked', async () => {
    const registry = await stage.registry()
    registry.push('hub/library/nginx', '1.25', IMAGE)
    const client = stage.client({ ask: [], mirrors: { 'docker.io': `${registry.host}/hub` } })
    expect(await client.resolve(reference('nginx:1.25'))).toMatchObject({ status: 'resolved', digest: IMAGE.digest })
    expect(await client.resolve(reference('nginx:1.26'))).toMatchObject({ status: 'not-found-or-private' })
    expect(await client.resolve(reference('ghcr.io/a/b:1'))).toMatchObject({ status: 'not-asked' })
  })

  test('at most so many registries and references in a run', async () => {
    const registry = await openRegistry()
    const limits = { ...DEFAULT_REGISTRY_SETTINGS.limits, registries: 1, references: 2 }
    const client = stage.client({ limits })
    const statuses = []
    for (const image of ['/public/app:1.2', '/public/single:1.2', '/public/app:1', '/public/app:1.2']) {
      statuses.push((await client.resolve(reference(registry.host + image))).status)
    }
    statuses.push((await client.resolve(reference('other.example.com/app:1'))).status)
    expect(statuses).toEqual(['resolved', 'resolved', 'not-asked', 'resolved', 'not-asked'])
  })

  test.each([
    { mirrors: { 'docker.io': 'https://mirror.example.com' } },
    { mirrors: { 'docker.io': 'mirror.example.com/../x' } },
    { plainHttp: ['http://localhost'] },
    { privateHosts: [''] },
  ])('settings that name no host are the user’s to mend: %j', settings =>
    expect(() => stage.client(settings)).toThrow(expect.objectContaining({ name: 'UserError', code: 'bad-configuration' })),
  )
})

describe('tags', () => {
  test('are listed page after page', async () => {
    const registry = await stage.registry()
    for (let number = 0; number < 2100; number += 1) registry.push('public/app', `v${String(number).padStart(4, '0')}`, IMAGE)
    const list = await stage.client().listTags(reference(`${registry.host}/public/app:v0001`))
    expect(list).toMatchObject({ status: 'listed', isComplete: true })
    expect(list.status === 'listed' && list.tags).toHaveLength(2100)
    expect(registry.seen).toHaveLength(3)
  })

  test('are listed up to a limit', async () => {
    const registry = await stage.registry()
    for (let number = 0; number < 2100; number += 1) registry.push('public/app', `v${String(number).padStart(4, '0')}`, IMAGE)
    const limits = { ...DEFAULT_REGISTRY_SETTINGS.limits, tagPages: 2 }
    const list = await stage.client({ limits }).listTags(reference(`${registry.host}/public/app`))
    expect(list).toMatchObject({ status: 'listed', isComplete: false })
    expect(list.status === 'listed' && list.tags).toHaveLength(2000)
  })

  test('are not read on at another origin', async () => {
    const registry = await openRegistry()
    const other = await stage.registry()
    registry.interfere('tags', gives('{"tags":["1"]}', 'application/json', { link: `<http://${other.host}/v2/x/tags/list>; rel="next"` }))
    expect(await stage.client().listTags(reference(`${registry.host}/public/app`))).toEqual({
      status: 'listed',
      tags: ['1'],
      isComplete: false,
    })
    expect(other.seen).toEqual([])
  })

  test('that are none are left out', async () => {
    const registry = await openRegistry()
    registry.interfere('tags', gives('{"tags":["1.2","../x","a b",5,null,"latest"]}', 'application/json'))
    expect(await stage.client().listTags(reference(`${registry.host}/public/app`))).toMatchObject({ tags: ['1.2', 'latest'] })
  })

  test.each(['{"tags":{}}', '{}', 'x'])('%s is a bad response', async body => {
    const registry = await openRegistry()
    registry.interfere('tags', gives(body, 'application/json'))
    expect(await stage.client().listTags(reference(`${registry.host}/public/app`))).toMatchObject({ status: 'bad-response' })
  })

  test('of a repository that is not there', async () => {
    const registry = await openRegistry()
    expect(await stage.client().listTags(reference(`${registry.host}/public/nope`))).toMatchObject({ status: 'repo-not-found' })
  })
})

test('a manifest without a media type of its own is what its header says', async () => {
  const registry = await stage.registry()
  const bare = store(OCI_INDEX, { schemaVersion: 2, manifests: [] })
  registry.push('public/bare', '1', { ...bare, blobs: [], children: [] })
  expect(await stage.client().resolveContents(reference(`${registry.host}/public/bare:1`), digest(bare.digest))).toMatchObject({
    mediaType: OCI_INDEX,
    platforms: [],
  })
})
