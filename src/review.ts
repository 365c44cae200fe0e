import { type Answers, askRegistries, NO_ANSWERS } from './answers.ts'
import { type ChangedFile, type ChangedFileFacts, type ComparedContainer, compareContainers, placeContainers } from './change.ts'
import { compareFindings } from './compare-findings.ts'
import type { PlacedContainer } from './container-match.ts'
import type { FileFacts, ReadingSettings } from './file-facts.ts'
import { type Checks, checkContainer, checkFile, type RawFinding, type Severities, supersede } from './findings.ts'
import type { InputFile } from './input-file.ts'
import { BUILD_MARKERS } from './kubernetes/placeholder.ts'
import type { PinnedFile } from './patch/file-pins.ts'
import { describePins, type PinnedContainer } from './pinned-lines.ts'
import { isMendedByPin, MENDED_BY_PIN, makePins, type Pins } from './pins.ts'
import { lostFiles, readChangedFile, readFile } from './reading.ts'
import type { DigestResolver } from './registry/digest-resolver.ts'
import { countShown } from './render/verdict.ts'
import type { Change, Finding, Review, ReviewedContainer, Skipped, Suppression } from './report/review.ts'
import { reviewedContainer } from './reviewed-container.ts'
import { FLOATING_TAGS } from './rules/floating-tag.ts'
import { RULES } from './rules/index.ts'
import type { Rule, RuleSettings, Surroundings } from './rules/rule.ts'
import type { LineRange } from './source/changed-lines.ts'
import type { SourceFile } from './source/source-file.ts'
import { findSilenced, type SuppressedFile, type SuppressionOptions, suppress } from './suppress.ts'
import { surroundings, withSurroundings } from './surroundings.ts'

/** What a review is asked to do; what is left out is as in the default profile. */
export interface ReviewOptions extends Partial<Omit<ReadingSettings, 'keepsTexts'>>, Partial<RuleSettings> {
  /** Severities that differ from the rules' own. */
  readonly severities?: Severities
  /** Whether the files are all that the repository has, so that what is not found is not there. */
  readonly isWholeRepository?: boolean
  readonly suppression?: SuppressionOptions
  /** Asks what images name now; nothing is asked where it is left out. */
  readonly resolver?: DigestResolver
  /** Whether pins replace digests that are there. */
  readonly isUpdatingPins?: boolean
}

/** A review, and the files as they are with every offered pin written. */
export interface ReviewWithPins {
  readonly review: Review
  readonly pinned: readonly PinnedFile[]
}

/**
 * The data's whole way: files -> documents -> pods -> containers -> effective policy -> answers -> findings -> pins -> Review.
 * Files are taken one after another and let go of once they are read, so that memory does not grow with their number.
 */
export async function reviewFiles(files: Iterable<InputFile> | AsyncIterable<InputFile>, options: ReviewOptions = {}): Promise<Review> {
  return (await reviewAndPin(files, options)).review
}

/** As {@link reviewFiles}, for the command that writes the pins. */
export async function reviewAndPin(files: Iterable<InputFile> | AsyncIterable<InputFile>, options: ReviewOptions): Promise<ReviewWithPins> {
  const settings = settingsOf(options)
  const facts: FileFacts[] = []
  for await (const file of files) {
    const found = readFile(file, settings)
    if (found) facts.push(found)
  }
  const placed = facts.flatMap(file => placeContainers(file, file.path))
  const answers = await ask(options, placed)
  const around = surroundings(facts, settings.isWholeRepository)
  const containers = placed.map(subject => ({
    subject,
    facts: withSurroundings(subject, subject.container.facts, answers, around),
    match: undefined,
  }))
  const found = [
    ...containers.flatMap(({ subject, facts }) => checkContainer(subject, facts, undefined, settings)),
    ...facts.flatMap(file => checkFile(file, file.path, around, settings)),
  ]
  const silenceable = facts.map(file => ({ path: file.path, facts: file }))
  const { findings, suppressed } = quieten(found, silenceable, settings, options, null)
  const pins = pinsOf(containers, silenceable, settings, options)
  const review = conclude({
    change: null,
    files: facts,
    containers,
    pins,
    findings: markFixable(supersede(findings), pins).map(({ finding }) => finding),
    gone: [],
    suppressed,
    skipped: [],
    changedLines: new Map(),
  })
  return { review, pinned: pins.files }
}

