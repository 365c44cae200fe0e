import { createHash } from 'node:crypto'
import { DOCKER_MANIFEST, DOCKER_MANIFEST_LIST, OCI_INDEX, OCI_MANIFEST } from '../../../src/oci/media-type.ts'

/** A piece of content as a registry stores it. */
export interface Stored {
  readonly mediaType: string
  readonly body: Buffer
  readonly digest: string
}

/** A manifest, and everything that must be pushed with it. */
export interface FakeImage extends Stored {
  readonly blobs: readonly Stored[]
  readonly children: readonly FakeImage[]
}

/** Content of a type, with the digest that it has. */
export function store(mediaType: string, content: unknown): Stored {
  const body = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content))
  return { mediaType, body, digest: `sha256:${createHash('sha256').update(body).digest('hex')}` }
}

/** One image for `linux/arm64/v8` and the like, of OCI's or Docker's kind. `seed` makes it another image. */
export function image(platform: string, kind: 'oci' | 'docker' = 'oci', seed = ''): FakeImage {
  const isOci = kind === 'oci'
  const config = store(isOci ? 'application/vnd.oci.image.config.v1+json' : 'application/vnd.docker.container.image.v1+json', {
    ...placeOf(platform),
    seed,
  })
  const layer = store(
    isOci ? 'application/vnd.oci.image.layer.v1.tar' : 'application/vnd.docker.image.rootfs.diff.tar.gzip',
    Buffer.from(`layer ${seed}`),
  )
  const mediaType = isOci ? OCI_MANIFEST : DOCKER_MANIFEST
  const manifest = store(mediaType, { schemaVersion: 2, mediaType, config: descriptor(config), layers: [descriptor(layer)] })
  return { ...manifest, blobs: [config, layer], children: [] }
}

/** An index of one image per platform, with BuildKit's attestations beside them where wanted. */
export function index(
  platforms: readonly string[],
  kind: 'oci' | 'docker' = 'oci',
  { seed = '', hasAttestations = false } = {},
): FakeImage {
  const children = platforms.map(platform => image(platform, kind, seed))
  const attestations = hasAttestations ? children.map(child => image('unknown/unknown', kind, `attestation of ${child.digest}`)) : []
  const mediaType = kind === 'oci' ? OCI_INDEX : DOCKER_MANIFEST_LIST
  const manifests = [
    ...children.map((child, at) => ({ ...descriptor(child), platform: placeOf(platforms[at] ?? '') })),
    ...attestations.map((attestation, at) => ({
      ...descriptor(attestation),
      platform: placeOf('unknown/unknown'),
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': children[at]?.digest },
    })),
  ]
  return { ...store(mediaType, { schemaVersion: 2, mediaType, manifests }), blobs: [], children: [...children, ...attestations] }
}

function descriptor({ mediaType, digest, body }: Stored) {
  return { mediaType, digest, size: body.length }
}

function placeOf(platform: string) {
  const [os, architecture, variant] = platform.split('/')
  return { os, architecture, ...(variant !== undefined && { variant }) }
}
