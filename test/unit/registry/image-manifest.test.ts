import { describe, expect, test } from '@jest/globals'
import { parseDigest } from '../../../src/oci/digest.ts'
import { DOCKER_MANIFEST, DOCKER_MANIFEST_LIST, OCI_INDEX, OCI_MANIFEST } from '../../../src/oci/media-type.ts'
import { digestOf, parseImageConfig, parseImageManifest, platformsOf } from '../../../src/registry/image-manifest.ts'
import { image, index } from '../../fake/registry/images.ts'

const json = (value: unknown) => Buffer.from(JSON.stringify(value))
const CONFIG = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${'c'.repeat(64)}` }
const IMAGE = { schemaVersion: 2, config: CONFIG, layers: [] }
const INDEX = { schemaVersion: 2, manifests: [] }

describe('kind and type', () => {
  test.each([
    ['the header decides', IMAGE, OCI_MANIFEST, 'image', OCI_MANIFEST],
    ['Docker’s image', { ...IMAGE, mediaType: DOCKER_MANIFEST }, DOCKER_MANIFEST, 'image', DOCKER_MANIFEST],
    ['Docker’s list', { ...INDEX, mediaType: DOCKER_MANIFEST_LIST }, DOCKER_MANIFEST_LIST, 'index', DOCKER_MANIFEST_LIST],
    ['a header with parameters', INDEX, `${OCI_INDEX}; charset=utf-8`, 'index', OCI_INDEX],
    ['a header in capitals', INDEX, OCI_INDEX.toUpperCase(), 'index', OCI_INDEX],
    [
      'a header that says nothing: the body does',
      { ...IMAGE, mediaType: DOCKER_MANIFEST },
      'application/octet-stream',
      'image',
      DOCKER_MANIFEST,
    ],
    ['neither says anything: its shape does', INDEX, 'application/json', 'index', OCI_INDEX],
    ['no header', IMAGE, undefined, 'image', OCI_MANIFEST],
  ])('%s', (_name, body, header, kind, mediaType) => expect(parseImageManifest(json(body), header)).toMatchObject({ kind, mediaType }))
})

describe('what is not believed', () => {
  test.each([
    ['index and image at once', { ...INDEX, layers: [] }, OCI_INDEX],
    ['index and image at once, the other way', { ...IMAGE, manifests: [] }, OCI_MANIFEST],
    ['header and body contradict', { ...INDEX, mediaType: OCI_INDEX }, OCI_MANIFEST],
    ['header and shape contradict', INDEX, OCI_MANIFEST],
    ['shape and header contradict', IMAGE, OCI_INDEX],
    ['schema 1', { schemaVersion: 1, fsLayers: [] }, 'application/vnd.docker.distribution.manifest.v1+prettyjws'],
    ['another type in the body', { ...IMAGE, mediaType: 'application/vnd.example' }, 'application/json'],
    ['a list', [], OCI_INDEX],
    ['manifests that are no list', { manifests: {} }, OCI_INDEX],
    ['an empty object', {}, OCI_MANIFEST],
    ['an index without end', { ...INDEX, manifests: Array(1001).fill({}) }, OCI_INDEX],
  ])('%s', (_name, body, header) => expect(parseImageManifest(json(body), header).kind).toBe('unreadable'))

  test('what is nested so deep that reading it takes seconds is not read', () => {
    const nested = (depth: number) =>
      Buffer.from(`{"x":"${' '.repeat(70_000)}[\\"[","manifests":[${'['.repeat(depth)}${']'.repeat(depth)}]}`)
    expect(parseImageManifest(nested(60), OCI_INDEX).kind).toBe('index')
    expect(parseImageManifest(nested(1_500_000), OCI_INDEX).kind).toBe('unreadable')
  })

  test('what is not JSON', () => expect(parseImageManifest(Buffer.from('<html>'), OCI_INDEX).kind).toBe('unreadable'))
})

describe('members of an index', () => {
  test('attestations are left out, in both their forms', () => {
    const real = index(['linux/amd64', 'linux/arm64/v8'], 'oci', { hasAttestations: true })
    const parsed = parseImageManifest(real.body, real.mediaType)
    expect(parsed).toMatchObject({ kind: 'index', members: [{ digest: real.children[0]?.digest }, { digest: real.children[1]?.digest }] })
    const annotated = {
      digest: `sha256:${'a'.repeat(64)}`,
      platform: { os: 'linux', architecture: 'amd64' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    }
    expect(parseImageManifest(json({ manifests: [annotated] }), OCI_INDEX)).toMatchObject({ members: [] })
  })

  test('platforms are told once, with their variants', () => {
    const real = index(['linux/amd64', 'linux/arm/v6', 'linux/arm/v7', 'linux/amd64'])
    const parsed = parseImageManifest(real.body, real.mediaType)
    expect(parsed.kind === 'index' && platformsOf(parsed.members)).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm', variant: 'v6' },
      { os: 'linux', architecture: 'arm', variant: 'v7' },
    ])
  })

  test.each([
    ['no platform', { digest: `sha256:${'a'.repeat(64)}` }, [{ platform: null }]],
    [
      'a platform that would break out of a report',
      { digest: `sha256:${'a'.repeat(64)}`, platform: { os: 'li\nnux', architecture: 'amd64' } },
      [{ platform: null }],
    ],
    ['a digest that is none', { digest: 'sha256:../../x', platform: { os: 'linux', architecture: 'amd64' } }, []],
    ['no object', 'x', []],
    ['null', null, []],
  ])('%s', (_name, entry, members) => expect(parseImageManifest(json({ manifests: [entry] }), OCI_INDEX)).toMatchObject({ members }))
})

describe('configurations', () => {
  test('an image names its configuration', () => {
    const real = image('linux/arm64/v8', 'docker')
    expect(parseImageManifest(real.body, real.mediaType)).toMatchObject({ config: real.blobs[0]?.digest })
    expect(parseImageConfig(real.blobs[0]?.body ?? Buffer.alloc(0))).toEqual({ os: 'linux', architecture: 'arm64', variant: 'v8' })
  })

  test('an artifact has none', () => {
    const chart = { ...IMAGE, config: { ...CONFIG, mediaType: 'application/vnd.cncf.helm.config.v1+json' } }
    expect(parseImageManifest(json(chart), OCI_MANIFEST)).toMatchObject({ kind: 'image', config: undefined })
  })

  test.each(['{}', '{"os":"linux"}', '[]', 'x', '{"os":1,"architecture":2}'])('%s says no platform', text =>
    expect(parseImageConfig(Buffer.from(text))).toBeNull(),
  )
})

test.each([
  ['sha256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'sha512',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  ],
])('the digest of "abc" by %s', (algorithm, hex) => {
  const like = parseDigest(`${algorithm}:${hex}`)
  expect(digestOf(Buffer.from('abc'), like)).toBe(`${algorithm}:${hex}`)
})
