import { whatWaits } from './role-words.ts'
import type { ContainerRule } from './rule.ts'

/** `Never`: the kubelet does not pull, wherever the Pod lands. */
export const neverPull: ContainerRule = {
  id: 'never-pull',
  subject: 'container',
  severity: 'warning',
  docs: {
    summary: 'The container starts only on nodes that hold the image already',
    why: 'With `Never` the kubelet does not pull. On a node that lacks the image (a new one, a replaced one, one whose image garbage collection removed it while nothing used it) the container waits with ErrImageNeverPull, and nothing mends that by itself: the kubelet says it again at every sync, without back-off.',
    fix: 'Write `IfNotPresent`, which pulls only where the image is missing. Where every node is given the image beforehand, list it under `pre-pulled` in the configuration, and have the node’s runtime pin it against garbage collection.',
    references: [
      'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy',
      'https://kubernetes.io/docs/concepts/architecture/garbage-collection/#container-image-garbage-collection',
    ],
    examples: ['declared'],
    since: '0.1.0',
  },
  *check({ role, image, pullPolicy: { effective, at } }, { isPrePulled }) {
    if (effective.origin !== 'declared' || effective.policy !== 'Never' || at === null) return
    if (!image || image.placeholder || image.reference.kind === 'invalid-reference' || isPrePulled(image.reference)) return
    yield {
      at,
      message: `${whatWaits(role)} waits with ErrImageNeverPull on each node that lacks the image (new, replaced, or after image garbage collection), because \`Never\` forbids the pull; write \`IfNotPresent\``,
      help: `kubectl describe pod then says: Container image "${image.text}" is not present with pull policy of Never.`,
    }
  },
}
