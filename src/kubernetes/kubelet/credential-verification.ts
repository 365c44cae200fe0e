import { parseImageReference } from '../../oci/reference.ts'

/** Which images that lie on a node already a Pod may use only with credentials of its own. KEP-2535. */
export type CredentialVerificationPolicy = 'NeverVerify' | 'NeverVerifyPreloadedImages' | 'NeverVerifyAllowlistedImages' | 'AlwaysVerify'

/** In the order in which the kubelet names them when it refuses another. */
export const CREDENTIAL_VERIFICATION_POLICIES: readonly CredentialVerificationPolicy[] = [
  'NeverVerify',
  'NeverVerifyPreloadedImages',
  'NeverVerifyAllowlistedImages',
  'AlwaysVerify',
]

/** One entry of `preloadedImagesVerificationAllowlist`. */
export type AllowlistPattern =
  | { readonly kind: 'image'; readonly name: string }
  /** All images whose name begins so; it ends in a slash. */
  | { readonly kind: 'prefix'; readonly prefix: string }
  /** The kubelet does not start; `reason` is what it says. */
  | { readonly kind: 'invalid-pattern'; readonly reason: string }

/**
 * Reads an entry as the kubelet does: a full name as `docker.io/library/nginx`, without tag and digest, or a path with `/*`
 * as its last segment.
 * Mirrors https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/images/pullmanager/image_pull_policies.go
 */
export function parseAllowlistPattern(pattern: string): AllowlistPattern {
  const invalid = (reason: string): AllowlistPattern => ({ kind: 'invalid-pattern', reason })
  if (pattern !== pattern.trim()) return invalid(`leading/trailing spaces are not allowed: ${pattern}`)
  const isWildcard = pattern.endsWith('/*')
  const name = isWildcard ? pattern.slice(0, -1) : pattern
  if (name === '') return invalid(`the supplied pattern is too short: ${pattern}`)
  if (name.includes('*')) return invalid(`not a valid wildcard pattern, only patterns ending with '/*' are allowed: ${pattern}`)
  if (isWildcard) return name === '/' ? invalid('at least registry hostname is required') : { kind: 'prefix', prefix: name }
  const image = parseImageReference(name)
  if (image.kind === 'invalid-reference') return invalid(`failed to parse as an image name: ${image.libraryError}`)
  if (name !== `${image.registry}/${image.repository}`)
    return invalid(`neither tag nor digest is accepted in an image reference: ${pattern}`)
  return { kind: 'image', name }
}

/** An image on a node, and how it came there. */
export interface ImageOnNode {
  /** Normalised, without tag and digest: `docker.io/library/nginx`. */
  readonly name: string
  /** Whether the kubelet has a record of pulling it; otherwise it counts as preloaded. */
  readonly wasPulledByKubelet: boolean
}

/** Whether the kubelet asks for credentials before a Pod may use an image that is on the node already. */
export function verifiesCredentials(
  policy: CredentialVerificationPolicy,
  allowlist: readonly AllowlistPattern[],
  image: ImageOnNode,
): boolean {
  switch (policy) {
    case 'NeverVerify':
      return false
    case 'NeverVerifyPreloadedImages':
      return image.wasPulledByKubelet
    case 'NeverVerifyAllowlistedImages':
      return !allowlist.some(pattern => allows(pattern, image.name))
    case 'AlwaysVerify':
      return true
  }
}

function allows(pattern: AllowlistPattern, name: string): boolean {
  switch (pattern.kind) {
    case 'image':
      return pattern.name === name
    case 'prefix':
      return name.startsWith(pattern.prefix)
    case 'invalid-pattern':
      return false
  }
}
