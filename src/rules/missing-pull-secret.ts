import type { PodRule } from './rule.ts'

/** A pull secret that nothing in the repository makes. */
export const missingPullSecret: PodRule = {
  id: 'missing-pull-secret',
  subject: 'pod',
  severity: 'info',
  docs: {
    summary: 'Nothing in this repository makes the pull secret',
    why: 'A pull secret that is not there is no error: the kubelet notes FailedToRetrieveImagePullSecret as a warning event and pulls without it. If the image is private, the container waits with ErrImagePull. The Secret may well be made elsewhere; this says only that it is not made here.',
    fix: 'Check that the Secret exists in the namespace: `kubectl get secret NAME`. Where it is made outside this repository, switch this rule off.',
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/'],
    examples: ['nowhere'],
    since: '0.1.0',
  },
  *check(pod, { isWholeRepository, secrets }) {
    if (!isWholeRepository) return
    for (const name of pod.imagePullSecrets ?? []) {
      if (!name || /[${]/.test(name.name) || secrets.some(secret => secret.name === name.name)) continue
      yield {
        at: name.at,
        about: name.name,
        message: `the image may be pulled without credentials, because nothing in this repository makes the Secret \`${name.name}\`; check that it exists in the cluster`,
      }
    }
  },
}
