import { defaultPullPolicy, type EffectivePullPolicy, type PullPolicy, parsePullPolicy, type WrittenContainer } from './pull-policy.ts'

/** How a changed manifest reaches an object that exists already. */
export type UpdateMethod =
  | 'client-side-apply'
  | 'server-side-apply'
  | 'helm3-upgrade'
  | 'kubectl-set-image'
  | 'kubectl-replace'
  | 'put'
  | 'delete-and-create'
  | 'container-renamed-apply'

/**
 * Whether a method lays the manifest over the stored object, whose filled-in fields then stay (`patch`), or hands in a
 * whole new one, which is defaulted afresh (`replace`). A renamed container is a new element of a list merged by name.
 */
const EFFECT: Readonly<Record<UpdateMethod, 'patch' | 'replace'>> = {
  'client-side-apply': 'patch',
  'server-side-apply': 'patch',
  'helm3-upgrade': 'patch',
  'kubectl-set-image': 'patch',
  'kubectl-replace': 'replace',
  put: 'replace',
  'delete-and-create': 'replace',
  'container-renamed-apply': 'replace',
}

/** A container of a live object, and what the manifest that made it had written. */
export interface LiveContainer {
  readonly policy: PullPolicy
  /** Whether the manifest that was applied last wrote a policy. If so, leaving it out now removes the field. */
  readonly wasPolicyWritten: boolean
}

/**
 * The policy that the container of an existing object has after a manifest is brought over it; undefined where the
 * written policy is none that the API server accepts. Defaulting fills only empty fields, and a stored one is not empty:
 * https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting
 */
export function policyAfterUpdate(
  live: LiveContainer,
  next: WrittenContainer & { readonly image: string },
  method: UpdateMethod,
): PullPolicy | undefined {
  if (next.policy) return parsePullPolicy(next.policy)
  if (EFFECT[method] === 'replace' || live.wasPolicyWritten) return defaultPullPolicy(next.image)
  return live.policy
}

/** Of a Pod only the image may be edited. */
const STAYS = {
  template: 'stays until it is written or the object is made anew',
  pod: 'stays until the Pod is made anew: it cannot be edited in one',
} as const

/** A container on one side of a change. */
export interface ContainerRevision {
  readonly written: WrittenContainer
  readonly effective: EffectivePullPolicy
}

/** The policy that stays on an object made from the base when the head is applied over it, with its reason. */
export interface PolicyOnUpdate {
  readonly policy: PullPolicy
  readonly because: string
}

/**
 * What an object that was created from the base will have once the head is applied over it, where that is not what a new
 * object gets; undefined where both are the same or where one of the two sides does not say. Supposes a container of the
 * same name in an object of the same name whose template the API server defaults, or in a Pod: the caller asks only for those.
 */
export function findPolicyOnUpdate(
  base: ContainerRevision,
  head: ContainerRevision,
  holder: 'template' | 'pod' = 'template',
): PolicyOnUpdate | undefined {
  if (base.effective.origin !== 'defaulted' || head.effective.origin !== 'defaulted') return undefined
  if (head.written.image === null || base.effective.policy === head.effective.policy) return undefined
  const live = { policy: base.effective.policy, wasPolicyWritten: false }
  const policy = policyAfterUpdate(live, { ...head.written, image: head.written.image }, 'server-side-apply')
  if (policy === undefined || policy === head.effective.policy) return undefined
  return {
    policy,
    because: `it was filled in from \`${base.written.image ?? ''}\` when the object was created, and ${STAYS[holder]}`,
  }
}
