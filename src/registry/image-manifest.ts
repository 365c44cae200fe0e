import { createHash, type Hash } from 'node:crypto'
import { type Digest, parseDigest } from '../oci/digest.ts'
import { ACCEPTED_MEDIA_TYPES, isIndex, OCI_INDEX, OCI_MANIFEST } from '../oci/media-type.ts'
import type { Platform } from '../oci/platform.ts'
import type { ImageContents } from '../oci/resolution.ts'
import { isObject, readJsonObject } from './classify.ts'

/** Real indexes have some dozens, attestations included; all of these would be carried through reports and caches. */
const MOST_MEMBERS = 1000

/** What the bytes of a manifest say. */
export type ImageManifest =
  /** One entry per platform; attestations are left out. */
  | { readonly kind: 'index'; readonly mediaType: string; readonly members: readonly IndexMember[] }
  /** One image; where it runs is written in its configuration, a blob of its own. */
  | { readonly kind: 'image'; readonly mediaType: string; readonly config: Digest | undefined }
  /** Why it is not to be believed. */
  | { readonly kind: 'unreadable'; readonly reason: string }

/** An image in an index, and where it runs; null where the index does not say. */
export type IndexMember = ImageContents['members'][number]

/**
 * Reads a manifest. The type is what the header says, without its parameters; where that is none of the four, what the body says, and where that
 * says nothing (OCI lets it), what the body looks like. A body that is two things at once is refused: readers would disagree on what it is.
 *
 * @see https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
 */
export function parseImageManifest(body: Buffer, contentType: string | undefined): ImageManifest {
  const root = readJsonObject(body)
  if (root === undefined) return unreadable('a manifest that is not JSON')
  const { mediaType, manifests, layers, config } = root
  if (manifests !== undefined && (layers !== undefined || config !== undefined))
    return unreadable('a manifest that is both an index and an image')
  if (Array.isArray(manifests) && manifests.length > MOST_MEMBERS) return unreadable(`an index of more than ${MOST_MEMBERS} images`)
  const written = typeof mediaType === 'string' ? knownType(mediaType) : undefined
  const announced = knownType(contentType)
  if (announced !== undefined && typeof mediaType === 'string' && announced !== written)
    return unreadable('a manifest that says it is of another type')
  const shape = Array.isArray(manifests) ? OCI_INDEX : isObject(config) && Array.isArray(layers) ? OCI_MANIFEST : undefined
  const type = announced ?? (mediaType === undefined ? shape : written)
  if (type === undefined || shape === undefined || isIndex(type) !== isIndex(shape))
    return unreadable('a manifest of no type that Kubernetes pulls')
  if (Array.isArray(manifests)) return { kind: 'index', mediaType: type, members: manifests.flatMap(readMember) }
  return { kind: 'image', mediaType: type, config: readImageConfigDigest(config) }
}

/** The media type that a `Content-Type` names, if it is one of the four. */
export function knownType(contentType: string | undefined): string | undefined {
  const [type = ''] = (contentType ?? '').split(';', 1)
  return ACCEPTED_MEDIA_TYPES.find(known => known === type.trim().toLowerCase())
}

/** Where the image of a configuration runs; null where it does not say, or says it in words that are none. */
export function parseImageConfig(body: Buffer): Platform | null {
  return readPlatform(readJsonObject(body))
}

/** The digest of bytes, by the algorithm that `like` uses. */
export function digestOf(body: Buffer, like: Digest | undefined): Digest | undefined {
  const algorithm = like === undefined ? 'sha256' : like.slice(0, like.indexOf(':'))
  const hash: Hash = createHash(algorithm)
  return parseDigest(`${algorithm}:${hash.update(body).digest('hex')}`)
}

/** Platforms that run a list of images, each once. */
export function platformsOf(members: readonly IndexMember[]): readonly Platform[] {
  const platforms = new Map<string, Platform>()
  for (const { platform } of members) {
    if (platform !== null) platforms.set(`${platform.os}/${platform.architecture}/${platform.variant ?? ''}`, platform)
  }
  return [...platforms.values()]
}

/** BuildKit puts attestations into the index as images for `unknown/unknown`. */
function readMember(entry: unknown): readonly IndexMember[] {
  const { digest: written, platform: place, annotations } = isObject(entry) ? entry : {}
  const digest = typeof written === 'string' ? parseDigest(written) : undefined
  const platform = readPlatform(place)
  const isAttestation = isObject(annotations) && annotations['vnd.docker.reference.type'] === 'attestation-manifest'
  if (digest === undefined || isAttestation || (platform?.os === 'unknown' && platform.architecture === 'unknown')) return []
  return [{ digest, platform }]
}

const CONFIG_TYPES: ReadonlySet<unknown> = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
])

/** Undefined for artifacts that are no images: a Helm chart has a configuration of another type. */
function readImageConfigDigest(config: unknown): Digest | undefined {
  if (!isObject(config) || !CONFIG_TYPES.has(config.mediaType)) return undefined
  return typeof config.digest === 'string' ? parseDigest(config.digest) : undefined
}

function readPlatform(value: unknown): Platform | null {
  const { os, architecture, variant } = isObject(value) ? value : {}
  if (!isPlatformWord(os) || !isPlatformWord(architecture)) return null
  return { os, architecture, ...(isPlatformWord(variant) && { variant }) }
}

function isPlatformWord(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9._-]{1,40}$/.test(value)
}

function unreadable(reason: string): ImageManifest {
  return { kind: 'unreadable', reason }
}
