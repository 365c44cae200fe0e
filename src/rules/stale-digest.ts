import type { ContainerRule } from './rule.ts'

/** The tag was edited and the digest behind it was not. */
export const staleDigest: ContainerRule = {
  id: 'stale-digest',
  subject: 'container',
  severity: 'warning',
  needs: 'base',
  docs: {
    summary: 'The tag is new, but the digest still names the old build',
    why: 'Where a digest is written it alone decides what is pulled; the tag before it is not even looked at. An upgrade that edits the tag and not the digest rolls out the build that ran before, under the new version’s name.',
    fix: 'Replace the digest by the one that the new tag names (`pull-policy pin --update`), or remove it.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
    examples: ['tag-edited'],
    since: '0.1.0',
  },
  *check({ image, before, answers }) {
    if (!image || image.reference.kind === 'invalid-reference' || before?.image?.reference.kind !== 'image-reference') return
    const now = image.reference
    const was = before.image.reference
    if (!now.digest || now.digest !== was.digest || now.tag === was.tag || now.tag === undefined || was.tag === undefined) return
    if (now.registry !== was.registry || now.repository !== was.repository) return
    const named = answers?.tag
    if (named?.status === 'resolved' && named.digest === now.digest) return
    yield {
      at: image.at,
      ...(named?.status === 'resolved' ? { severity: 'error' as const } : {}),
      message: `the build of \`${was.tag}\` keeps running, because the digest still is the one that stood behind \`${was.tag}\` and it decides, not the tag \`${now.tag}\`; replace the digest as well`,
    }
  },
}
