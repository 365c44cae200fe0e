import { findGlobFault, type Glob, matchesGlob, parseGlob } from './glob.ts'

/** What an image reference is made of, normalised, with the string as written. */
export interface GlobbedImage {
  readonly text: string
  readonly registry: string
  readonly repository: string
  readonly tag?: string
  readonly digest?: string
}

/**
 * Why the text is no pattern for images, as `unexpected ..., expected ...`; undefined where it is one. A pattern may be
 * written like the image is, or in full. It also covers what lies below it, by whole segments: `ghcr.io/acme` and
 * `ghcr.io/acme/*` cover `ghcr.io/acme/team/app:1.0`, `*.azurecr.io` every image of such a host, `*` every image; `nginx`
 * covers `nginx:1.27` and `docker.io/library/nginx`, but not `nginx/unit`.
 */
export function findImageGlobFault(text: string): string | undefined {
  if (text.includes('://'))
    return `unexpected \`${text.slice(0, text.indexOf('://') + 3)}\`, expected a registry without a scheme, as \`ghcr.io/acme/*\``
  return findGlobFault(text)
}

/** Whether an image is covered by any of some patterns. */
export type ImageMatcher = (image: GlobbedImage) => boolean

/** Reads patterns once for many images. */
export function makeImageMatcher(patterns: readonly string[]): ImageMatcher {
  const globs = patterns.map(parseGlob)
  return image => globs.some(glob => covers(glob, image))
}

function covers(glob: Glob, image: GlobbedImage): boolean {
  if (matchesGlob(glob, `${image.registry}/${image.repository}`, 'at-segment')) return true
  return formsOf(image).some(form => matchesGlob(glob, form))
}

/** The image as written and in full; its name in full, and as short as people write it; each with and without what follows the name. */
function formsOf({ text, registry, repository, tag, digest }: GlobbedImage): readonly string[] {
  const rest = [tag === undefined ? '' : `:${tag}`, digest === undefined ? '' : `@${digest}`]
  const names = [`${registry}/${repository}`, ...shortNames(registry, repository)]
  return [...new Set([text, ...names.flatMap(name => [name, `${name}${rest[0]}`, `${name}${rest.join('')}`])])]
}

const DOCKER_HUB = 'docker.io'

function shortNames(registry: string, repository: string): readonly string[] {
  if (registry !== DOCKER_HUB) return []
  return repository.startsWith('library/') ? [repository, repository.slice('library/'.length)] : [repository]
}
