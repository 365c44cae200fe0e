import type { ContainerRule } from './rule.ts'

/** A version tag without a digest. */
export const unpinnedImage: ContainerRule = {
  id: 'unpinned-image',
  subject: 'container',
  severity: 'off',
  docs: {
    summary: 'The tag can be moved to another build',
    why: 'Most registries let a tag be pushed again. What was tested under `1.4.0` need not be what a node pulls under `1.4.0` next week, and a stolen push credential changes what runs without any change to the manifest.',
    fix: 'Add the digest behind the tag: `name:tag@sha256:...`. The tag stays readable, the digest decides.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
    examples: ['version-tag'],
    since: '0.1.0',
  },
  *check({ image }) {
    if (!image || image.placeholder || image.reference.kind === 'invalid-reference' || image.reference.digest) return
    yield {
      at: image.at,
      message: `another build may be pulled under this name, because \`${image.reference.tagInForce ?? ''}\` can be moved; add the digest`,
    }
  },
}
