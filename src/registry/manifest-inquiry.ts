import { type Digest, parseDigest } from '../oci/digest.ts'
import { ACCEPTED_MEDIA_TYPES } from '../oci/media-type.ts'
import type { NotResolved } from '../oci/resolution.ts'
import { classifyRefusal, type Evidence, readErrorCodes } from './classify.ts'
import { showHost } from './host-guard.ts'
import { digestOf, type ImageManifest, knownType, parseImageManifest } from './image-manifest.ts'
import type { AccessOutcome, Answered, Identity, IssuerRefusal, RegistryAccess } from './registry-access.ts'
import { type Endpoint, manifestUrl } from './registry-endpoint.ts'
import type { FollowedResponse } from './registry-transport.ts'

/** The manifest that a tag or digest names, as far as the answer told. */
export interface NamedManifest {
  readonly status: 'named'
  readonly digest: Digest
  readonly mediaType: string
  /** Its contents, where the registry had to be asked for all of it; undefined after a HEAD. */
  readonly contents: Exclude<ImageManifest, { kind: 'unreadable' }> | undefined
  readonly withCredentials: boolean
}

/** Tag or digest of one repository. */
export interface Subject {
  readonly endpoint: Endpoint
  readonly target: string
  /** The target again, where it is a digest. */
  readonly digest: Digest | undefined
}

/** The four media types, and who asks. */
export const MANIFEST_HEADERS = { accept: ACCEPTED_MEDIA_TYPES.join(', '), 'user-agent': 'pull-policy' }

/**
 * Asks what a tag or digest names: by HEAD, which costs no pull, and once more by GET unless the answer was all that a HEAD can say. A HEAD alone
 * proves nothing else: there are registries that say 404, 405 or 403 to it and 200 to the GET, and its answer has no body to say why.
 */
export async function inquireManifest(access: RegistryAccess, subject: Subject, identity: Identity): Promise<NamedManifest | NotResolved> {
  const outcome = await askFor('HEAD', access, subject, identity)
  if (outcome.kind === 'failure' && outcome.status !== 'bad-response') return withoutKind(outcome)
  if (outcome.kind === 'issuer-refusal') return refuseByIssuer(outcome, subject)
  if (outcome.kind === 'answered') {
    const named = readHead(outcome, subject)
    if (named !== undefined) return named
    if (isPassing(outcome.response.status)) return refuse(outcome, subject)
  }
  return fetchManifest(access, subject, identity)
}

/** Gets the manifest itself, and believes it only if its digest is the one that was asked for, or the one that the registry names beside it. */
export async function fetchManifest(access: RegistryAccess, subject: Subject, identity: Identity): Promise<NamedManifest | NotResolved> {
  const outcome = await askFor('GET', access, subject, identity)
  if (outcome.kind === 'failure') return withoutKind(outcome)
  if (outcome.kind === 'issuer-refusal') return refuseByIssuer(outcome, subject)
  return outcome.response.status === 200 ? readManifest(outcome, subject) : refuse(outcome, subject)
}

/** What an answer that is no 200 says of the subject. */
export function refuse({ response, withCredentials, isAuthorised }: Answered, subject: Subject): NotResolved {
  const { endpoint } = subject
  const seen: Evidence = {
    host: response.isForeign ? showHost(response.url) : endpoint.registry,
    status: response.status,
    codes: readErrorCodes(response.body),
    retryAfter: readSeconds(response.headers['retry-after']),
    withCredentials,
    isAuthorised,
    isMirror: endpoint.isMirror,
    subject: nameOf(subject),
  }
  return classifyRefusal(seen)
}

/** The issuer gives no token to whoever it does not know, or for what is not there: it says 401, 403 or 404 to both. */
export function refuseByIssuer({ withCredentials }: IssuerRefusal, subject: Subject): NotResolved {
  const { registry: host, isMirror } = subject.endpoint
  return classifyRefusal({ host, status: 401, codes: [], withCredentials, isAuthorised: false, isMirror, subject: nameOf(subject) })
}

/** A failure as it is told to others. */
export function withoutKind({ status, reason }: NotResolved): NotResolved {
  return { status, reason }
}

function askFor(method: 'HEAD' | 'GET', access: RegistryAccess, { endpoint, target }: Subject, identity: Identity): Promise<AccessOutcome> {
  return access.ask({ method, url: manifestUrl(endpoint, target), headers: MANIFEST_HEADERS }, endpoint, identity)
}

/** A good answer has a type that we know and a digest, which must be the one that was asked for. */
function readHead({ response, withCredentials }: Answered, { digest: asked }: Subject): NamedManifest | undefined {
  const mediaType = knownType(response.headers['content-type'])
  const digest = announcedDigest(response)
  if (response.status !== 200 || mediaType === undefined || digest === undefined) return undefined
  return asked === undefined || asked === digest ? { status: 'named', digest, mediaType, contents: undefined, withCredentials } : undefined
}

function readManifest({ response, withCredentials }: Answered, subject: Subject): NamedManifest | NotResolved {
  const { body, headers } = response
  const host = response.isForeign ? showHost(response.url) : subject.endpoint.registry
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') return { status: 'bad-response', reason: `${host} packed its answer, which nobody asked for` }
  const expected = subject.digest ?? announcedDigest(response)
  const digest = digestOf(body, expected)
  if (digest === undefined || (expected !== undefined && digest !== expected)) {
    return { status: 'bad-response', reason: `${host} gave a manifest that does not have the digest it was given under` }
  }
  const contents = parseImageManifest(body, headers['content-type'])
  if (contents.kind === 'unreadable') return { status: 'bad-response', reason: `${host} gave ${contents.reason}` }
  return { status: 'named', digest, mediaType: contents.mediaType, contents, withCredentials }
}

function announcedDigest({ headers }: FollowedResponse): Digest | undefined {
  const written = headers['docker-content-digest']
  return typeof written === 'string' ? parseDigest(written) : undefined
}

/** Whether a HEAD's answer is about the moment and not about the image, so that a GET would only add to the trouble. */
function isPassing(status: number): boolean {
  return status === 429 || status === 408 || status >= 500
}

function nameOf({ endpoint, target, digest }: Subject): string {
  return `${endpoint.repository}${digest === undefined ? ':' : '@'}${target}`
}

/** Only where it is a number: a date would need a clock to be said in seconds. */
function readSeconds(retryAfter: string | undefined): number | undefined {
  return retryAfter !== undefined && /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) : undefined
}
