import type { Digest } from './digest.ts'
import { describeFault } from './reference-fault.ts'
import { type MatchedReference, matchReference } from './reference-grammar.ts'

/**
 * An image reference after distribution/reference's normalisation, as Kubernetes reads it.
 * `nginx` has registry `docker.io`, repository `library/nginx`, no tag, no digest, and `latest` in force.
 */
export interface ImageReference {
  readonly kind: 'image-reference'
  /** The string as written. */
  readonly text: string
  /**
   * Host, with its port where one is written; `docker.io` where none is.
   * In `foo_bar.com/app` the library sees no domain, for none holds `_`, and no short name either. What stands before the `/` is the registry here:
   * the full name stays the same, and nobody is left with an empty host to ask.
   */
  readonly registry: string
  /** Path below the registry, `library/` included. */
  readonly repository: string
  /** The tag as written. */
  readonly tag?: string
  readonly digest?: Digest
  /** What the kubelet would use: the written tag; `latest` where neither tag nor digest is written. */
  readonly tagInForce?: string
}

/** A string that is no image reference, with the reason as a sentence part: ``unexpected end after `:`, expected a tag``. */
export interface InvalidReference {
  readonly kind: 'invalid-reference'
  readonly text: string
  /** In our words: `unexpected ..., expected ...`. Short, and free of characters that cannot be seen. */
  readonly reason: string
  /**
   * Word for word what distribution/reference answers, as the kubelet repeats it: `invalid reference format`.
   * It may repeat all of the text, whatever that holds.
   */
  readonly libraryError: string
}

const DOCKER_HUB = 'docker.io'
const LEGACY_DOCKER_HUB = 'index.docker.io'
const OFFICIAL_PREFIX = 'library/'

/**
 * What Kubernetes makes of the string of an `image` field: `ParseImageName`, that is distribution/reference's `ParseNormalizedNamed`
 * with sha256, sha384 and sha512. Nothing is trimmed. Linear in the text's length.
 *
 * @see https://github.com/distribution/reference/blob/0965666a6ade2e06035fe352e38344be1e68951a/normalize.go#L66-L90
 */
export function parseImageReference(text: string): ImageReference | InvalidReference {
  if (/^[a-f0-9]{64}$/.test(text)) return bareImageId(text)
  const { domain, remainder } = splitDomain(text)
  const full = `${domain}/${remainder}`
  const match = matchReference(full)
  if (match.kind === 'matched-reference') return imageReference(text, domain, match)
  const { start, ...fault } = match.fault
  const reason = describeFault(text, { ...fault, start: start - (full.length - text.length) })
  return { kind: 'invalid-reference', text, reason, libraryError: upperCaseError(remainder) ?? match.libraryError }
}

/** The whole reference that the kubelet hands to the runtime's puller: `nginx` is `docker.io/library/nginx:latest`. A digest stays, with the tag beside it. */
export function formatReference(image: ImageReference): string {
  const tag = image.tagInForce === undefined ? '' : `:${image.tagInForce}`
  const digest = image.digest === undefined ? '' : `@${image.digest}`
  return repositoryName(image) + tag + digest
}

/** `docker.io/library/nginx`: what the kubelet's keyring is asked for, and what makes two references one repository. */
export function repositoryName(image: ImageReference): string {
  return `${image.registry}/${image.repository}`
}

/**
 * The registry and the rest, Docker Hub's short names written out. A first component is a registry if it is `localhost`, holds `.` or `:`, or
 * holds an upper-case letter: `MyOrg/app` asks a host named `MyOrg`. Without a `/` there is none: `localhost:5000` is an image with a tag.
 */
function splitDomain(text: string): { readonly domain: string; readonly remainder: string } {
  const slash = text.indexOf('/')
  if (slash === -1) return onDockerHub(text)
  const first = text.slice(0, slash)
  const rest = text.slice(slash + 1)
  if (first === DOCKER_HUB || first === LEGACY_DOCKER_HUB) return onDockerHub(rest)
  const isDomain = first === 'localhost' || /[.:]/.test(first) || hasUpperCase(first)
  return isDomain ? { domain: first, remainder: rest } : onDockerHub(text)
}

function onDockerHub(name: string): { readonly domain: string; readonly remainder: string } {
  return { domain: DOCKER_HUB, remainder: name.includes('/') ? name : OFFICIAL_PREFIX + name }
}

function imageReference(text: string, registry: string, match: MatchedReference): ImageReference {
  const { tag, digest } = match
  const tagInForce = tag ?? (digest === undefined ? 'latest' : undefined)
  return {
    kind: 'image-reference',
    text,
    registry,
    repository: match.domain === '' ? match.path.slice(registry.length + 1) : match.path,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
    ...(tagInForce !== undefined && { tagInForce }),
  }
}

function bareImageId(text: string): InvalidReference {
  return {
    kind: 'invalid-reference',
    text,
    reason: 'unexpected image ID of 64 hexadecimal digits, expected a repository',
    libraryError: `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`,
  }
}

/** The library looks for upper case before all else, and takes what stands before the first `:` for the repository, an `@` included. */
function upperCaseError(remainder: string): string | undefined {
  const colon = remainder.indexOf(':')
  const repository = colon === -1 ? remainder : remainder.slice(0, colon)
  if (!hasUpperCase(repository)) return undefined
  return `invalid reference format: repository name (${repository}) must be lowercase`
}

/** Whether Go's `strings.ToLower` would change it, in any script. The first test is only there because it is ten times as fast. */
function hasUpperCase(text: string): boolean {
  return /[A-Z\u0080-\uffff]/.test(text) && /\p{Changes_When_Lowercased}/u.test(text)
}
