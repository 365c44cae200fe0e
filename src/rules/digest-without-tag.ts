import type { ContainerRule } from './rule.ts'

/** A digest with no tag before it. */
export const digestWithoutTag: ContainerRule = {
  id: 'digest-without-tag',
  subject: 'container',
  severity: 'off',
  docs: {
    summary: 'Nobody can read which version the digest is',
    why: 'A digest alone says which bytes run and not which version they are. In an incident somebody has to ask the registry, and some registries remove a build that no tag names any more.',
    fix: 'Write the tag before the digest: `name:1.4.0@sha256:...`. The digest still decides what is pulled; mind that `:latest` before a digest makes the default policy `Always`.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
    examples: ['digest-only'],
    since: '0.1.0',
  },
  *check({ image }) {
    if (!image || image.placeholder || image.reference.kind === 'invalid-reference') return
    if (!image.reference.digest || image.reference.tag !== undefined) return
    yield { at: image.at, message: 'nobody can read which version runs, because the digest stands alone; write the tag before it' }
  },
}
