import { IMAGE_PULL_POLICY } from './reference-pages.ts'
import type { Topic } from './topic.ts'

export const never: Topic = {
  id: 'Never',
  title: 'Never: use what the node has, or wait',
  text: `The kubelet does not pull. Where the node holds the image the container starts; where it does not, it waits with
ErrImageNeverPull, and \`kubectl describe pod\` says \`Container image "..." is not present with pull policy of Never\`. There
is no back-off: the kubelet says so each time it looks at the Pod, until the image is put there.

That fits a cluster on a laptop (\`kind load docker-image\`, \`minikube image load\`) and nodes that are given their images
beforehand. Anywhere else a Pod cannot start on:

- a new node, such as one that an autoscaler adds, or one that replaces another;
- a node whose image garbage collection removed the image while no container used it. It does not look at the policy.

From Kubernetes 1.35 on it is refused, in the same words, where the image was pulled with credentials that the Pod does not
bring. \`Never\` is never filled in: it is there because somebody wrote it.`,
  references: [IMAGE_PULL_POLICY, 'https://kubernetes.io/docs/concepts/containers/images/#pre-pulled-images'],
  rules: ['never-pull'],
}
