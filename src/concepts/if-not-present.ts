import { IMAGE_PULL_POLICY } from './reference-pages.ts'
import type { Topic } from './topic.ts'

export const ifNotPresent: Topic = {
  id: 'IfNotPresent',
  title: 'IfNotPresent: pull where the node has no image of that name',
  text: `Before it starts a container, the kubelet looks on its own node for an image of that name, as it is written; \`:latest\` is added
where there is neither tag nor digest. It asks the registry only where the node has none. Starts are fast, and Pods start while the
registry is down, on nodes that ran the image before.

It also means that the name alone decides. Under a tag that moves (\`latest\`, \`main\`, a version that is pushed again) each
node keeps the build that it pulled first: replicas on different nodes may run different builds, and a new node yet another.
Deleting the Pod does not help, since the node still has the image. Give each build a tag of its own, or pin the digest; under
either, this is the policy to have.

| the node | what the kubelet does |
|---|---|
| has the image | starts it: \`Container image "..." already present on machine\` |
| has it, but pulled with other credentials (Kubernetes 1.35 and newer) | pulls again, with the Pod's own credentials |
| has none | pulls; where that fails ErrImagePull, then ImagePullBackOff |
| cannot tell | ImageInspectError, and tries again |

The second row is the kubelet's \`imagePullCredentialsVerificationPolicy\`. By default (\`NeverVerifyPreloadedImages\`) it leaves
out images that the kubelet did not pull itself. What was pulled without credentials, or with the node's own, is open to
every Pod. Before 1.35 any Pod can use a private image that lies on its node: knowing the name is enough.`,
  references: [IMAGE_PULL_POLICY, 'https://kubernetes.io/docs/concepts/containers/images/#ensureimagepullcredentialverification'],
  rules: ['stale-latest', 'floating-tag', 'changed-pull-policy', 'cached-private-image'],
}
