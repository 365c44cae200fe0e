import { DOCKER_MANIFEST, DOCKER_MANIFEST_LIST, OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts'
import { type FakeImage, image, index, store } from '../fake/registry/images.ts'
import { type PushTarget, push } from './push.ts'

/** What the two indexes run on. */
export const PLATFORMS = ['linux/amd64', 'linux/arm64/v8', 'linux/arm/v7', 'linux/s390x']
/** One image of each kind that registries hold, by tag. */
export const IMAGES: Readonly<Record<string, FakeImage>> = {
  'oci-index': index(PLATFORMS, 'oci', { hasAttestations: true }),
  'docker-list': index(PLATFORMS, 'docker'),
  'oci-image': image('linux/arm64/v8', 'oci'),
  'docker-image': image('linux/amd64', 'docker'),
  untyped: withoutMediaType(image('linux/s390x', 'oci', 'untyped')),
}
/** Their media types. */
export const TYPES = {
  'oci-index': OCI_INDEX,
  'docker-list': DOCKER_MANIFEST_LIST,
  'oci-image': OCI_MANIFEST,
  'docker-image': DOCKER_MANIFEST,
  untyped: OCI_MANIFEST,
}

/** OCI lets a manifest leave its own type out. */
function withoutMediaType(typed: FakeImage): FakeImage {
  const { mediaType: _left, ...content } = JSON.parse(typed.body.toString('utf8'))
  return { ...typed, ...store(typed.mediaType, content) }
}

/** Pushes them all to one repository. */
export async function pushAll(target: PushTarget, repository: string): Promise<void> {
  for (const [tag, pushed] of Object.entries(IMAGES)) await push(target, repository, tag, pushed)
}
