import type { ReviewedContainer } from '../report/review.ts'

/** A container's image in full, as `docker.io/library/busybox:1.36`: by this name registries are asked. */
export function fullReference({ image }: ReviewedContainer): string {
  if (image === null) return ''
  if (image.registry === null || image.repository === null) return image.value
  const version = image.digest === null ? `:${image.tag ?? 'latest'}` : `${image.tag === null ? '' : `:${image.tag}`}@${image.digest}`
  return `${image.registry}/${image.repository}${version}`
}
