import { validateKubeletConfig } from '../kubernetes/kubelet-config.ts'
import { kubeletRefuses } from './invalid-image-gc.ts'
import type { KubeletConfigRule } from './rule.ts'

/** Settings about pulling that the kubelet does not start with. */
export const invalidPullConfig: KubeletConfigRule = {
  id: 'invalid-pull-config',
  subject: 'kubelet-config',
  severity: 'error',
  docs: {
    summary: 'The kubelet refuses these settings about pulling',
    why: 'The kubelet does not start where one of these settings is refused: the node does not come up, or goes away at the next restart. `maxParallelImagePulls` above 1 needs `serializeImagePulls: false`, `registryPullQPS` and `registryBurst` may not be negative, and the list of preloaded images takes whole names or a trailing `/*` only.',
    fix: 'Correct the field that the message names.',
    references: [
      'https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/',
      'https://kubernetes.io/docs/concepts/containers/images/#maximum-parallel-image-pulls',
    ],
    examples: ['parallel-but-serialized'],
    since: '0.1.0',
  },
  *check({ fields }) {
    for (const fault of validateKubeletConfig(fields)) if (fault.rule === 'invalid-pull-config') yield* kubeletRefuses(fault)
  },
}
