import type { Finding, Review } from '../../report/review.ts'
import { codeSpan, markdownSentence } from '../escape/markdown.ts'
import type { FindingGroup } from '../finding-groups.ts'
import { asSentence, count, splitMessage } from '../message.ts'
import { bySeverity, type ShownFinding, selectShown } from '../shown-findings.ts'
import { type Block, fixedBlock, foldBlock, lazyRows, tableBlock, tableRow } from './budget.ts'
import type { MarkdownContext } from './context.ts'
import { linkToLine, linkToRule } from './link.ts'
import { SIGN } from './workloads.ts'

/** What will happen, as a heading: `` `app`: an existing Deployment keeps `IfNotPresent` ``. Of different things the gravest. */
export function headlineOf(first: ShownFinding, all: readonly ShownFinding[]): string {
  const { what } = splitMessage(first.message)
  const same = all.filter(({ message }) => splitMessage(message).what === what)
  const names = [...new Set(same.flatMap(({ container, workload }) => container ?? workload ?? []))]
  const shown = names.slice(0, MOST_SUBJECTS).map(codeSpan)
  const subject = names.length > MOST_SUBJECTS ? `${shown.join(', ')} and ${names.length - MOST_SUBJECTS} more` : shown.join(', ')
  const others = all.length - same.length
  const rest = others === 0 ? '' : `, and ${count(others, 'more finding')}`
  return `${subject === '' ? '' : `${subject}: `}${markdownSentence(what)}${rest}`
}

const MOST_SUBJECTS = 3

/** Why, and what to do, as two lines under a headline. */
export function explanationOf({ message, help }: Finding): string {
  const { because, todo } = splitMessage(message)
  const why = because === null ? '' : `${markdownSentence(asSentence(`Because ${because}`))}\n`
  return `${why}**What to do:** ${markdownSentence(adviceOf(todo, help))}`
}

/** The message's own advice and the rule's, unless one says what the other does. */
function adviceOf(todo: string | null, help: string): string {
  const verb = firstWord(help)
  if (todo === null || firstWord(todo) === verb) return help
  return todo.toLowerCase().split(/\W+/).includes(verb) ? asSentence(todo) : `${asSentence(todo)} ${help}`
}

function firstWord(text: string): string {
  return /^\w*/.exec(text.toLowerCase())?.[0] ?? ''
}

/** Findings as a list, the gravest first: one line for all that say the same, with each of their places. */
export function findingsList(groups: readonly FindingGroup[], context: MarkdownContext): readonly Block[] {
  const open = { noun: 'list of findings', rank: 1, separator: '\n', tail: '' }
  const list = (shown: readonly FindingGroup[]) => ({
    ...open,
    head: '',
    rows: lazyRows(shown, group => listRow(group, context)),
    rowCount: shown.length,
    more: (left: number) => `\n- *${count(left, 'more finding')} in the report*`,
  })
  const folded = groups.slice(MOST_OPEN)
  if (folded.length <= 1) return [list(groups)]
  return [list(groups.slice(0, MOST_OPEN)), foldBlock(`${count(folded.length, 'more finding')}`, { ...list(folded), rank: 4 })]
}

/** More than people read before they look at the rest. */
const MOST_OPEN = 10

function listRow(group: FindingGroup, context: MarkdownContext): string {
  const [{ severity, message, rule }] = group
  return `- ${SIGN[severity]} ${placesOf(group, context)}: ${markdownSentence(asSentence(message))} ${linkToRule(context, rule)}`
}

/** Where all of a group stand, and what it is: `` [`web.yaml:3`](...) `app` ``, and so on. */
export function placesOf(group: FindingGroup, context: MarkdownContext): string {
  const [first] = group
  const nameOf = ({ container, workload }: Finding) => container ?? workload
  const isOneName = group.every(finding => nameOf(finding) === nameOf(first))
  const places = group.slice(0, MOST_PLACES).map((finding, index) => {
    const { file, at } = finding
    const name = nameOf(finding)
    const isNamed = name !== null && (!isOneName || index === Math.min(group.length, MOST_PLACES) - 1)
    return `${linkToLine(context, `${file}:${at.line}`, file, at.line)}${isNamed ? ` ${codeSpan(name)}` : ''}`
  })
  return places.join(', ') + (group.length > MOST_PLACES ? ` and ${group.length - MOST_PLACES} more` : '')
}

const MOST_PLACES = 5

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
  const named = shown.map(({ rule, container, workload }) => {
    const subject = container ?? workload
    return codeSpan(rule) + (subject === null ? '' : ` of ${codeSpan(subject)}`)
  })
  const distinct = [...Map.groupBy(named, name => name)].map(([name, same]) => (same.length === 1 ? name : `${name} (${same.length}×)`))
  return `${shown.length} mended: ${distinct.slice(0, MOST_NAMED).join(', ')}${distinct.length > MOST_NAMED ? ', …' : ''}`
}

/** Which of the findings stood there before: `all there before this change`, `2 of them there before`. undefined where none did. */
export function standingWords(shown: readonly ShownFinding[]): string | undefined {
  const standing = shown.filter(({ state }) => state === 'standing').length
  if (standing === 0) return undefined
  return standing === shown.length ? 'there before this change' : `${standing} of them there before this change`
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
