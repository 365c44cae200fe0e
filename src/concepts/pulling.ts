import type { Topic } from './topic.ts'

export const privateRegistries: Topic = {
  id: 'private-registries',
  title: 'Private registries: three ways in',
  text: `**Nodes that are logged in.** The kubelet's own docker config, or a credential provider program, opens the registry for every
Pod on the node. Nothing stands in manifests.

**Images put there beforehand.** With \`IfNotPresent\` or \`Never\` no registry is asked while the image is on the node. Image
garbage collection may remove it again.

**imagePullSecrets.** The Pod names Secrets of its own namespace:

\`\`\`sh
kubectl -n shop create secret docker-registry registry-example-com \\
  --docker-server=registry.example.com --docker-username=USER --docker-password=PASSWORD
\`\`\`

\`\`\`yaml
apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: shop
spec:
  imagePullSecrets:
    - name: registry-example-com
  containers:
    - name: app
      image: registry.example.com/shop/app:1.4.0
\`\`\`

- The Secret has the type \`kubernetes.io/dockerconfigjson\` with the key \`.dockerconfigjson\`, or \`kubernetes.io/dockercfg\` with
  \`.dockercfg\`. Any other is passed over without an error.
- Its host keys must match the image: the same port, the same number of labels, the path as a prefix. For Docker Hub the key
  is \`https://index.docker.io/v1/\`, final slash included.
- A Pod that lists none gets those of its ServiceAccount; a Pod that lists one gets only its own.
- Where credentials match, there is no second try without them: a stale login breaks the pull of a public image, too.
- A Secret that is missing is a warning event (FailedToRetrieveImagePullSecret); the pull goes on without it.`,
  references: [
    'https://kubernetes.io/docs/concepts/containers/images/#using-a-private-registry',
    'https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/',
  ],
  rules: [
    'wrong-pull-secret',
    'mismatched-pull-secret',
    'missing-pull-secret',
    'shadowed-pull-secret',
    'committed-pull-secret',
    'unconfirmed-image',
  ],
}

export const imagePullBackOff: Topic = {
  id: 'ImagePullBackOff',
  title: 'ImagePullBackOff: the kubelet waits before it tries again',
  text: `ImagePullBackOff is never the first thing that happens. A pull failed (ErrImagePull), and the kubelet waits before the next
try: 10 seconds, then twice as long each time, up to 300. That limit is compiled in and nothing configures it: settings for
CrashLoopBackOff are about restarts. Replicas wait each for themselves, and a new Pod starts at 10 seconds again.

Look for what failed first, in this order:

| reason | what it means | what to do |
|---|---|---|
| InvalidImageName | the image is no image reference; no pull, no back-off | correct it |
| ErrImagePull, "unauthorized" or "denied" | the pull secret is missing, of the wrong type, or for another host; or there is no such image | see \`pull-policy explain private-registries\` |
| ErrImagePull, "not found" | no such repository, tag or digest | correct the name, or push it |
| ErrImagePull, "no match for platform" | the image does not exist for this node's architecture | pin the index, or build for it |
| ErrImagePull, "toomanyrequests" | the registry limits the rate | log in, use a mirror, or \`IfNotPresent\` |
| ErrImagePull, "pull QPS exceeded" | the kubelet's own limit (\`registryPullQPS\`, \`registryBurst\`) | wait, or raise it |
| RegistryUnavailable | the registry does not answer | its host name, network, certificate |
| SignatureValidationFailed | the node wants a signature that is not there | sign the image |
| ErrImageNeverPull | policy \`Never\`, and the node lacks the image | see \`pull-policy explain Never\` |
| ImageInspectError | the node's runtime could not look | look at the node |

The reason is in the Pod, the cause in its events:

\`\`\`sh
kubectl describe pod POD
kubectl get events --field-selector involvedObject.name=POD --sort-by=.lastTimestamp
\`\`\``,
  references: ['https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff'],
  rules: ['invalid-image', 'missing-image', 'wrong-pull-secret', 'mismatched-pull-secret', 'missing-pull-secret', 'never-pull'],
}
