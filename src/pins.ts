import type { PlacedContainer } from './container-match.ts'
import type { Digest } from './oci/digest.ts'
import type { ImageReference } from './oci/reference.ts'
import type { Resolution } from './oci/resolution.ts'
import { type PinnedFile, pinFile, renderPatch, type WantedPin } from './patch/file-pins.ts'
import { pinnedImage } from './patch/pin-edit.ts'
import type { Pin } from './report/review.ts'
import type { ContainerFacts, RegistryAnswers, WrittenImage } from './rules/rule.ts'
import type { SourceFile } from './source/source-file.ts'

/** A container that may be pinned, and the text that it stands in. */
export interface PinCandidate {
  readonly subject: PlacedContainer
  readonly facts: ContainerFacts
  /** undefined where the text was not kept, because no registry was to be asked. */
  readonly source: SourceFile | undefined
}

export interface PinSettings {
  /** Whether a digest that is there may be replaced: by what its tag names now, or by the index it belongs to. */
  readonly isUpdating: boolean
  /** Why an image is better left as it is: a clause; undefined where nothing speaks against it. */
  whyLeft(subject: PlacedContainer): string | undefined
}

/** Rules that fall silent once the image is pinned to the digest that its tag names now. */
export const MENDED_BY_PIN: ReadonlySet<string> = new Set([
  'latest-tag',
  'stale-latest',
  'floating-tag',
  'unpinned-image',
  'moved-tag',
  'platform-digest',
  'stale-digest',
])

/** Whether the offered pin of a container mends what a rule says of it. */
export function isMendedByPin(rule: string, pin: Pin | undefined): boolean {
  return pin?.status === 'offered' && MENDED_BY_PIN.has(rule)
}

/** What can be pinned, and the files with it done. */
export interface Pins {
  of(subject: PlacedContainer): Pin
  /** Where an offered pin is written: the file, and where the image starts in it. */
  placeOf(subject: PlacedContainer): PinPlace | undefined
  readonly files: readonly PinnedFile[]
  readonly patch: string
}

/** A place that an offered pin edits. */
export interface PinPlace {
  readonly file: PinnedFile
  readonly imageStart: number
}

/** Decides for each container whether it can be pinned, writes what can be, and proves each file by reading it again. */
export function makePins(candidates: readonly PinCandidate[], settings: PinSettings): Pins {
  const decisions = new Map(candidates.map(candidate => [candidate.subject, decide(candidate, settings)]))
  const sources = new Map(candidates.map(({ subject, source }) => [subject, source]))
  const pinned = new Map(
    [...Map.groupBy(candidates, ({ source }) => source)].flatMap(([source, inFile]) => {
      const wanted = inFile.flatMap(({ subject }) => wantedPin(decisions.get(subject)))
      return source && wanted.length > 0 ? [[source, pinFile(source, wanted)] as const] : []
    }),
  )
  const fileOf = (subject: PlacedContainer) => {
    const source = sources.get(subject)
    return source && pinned.get(source)
  }
  const files = [...pinned.values()].filter(({ lines }) => lines.length > 0)
  return {
    files,
    patch: files.map(renderPatch).join(''),
    of: subject => outcome(decisions.get(subject), fileOf(subject)) ?? decideUnasked(subject.container.facts.image),
    placeOf: subject => {
      const decision = decisions.get(subject)
      const file = fileOf(subject)
      if (decision?.kind !== 'wanted' || !file) return undefined
      const { imageStart } = decision.wanted.point
      return file.declined.has(imageStart) ? undefined : { file, imageStart }
    },
  }
}

type Decision = { readonly kind: 'settled'; readonly pin: Pin } | { readonly kind: 'wanted'; readonly wanted: WantedPin }

function decide({ subject, facts, source }: PinCandidate, settings: PinSettings): Decision {
  const { image, answers } = facts
  const reference = image?.reference
  const { point } = subject.container
  if (!image || !answers || reference?.kind !== 'image-reference' || image.placeholder) return settled(decideUnasked(image))
  const digest = wantedDigest(reference, answers, settings)
  if (typeof digest !== 'string') return settled(digest)
  const reason = settings.whyLeft(subject)
  if (reason !== undefined) return settled(declinedPin(reason))
  if (image.at.excerpt.includes('$imagepolicy')) return settled(declinedPin('Flux image automation writes this field'))
  if (source?.encoding !== 'utf-8') return settled(declinedPin('a patch cannot be made for a file that is not UTF-8'))
  if (!point || point.kind === 'unwritable') return settled(declinedPin(point?.reason ?? 'the image is not written here'))
  return { kind: 'wanted', wanted: { point, image: image.text, pinned: pinnedImage(reference, digest) } }
}

/** The digest to write; or why none is to be. */
function wantedDigest(image: ImageReference, { named, tag }: RegistryAnswers, { isUpdating }: PinSettings): Digest | Pin {
  if (image.digest === undefined) return digestOf(named)
  const isCurrent: Pin = { status: 'pinned', value: image.text, reason: null }
  if (!isUpdating || image.tag === undefined || tag?.status !== 'resolved' || tag.digest === image.digest) return isCurrent
  return tag.digest
}

function digestOf(answer: Resolution): Digest | Pin {
  return answer.status === 'resolved' ? answer.digest : { status: 'unresolved', value: null, reason: answer.reason }
}

function settled(pin: Pin): Decision {
  return { kind: 'settled', pin }
}

function declinedPin(reason: string): Pin {
  return { status: 'declined', value: null, reason }
}

/** What can be said of an image without any registry. */
function decideUnasked(image: WrittenImage | null): Pin {
  if (!image) return declinedPin('no image is written here')
  if (image.placeholder) return declinedPin('the image is filled in later')
  if (image.reference.kind === 'invalid-reference') return declinedPin('this is no image reference')
  if (image.reference.digest) return { status: 'pinned', value: image.text, reason: null }
  return { status: 'unresolved', value: null, reason: 'no registry was asked' }
}

function wantedPin(decision: Decision | undefined): readonly WantedPin[] {
  return decision?.kind === 'wanted' ? [decision.wanted] : []
}

function outcome(decision: Decision | undefined, file: PinnedFile | undefined): Pin | undefined {
  if (decision?.kind !== 'wanted') return decision?.pin
  const reason = file?.declined.get(decision.wanted.point.imageStart)
  return reason === undefined ? { status: 'offered', value: decision.wanted.pinned, reason: null } : declinedPin(reason)
}
