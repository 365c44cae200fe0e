import type { ChangedFileFacts, ComparedContainer } from './change.ts'
import type { ChangedAccount } from './report/review.ts'
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

/** The ServiceAccounts of a change's files that have other pull secrets than before, or are new with some. */
export function findChangedAccounts(files: readonly ChangedFileFacts[]): readonly ChangedAccount[] {
  const before = new Map(files.flatMap(({ base }) => base?.serviceAccounts ?? []).map(account => [identityOf(account), account]))
  return files.flatMap(({ path, head }) =>
    (head?.serviceAccounts ?? []).flatMap(account => {
      const was = new Set(before.get(identityOf(account))?.imagePullSecrets)
      const is = new Set(account.imagePullSecrets)
      const isSame = was.size === is.size && [...was].every(name => is.has(name))
      return isSame || account.name === null ? [] : [{ file: path, name: account.name }]
    }),
  )
}

function identityOf({ namespace, name }: ServiceAccountFacts): string {
  return [namespace, name].join('\0')
}

/** A pod's own list switches off its ServiceAccount's; the order of the names does not matter to the kubelet. */
function namesOf(pod: PodFacts, accounts: readonly ServiceAccountFacts[]): ReadonlySet<string> {
  if (pod.imagePullSecrets?.length) return new Set(pod.imagePullSecrets.map(secret => secret?.name ?? ''))
  return new Set(findServiceAccountOf(pod, accounts)?.imagePullSecrets ?? [])
}
