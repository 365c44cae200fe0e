import type { ContainerRule } from './rule.ts'

/** An image from a registry that configuration does not permit. */
export const unlistedRegistry: ContainerRule = {
  id: 'unlisted-registry',
  subject: 'container',
  severity: 'off',
  docs: {
    summary: 'The image comes from a registry that is not on the list',
    why: 'Where nodes reach only some registries, or a policy admits only images from them, an image from elsewhere is not pulled (ErrImagePull) or its Pod is refused. A misspelt host looks the same.',
    fix: 'Use the image from a permitted registry, or add its registry to `registries.permitted` in the configuration.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
    examples: ['elsewhere'],
    since: '0.1.0',
  },
  *check({ image }, { isPermitted }) {
    if (!image || image.placeholder || image.reference.kind === 'invalid-reference' || isPermitted(image.reference)) return
    yield {
      at: image.at,
      message: `this image is not permitted here, because \`${image.reference.registry}\` is not in \`registries.permitted\`; use a permitted registry`,
    }
  },
}
