import { formatPlatform } from '../oci/platform.ts'
import type { ContainerRule } from './rule.ts'

/** The digest is one platform's of an image that exists for several. */
export const platformDigest: ContainerRule = {
  id: 'platform-digest',
  subject: 'container',
  severity: 'warning',
  needs: 'registry',
  docs: {
    summary: 'The digest is one platform’s, although the tag is for several',
    why: 'An image for several platforms has an index; each platform’s manifest has a digest of its own. Pinned to one of these the image runs on nodes of that platform only: on any other the pull fails with ErrImagePull, or the container with an exec format error. It happens where a digest is copied from a node or from `docker inspect`.',
    fix: 'Write the digest of the index: `pull-policy pin --update` does.',
    references: [
      'https://kubernetes.io/docs/concepts/containers/images/#multi-architecture-images-with-image-indexes',
      'https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md',
    ],
    examples: ['copied-from-a-node'],
    since: '0.1.0',
  },
  *check({ image, answers }) {
    if (!image || image.reference.kind === 'invalid-reference' || answers?.contents?.status !== 'resolved') return
    const { digest } = image.reference
    const { members } = answers.contents
    const member = members.find(candidate => candidate.digest === digest)
    if (!digest || !member || members.length === 1) return
    const platform = member.platform ? `\`${formatPlatform(member.platform)}\`` : 'one platform’s'
    yield {
      at: image.at,
      message: `nodes of other platforms cannot run this, because the digest is the ${platform} one of an image for ${members.length} platforms; write the digest of the index`,
    }
  },
}
