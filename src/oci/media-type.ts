/** An OCI image index: one manifest per platform. */
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
/** What Docker called the same before OCI did: a manifest list. */
export const DOCKER_MANIFEST_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
/** An OCI image manifest: one image for one platform. */
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
/** What Docker called the same: image manifest, schema 2. */
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'

/**
 * What every question for a manifest accepts, indexes first. All four, always: a registry that is not offered the index's own type
 * says 404, or answers 200 with one platform's manifest, which has another digest.
 */
export const ACCEPTED_MEDIA_TYPES: readonly string[] = [OCI_INDEX, DOCKER_MANIFEST_LIST, OCI_MANIFEST, DOCKER_MANIFEST]

/** Whether a `Content-Type` or `mediaType` names an index. Parameters and case do not count: `; charset=utf-8` is seen in the wild. */
export function isIndex(mediaType: string): boolean {
  const [type = ''] = mediaType.split(';', 1)
  const name = type.trim().toLowerCase()
  return name === OCI_INDEX || name === DOCKER_MANIFEST_LIST
}
