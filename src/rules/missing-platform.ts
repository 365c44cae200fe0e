import { canRun, formatPlatform, type Platform, parsePlatform } from '../oci/platform.ts'
import { pulledPlatforms } from './pulled-platforms.ts'
import type { ContainerFacts, ContainerRule } from './rule.ts'

/** No manifest for a platform that the nodes need. */
export const missingPlatform: ContainerRule = {
  id: 'missing-platform',
  subject: 'container',
  severity: 'error',
  needs: 'registry',
  docs: {
    summary: 'The image does not exist for a platform that the nodes need',
    why: 'An image is built per platform. On a node whose platform is not among them the pull fails with ErrImagePull ("no match for platform in manifest"); in a cluster of mixed nodes that shows only when the scheduler picks the wrong one.',
    fix: 'Build the image for the platform, choose a tag that has it, or keep the Pod off those nodes with a node selector.',
    references: [
      'https://kubernetes.io/docs/concepts/containers/images/#multi-architecture-images-with-image-indexes',
      'https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md',
    ],
    examples: ['selected-architecture'],
    since: '0.1.0',
  },
  *check(container, { platforms }) {
    const { image } = container
    const has = pulledPlatforms(container.answers)
    if (!image || has.length === 0) return
    const wanted = neededPlatforms(container, platforms)
    const lacking = wanted.filter(node => !has.some(platform => canRun(node, platform)))
    if (lacking.length === 0) return
    yield {
      at: image.at,
      message: `the pull fails with ErrImagePull on ${lacking.map(platform => `\`${formatPlatform(platform)}\``).join(', ')} nodes, because the image exists only for ${has
        .slice(0, 4)
        .map(platform => `\`${formatPlatform(platform)}\``)
        .join(', ')}${has.length > 4 ? ' and others' : ''}; build it for them, or select other nodes`,
    }
  },
}

/** What the Pod's own selectors ask for narrows what configuration says of the nodes. */
function neededPlatforms({ architectures }: ContainerFacts, configured: readonly string[]): readonly Platform[] {
  const wanted = architectures.length > 0 ? architectures.map(architecture => `linux/${architecture}`) : configured
  return wanted.flatMap(text => parsePlatform(text) ?? [])
}
