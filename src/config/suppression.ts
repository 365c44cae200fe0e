import type { IgnoreEntry } from './config.ts'
import { findTargetLines, type IgnoreComment } from './ignore-comment.ts'
import { type GlobbedImage, makeImageMatcher } from './image-glob.ts'
import { makePathMatcher } from './path-glob.ts'
import { findUnusedComment, findUnusedEntry, type RuleKnowledge, type UnusedIgnore } from './unused-ignore.ts'

/** What a suppression must know of a finding. */
export interface SilenceableFinding {
  readonly rule: string
  readonly file: string
  readonly at: { readonly line: number }
}

/** By what suppressions go. */
export interface SuppressionSettings<Finding> extends RuleKnowledge {
  readonly comments: readonly IgnoreComment[]
  readonly entries: readonly IgnoreEntry[]
  /** ISO date of the day on which the review is made; the core has no clock. */
  readonly today: string
  /** Whether the change's author may lower the verdict; not so on a fork's change. */
  readonly isChangeTrusted: boolean
  /** The images that a finding is about. */
  readonly imagesOf: (finding: Finding) => readonly GlobbedImage[]
}

/** What became of findings and suppressions. */
export interface Silencing<Finding> {
  readonly shown: readonly Finding[]
  readonly silenced: readonly SilencedFinding<Finding>[]
  readonly unused: readonly UnusedIgnore[]
  readonly expired: readonly IgnoreEntry[]
}

/** A finding that is not shown, and who says so. */
export interface SilencedFinding<Finding> {
  readonly finding: Finding
  readonly by: 'comment' | 'configuration'
  readonly reason: string
  readonly until: string | null
  readonly isAddedByChange: boolean
  /** Whether it weighs as if it were shown: the change silences it, and its author may not lower the verdict. */
  readonly countsAnyway: boolean
}

/**
 * Parts findings into those that are shown and those that a comment on or above their line, or the configuration, silences.
 * Where several do, one that the change did not bring is named. Takes time in the number of findings times that of entries.
 */
export function silence<Finding extends SilenceableFinding>(
  findings: readonly Finding[],
  settings: SuppressionSettings<Finding>,
): Silencing<Finding> {
  const [expired, entries] = readEntries(settings)
  const comments = settings.comments.map(source => ({ source, used: new Set<string>() }))
  const commentsAt = placeComments(comments)
  const shown: Finding[] = []
  const silenced: SilencedFinding<Finding>[] = []
  for (const finding of findings) {
    const by = settings.enforce.includes(finding.rule) ? [] : findSuppressions(finding, commentsAt, entries, settings)
    for (const { used } of by) used.add(finding.rule)
    const source = by.find(suppression => !isAdded(suppression.source))?.source ?? by[0]?.source
    if (source) silenced.push(silencedBy(finding, source, settings.isChangeTrusted))
    else shown.push(finding)
  }
  const idleComments = comments.flatMap(comment => findUnusedComment(comment, settings))
  const idleEntries = entries.flatMap(entry => findUnusedEntry(entry, settings))
  return { shown, silenced, unused: [...idleComments, ...idleEntries], expired }
}

/** A suppression, and the rules that it has silenced so far. */
interface Suppressing<Source> {
  readonly source: Source
  readonly used: Set<string>
}

interface SuppressingEntry extends Suppressing<IgnoreEntry> {
  readonly coversPath: (path: string) => boolean
  readonly coversImage: (image: GlobbedImage) => boolean
}

/** Those that are over, and those that are not. An entry holds for all of its last day. */
function readEntries({ entries, today }: SuppressionSettings<never>): readonly [readonly IgnoreEntry[], readonly SuppressingEntry[]] {
  const isOver = ({ until }: IgnoreEntry) => until !== null && until < today
  return [entries.filter(isOver), entries.filter(entry => !isOver(entry)).map(readEntry)]
}

function readEntry(source: IgnoreEntry): SuppressingEntry {
  return {
    source,
    used: new Set(),
    coversPath: source.path === null ? () => true : makePathMatcher([source.path]),
    coversImage: source.image === null ? () => true : makeImageMatcher([source.image]),
  }
}

type CommentsAt = ReadonlyMap<string, readonly Suppressing<IgnoreComment>[]>

function placeComments(comments: readonly Suppressing<IgnoreComment>[]): CommentsAt {
  const targets = findTargetLines(comments.map(({ source }) => source))
  return Map.groupBy(comments, ({ source }) => placeKey(source.file, targets.get(source) ?? source.line))
}

function placeKey(file: string, line: number): string {
  return `${line}:${file}`
}

function findSuppressions<Finding extends SilenceableFinding>(
  finding: Finding,
  commentsAt: CommentsAt,
  entries: readonly SuppressingEntry[],
  { imagesOf }: SuppressionSettings<Finding>,
): readonly Suppressing<IgnoreComment | IgnoreEntry>[] {
  const comments = commentsAt.get(placeKey(finding.file, finding.at.line)) ?? []
  return [
    ...comments.filter(({ source }) => source.rules.includes(finding.rule)),
    ...entries.filter(entry => covers(entry, finding, () => imagesOf(finding))),
  ]
}

/** A pattern for images fits a finding about several only where it fits them all. */
function covers(
  { source, coversPath, coversImage }: SuppressingEntry,
  finding: SilenceableFinding,
  images: () => readonly GlobbedImage[],
): boolean {
  const isNamed = source.rules === null || source.rules.some(rule => rule === finding.rule)
  if (!isNamed || !coversPath(finding.file)) return false
  return source.image === null || (images().length > 0 && images().every(coversImage))
}

/** Configuration is never read from the change itself. */
function isAdded(source: IgnoreComment | IgnoreEntry): boolean {
  return 'placement' in source && source.isAddedByChange
}

function silencedBy<Finding>(finding: Finding, source: IgnoreComment | IgnoreEntry, isChangeTrusted: boolean): SilencedFinding<Finding> {
  const isAddedByChange = isAdded(source)
  const told = { finding, reason: source.reason, isAddedByChange, countsAnyway: isAddedByChange && !isChangeTrusted }
  return 'placement' in source ? { ...told, by: 'comment', until: null } : { ...told, by: 'configuration', until: source.until }
}
