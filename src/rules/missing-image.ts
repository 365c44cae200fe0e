import { formatReference, type ImageReference } from '../oci/reference.ts'
import type { ContainerFacts, ContainerRule, RuleSettings, Severity } from './rule.ts'

/** The registry proves that there is no such image. */
export const missingImage: ContainerRule = {
  id: 'missing-image',
  subject: 'container',
  severity: 'error',
  needs: 'registry',
  docs: {
    summary: 'The registry has no such image',
    why: 'The kubelet asks for an image that the registry says it does not have: the container waits with ErrImagePull, then ImagePullBackOff, and tries again in ever longer intervals up to five minutes. A rollout stands still; a node that still holds the image hides it until the Pod moves. A tag that is missing below the repository owner’s own name, as in `ghcr.io/<owner>/app`, or in a path that is listed as built here, is a warning only: it may be pushed yet.',
    fix: 'Correct the name, the tag or the digest, or push the image before the manifest is applied. For images that this repository’s builds push, list their path under `registries.built-here`.',
    references: [
      'https://kubernetes.io/docs/concepts/containers/images/',
      'https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes',
    ],
    examples: ['no-such-tag'],
    since: '0.1.0',
  },
  *check({ image, answers }, settings) {
    if (!image || !answers || image.reference.kind === 'invalid-reference') return
    const { status } = answers.named
    if (status !== 'tag-not-found' && status !== 'repo-not-found') return
    const severity = weigh(image.reference, status, settings)
    const missing = MISSING[status](image.reference)
    const message =
      severity === 'warning'
        ? `the pull fails with ErrImagePull until the image is pushed, because the registry has ${missing} yet; push it before this is applied`
        : `the pull fails with ErrImagePull, then ImagePullBackOff, because the registry has ${missing}; correct it`
    yield { at: image.at, severity, message }
  },
}

const MISSING: Readonly<Record<'tag-not-found' | 'repo-not-found', (image: ImageReference) => string>> = {
  'tag-not-found': image =>
    image.digest
      ? `no manifest \`${image.digest.slice(0, 19)}…\` in \`${image.registry}/${image.repository}\``
      : `no tag \`${image.tagInForce ?? ''}\` in \`${image.registry}/${image.repository}\``,
  'repo-not-found': image =>
    `no repository \`${
      formatReference({ ...image })
        .split('@')[0]
        ?.replace(/:[^:/]*$/, '') ?? ''
    }\``,
}

function weigh(image: ImageReference, status: 'tag-not-found' | 'repo-not-found', settings: RuleSettings): Severity {
  return status === 'tag-not-found' && !image.digest && settings.isBuiltHere(image) ? 'warning' : 'error'
}

/** Whether a registry was asked and did not prove anything either way. */
export function isUnproven({ answers }: ContainerFacts): boolean {
  return answers?.named.status === 'not-found-or-private'
}
