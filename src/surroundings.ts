import type { Answers } from './answers.ts'
import type { PlacedContainer } from './container-match.ts'
import type { FileFacts } from './file-facts.ts'
import type { Settings } from './review-options.ts'
import type { ContainerFacts, Surroundings } from './rules/rule.ts'
import { findServiceAccountOf } from './rules/service-account-lookup.ts'

/** The Secrets and ServiceAccounts that a set of files holds, and which images need them. */
export function surroundings(
  files: readonly FileFacts[],
  answers: Answers,
  { isWholeRepository, settings: { hasNodeCredentials } }: Settings,
): Surroundings {
  return {
    isWholeRepository,
    isRefused: image => answers.of(image)?.named.status === 'not-found-or-private' && !hasNodeCredentials(image),
    secrets: files.flatMap(({ secrets }) => secrets),
    serviceAccounts: files.flatMap(({ serviceAccounts }) => serviceAccounts),
  }
}

/** A container's facts with what the registries and the objects around it add. */
export function withSurroundings(
  { pod }: PlacedContainer,
  facts: ContainerFacts,
  answers: Answers,
  { serviceAccounts }: Surroundings,
): ContainerFacts {
  const reference = facts.image?.reference
  const found = reference?.kind === 'image-reference' ? answers.of(reference) : undefined
  const account = pod.imagePullSecrets?.length ? undefined : findServiceAccountOf(pod, serviceAccounts)
  const hasPullSecrets = facts.hasPullSecrets || (account?.imagePullSecrets.length ?? 0) > 0
  return { ...facts, hasPullSecrets, ...(found ? { answers: found } : {}) }
}
