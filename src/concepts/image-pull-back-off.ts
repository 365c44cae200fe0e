import { IMAGE_PULL_BACK_OFF } from './reference-pages.ts'
import type { Topic } from './topic.ts'

export const imagePullBackOff: Topic = {
  id: 'ImagePullBackOff',
  title: 'ImagePullBackOff: the kubelet waits before it tries again',
  text: `ImagePullBackOff is never the first thing that happens. A pull failed, mostly with ErrImagePull, and the kubelet waits before the
next try: 10 seconds, then 20, 40, 80, 160, and from then on 300.

Those 300 seconds are compiled into the kubelet, and nothing configures them: settings for CrashLoopBackOff are about restarts
of containers that were pulled. Each Pod waits for itself, once for each image; a new Pod, or another image, starts at 10
seconds again.

## What failed first

| reason | what it means | what to do |
|---|---|---|
| InvalidImageName | the image is no image reference; nothing is pulled, so there is no back-off | correct it |
| ErrImagePull, "unauthorized", "denied" | no pull secret, a wrong one, or no such image: some registries tell nobody which | see the list below |
| ErrImagePull, "not found" | no such repository, tag or digest | correct the name, or push it |
| ErrImagePull, "no match for platform" | the image does not exist for this node's architecture | pin the index, or build for it |
| ErrImagePull, "toomanyrequests" | the registry limits the rate | log in, use a mirror, or \`IfNotPresent\` |
| ErrImagePull, "pull QPS exceeded" | the kubelet's own limit (\`registryPullQPS\`, \`registryBurst\`) | wait, or raise it |
| ErrImagePull, "no such host", "timeout", "x509" | the registry's host, the network, or a certificate | ask for the image from that node |
| RegistryUnavailable | the runtime says that the registry does not answer | as above |
| SignatureValidationFailed | the node wants a signature that is not there | sign the image |
| ErrImageNeverPull | policy \`Never\`, and the node lacks the image; no back-off | see \`pull-policy explain Never\` |
| ImageInspectError | the runtime could not look for the image; no back-off | look at the node |

Where the registry refuses, it is mostly the pull secret:

- it does not exist, or lies in another namespace than the Pod: FailedToRetrieveImagePullSecret is among the events;
- it has the wrong type or the wrong key, and is passed over without a word;
- its host is not the image's: another port, another path, \`registry-1.docker.io\` for Docker Hub;
- its login is stale, or may not read this repository;
- the Pod lists another one, so that the one of its ServiceAccount does not count.

\`pull-policy explain private-registries\` shows how one is made.

## Where to look

The reason is in the Pod's state, the cause in its events, which a cluster forgets after an hour or so:

\`\`\`sh
kubectl --namespace NAMESPACE describe pod POD
kubectl --namespace NAMESPACE get events --field-selector involvedObject.name=POD --sort-by=.lastTimestamp
\`\`\`

Once the cause is gone the next try succeeds by itself, after 300 seconds at most. To not wait, delete a Pod that a controller will
make again.`,
  references: [IMAGE_PULL_BACK_OFF, 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/'],
  rules: [
    'invalid-image',
    'wrong-pull-secret',
    'mismatched-pull-secret',
    'missing-pull-secret',
    'shadowed-pull-secret',
    'missing-image',
    'missing-platform',
    'never-pull',
    'invalid-pull-config',
  ],
}
