import type { PlacedContainer } from './container-match.ts'
import type { Digest } from './oci/digest.ts'
import type { ImageReference } from './oci/reference.ts'
import { type PinnedFile, pinFile, renderPatch, type WantedPin } from './patch/file-pins.ts'
import { pinnedImage } from './patch/pin-edit.ts'
import { whatItNames, whyDoubted } from './pin-evidence.ts'
import { NOBODY_ASKED } from './report/not-asked.ts'
import type { Pin } from './report/review.ts'
import { TYPE_WORDS } from './rules/mistyped-value.ts'
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
  whyLeft(subject: PlacedContainer, facts: ContainerFacts): string | undefined
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
  const decisions = leaveShared(
    candidates,
    candidates.map(candidate => decide(candidate, settings)),
  )
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

type Decision =
  | { readonly kind: 'settled'; readonly pin: Pin }
  | { readonly kind: 'wanted'; readonly wanted: WantedPin; readonly names: NonNullable<Pin['names']> }
  /** It could be written, where the image starts, and is better not. */
  | { readonly kind: 'left'; readonly reason: string; readonly start: number }

function decide(candidate: PinCandidate, settings: PinSettings): Decision {
  const { image, answers } = candidate.facts
  const reference = image?.reference
  if (!image || !answers || reference?.kind !== 'image-reference' || image.placeholder) return settled(decideUnasked(image))
  if (reference.digest !== undefined && !isOutdated(reference, answers, settings))
    return settled({ status: 'pinned', value: image.text, reason: null })
  const { point } = candidate.subject.container
  if (!point || point.kind === 'unwritable') return settled(declinedPin(point?.reason ?? 'the image is not written here'))
  const reason = whyLeft(candidate, settings)
  if (reason !== undefined) return { kind: 'left', reason, start: point.imageStart }
  const answer = reference.digest === undefined ? answers.named : (answers.tag ?? answers.named)
  if (answer.status !== 'resolved') return settled({ status: 'unresolved', value: null, reason: answer.reason })
  const doubt = whyDoubted(answer, answers)
  if (doubt !== undefined) return settled({ status: 'unresolved', value: null, reason: doubt })
  const wanted = { point, image: image.text, pinned: pinnedImage(reference, answer.digest) }
  return { kind: 'wanted', wanted, names: whatItNames(answer, answers) }
}

/** Whether a digest is to give way to what the tag beside it names now. Digests of two algorithms cannot be compared. */
function isOutdated({ digest, tag }: ImageReference, answers: RegistryAnswers, { isUpdating }: PinSettings): boolean {
  if (!isUpdating || digest === undefined || tag === undefined || answers.tag?.status !== 'resolved') return false
  return answers.tag.digest !== digest && algorithmOf(answers.tag.digest) === algorithmOf(digest)
}

function algorithmOf(digest: Digest): string {
  return digest.slice(0, digest.indexOf(':'))
}

/** Why an image that could be pinned is better left as it is. */
function whyLeft({ subject, facts, source }: PinCandidate, settings: PinSettings): string | undefined {
  if (source?.encoding !== 'utf-8') return 'a patch cannot be made for a file that is not UTF-8'
  if (source.path.includes(NO_UTF_8)) return 'no patch can name this file: its name is not UTF-8'
  const { point } = subject.container
  const anchored = point?.kind === 'writable' ? lineAt(source.text, point.scalarStart) : ''
  return findOwner(facts.image?.at.excerpt ?? '') ?? findOwner(anchored) ?? settings.whyLeft(subject, facts)
}

/** Stands in a path for bytes that are no UTF-8. One patch with a name that is not there would be refused whole. */
const NO_UTF_8 = '\ufffd'

/** The line from an offset on; a comment stands behind what it is about. */
function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start)
  return text.slice(start, end < 0 ? undefined : end)
}

/** A program that writes an image says so in a comment behind it. */
function findOwner(line: string): string | undefined {
  if (/#.*"\$imagepolicy"/.test(line)) return 'Flux image automation writes this field'
  return /#\s*kpt-set:|#.*"\$(?:kpt-set|openapi)"/.test(line) ? 'a setter of kpt writes this field' : undefined
}

/** What is left for one container is left for all that share its scalar by an anchor. */
function leaveShared(candidates: readonly PinCandidate[], decisions: readonly Decision[]): ReadonlyMap<PlacedContainer, Decision> {
  const reasons = new Map<SourceFile | undefined, Map<number, string>>()
  for (const [index, decision] of decisions.entries()) {
    if (decision.kind !== 'left') continue
    const source = candidates[index]?.source
    const inFile = reasons.get(source) ?? new Map<number, string>()
    reasons.set(source, inFile.set(decision.start, decision.reason))
  }
  return new Map(
    candidates.flatMap(({ subject, source }, index): readonly (readonly [PlacedContainer, Decision])[] => {
      const decision = decisions[index]
      if (decision?.kind !== 'wanted') return decision ? [[subject, decision]] : []
      const reason = reasons.get(source)?.get(decision.wanted.point.imageStart)
      return [[subject, reason === undefined ? decision : settled(declinedPin(`another container shares this image: ${reason}`))]]
    }),
  )
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
  if (image.mistyped) return declinedPin(`Kubernetes refuses ${TYPE_WORDS[image.mistyped]} where the image must be text`)
  if (image.reference.kind === 'invalid-reference') return declinedPin('this is no image reference')
  if (image.reference.digest) return { status: 'pinned', value: image.text, reason: null }
  return { status: 'unresolved', value: null, reason: NOBODY_ASKED }
}

function wantedPin(decision: Decision | undefined): readonly WantedPin[] {
  return decision?.kind === 'wanted' ? [decision.wanted] : []
}

function outcome(decision: Decision | undefined, file: PinnedFile | undefined): Pin | undefined {
  if (decision?.kind === 'left') return declinedPin(decision.reason)
  if (decision?.kind !== 'wanted') return decision?.pin
  const { point, image, pinned } = decision.wanted
  const reason = file?.declined.get(point.imageStart)
  if (reason !== undefined) return declinedPin(reason)
  const note = pinned.startsWith(`${image}:latest@`) ? LATEST_WRITTEN_OUT : null
  return { status: 'offered', value: pinned, reason: note, names: decision.names }
}

const LATEST_WRITTEN_OUT = 'no tag means `latest`, which is written out so that the policy stays what it is'
