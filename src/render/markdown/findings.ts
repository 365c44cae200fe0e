import type { Finding, Review } from '../../report/review.ts'
import { codeSpan, markdownSentence } from '../escape/markdown.ts'
import { asSentence, count, splitMessage } from '../message.ts'
import { bySeverity, type ShownFinding, selectShown } from '../shown-findings.ts'
import { type Block, fixedBlock, lazyRows, tableBlock, tableRow } from './budget.ts'
import type { MarkdownContext } from './context.ts'
import { linkToLine, linkToRule } from './link.ts'
import { SIGN } from './workloads.ts'

/** What will happen, as a heading: `` `app`: an existing Deployment keeps `IfNotPresent` ``. */
export function headlineOf({ container, workload, message }: Finding): string {
  const subject = container ?? workload
  return `${subject === null ? '' : `${codeSpan(subject)}: `}${markdownSentence(splitMessage(message).what)}`
}

/** Why, and what to do, as two lines under a headline. */
export function explanationOf({ message, help }: Finding): string {
  const { because } = splitMessage(message)
  const why = because === null ? '' : `${markdownSentence(asSentence(`Because ${because}`))}\n`
  return `${why}**What to do:** ${markdownSentence(help)}`
}

/** Several findings as a list: one line each, the gravest first. */
export function findingsList(findings: readonly ShownFinding[], context: MarkdownContext): Block {
  return {
    noun: 'list of findings',
    rank: 1,
    head: '',
    rows: lazyRows(bySeverity(findings), finding => listRow(finding, context)),
    rowCount: findings.length,
    separator: '\n',
    more: left => `\n- *${count(left, 'more finding')} in the report*`,
    tail: '',
  }
}

function listRow(finding: ShownFinding, context: MarkdownContext): string {
  const { severity, file, at, message, rule } = finding
  const name = finding.container ?? finding.workload
  const subject = name === null ? '' : ` ${codeSpan(name)}:`
  const where = linkToLine(context, `${file}:${at.line}`, file, at.line)
  return `- ${SIGN[severity]} ${where}${subject} ${markdownSentence(asSentence(message))} ${linkToRule(context, rule)}`
}

/** All findings, and those that the change mends, as a table. undefined where there are none. */
export function findingsTable(review: Review, context: MarkdownContext): Block | undefined {
  const shown = bySeverity(selectShown(review.findings))
  const gone = selectShown(review.gone)
  const rowCount = shown.length + gone.length
  if (rowCount === 0) return undefined
  const heading = ['Severity', 'Rule', 'Where', 'What', 'State']
  return tableBlock({ noun: 'table of findings', rank: 1, lead: '', heading, rows: tableRows(shown, gone, context), rowCount })
}

function* tableRows(shown: readonly ShownFinding[], gone: readonly ShownFinding[], context: MarkdownContext): Generator<string> {
  for (const finding of shown.slice(0, MOST_ROWS)) yield findingRow(finding.severity, finding, finding.state ?? '', context)
  for (const finding of gone.slice(0, MOST_ROWS)) yield findingRow('mended', finding, 'gone', context)
}

/** More than people read in a summary. */
const MOST_ROWS = 200

function findingRow(weight: string, finding: ShownFinding, state: string, context: MarkdownContext): string {
  const { rule, also, file, at, container, workload, message } = finding
  const rules = linkToRule(context, rule) + (also.length === 0 ? '' : `, also ${also.map(other => linkToRule(context, other)).join(' ')}`)
  const where = state === 'gone' ? codeSpan(`${file}:${at.line}`) : linkToLine(context, `${file}:${at.line}`, file, at.line)
  const subject = container ?? workload
  return tableRow([weight, rules, where, `${subject === null ? '' : `${codeSpan(subject)}: `}${markdownSentence(message)}`, state])
}

/** What the change mended, in words: `` 1 mended: `latest-tag` of `wait` ``. undefined where nothing was. */
export function mendedWords({ gone }: Review): string | undefined {
  const shown = selectShown(gone)
  if (shown.length === 0) return undefined
  const named = shown.slice(0, MOST_NAMED).map(({ rule, container, workload }) => {
    const subject = container ?? workload
    return codeSpan(rule) + (subject === null ? '' : ` of ${codeSpan(subject)}`)
  })
  return `${shown.length} mended: ${named.join(', ')}${shown.length > MOST_NAMED ? ', …' : ''}`
}

const MOST_NAMED = 5

/** What the author of the change silenced with it, which is said wherever findings are. undefined where there is none. */
export function silencedByChange({ suppressed }: Review, context: MarkdownContext): Block | undefined {
  const byChange = suppressed.filter(({ isAddedByChange }) => isAddedByChange)
  if (byChange.length === 0) return undefined
  const named = byChange.slice(0, MOST_NAMED).map(({ rule, file, line, reason }) => {
    const why = reason === '' ? 'no reason given' : markdownSentence(reason)
    return `${linkToRule(context, rule)} at ${linkToLine(context, `${file}:${line}`, file, line)} (${why})`
  })
  return fixedBlock(
    `🔇 ${count(byChange.length, 'finding')} silenced by this change: ${named.join(', ')}${byChange.length > MOST_NAMED ? ', …' : ''}`,
  )
}
