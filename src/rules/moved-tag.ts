import type { Digest } from '../oci/digest.ts'
import type { ContainerRule, RegistryAnswers } from './rule.ts'

/** The tag beside a digest names another digest now. */
export const movedTag: ContainerRule = {
  id: 'moved-tag',
  subject: 'container',
  severity: 'info',
  needs: 'registry',
  docs: {
    summary: 'The tag now names another build than the digest beside it',
    why: 'The digest decides, so nothing breaks: the build that was pinned keeps running. But the tag was pushed again since, perhaps with fixes, and whoever reads the manifest takes the tag for what runs.',
    fix: '`pull-policy pin --update` writes the digest that the tag names now. Leave it where the pinned build is the one you want.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
    examples: ['pushed-again'],
    since: '0.1.0',
  },
  *check({ image, answers, before }) {
    if (!image || image.reference.kind === 'invalid-reference' || answers?.tag?.status !== 'resolved') return
    const { digest, tag } = image.reference
    if (!digest || answers.tag.digest === digest || isOnlyImage(digest, answers)) return
    const isWrittenNow = before?.image?.text !== undefined && before.image.text !== image.text
    yield {
      at: image.at,
      ...(isWrittenNow ? { severity: 'warning' as const } : {}),
      message: `what runs is not what \`${tag ?? ''}\` names now, because the digest decides and the tag names \`${answers.tag.digest.slice(0, 19)}…\`; update the digest if the newer build is meant`,
    }
  },
}

/** Whether the tag names an index of this one image, as builds with attestations make: then they are the same build. */
function isOnlyImage(digest: Digest, { contents }: RegistryAnswers): boolean {
  if (contents?.status !== 'resolved') return false
  const [only, ...others] = contents.members
  return only?.digest === digest && others.length === 0
}
