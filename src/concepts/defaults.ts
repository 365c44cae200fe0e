import { POLICY_DEFAULTING } from './reference-pages.ts'
import type { Topic } from './topic.ts'

export const defaults: Topic = {
  id: 'defaults',
  title: 'What is filled in where no policy is written, and why it sticks',
  text: `Where \`imagePullPolicy\` is left out, \`null\` or \`""\`, the API server fills it in when the object is created:

| image | example | policy |
|---|---|---|
| tag is exactly \`latest\`, with or without a digest | \`app:latest\`, \`app:latest@sha256:...\` | \`Always\` |
| neither tag nor digest | \`app\`, \`registry:5000/app\` | \`Always\` |
| any other tag | \`app:1.4\`, \`app:LATEST\`, \`app:1.4@sha256:...\` | \`IfNotPresent\` |
| a digest without a tag | \`app@sha256:...\` | \`IfNotPresent\` |
| no image reference at all | \`docker.io/App\` | \`IfNotPresent\`, and on the node InvalidImageName |

\`Never\` is never filled in. The same rule holds for init containers, ephemeral containers and image volumes. In whatever has a
template of Pods (Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, CronJob) it is filled into the stored template. Any
other word than \`Always\`, \`IfNotPresent\` and \`Never\`, in just these letters, is refused.

## It sticks

Only an empty field is filled in, and a stored one is not empty. So the default is that of the image with which the object
was created, and it stays when the image changes:

| how the new image reaches the cluster | policy that was filled in |
|---|---|
| \`kubectl apply\`, with or without \`--server-side\`, \`helm upgrade\`, \`kubectl set image\`, \`kubectl patch\` | stays |
| \`kubectl replace\`, delete and create, an object with a new name | anew, of the new image |
| the container gets another name | anew, of the new image |
| the manifest used to write the field, and no longer does | anew, of the new image |

A Deployment that goes from \`app:1.4\` to \`app:latest\` keeps \`IfNotPresent\`, so its nodes may run a \`latest\` that they pulled
long ago. One that goes from \`app:latest\` to \`app:1.4\` keeps \`Always\`, and needs its registry at every start. Write the policy,
and existing and new objects agree. What an object has:

\`\`\`sh
kubectl get deployment app -o jsonpath='{range .spec.template.spec.containers[*]}{.name}{"\\t"}{.imagePullPolicy}{"\\n"}{end}'
\`\`\`

Of a Pod the image may be edited, the policy may not. The template of a Job cannot be edited at all.

## Custom resources

They are not defaulted by the API server: what is left out stays out, and is filled in each time a controller makes a Pod or
a Deployment of it, from the image of that moment. Nothing sticks there.`,
  references: [POLICY_DEFAULTING],
  rules: ['sticky-pull-policy', 'changed-pull-policy', 'unsupported-pull-policy'],
}
