import type { ComparedContainer } from './change.ts'
import { formatPlatform } from './oci/platform.ts'
import { NOBODY_ASKED } from './report/not-asked.ts'
import type { NamedVersions, Pin, ReviewedContainer, ReviewedImage, ReviewedResolution } from './report/review.ts'
import { pulledPlatforms } from './rules/pulled-platforms.ts'
import type { ContainerFacts, RegistryAnswers, WrittenImage } from './rules/rule.ts'

/** What was found out of a container beside its facts. */
export interface ContainerConclusions {
  readonly pin: Pin
  readonly versions: NamedVersions | undefined
  readonly hasOtherPullSecrets: boolean
}

/** A container as the report shows it. */
export function reviewedContainer(
  { subject, facts }: ComparedContainer,
  { pin, versions, hasOtherPullSecrets }: ContainerConclusions,
): ReviewedContainer {
  const { file, pod, container } = subject
  const { path } = container
  const { written, at, effective } = facts.pullPolicy
  const { before } = facts
  return {
    file,
    document: pod.document,
    path,
    apiVersion: pod.apiVersion,
    kind: pod.kind,
    namespace: pod.namespace,
    workload: pod.name,
    role: facts.role,
    name: facts.name,
    image: facts.image && reviewedImage(facts.image),
    pullPolicy: { written, at, effective: policyOf(facts.pullPolicy), origin: effective.origin, because: effective.because },
    onUpdate: before?.onUpdate ? { effective: before.onUpdate.policy, because: before.onUpdate.because } : null,
    base: before ? { image: before.image?.text ?? null, effective: policyOf(before.pullPolicy) } : null,
    hasOtherWrittenPolicy: before !== undefined && before.pullPolicy.written !== written,
    hasOtherPullSecrets,
    resolution: reviewedResolution(facts.answers),
    pin,
    ...(versions ? { versions } : {}),
  }
}

function policyOf({ effective }: ContainerFacts['pullPolicy']): ReviewedContainer['pullPolicy']['effective'] {
  return 'policy' in effective ? effective.policy : null
}

const NOT_ASKED = { status: 'not-asked', digest: null, mediaType: null, platforms: [], reason: NOBODY_ASKED } as const

function reviewedResolution(answers: RegistryAnswers | undefined): ReviewedResolution {
  if (!answers) return NOT_ASKED
  const { named } = answers
  if (named.status !== 'resolved') return { ...NOT_ASKED, status: named.status, reason: named.reason }
  return {
    status: 'resolved',
    digest: named.digest,
    mediaType: named.mediaType || null,
    platforms: pulledPlatforms(answers).map(formatPlatform),
    reason: null,
  }
}

function reviewedImage({ text, at, reference }: WrittenImage): ReviewedImage {
  if (reference.kind === 'invalid-reference')
    return { value: text, at, registry: null, repository: null, tag: null, digest: null, isValid: false }
  const { registry, repository, tag, digest } = reference
  return { value: text, at, registry, repository, tag: tag ?? null, digest: digest ?? null, isValid: true }
}
