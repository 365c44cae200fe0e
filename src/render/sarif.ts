import type { Finding, Review, Skipped } from '../report/review.ts'
import { indexContainers } from './container-index.ts'
import { jsonLine } from './escape/json.ts'
import { encodePath } from './escape/uri.ts'
import { count } from './message.ts'
import type { RuleText } from './rule-text.ts'
import { sarifResult, sarifText } from './sarif/result.ts'
import { sarifRule } from './sarif/rule.ts'
import { SEVERITIES } from './shown-findings.ts'
import type { Tool } from './tool.ts'

/** What a SARIF file says besides the review. */
export interface SarifOptions {
  readonly tool: Tool & { /** The tool's page. */ readonly informationUri?: string }
  /** All rules, whether or not they spoke: GitHub closes an alert only of a rule that is known to have run. */
  readonly rules: readonly RuleText[]
  /** Tells several analyses of one commit apart, as one for each folder of a monorepo. */
  readonly category?: string
  /** GitHub's hash of a line, as `hashLines` makes it of a file's text; without it alerts are told apart by our own fingerprints. */
  readonly lineHash?: (file: string, line: number) => string | undefined
  readonly limits?: SarifLimits
}

export interface SarifLimits {
  readonly results: number
  readonly bytes: number
}

/** GitHub takes 25,000 results and 10 MB compressed; other readers count the bytes as they are. It shows 5,000, the first ones. */
export const GITHUB_SARIF_LIMITS: SarifLimits = { results: 25_000, bytes: 10_000_000 }

/**
 * A review as SARIF 2.1.0: all findings, those that people are shown first, the most severe of these first. A file without
 * results is whole and valid: uploading it closes old alerts. What does not fit is left out, and a notification says so.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderSarif(review: Review, options: SarifOptions): string {
  const { results: mostResults, bytes } = options.limits ?? GITHUB_SARIF_LIMITS
  const all = [...byWeight(review.findings)]
  const lines = fitting(
    renderResults(review, all.slice(0, mostResults), options),
    bytes - renderRun(review, options, [], all.length).length,
  )
  return renderRun(review, options, lines, all.length - lines.length)
}

/** Shown before superseded and what is out of scope, grave before slight. */
function* byWeight(findings: readonly Finding[]): Generator<Finding> {
  const isShown = ({ supersededBy, isInScope }: Finding) => supersededBy === null && isInScope
  for (const shown of [true, false]) {
    for (const severity of SEVERITIES) yield* findings.filter(finding => isShown(finding) === shown && finding.severity === severity)
  }
}

function* renderResults(review: Review, findings: readonly Finding[], { rules, lineHash }: SarifOptions): Generator<string> {
  const containerOf = indexContainers(review)
  const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]))
  for (const finding of findings) {
    const context = {
      container: containerOf(finding),
      ruleIndex: ruleIndex.get(finding.rule),
      lineHash: lineHash?.(finding.file, finding.at.line),
    }
    yield jsonLine(sarifResult(finding, context))
  }
}

function fitting(lines: Iterable<string>, bytes: number): readonly string[] {
  const kept: string[] = []
  let left = bytes
  for (const line of lines) {
    left -= Buffer.byteLength(line) + 8
    if (left < 0) break
    kept.push(line)
  }
  return kept
}

/** The file, written so that each rule and each result is on a line of its own. */
function renderRun(review: Review, options: SarifOptions, results: readonly string[], leftOut: number): string {
  const { tool, rules, category } = options
  const { name, version, informationUri } = tool
  const driver = jsonLine({ name, version, ...(informationUri === undefined ? {} : { informationUri }) }).slice(0, -1)
  return `{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [{
    "tool": {"driver": ${driver},"rules":${list(rules.map(rule => jsonLine(sarifRule(rule))))}}},${category === undefined ? '' : `\n    "automationDetails": ${jsonLine({ id: `${category}/` })},`}
    "columnKind": "utf16CodeUnits",
    "invocations": ${jsonLine([{ executionSuccessful: true, toolExecutionNotifications: notificationsOf(review, leftOut) }])},
    "results": ${list(results)},
    "properties": ${jsonLine(propertiesOf(review))}
  }]
}
`
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? '[]' : `[\n      ${lines.join(',\n      ')}\n    ]`
}

/** Enough for people; the report has them all. */
const MOST_NOTIFICATIONS = 500

function notificationsOf({ skipped }: Review, leftOut: number): readonly object[] {
  const told = skipped.slice(0, MOST_NOTIFICATIONS).map(notificationOf)
  const more = skipped.length - told.length
  return [
    ...(leftOut > 0
      ? [
          notification(
            'results-left-out',
            `${count(leftOut, 'result')} did not fit and ${leftOut === 1 ? 'is' : 'are'} in the JSON report only`,
          ),
        ]
      : []),
    ...told,
    ...(more > 0 ? [notification('skipped-left-out', `${count(more, 'more place')} not read: see the JSON report`)] : []),
  ]
}

function notificationOf({ file, line, reason, kind }: Skipped): object {
  const region = line === null ? {} : { region: { startLine: line } }
  const locations = [{ physicalLocation: { artifactLocation: { uri: encodePath(file) }, ...region } }]
  return { ...notification(`skipped-${kind}`, `not read: ${reason}`), locations }
}

function notification(id: string, text: string): object {
  return { descriptor: { id }, level: 'warning', message: { text: sarifText(text) } }
}

/**
 * What is silenced is listed here and not among the results: GitHub knows no suppressions and would open an alert for each.
 */
function propertiesOf({ change, suppressed }: Review): object {
  const silenced = suppressed.slice(0, MOST_NOTIFICATIONS).map(({ rule, file, line, reason, until, by, isAddedByChange }) => {
    return { rule, file, line, reason: sarifText(reason), until, by, addedByChange: isAddedByChange }
  })
  return { change, silenced }
}
