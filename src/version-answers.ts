import type { Answers } from './answers.ts'
import type { Digest } from './oci/digest.ts'
import { formatReference, type ImageReference, repositoryName } from './oci/reference.ts'
import type { NotResolved } from './oci/resolution.ts'
import type { DigestResolver } from './registry/digest-resolver.ts'
import type { NamedVersions } from './report/review.ts'
import type { ContainerFacts } from './rules/rule.ts'
import { byExactness, chooseCandidates, findShorter, type VersionTag } from './version-tag.ts'

/** The port through which the review asks which tags the repository of an image has. It never throws for what the world may do. */
export interface TagLister {
  listTags(image: ImageReference): Promise<{ readonly status: 'listed'; readonly tags: readonly string[] } | NotResolved>
}

/** Which versions are what `latest` is now, by image. */
export interface VersionAnswers {
  of(image: ImageReference): NamedVersions | undefined
}

/** Nobody wanted to know. */
export const NO_VERSIONS: VersionAnswers = { of: () => undefined }

/**
 * Looks for each image whose tag in force is `latest` for version tags that have the same digest now. For one image that costs the list of
 * tags and some twenty HEADs at most; the search ends with the first round that finds any.
 */
export async function nameVersions(
  resolver: DigestResolver,
  lister: TagLister,
  containers: readonly ContainerFacts[],
  answers: Answers,
): Promise<VersionAnswers> {
  const images = new Map(containers.flatMap(({ image }) => latestOf(image?.reference)).map(image => [formatReference(image), image]))
  const found = new Map<string, NamedVersions>()
  await Promise.all(
    Array.from(images, async ([key, image]) => {
      const named = answers.of(image)?.named
      if (named?.status === 'resolved') found.set(key, await findVersions(resolver, lister, image, named.digest))
    }),
  )
  return { of: image => found.get(formatReference(image)) }
}

type Reference = NonNullable<ContainerFacts['image']>['reference']

function latestOf(reference: Reference | undefined): readonly ImageReference[] {
  const isLatest = reference?.kind === 'image-reference' && reference.digest === undefined && reference.tagInForce === 'latest'
  return isLatest ? [reference] : []
}

async function findVersions(resolver: DigestResolver, lister: TagLister, image: ImageReference, digest: Digest): Promise<NamedVersions> {
  const list = await lister.listTags(image)
  if (list.status !== 'listed') return { tags: [], reason: list.reason }
  const rounds = chooseCandidates(list.tags)
  if (rounds.length === 0) return { tags: [], reason: 'its repository has no tag that names a version' }
  const haveDigest = async (versions: readonly VersionTag[]) => {
    const resolutions = await Promise.all(versions.map(({ tag }) => resolver.resolveTag(withTag(image, tag))))
    return versions.filter((_, index) => {
      const resolution = resolutions[index]
      return resolution?.status === 'resolved' && resolution.digest === digest
    })
  }
  for (const round of rounds) {
    const same = await haveDigest(round)
    const [exact] = same.toSorted(byExactness)
    if (exact === undefined) continue
    const known = new Set(round.map(({ tag }) => tag))
    const shorter = await haveDigest(findShorter(exact, list.tags).filter(({ tag }) => !known.has(tag)))
    return { tags: [...same, ...shorter].sort(byExactness).map(({ tag }) => tag), reason: null }
  }
  const asked = rounds.reduce((sum, round) => sum + round.length, 0)
  return { tags: [], reason: `none of the ${asked} version tags that were compared has its digest` }
}

function withTag(image: ImageReference, tag: string): ImageReference {
  return { ...image, text: `${repositoryName(image)}:${tag}`, tag, tagInForce: tag }
}
