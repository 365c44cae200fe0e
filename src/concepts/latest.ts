import { IMAGE_NAMES } from './reference-pages.ts'
import type { Topic } from './topic.ts'

export const latest: Topic = {
  id: 'latest',
  title: 'latest: a tag like any other, that everybody moves',
  text: `An image without a tag and without a digest means \`latest\`. Nothing makes \`latest\` the newest build: it is whatever was
pushed under that name last.

- Which version runs cannot be read from the manifest, and two replicas may run two.
- A rollback has nothing to go back to: the old manifest names the same tag.
- Without a written policy an object that is created with it gets \`Always\`; one that existed before keeps the policy it had.
- Under \`IfNotPresent\` each node keeps the first \`latest\` that it saw.
- \`registry:5000/app\` has no tag, since 5000 is a port; \`registry:5000\` is the image \`registry\` with the tag 5000.
- \`:Latest\` and \`:LATEST\` are other tags, and get \`IfNotPresent\`.

Name a version. Where you cannot, add the digest: \`app:latest@sha256:...\` runs one build, whatever happens to the tag, and
still gets \`Always\`.`,
  references: [IMAGE_NAMES],
  rules: ['latest-tag', 'stale-latest', 'sticky-pull-policy'],
}
