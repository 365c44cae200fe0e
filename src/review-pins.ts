import type { ComparedContainer } from './change.ts'
import type { PlacedContainer } from './container-match.ts'
import { type Checks, checkContainer, type RawFinding } from './findings.ts'
import type { PinnedContainer } from './pinned-lines.ts'
import { isMendedByPin, MENDED_BY_PIN, makePins, type Pins } from './pins.ts'
import type { ReviewedContainer } from './report/review.ts'
import { NO_SUPPRESSION, type ReviewOptions, type Settings } from './review-options.ts'
import { findSilenced, type SuppressedFile, type SuppressionOptions } from './suppress.ts'

/** The pins of a review: what can be pinned, but for what is meant as it is. */
export function pinsOf(
  containers: readonly ComparedContainer[],
  files: readonly SuppressedFile[],
  settings: Settings,
  { isUpdatingPins: isUpdating = false, suppression = NO_SUPPRESSION, resolver }: ReviewOptions,
): Pins {
  const sources = new Map(files.flatMap(({ facts: { pods, source } }) => pods.map(pod => [pod, source] as const)))
  const silenced = resolver ? findSilencedPins(containers, files, settings, suppression) : new Map<PlacedContainer, string>()
  const forbidsAlways = severityOf('needless-always', settings) !== 'off'
  return makePins(
    containers.map(({ subject, facts }) => ({ subject, facts, source: sources.get(subject.pod) })),
    {
      isUpdating,
      whyLeft: (subject, { image, pullPolicy }) => {
        const rule = silenced.get(subject)
        if (rule !== undefined) return `\`${rule}\` is silenced here, so it is meant as it is`
        const hasDigest = image?.reference.kind === 'image-reference' && image.reference.digest !== undefined
        const isNeedless = forbidsAlways && pullPolicy.written === 'Always' && !hasDigest
        return isNeedless ? '`Always` is written, which `needless-always` forbids behind a digest; write `IfNotPresent` first' : undefined
      },
    },
  )
}

/** Containers of which somebody silenced what a pin mends, and the rule: also where the profile does not let it speak. */
function findSilencedPins(
  containers: readonly ComparedContainer[],
  files: readonly SuppressedFile[],
  settings: Settings,
  suppression: SuppressionOptions,
): ReadonlyMap<PlacedContainer, string> {
  const rules = settings.rules.filter(({ id }) => MENDED_BY_PIN.has(id))
  const checks: Checks = { ...settings, rules, severities: Object.fromEntries(rules.map(({ id }) => [id, 'info'] as const)) }
  const found = containers.flatMap(({ subject, facts, match }) => checkContainer(subject, facts, match?.base, checks))
  return new Map(
    findSilenced(found, files, settings, suppression).flatMap(({ placed, finding }) => (placed ? [[placed, finding.rule] as const] : [])),
  )
}

function severityOf(id: string, { severities, rules }: Settings) {
  return severities[id] ?? rules.find(rule => rule.id === id)?.severity ?? 'off'
}

/** Marks the findings that an offered pin mends. */
export function markFixable(found: readonly RawFinding[], pins: Pins): readonly RawFinding[] {
  return found.map(raw =>
    raw.placed && isMendedByPin(raw.finding.rule, pins.of(raw.placed)) ? { ...raw, finding: { ...raw.finding, isFixable: true } } : raw,
  )
}

/** The containers whose pins are offered, with the places that are edited. */
export function pinnedContainers(
  containers: readonly ComparedContainer[],
  reviewed: readonly ReviewedContainer[],
  pins: Pins,
): readonly PinnedContainer[] {
  return reviewed.flatMap((container, index) => {
    const compared = containers[index]
    const place = compared && pins.placeOf(compared.subject)
    return place ? [{ container, index, place }] : []
  })
}
