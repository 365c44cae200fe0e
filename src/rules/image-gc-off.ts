import { isImageGcOff } from '../kubernetes/kubelet-config.ts'
import type { KubeletConfigRule } from './rule.ts'

/** A high threshold of 100 and no maximum age: nothing is ever collected. */
export const imageGcOff: KubeletConfigRule = {
  id: 'image-gc-off',
  subject: 'kubelet-config',
  severity: 'warning',
  docs: {
    summary: 'Unused images are never removed from the node',
    why: 'Image garbage collection starts when the disk is fuller than the high threshold; at 100 it never is. Without a maximum age nothing else removes unused images either, until the disk is full and the kubelet evicts Pods.',
    fix: 'Set `imageGCHighThresholdPercent` below 100, or `imageMaximumGCAge`.',
    references: ['https://kubernetes.io/docs/concepts/architecture/garbage-collection/#container-image-garbage-collection'],
    examples: ['threshold-100'],
    since: '0.1.0',
  },
  *check({ fields }) {
    const at = fields.imageGCHighThresholdPercent?.at
    if (!at || !isImageGcOff(fields)) return
    yield {
      at,
      message:
        'unused images stay on the node until its disk is full, because at 100 image garbage collection never starts; set a lower threshold, or `imageMaximumGCAge`',
    }
  },
}
