import type { ComparedContainer } from './change.ts'
import type { PodFacts, ServiceAccountFacts, Surroundings } from './rules/rule.ts'
import { findServiceAccountOf } from './rules/service-account-lookup.ts'

/** Whether a change gives the pod of a container that was there before other pull secrets, its own or its ServiceAccount's. */
export function hasOtherPullSecrets(
  { subject, match }: ComparedContainer,
  around: { readonly base: Surroundings; readonly head: Surroundings },
): boolean {
  if (match === undefined) return false
  const before = namesOf(match.base.pod, around.base.serviceAccounts)
  const after = namesOf(subject.pod, around.head.serviceAccounts)
  return before.size !== after.size || [...before].some(name => !after.has(name))
}

/** A pod's own list switches off its ServiceAccount's; the order of the names does not matter to the kubelet. */
function namesOf(pod: PodFacts, accounts: readonly ServiceAccountFacts[]): ReadonlySet<string> {
  if (pod.imagePullSecrets?.length) return new Set(pod.imagePullSecrets.map(secret => secret?.name ?? ''))
  return new Set(findServiceAccountOf(pod, accounts)?.imagePullSecrets ?? [])
}
