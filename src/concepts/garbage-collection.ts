import type { Topic } from './topic.ts'

export const garbageCollection: Topic = {
  id: 'garbage-collection',
  title: 'Image garbage collection: what a node throws away',
  text: `Every five minutes the kubelet looks at the images that no container uses. One that has exited uses its image until it is removed.

- Images unused for longer than \`imageMaximumGCAge\` go, once the kubelet itself has run that long.
- Where the disk is as full as \`imageGCHighThresholdPercent\`, or fuller, images go until it is down to
  \`imageGCLowThresholdPercent\`: the longest unused first, and none that was first seen less than \`imageMinimumGCAge\` ago.
- Under disk pressure (\`evictionHard\`) everything unused goes.

Images that the runtime marks as pinned stay. The pull policy plays no part:

| policy | after its image was collected |
|---|---|
| \`Always\` | as ever: the registry is asked; this time the layers are downloaded again |
| \`IfNotPresent\` | the next start on this node needs the registry, and credentials |
| \`Never\` | the next start on this node waits with ErrImageNeverPull |

That concerns CronJobs (with a maximum age shorter than their period they pull at every run), Deployments scaled to zero, and
nodes that were given images beforehand.

## How it is configured

| field | default | must be |
|---|---|---|
| \`imageMinimumGCAge\` | \`2m\`; \`0s\` means that, too | a duration |
| \`imageMaximumGCAge\` | \`0s\`: age alone removes nothing | \`0s\`, or longer than \`imageMinimumGCAge\` |
| \`imageGCHighThresholdPercent\` | 85 | 0 to 100; 100 without a maximum age switches collection off |
| \`imageGCLowThresholdPercent\` | 80 | 0 to 100, and less than the high one |
| \`evictionHard\` | on Linux \`imagefs.available: 15%\`, \`imagefs.inodesFree: 5%\` and three more | written whole: a map of its own drops the defaults that it leaves out, unless \`mergeDefaultEvictionSettings\` is true |

They belong to a \`KubeletConfiguration\`, a file of the node and no object of the cluster:

\`\`\`yaml
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
imageMinimumGCAge: 2m
imageMaximumGCAge: 168h
imageGCHighThresholdPercent: 80
imageGCLowThresholdPercent: 70
\`\`\`

The kubelet is given it with \`--config FILE\` when it starts, and reads it then only. kubeadm writes it to
\`/var/lib/kubelet/config.yaml\`, from a document of this kind in its own configuration; kind takes it under
\`kubeadmConfigPatches\`. It is validated after the defaults are filled in: writing only the low threshold as 85, only the high
one as 70, or only a maximum age of \`1m\` keeps the kubelet from starting. What a node has:

\`\`\`sh
kubectl get --raw /api/v1/nodes/NODE/proxy/configz
\`\`\``,
  references: [
    'https://kubernetes.io/docs/concepts/architecture/garbage-collection/#container-image-garbage-collection',
    'https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/',
    'https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/',
  ],
  rules: ['invalid-image-gc', 'image-gc-off', 'dropped-eviction-default', 'never-pull'],
}
