import type { ContainerRule } from './rule.ts'

/** `Always` on an image of Docker Hub. */
export const dockerHubLimit: ContainerRule = {
  id: 'docker-hub-limit',
  subject: 'container',
  severity: 'off',
  docs: {
    summary: 'Every start asks Docker Hub, which counts pulls',
    why: 'With `Always` each container start resolves the tag at Docker Hub. Whether that counts as a pull depends on the node’s runtime: a HEAD request does not, fetching the manifest does. Past the limit Docker Hub answers 429 and the container waits with ErrImagePull, often on many nodes at once after an outage.',
    fix: 'Name a version (or a digest) and let the policy be `IfNotPresent`, or pull through a mirror.',
    references: [
      'https://docs.docker.com/docker-hub/usage/pulls/',
      'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy',
    ],
    examples: ['always'],
    since: '0.1.0',
  },
  *check({ image, pullPolicy: { effective } }) {
    if (!image || image.placeholder || image.reference.kind === 'invalid-reference' || image.reference.registry !== 'docker.io') return
    if (!('policy' in effective) || effective.policy !== 'Always') return
    yield {
      at: image.at,
      message:
        'every start asks Docker Hub and may count against its pull limit, because the policy is `Always`; use `IfNotPresent` with a version, or a mirror',
    }
  },
}
