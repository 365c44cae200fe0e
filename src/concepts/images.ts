import type { Topic } from './topic.ts'

const NAMES = 'https://kubernetes.io/docs/concepts/containers/images/#image-names'

export const latest: Topic = {
  id: 'latest',
  title: 'latest: a tag like any other, that everybody moves',
  text: `An image without a tag and without a digest means \`latest\`. Nothing makes \`latest\` the newest build: it is whatever was
pushed under that name last.

- Which version runs cannot be read from the manifest, and two replicas may run two.
- A rollback has nothing to go back to: the old manifest names the same tag.
- Without a written policy it is pulled with \`Always\`; under \`IfNotPresent\` each node keeps the first one it saw.
- \`registry:5000/app\` has no tag (5000 is a port); \`registry:5000\` is the image \`registry\` with the tag 5000.

Name a version. Where you cannot, add the digest: \`app:latest@sha256:...\` runs one build, whatever happens to the tag.`,
  references: [NAMES],
  rules: ['latest-tag', 'stale-latest'],
}

export const digests: Topic = {
  id: 'digests',
  title: 'Digests: one build, for ever',
  text: `A digest is the hash of an image's manifest, so it names one build and no other. In \`name:tag@sha256:...\` the digest decides
and the tag is for people; nobody checks that they belong together.

- **Pin the index.** An image for several platforms has an index that lists them. The digest of one platform's manifest runs
  on nodes of that platform only; elsewhere the pull fails with "no match for platform".
- **Keep the tag.** It says which version it is, and some registries remove what no tag names.
- **Mind the policy.** The tag still decides what is filled in: \`app@sha256:...\` gets \`IfNotPresent\`,
  \`app:latest@sha256:...\` gets \`Always\`.
- **Edit both.** A new tag before an old digest rolls out the old build.

\`sha256\`, \`sha384\` and \`sha512\` are known, in lower-case hexadecimal and full length; anything else is InvalidImageName.`,
  references: [NAMES, 'https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests'],
  rules: ['unpinned-image', 'digest-without-tag', 'stale-digest', 'moved-tag', 'platform-digest', 'missing-platform'],
}

export const garbageCollection: Topic = {
  id: 'garbage-collection',
  title: 'Image garbage collection: what a node throws away',
  text: `Every five minutes the kubelet looks at the images that no container uses:

- images unused for longer than \`imageMaximumGCAge\` go (default \`0s\`: none), once the kubelet has run that long;
- where the disk is fuller than \`imageGCHighThresholdPercent\` (default 85), the longest unused go until
  \`imageGCLowThresholdPercent\` (default 80) is reached; none that was first seen less than \`imageMinimumGCAge\` (default \`2m\`) ago;
- under disk pressure everything unused goes.

Images that the runtime marks as pinned stay. The pull policy plays no part:

| policy | after its image was collected |
|---|---|
| \`Always\` | as ever: the registry is asked, and the layers are downloaded again |
| \`IfNotPresent\` | the next start needs the registry |
| \`Never\` | the next start waits with ErrImageNeverPull |

That concerns CronJobs, Deployments scaled to zero, and nodes that were given images beforehand.

The fields belong to a \`KubeletConfiguration\` (\`kubelet.config.k8s.io/v1beta1\`), which the kubelet is given as a file with
\`--config\`; kubeadm writes it to \`/var/lib/kubelet/config.yaml\`. It is validated after the defaults are filled in: setting
only the low threshold to 85, or only the high one to 70, stops the kubelet.`,
  references: [
    'https://kubernetes.io/docs/concepts/architecture/garbage-collection/#container-image-garbage-collection',
    'https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/',
  ],
  rules: ['invalid-image-gc', 'image-gc-off', 'dropped-eviction-default', 'never-pull'],
}
