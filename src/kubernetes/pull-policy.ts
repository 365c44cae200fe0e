import { parseImageReference } from '../oci/reference.ts'
import { findPlaceholder } from './placeholder.ts'

/** The three values that the API server accepts, spelled exactly so. */
export type PullPolicy = 'Always' | 'IfNotPresent' | 'Never'

export const PULL_POLICIES: readonly PullPolicy[] = ['Always', 'IfNotPresent', 'Never']

/** The written text as a policy; undefined for anything that the API server refuses. Nothing is trimmed, case counts. */
export function parsePullPolicy(text: string): PullPolicy | undefined {
  return PULL_POLICIES.find(policy => policy === text)
}

/**
 * Who fills in a policy that is left out. The API server does so for its own kinds only; a custom resource keeps the
 * gap until its controller makes a Pod (or a Deployment, ...) of it, which is then defaulted from the image of that moment.
 */
export type Defaulter = 'api-server' | 'controller'

/** What will be in force, and why. `because` is a clause that reads on after "the policy is Always, because". */
export type EffectivePullPolicy =
  | { readonly origin: 'declared'; readonly policy: PullPolicy; readonly because: string }
  | { readonly origin: 'defaulted'; readonly policy: PullPolicy; readonly because: string }
  | { readonly origin: 'invalid'; readonly because: string }
  | { readonly origin: 'unknown'; readonly because: string }
  | { readonly origin: 'none'; readonly because: string }

/** A container's image and policy as its manifest writes them; null where it does not. */
export interface WrittenContainer {
  readonly image: string | null
  readonly policy: string | null
}

/**
 * The policy that the API server stores for an image whose policy is left out: `Always` where the tag is exactly
 * `latest` or neither tag nor digest is written, else `IfNotPresent`, also for what is no reference at all.
 * Mirrors SetDefaults_Container, https://github.com/kubernetes/kubernetes/blob/023f88a3/pkg/apis/core/v1/defaults.go#L82-L100
 */
export function defaultPullPolicy(image: string): PullPolicy {
  const reference = parseImageReference(image)
  return reference.kind === 'image-reference' && reference.tagInForce === 'latest' ? 'Always' : 'IfNotPresent'
}

/** The policy that a new object gets, with its origin; omitted, `null` and `""` are the same: not written. */
export function effectivePullPolicy(
  written: WrittenContainer,
  defaulter: Defaulter,
  buildMarkers?: readonly string[],
): EffectivePullPolicy {
  if (written.policy) return declaredPolicy(written.policy)
  if (written.image === null) {
    return { origin: 'none', because: 'neither an image nor a policy is written here: what this is laid over decides' }
  }
  if (findPlaceholder(written.image, buildMarkers) === 'template') {
    return { origin: 'unknown', because: 'the image is filled in later, and no policy is written: the tag that is filled in decides' }
  }
  const policy = defaultPullPolicy(written.image)
  return { origin: 'defaulted', policy, because: `${reasonOfDefault(written.image)}${DEFAULTED_BY[defaulter]}` }
}

/** What is in force where a value of the wrong type keeps the object, or a Pod made from it, from being made. */
export function refusedPolicy(field: 'image' | 'policy', type: string): EffectivePullPolicy {
  const what = field === 'image' ? 'the image' : 'the policy'
  return { origin: 'invalid', because: `${what} is a ${type} and not text, which the API server refuses` }
}

function declaredPolicy(text: string): EffectivePullPolicy {
  const policy = parsePullPolicy(text)
  if (policy) return { origin: 'declared', policy, because: 'it is written' }
  if (findPlaceholder(text) === 'template') return { origin: 'unknown', because: 'the policy is filled in later' }
  return { origin: 'invalid', because: 'the API server accepts only Always, IfNotPresent and Never, spelled so' }
}

const DEFAULTED_BY: Readonly<Record<Defaulter, string>> = {
  'api-server': '',
  controller: '; filled in when a controller makes the Pod, since the API server does not default custom resources',
}

function reasonOfDefault(image: string): string {
  const reference = parseImageReference(image)
  if (reference.kind === 'invalid-reference') return 'no policy is written, and what is no image reference counts as not `latest`'
  if (reference.tag === 'latest') {
    return reference.digest
      ? 'no policy is written and the tag is `latest`: the digest does not change that'
      : 'no policy is written and the tag is `latest`'
  }
  if (reference.tag !== undefined) return 'no policy is written and the tag is not `latest`'
  if (reference.digest) return 'no policy is written, and a digest without a tag counts as not `latest`'
  return 'no policy is written, and no tag means `latest`'
}
