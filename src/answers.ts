import type { Digest } from './oci/digest.ts'
import { formatReference, type ImageReference } from './oci/reference.ts'
import type { ImageContents, NotResolved, Resolution } from './oci/resolution.ts'
import type { DigestResolver } from './registry/digest-resolver.ts'
import type { ContainerFacts, RegistryAnswers } from './rules/rule.ts'

/** What the registries said in one review, by normalised reference. */
export interface Answers {
  of(image: ImageReference): RegistryAnswers | undefined
}

export const NO_ANSWERS: Answers = { of: () => undefined }

/** Which questions are asked beyond "what would a kubelet pull". */
export interface Questions {
  /** Whether to ask for platforms, which costs a request more for each image. */
  readonly wantsContents: boolean
  /** Whether images may come from there; nobody is asked about any other. */
  isPermitted(image: ImageReference): boolean
}

/**
 * Asks what the containers' images name now, each reference once. Where a digest is written, the tag beside it is asked
 * too. Invalid references and placeholders are not asked. Never throws for what a registry may do.
 */
export async function askRegistries(
  resolver: DigestResolver,
  containers: readonly ContainerFacts[],
  { wantsContents, isPermitted }: Questions,
): Promise<Answers> {
  const references = new Map(containers.flatMap(askable).map(image => [formatReference(image), image]))
  const answers = new Map<string, RegistryAnswers>()
  await Promise.all(
    Array.from(references, async ([key, image]) => {
      if (!isPermitted(image)) {
        answers.set(key, { named: { status: 'not-asked', reason: `${image.registry} is not among the registries that are permitted` } })
        return
      }
      const [named, tag] = await Promise.all([resolver.resolve(image), isTagged(image) ? resolver.resolveTag(image) : undefined])
      const contents = wantsContents ? await askContents(resolver, image, tag?.status === 'resolved' ? tag : named) : undefined
      const ownContents = isElsewhere(named, contents) ? await askContents(resolver, image, named) : undefined
      answers.set(key, { named, ...(tag ? { tag } : {}), ...(contents ? { contents } : {}), ...(ownContents ? { ownContents } : {}) })
    }),
  )
  return { of: image => answers.get(formatReference(image)) }
}

function askable({ image }: ContainerFacts): readonly ImageReference[] {
  return image && !image.placeholder && image.reference.kind === 'image-reference' ? [image.reference] : []
}

/** Whether a tag stands beside a digest, so that there are two questions. */
function isTagged(image: ImageReference): boolean {
  return image.tag !== undefined && image.digest !== undefined
}

/** Whether what is pulled is neither what was looked into nor a part of it. */
function isElsewhere(named: Resolution, contents: ImageContents | NotResolved | undefined): boolean {
  if (named.status !== 'resolved' || contents?.status !== 'resolved' || contents.digest === named.digest) return false
  return !contents.members.some(({ digest }) => digest === named.digest)
}

async function askContents(
  resolver: DigestResolver,
  image: ImageReference,
  answer: Resolution,
): Promise<ImageContents | NotResolved | undefined> {
  const digest: Digest | undefined = answer.status === 'resolved' ? answer.digest : undefined
  return digest && resolver.resolveContents(image, digest)
}
