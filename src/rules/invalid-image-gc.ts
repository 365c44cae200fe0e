import { type KubeletFault, validateKubeletConfig } from '../kubernetes/kubelet-config.ts'
import type { KubeletConfigRule, Statement } from './rule.ts'

/** Image garbage collection settings that the kubelet does not start with. */
export const invalidImageGc: KubeletConfigRule = {
  id: 'invalid-image-gc',
  subject: 'kubelet-config',
  severity: 'error',
  docs: {
    summary: 'The kubelet refuses these image garbage collection settings',
    why: 'The kubelet checks its configuration after it has filled in the defaults, and does not start where a check fails: the node does not come up, or goes away at the next restart. Setting one of two thresholds alone is enough, since it may cross the default of the other (high 85, low 80), and `imageMaximumGCAge` must be longer than `imageMinimumGCAge` (2m).',
    fix: 'Write both thresholds, the low one below the high one, both from 0 to 100, and a maximum age above the minimum age.',
    references: [
      'https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/',
      'https://kubernetes.io/docs/concepts/architecture/garbage-collection/#container-image-garbage-collection',
    ],
    examples: ['one-threshold'],
    since: '0.1.0',
  },
  *check({ fields }) {
    for (const fault of validateKubeletConfig(fields)) if (fault.rule === 'invalid-image-gc') yield* kubeletRefuses(fault)
  },
}

/** What is said of a fault for which the kubelet does not start. */
export function* kubeletRefuses({ at, field, message, defaults }: KubeletFault): Iterable<Statement> {
  if (!at) return
  const filledIn = defaults.length > 0 ? ` (${defaults.join('; ')})` : ''
  yield {
    at,
    about: `${field} ${message}`,
    message: `the kubelet does not start with this, because it answers "${message}"${filledIn}; correct \`${field}\``,
  }
}
