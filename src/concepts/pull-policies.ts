import type { Topic } from './topic.ts'

const IMAGES = 'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy'

export const ifNotPresent: Topic = {
  id: 'IfNotPresent',
  title: 'IfNotPresent: pull where the node has no image of that name',
  text: `The kubelet looks for the image on its node first, by the name as it is written. It asks the registry only where the node
has none. That makes starts fast, and lets Pods start while the registry is down, on nodes that ran the image before.

It also means that the name alone decides. Under a tag that moves (\`latest\`, \`main\`, a version that is pushed again) each
node keeps the build that it pulled first; replicas on different nodes may run different builds. Under a version tag that
never moves, or a digest, this is the policy to have.

From Kubernetes 1.35 on, a Pod may have to show credentials again: where the image was pulled with other credentials than the
Pod brings, the kubelet pulls again with the Pod's (\`imagePullCredentialsVerificationPolicy\`, by default
\`NeverVerifyPreloadedImages\`).`,
  references: [IMAGES],
  rules: ['stale-latest', 'floating-tag', 'cached-private-image'],
}

export const always: Topic = {
  id: 'Always',
  title: 'Always: ask the registry at every start',
  text: `At every container start, restarts included, the kubelet asks the registry which digest the name stands for. Layers that the
node already has are not downloaded again: \`Always\` costs a question, not a download.

It keeps a moving tag fresh and re-checks the Pod's credentials. In return the registry is needed at every start: while it is
down, refuses or limits the rate, containers wait with ErrImagePull and then ImagePullBackOff, also on nodes that hold the
image. On a digest it brings nothing newer.

A cluster may force it: the admission plugin AlwaysPullImages sets it on every Pod, whatever the manifest says, and a
Deployment does not show that.`,
  references: [IMAGES, 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages'],
  rules: ['needless-always', 'docker-hub-limit'],
}

export const never: Topic = {
  id: 'Never',
  title: 'Never: use what the node has, or wait',
  text: `The kubelet does not pull. Where the node holds the image the container starts; where it does not, it waits with
ErrImageNeverPull, and \`kubectl describe pod\` says \`Container image "..." is not present with pull policy of Never\`. There
is no back-off: the kubelet says so at every sync, until the image is put there.

That fits a laptop's cluster (\`kind load\`, \`minikube image load\`) and nodes that are given their images beforehand. Anywhere
else a new node, a replaced one, or one whose garbage collection removed the image while nothing used it cannot start the
Pod. From Kubernetes 1.35 on it is also refused where the image was pulled with credentials that the Pod does not bring.`,
  references: [IMAGES],
  rules: ['never-pull'],
}

export const defaults: Topic = {
  id: 'defaults',
  title: 'What is filled in where no policy is written, and why it sticks',
  text: `Where \`imagePullPolicy\` is left out, \`null\` or \`""\`, the API server fills it in when the object is created:

| image | policy |
|---|---|
| tag is exactly \`latest\`, with or without a digest | \`Always\` |
| neither tag nor digest | \`Always\` |
| any other tag | \`IfNotPresent\` |
| a digest without a tag | \`IfNotPresent\` |
| no image reference at all | \`IfNotPresent\` (and then InvalidImageName) |

\`Never\` is never filled in. The same rule holds for init containers, ephemeral containers and image volumes. In a Deployment,
StatefulSet, DaemonSet, Job or CronJob it is filled into the stored template.

**It sticks.** Only an empty field is filled in, and a stored one is not empty. When the image of an existing Deployment goes
from \`app:1.0\` to \`app:latest\`, \`kubectl apply\`, server-side apply, \`helm upgrade\` and \`kubectl set image\` leave the policy at
\`IfNotPresent\`. It is filled in anew where the object is replaced or created again, where the container gets another name,
and where the manifest used to write the field and no longer does. Write the policy, and existing and new objects agree.

**Custom resources** are not defaulted by the API server: what is left out stays out, and is filled in each time a controller
makes a Pod of it, from the image of that moment. Nothing sticks there.`,
  references: ['https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting'],
  rules: ['sticky-pull-policy', 'changed-pull-policy', 'unsupported-pull-policy'],
}
