import { isUnproven } from './missing-image.ts'
import type { ContainerRule } from './rule.ts'

/** Not found, or private, and nothing in sight that would open it. */
export const unconfirmedImage: ContainerRule = {
  id: 'unconfirmed-image',
  subject: 'container',
  severity: 'info',
  needs: 'registry',
  docs: {
    summary: 'The image is private, misspelt or deleted, and no credentials are in sight',
    why: 'Registries answer a stranger the same for a private image and for none at all. This workload did not run an image of this repository before, and neither its Pods nor their ServiceAccount bring a pull secret, so the pull may fail with ErrImagePull. Nodes may be logged in all the same; then it does not.',
    fix: 'Check the spelling. If the image is private, add `imagePullSecrets`, or list the registry under `registries.node-credentials` where nodes are logged in.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#using-a-private-registry'],
    examples: ['no-credentials'],
    since: '0.1.0',
  },
  *check(container, { hasNodeCredentials }) {
    const { image, isKnownRepository, hasPullSecrets } = container
    if (!image || image.reference.kind === 'invalid-reference' || !isUnproven(container)) return
    if (isKnownRepository || hasPullSecrets || hasNodeCredentials(image.reference)) return
    yield {
      at: image.at,
      message: `the pull may fail with ErrImagePull, because \`${image.reference.registry}\` shows this image to nobody without credentials and none are in sight: it is private, misspelt or deleted; check the name, or add \`imagePullSecrets\``,
    }
  },
}
