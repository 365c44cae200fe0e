import { PRIVATE_REGISTRIES } from './reference-pages.ts'
import type { Topic } from './topic.ts'

export const privateRegistries: Topic = {
  id: 'private-registries',
  title: 'Private registries: three ways in',
  text: `## Nodes that are logged in

The kubelet reads a docker configuration on its node (\`/var/lib/kubelet/config.json\`), and runs credential providers, which are
programs of a cloud (\`--image-credential-provider-config\`, \`--image-credential-provider-bin-dir\`). Both open the registry for
every Pod on the node, and nothing stands in manifests. Every node must have it, new ones too.

## Images put there beforehand

With \`IfNotPresent\` or \`Never\` no registry is asked while the image is on the node; \`Always\` asks nevertheless. The image must
lie on every node that may run the Pod. Image garbage collection may remove it again, unless the runtime marks it as pinned.

## imagePullSecrets

The Pod names Secrets of its own namespace. This makes one:

\`\`\`sh
kubectl --namespace shop create secret docker-registry registry-example-com \\
  --docker-server=registry.example.com --docker-username=USER --docker-password=PASSWORD
\`\`\`

\`\`\`yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
  namespace: shop
spec:
  selector:
    matchLabels: { app: app }
  template:
    metadata:
      labels: { app: app }
    spec:
      imagePullSecrets:
        - name: registry-example-com
      containers:
        - name: app
          image: registry.example.com/shop/app:1.4.0
\`\`\`

Or give it to every new Pod that runs as a ServiceAccount and lists none itself. This replaces the list of the account:

\`\`\`sh
kubectl --namespace shop patch serviceaccount default \\
  --patch '{"imagePullSecrets": [{"name": "registry-example-com"}]}'
\`\`\`

What the kubelet makes of it:

- The Secret lies in the Pod's namespace. It has the type \`kubernetes.io/dockerconfigjson\` with the key \`.dockerconfigjson\`, or
  \`kubernetes.io/dockercfg\` with \`.dockercfg\`. Any other is passed over without an error.
- Its hosts must match the image's: the same port, the same number of labels between dots (\`*\` stands for one), and what the
  host has as a path is how the image's path begins. For Docker Hub write \`https://index.docker.io/v1/\`, final slash included.
- A Pod that lists none gets those of its ServiceAccount, when it is created; a Pod that lists one, even one without a name,
  gets only its own.
- Every login that matches is tried, and then no more: where one matches, nothing is tried without a login. A stale login
  breaks the pull of a public image, too.
- A Secret that is missing is a warning (FailedToRetrieveImagePullSecret); the pull goes on without it.

The type, the keys and the namespace of a Secret, without its login, and the hosts that it is for:

\`\`\`sh
kubectl --namespace shop describe secret registry-example-com
kubectl --namespace shop get secret registry-example-com --template='{{index .data ".dockerconfigjson" | base64decode}}' | jq '.auths | keys'
\`\`\``,
  references: [
    PRIVATE_REGISTRIES,
    'https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/',
    'https://kubernetes.io/docs/tasks/administer-cluster/kubelet-credential-provider/',
  ],
  rules: [
    'wrong-pull-secret',
    'mismatched-pull-secret',
    'missing-pull-secret',
    'shadowed-pull-secret',
    'committed-pull-secret',
    'cached-private-image',
    'unconfirmed-image',
  ],
}
