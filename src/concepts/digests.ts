import { IMAGE_NAMES } from './reference-pages.ts'
import type { Topic } from './topic.ts'

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
- **Pin them all.** Init containers and image volumes follow the same rules, and one that fails holds up the whole Pod.

\`sha256\`, \`sha384\` and \`sha512\` are known, in lower-case hexadecimal and full length; anything else is InvalidImageName.

\`pull-policy pin\` asks the registries and prints the patch; \`pull-policy pin --write\` edits the files. Each container keeps the
policy that it has: an image without a tag becomes \`app:latest@sha256:...\`, because \`app@sha256:...\` would go from \`Always\` to
\`IfNotPresent\`.`,
  references: [IMAGE_NAMES, 'https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests'],
  rules: ['unpinned-image', 'digest-without-tag', 'stale-digest', 'moved-tag', 'platform-digest', 'missing-platform', 'needless-always'],
}
