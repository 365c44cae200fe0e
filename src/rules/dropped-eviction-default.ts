import { findDroppedEvictionDefaults } from '../kubernetes/kubelet-config.ts'
import type { KubeletConfigRule } from './rule.ts'

/** `evictionHard` that leaves out the image file system's signals. */
export const droppedEvictionDefault: KubeletConfigRule = {
  id: 'dropped-eviction-default',
  subject: 'kubelet-config',
  severity: 'info',
  docs: {
    summary: 'Writing `evictionHard` drops the defaults that it does not repeat',
    why: 'Once `evictionHard` is written, every default threshold that it leaves out is gone. Without `imagefs.available` and `imagefs.inodesFree` the kubelet does not react when the disk of the images fills up, and pulls fail with ErrImagePull: no space left on device.',
    fix: 'Repeat the signals (by default `imagefs.available: 15%` and, on Linux, `imagefs.inodesFree: 5%`), or set `mergeDefaultEvictionSettings: true`.',
    references: ['https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#hard-eviction-thresholds'],
    examples: ['one-signal'],
    since: '0.1.0',
  },
  *check({ fields }) {
    const at = fields.evictionHard?.at
    const dropped = findDroppedEvictionDefaults(fields)
    if (!at || dropped.length === 0) return
    yield {
      at,
      message: `the kubelet no longer evicts for ${dropped.map(signal => `\`${signal}\``).join(' and ')}, because \`evictionHard\` drops every default that it does not repeat; repeat them, or set \`mergeDefaultEvictionSettings: true\``,
    }
  },
}
