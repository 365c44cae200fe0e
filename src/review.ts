import { ask } from './asking.ts'
import { type ChangedFile, type ChangedFileFacts, type ComparedContainer, compareContainers, placeContainers } from './change.ts'
import { compareFindings } from './compare-findings.ts'
import type { FileFacts } from './file-facts.ts'
import { checkContainer, checkFile, type RawFinding, supersede } from './findings.ts'
import type { InputFile } from './input-file.ts'
import { oncePerPlace } from './once-per-place.ts'
import type { PinnedFile } from './patch/file-pins.ts'
import { describePins } from './pinned-lines.ts'
import type { Pins } from './pins.ts'
import { findChangedAccounts, hasOtherPullSecrets } from './pull-secret-change.ts'
import { lostFiles, readChangedFile, readFile } from './reading.ts'
import { countShown } from './render/verdict.ts'
import type { Change, ChangedAccount, Finding, Review, ReviewedContainer, Skipped, Suppression } from './report/review.ts'
import { NO_SUPPRESSION, type ReviewOptions, type Settings, settingsOf } from './review-options.ts'
import { markFixable, pinnedContainers, pinsOf } from './review-pins.ts'
import { reviewedContainer } from './reviewed-container.ts'
import type { Rule, Surroundings } from './rules/rule.ts'
import type { LineRange } from './source/changed-lines.ts'
import type { SourceFile } from './source/source-file.ts'
import { type SuppressedFile, suppress } from './suppress.ts'
import { surroundings, withSurroundings } from './surroundings.ts'
import type { VersionAnswers } from './version-answers.ts'

export type { ReviewOptions } from './review-options.ts'

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
  const { answers, versions } = await ask(options, placed, settings)
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
    versions,
    pins,
    findings: markFixable(supersede(findings), pins).map(({ finding }) => finding),
    gone: [],
    suppressed,
    skipped: [],
    changedLines: new Map(),
    hasOtherPullSecrets: () => false,
    changedAccounts: [],
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
  const { answers, versions } = await ask(options, head, settings)
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
        checkContainer(
          subject,
          withSurroundings(subject, { ...subject.container.facts, isKnownRepository: true }, answers, around.base),
          undefined,
          settings,
        ),
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
    versions,
    pins,
    ...compareFindings(supersede(was.findings), markFixable(supersede(is.findings), pins), facts, change.scope),
    suppressed: is.suppressed,
    skipped: facts.flatMap(lostFiles),
    changedLines: new Map(facts.flatMap(({ head, changedLines }) => (head?.source ? [[head.source, changedLines] as const] : []))),
    hasOtherPullSecrets: container => hasOtherPullSecrets(container, around),
    changedAccounts: findChangedAccounts(facts),
  })
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

interface Parts {
  readonly change: Change | null
  readonly files: readonly FileFacts[]
  readonly containers: readonly ComparedContainer[]
  readonly versions: VersionAnswers
  readonly pins: Pins
  readonly findings: readonly Finding[]
  readonly gone: readonly Finding[]
  readonly suppressed: readonly Suppression[]
  readonly skipped: readonly Skipped[]
  /** Lines of each text of the head that the change added or changed. */
  readonly changedLines: ReadonlyMap<SourceFile, readonly LineRange[]>
  readonly hasOtherPullSecrets: (container: ComparedContainer) => boolean
  readonly changedAccounts: readonly ChangedAccount[]
}

function conclude({ change, files, containers, versions, pins, gone, suppressed, skipped, changedLines, ...parts }: Parts): Review {
  const findings = oncePerPlace(parts.findings)
  const reviewed: readonly ReviewedContainer[] = containers.map(container => {
    const reference = container.facts.image?.reference
    return reviewedContainer(container, {
      pin: pins.of(container.subject),
      versions: reference?.kind === 'image-reference' ? versions.of(reference) : undefined,
      hasOtherPullSecrets: parts.hasOtherPullSecrets(container),
    })
  })
  const documents = files.reduce((sum, file) => sum + file.documents, 0)
  return {
    change,
    summary: { files: files.filter(({ isRead }) => isRead).length, documents, containers: reviewed.length, ...countShown(findings) },
    containers: reviewed,
    findings: findings.toSorted(byPlace),
    gone: oncePerPlace(gone).toSorted(byPlace),
    suppressed,
    skipped: [...skipped, ...files.flatMap(file => file.skipped)],
    patch: pins.patch,
    changedAccounts: parts.changedAccounts,
    ...describePins(pinnedContainers(containers, reviewed, pins), change, changedLines),
  }
}

/** Files stay in the order in which they came. */
function byPlace(a: Finding, b: Finding): number {
  return a.file === b.file ? a.at.start - b.at.start : 0
}
