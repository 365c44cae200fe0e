import { IMAGE_PULL_POLICY } from './reference-pages.ts'
import type { Topic } from './topic.ts'

export const always: Topic = {
  id: 'Always',
  title: 'Always: ask the registry at every start',
  text: `At every container start, restarts included, the kubelet has the runtime ask the registry which digest the name stands for. It
does not look on the node first. Layers that the node already has are not downloaded again: \`Always\` costs a question, not a
download.

It keeps a moving tag fresh and re-checks the Pod's credentials. In return the registry is needed at every start: while it is
down, refuses or limits the rate, containers wait with ErrImagePull and then ImagePullBackOff, also on nodes that hold the
image. Whether such a question counts against the limit of Docker Hub depends on the node's runtime.

On a digest \`Always\` brings nothing newer: the digest names one build, whoever is asked.

A running container is never replaced. A new build under an old tag starts with the next container; \`kubectl rollout restart
deployment/app\` makes new ones.

A cluster may force it: the admission plugin AlwaysPullImages sets it on every Pod that is created, whatever the manifest says. A
Deployment does not show that, and containers added by \`kubectl debug\` are left out.`,
  references: [IMAGE_PULL_POLICY, 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages'],
  rules: ['needless-always', 'docker-hub-limit', 'changed-pull-policy'],
}