/** The same for the files of a change, done for base and head: says what is new, what is gone and what merely stood there. */
export async function reviewChange(
  change: Change,
  files: Iterable<ChangedFile> | AsyncIterable<ChangedFile>,
  options: ReviewOptions = {},
): Promise<Review> {
  const settings = settingsOf(options)
  const facts: ChangedFileFacts[] = []
  for await (const file of files) facts.push(readChangedFile(file, settings))
  const base = facts.flatMap(file => placeContainers(file.base, file.path))
  const head = facts.flatMap(file => placeContainers(file.head, file.path))
  const answers = await ask(options, head)
  const heads = facts.flatMap(({ head }) => head ?? [])
  const bases = facts.flatMap(({ base }) => base ?? [])
  const around = { base: surroundings(bases, settings.isWholeRepository), head: surroundings(heads, settings.isWholeRepository) }
  const containers = compareContainers(base, head).map(compared => ({
    ...compared,
    facts: withSurroundings(compared.subject, compared.facts, answers, around.head),
  }))
  const was = quieten(
    [
      ...base.flatMap(subject =>
        checkContainer(subject, withSurroundings(subject, subject.container.facts, answers, around.base), undefined, settings),
      ),
      ...checkSide(facts, 'base', around.base, settings),
    ],
    sideOf(facts, 'base'),
    settings,
    options,
    change,
  )
  const is = quieten(
    [
      ...containers.flatMap(({ subject, facts, match }) => checkContainer(subject, facts, match?.base, settings)),
      ...checkSide(facts, 'head', around.head, settings),
    ],
    sideOf(facts, 'head'),
    settings,
    options,
    change,
  )
  const pins = pinsOf(containers, sideOf(facts, 'head'), settings, options)
  return conclude({
    change,
    files: heads,
    containers,
    pins,
    ...compareFindings(supersede(was.findings), markFixable(supersede(is.findings), pins), facts, change.scope),
    suppressed: is.suppressed,
    skipped: facts.flatMap(lostFiles),
    changedLines: new Map(facts.flatMap(({ head, changedLines }) => (head?.source ? [[head.source, changedLines] as const] : []))),
  })
}

interface Settings extends ReadingSettings, Checks {
  readonly isWholeRepository: boolean
}

function settingsOf(options: ReviewOptions): Settings {
  return {
    buildMarkers: options.buildMarkers ?? BUILD_MARKERS,
    customResources: options.customResources ?? [],
    keepsTexts: options.resolver !== undefined,
    isWholeRepository: options.isWholeRepository ?? false,
    rules: RULES,
    severities: options.severities ?? {},
    settings: {
      floatingTags: options.floatingTags ?? FLOATING_TAGS,
      isPrePulled: options.isPrePulled ?? (() => false),
      isPermitted: options.isPermitted ?? (() => true),
      isBuiltHere: options.isBuiltHere ?? (() => false),
      hasNodeCredentials: options.hasNodeCredentials ?? (() => false),
      platforms: options.platforms ?? [],
    },
  }
}

async function ask({ resolver }: ReviewOptions, containers: readonly PlacedContainer[]): Promise<Answers> {
  if (!resolver) return NO_ANSWERS
  return askRegistries(
    resolver,
    containers.map(({ container }) => container.facts),
    { wantsContents: true },
  )
}

function checkSide(
  files: readonly ChangedFileFacts[],
  side: 'base' | 'head',
  around: Surroundings,
  settings: Settings,
): readonly RawFinding[] {
  return sideOf(files, side).flatMap(({ path, facts }) => checkFile(facts, path, around, settings))
}

function sideOf(files: readonly ChangedFileFacts[], side: 'base' | 'head'): readonly SuppressedFile[] {
  return files.flatMap(({ path, changedLines, [side]: facts }) =>
    facts ? [{ path, facts, ...(side === 'head' ? { changedLines } : {}) }] : [],
  )
}

const NO_SUPPRESSION: SuppressionOptions = {
  entries: [],
  enforce: ['committed-pull-secret'],
  today: '',
  configPath: '',
  isChangeTrusted: true,
}

function quieten(
  found: readonly RawFinding[],
  files: readonly SuppressedFile[],
  settings: Settings,
  { suppression = NO_SUPPRESSION, resolver }: ReviewOptions,
  change: Change | null,
) {
  const canSpeak = (rule: Rule) => (rule.needs === 'base' ? change !== null : rule.needs === 'registry' ? resolver !== undefined : true)
  const isActive = (rule: Rule) => (settings.severities[rule.id] ?? rule.severity) !== 'off' && canSpeak(rule)
  return suppress(found, files, settings, suppression, settings.isWholeRepository, isActive)
}

function pinsOf(
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

function markFixable(found: readonly RawFinding[], pins: Pins): readonly RawFinding[] {
  return found.map(raw =>
    raw.placed && isMendedByPin(raw.finding.rule, pins.of(raw.placed)) ? { ...raw, finding: { ...raw.finding, isFixable: true } } : raw,
  )
}

interface Parts {
  readonly change: Change | null
  readonly files: readonly FileFacts[]
  readonly containers: readonly ComparedContainer[]
  readonly pins: Pins
  readonly findings: readonly Finding[]
  readonly gone: readonly Finding[]
  readonly suppressed: readonly Suppression[]
  readonly skipped: readonly Skipped[]
  /** Lines of each text of the head that the change added or changed. */
  readonly changedLines: ReadonlyMap<SourceFile, readonly LineRange[]>
}

function conclude({ change, files, containers, pins, findings, gone, suppressed, skipped, changedLines }: Parts): Review {
  const reviewed: readonly ReviewedContainer[] = containers.map(({ subject, facts }) => reviewedContainer(subject, facts, pins.of(subject)))
  const documents = files.reduce((sum, file) => sum + file.documents, 0)
  return {
    change,
    summary: { files: files.filter(({ isRead }) => isRead).length, documents, containers: reviewed.length, ...countShown(findings) },
    containers: reviewed,
    findings: findings.toSorted(byPlace),
    gone: gone.toSorted(byPlace),
    suppressed,
    skipped: [...skipped, ...files.flatMap(file => file.skipped)],
    patch: pins.patch,
    ...describePins(pinnedContainers(containers, reviewed, pins), change, changedLines),
  }
}

function pinnedContainers(
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

/** Files stay in the order in which they came. */
function byPlace(a: Finding, b: Finding): number {
  return a.file === b.file ? a.at.start - b.at.start : 0
}
