import type { ImageContents, NotResolved } from '../oci/resolution.ts'
import { digestOf, parseImageConfig, platformsOf } from './image-manifest.ts'
import { type NamedManifest, refuse, refuseByIssuer, type Subject, withoutKind } from './manifest-inquiry.ts'
import type { Identity, RegistryAccess } from './registry-access.ts'
import { blobUrl } from './registry-endpoint.ts'

/**
 * Where the images of a manifest run. An index says it itself. A single image says it in its configuration, which is one more question, and
 * which registries like to send on to a storage host.
 */
export async function readContents(
  access: RegistryAccess,
  subject: Subject,
  { digest, mediaType, contents }: NamedManifest,
  identity: Identity,
): Promise<ImageContents | NotResolved> {
  const found = { status: 'resolved', digest, mediaType, members: [], platforms: [] } as const
  if (contents === undefined) return found
  if (contents.kind === 'index') return { ...found, members: contents.members, platforms: platformsOf(contents.members) }
  if (contents.config === undefined) return found
  const url = blobUrl(subject.endpoint, contents.config)
  const outcome = await access.ask({ method: 'GET', url, headers: BLOB_HEADERS }, subject.endpoint, identity)
  if (outcome.kind === 'failure') return withoutKind(outcome)
  if (outcome.kind === 'issuer-refusal') return refuseByIssuer(outcome, subject)
  if (outcome.response.status !== 200) return refuseBlob(refuse(outcome, subject), subject)
  const { body } = outcome.response
  if (digestOf(body, contents.config) !== contents.config) {
    return { status: 'bad-response', reason: `${subject.endpoint.registry} gave a configuration that does not have its digest` }
  }
  const platform = parseImageConfig(body)
  return { ...found, platforms: platform === null ? [] : [platform] }
}

const BLOB_HEADERS = { accept: '*/*', 'user-agent': 'pull-policy' }

/** The image is there, so whatever is missing is no missing image. */
function refuseBlob(refusal: NotResolved, { endpoint }: Subject): NotResolved {
  const isMissing = refusal.status === 'tag-not-found' || refusal.status === 'repo-not-found'
  return isMissing
    ? { status: 'bad-response', reason: `${endpoint.registry} does not have the configuration of an image that it has` }
    : refusal
}
