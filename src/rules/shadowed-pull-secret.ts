import type { PodRule } from './rule.ts'
import { findServiceAccountOf } from './service-account-lookup.ts'

/** The pod's own list of pull secrets switches off its ServiceAccount's. */
export const shadowedPullSecret: PodRule = {
  id: 'shadowed-pull-secret',
  subject: 'pod',
  severity: 'warning',
  docs: {
    summary: 'The pod’s own pull secrets switch off those of its ServiceAccount',
    why: 'The ServiceAccount’s pull secrets are copied into a Pod only where the Pod lists none. One entry, even one with an empty name as templates like to leave behind, and none of them is used. An image that only the ServiceAccount’s secret opens is then refused: ErrImagePull.',
    fix: 'List every pull secret in the Pod, or none of them.',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#add-imagepullsecrets-to-a-service-account',
    ],
    examples: ['empty-name'],
    since: '0.1.0',
  },
  *check(pod, { serviceAccounts }) {
    const own = pod.imagePullSecrets
    if (!own || own.length === 0 || pod.imagePullSecretsAt === null) return
    const accountName = pod.serviceAccountName ?? 'default'
    const account = findServiceAccountOf(pod, serviceAccounts)
    const lost = account?.imagePullSecrets.filter(name => !own.some(entry => entry?.name === name)) ?? []
    if (lost.length === 0) return
    const names = lost.map(name => `\`${name}\``).join(', ')
    const entry = own.every(name => name === null) ? 'an entry without a name' : 'a list of its own'
    yield {
      at: pod.imagePullSecretsAt,
      message: `${names} of ServiceAccount \`${accountName}\` will not be used, because the Pod has ${entry} and then gets none of its ServiceAccount’s pull secrets; list them all here, or none`,
    }
  },
}
