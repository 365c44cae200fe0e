import type { IgnoreEntry } from './config/config.ts'
import type { IgnoreComment } from './config/ignore-comment.ts'
import { type SilenceableFinding, type SuppressionSettings, silence } from './config/suppression.ts'
import type { UnusedIgnore } from './config/unused-ignore.ts'
import type { FileFacts } from './file-facts.ts'
import { type Checks, checkIgnore, type RawFinding } from './findings.ts'
import type { Suppression } from './report/review.ts'
import type { IgnoreFacts, Rule } from './rules/rule.ts'
import { type LineRange, meetsLines } from './source/changed-lines.ts'

/** What configuration says of suppressions. */
export interface SuppressionOptions {
  readonly entries: readonly IgnoreEntry[]
  /** Rules that nothing silences. */
  readonly enforce: readonly string[]
  /** ISO date of today, since the core has no clock; '' where entries do not end. */
  readonly today: string
  /** Where the entries are written, for what is said about them. */
  readonly configPath: string
  /** Whether the author of the change may lower the verdict by what the change silences; not so on a fork's change. */
  readonly isChangeTrusted: boolean
}

/** One side's files with the lines that the change touched. */
export interface SuppressedFile {
  readonly path: string
  readonly facts: FileFacts
  /** undefined outside a change. */
  readonly changedLines?: readonly LineRange[]
}

/** What is left to say once suppressions have spoken. */
export interface Suppressed {
  readonly findings: readonly RawFinding[]
  readonly suppressed: readonly Suppression[]
}

/** Takes out what comments and configuration silence, and says which suppressions did nothing or are over. */
export function suppress(
  found: readonly RawFinding[],
  files: readonly SuppressedFile[],
  checks: Checks,
  options: SuppressionOptions,
  isWholeRepository: boolean,
  isActive: (rule: Rule) => boolean,
): Suppressed {
  const comments = files.flatMap(commentsOf)
  const malformed = files.flatMap(({ path, facts }) =>
    facts.ignoreComments.flatMap(({ at, fault }) =>
      fault === undefined ? [] : checkIgnore({ state: 'malformed', at, fault }, path, checks),
    ),
  )
  const { shown, silenced, unused, expired } = silence(found.map(placed), silencing(comments, checks, options, isWholeRepository, isActive))
  const places = new Map(comments.map(({ comment, at }) => [comment, at]))
  const idle = unused.flatMap(one => describeUnused(one, places, checks, options))
  const over = expired.flatMap(({ at, until }) => checkIgnore({ state: 'expired', at, until: until ?? '' }, options.configPath, checks))
  return {
    findings: [...shown, ...silenced.flatMap(({ finding, countsAnyway }) => (countsAnyway ? [finding] : []))]
      .map(({ raw }) => raw)
      .concat(malformed, idle, over),
    suppressed: silenced.map(({ finding, reason, until, by, isAddedByChange }) => ({
      rule: finding.rule,
      file: finding.file,
      line: finding.at.line,
      reason,
      until,
      by,
      isAddedByChange,
    })),
  }
}

/** The findings among these that somebody silenced, or would, whether or not their rules speak in this review. */
export function findSilenced(
  found: readonly RawFinding[],
  files: readonly SuppressedFile[],
  checks: Checks,
  options: SuppressionOptions,
): readonly RawFinding[] {
  const comments = files.flatMap(commentsOf)
  if (comments.length === 0 && options.entries.length === 0) return []
  return silence(
    found.map(placed),
    silencing(comments, checks, options, false, () => false),
  ).silenced.map(({ finding }) => finding.raw)
}

interface PlacedFinding extends SilenceableFinding {
  readonly raw: RawFinding
}

function placed(raw: RawFinding): PlacedFinding {
  return { rule: raw.finding.rule, file: raw.finding.file, at: raw.finding.at, raw }
}

function silencing(
  comments: readonly PlacedComment[],
  checks: Checks,
  options: SuppressionOptions,
  isWholeRepository: boolean,
  isActive: (rule: Rule) => boolean,
): SuppressionSettings<PlacedFinding> {
  const byRule = new Map(checks.rules.map(rule => [rule.id, rule]))
  return {
    comments: comments.map(({ comment }) => comment),
    entries: options.entries,
    today: options.today,
    isChangeTrusted: options.isChangeTrusted,
    enforce: options.enforce,
    ruleIds: [...byRule.keys()],
    isActive: id => {
      const rule = byRule.get(id)
      return rule !== undefined && isActive(rule)
    },
    isWholeRepository,
    imagesOf: ({ raw }) =>
      raw.images.map(({ text, reference }) =>
        reference.kind === 'image-reference' ? reference : { text, registry: '', repository: text },
      ),
  }
}

interface PlacedComment {
  readonly comment: IgnoreComment
  readonly at: IgnoreFacts['at']
}

function commentsOf({ path, facts, changedLines }: SuppressedFile): readonly PlacedComment[] {
  const wellFormed = facts.ignoreComments.filter(({ fault }) => fault === undefined)
  return wellFormed.map(({ at, placement, rules, reason }) => ({
    at,
    comment: {
      file: path,
      line: at.line,
      placement,
      rules,
      reason,
      isAddedByChange: changedLines !== undefined && meetsLines(changedLines, at.line, at.line),
    },
  }))
}

function describeUnused(
  unused: UnusedIgnore,
  places: ReadonlyMap<IgnoreComment, IgnoreFacts['at']>,
  checks: Checks,
  { configPath }: SuppressionOptions,
): readonly RawFinding[] {
  const at = unused.kind === 'comment' ? places.get(unused.source) : unused.source.at
  const path = unused.kind === 'comment' ? unused.source.file : configPath
  return at ? checkIgnore({ state: 'unused', at, rules: unused.rules }, path, checks) : []
}
