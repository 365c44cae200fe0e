import type { ContainerRule } from './rule.ts'

/** `latest`, written or implied, and no digest beside it. */
export const latestTag: ContainerRule = {
  id: 'latest-tag',
  subject: 'container',
  severity: 'warning',
  docs: {
    summary: 'The image is whatever `latest` names at the moment of the pull',
    why: 'The tag `latest` moves with every push. Two replicas that start at different times may run different builds, nobody can read from the manifest which one runs, and a rollback has no version to go back to: applying the old manifest again pulls the same tag.',
    fix: 'Name a version tag. To keep one build whatever happens to the tag, add its digest as well.',
    references: [
      'https://kubernetes.io/docs/concepts/containers/images/#image-names',
      'https://kubernetes.io/docs/concepts/configuration/overview/#container-images',
    ],
    examples: ['written', 'implied'],
    since: '0.1.0',
  },
  *check({ role, image }) {
    if (!image || image.placeholder || image.reference.kind === 'invalid-reference') return
    const { tag, tagInForce, digest } = image.reference
    if (tagInForce !== 'latest' || digest) return
    yield {
      at: image.at,
      message: `which version ${role === 'imageVolume' ? 'is mounted' : 'runs'} cannot be told, nor rolled back to, because ${tag === undefined ? 'no tag means' : 'the tag is'} \`latest\`; name a version`,
    }
  },
}
