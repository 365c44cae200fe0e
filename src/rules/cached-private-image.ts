import { isUnproven } from './missing-image.ts'
import type { ContainerRule } from './rule.ts'

/** A private image that other Pods on the node can use without credentials. */
export const cachedPrivateImage: ContainerRule = {
  id: 'cached-private-image',
  subject: 'container',
  severity: 'off',
  needs: 'registry',
  docs: {
    summary: 'Any Pod on the node may use the private image once it was pulled',
    why: 'Under `IfNotPresent` and `Never` an image that is on the node is used without asking anybody. In a cluster that several tenants share, a Pod of another tenant that merely knows the name can run it. From Kubernetes 1.35 on kubelets verify credentials by default, except for images that were put on the node beforehand; older ones do not.',
    fix: 'Write `imagePullPolicy: Always`, use the admission plugin AlwaysPullImages, or have the kubelets verify credentials (`imagePullCredentialsVerificationPolicy`).',
    references: [
      'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages',
      'https://kubernetes.io/docs/concepts/containers/images/#ensureimagepullcredentialverification',
    ],
    examples: ['shared-node'],
    since: '0.1.0',
  },
  *check(container) {
    const { image, pullPolicy } = container
    const { effective, at } = pullPolicy
    if (!image || !isUnproven(container) || !container.hasPullSecrets || !('policy' in effective) || effective.policy === 'Always') return
    yield {
      at: at ?? image.at,
      message: `any Pod on the node may run this private image, because with \`${effective.policy}\` no registry checks credentials once the image is there; write \`Always\`, or let the kubelets verify credentials`,
    }
  },
}
