import { mayBeInNamespace } from '../kubernetes/pull-secret-lookup.ts'
import type { PodFacts, ServiceAccountFacts } from './rule.ts'

/** The ServiceAccount that a Pod runs as, where it is in sight; `default` where the Pod names none. */
export function findServiceAccountOf(pod: PodFacts, accounts: readonly ServiceAccountFacts[]): ServiceAccountFacts | undefined {
  const wanted = pod.serviceAccountName ?? 'default'
  return accounts.find(({ name, namespace }) => name === wanted && mayBeInNamespace({ namespace }, pod))
}
