import type { Finding, Review } from '../report/review.ts'
import { terminalText } from './escape/terminal.ts'
import { count, splitMessage } from './message.ts'
import { bySeverity, SEVERITIES, type ShownFinding, selectShown } from './shown-findings.ts'

/** From which severity on a review fails. */
export type FailOn = Finding['severity'] | 'never'

/** What makes a review fail. */
export interface Threshold {
  readonly failOn: FailOn
  /** Whether a file that could not be read fails the review too. */
  readonly failsOnSkipped: boolean
}

/** How many findings are shown, by severity of their group. */
export interface Counts {
  readonly errors: number
  readonly warnings: number
  readonly infos: number
}

/** Whether a review passes, and what counts against it. */
export interface Verdict {
  readonly counts: Counts
  readonly isFailing: boolean
  /** The findings at or above the threshold that count, most severe first. */
  readonly failing: readonly ShownFinding[]
}

/** Counts the findings that are shown: one per place. */
export function countShown(findings: readonly Finding[]): Counts {
  const shown = selectShown(findings)
  const of = (severity: Finding['severity']) => shown.filter(finding => finding.severity === severity).length
  return { errors: of('error'), warnings: of('warning'), infos: of('info') }
}

/** Holds a review against its threshold. In a change only what is new counts, unless the whole repository is in scope. */
export function judge(review: Review, { failOn, failsOnSkipped }: Threshold): Verdict {
  const isOldExcused = review.change !== null && review.change.scope !== 'repository'
  const counting = selectShown(review.findings).filter(({ state }) => !isOldExcused || state !== 'standing')
  const failing =
    failOn === 'never' ? [] : bySeverity(counting).filter(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn))
  return { counts: countShown(review.findings), failing, isFailing: failing.length > 0 || (failsOnSkipped && review.skipped.length > 0) }
}

/** The last line of the log: `pull-policy: 1 warning, 0 errors in 1 changed manifest; below fail-on: error. 2 of 3 images resolved`. */
export function renderVerdict(review: Review, threshold: Threshold): string {
  const sentences = [
    `pull-policy: ${describeCounts(review)} in ${manifestsOf(review)}${describeSkipped(review)}; ${relationTo(review, threshold)}`,
  ]
  const { asked, resolved } = countResolved(review)
  if (asked > 0) sentences.push(`${resolved} of ${count(asked, 'image')} resolved`)
  else if (review.containers.some(({ image }) => image?.isValid)) sentences.push('No registry was asked whether the images exist')
  return sentences.join('. ')
}

/** Why the review fails, in one line for `setFailed`; undefined where it passes. */
export function renderFailure(review: Review, threshold: Threshold): string | undefined {
  const { failing, isFailing } = judge(review, threshold)
  if (!isFailing) return undefined
  const [first] = failing
  if (first) {
    return `${describeFailing(failing, hasStanding(review, failing))} at or above fail-on: ${threshold.failOn}. ${terminalText(`${first.file}:${first.at.line}`)} ${titleOf(first)}`
  }
  const [skipped] = review.skipped
  const example = skipped ? ` ${terminalText(`${skipped.file}: ${skipped.reason}`)}` : ''
  return `${count(review.skipped.length, 'file or part of one was', 'files or parts of one were')} not read, and fail-on-skipped is set.${example}`
}

/** What will happen, on one line of plain text: `app: every node keeps whichever latest it pulled first`. */
export function titleOf({ message, container, workload }: Finding): string {
  const subject = container ?? workload
  return terminalText(`${subject === null ? '' : `${subject}: `}${splitMessage(message).what.replaceAll('`', '')}`)
}

/** As `2 errors, 1 warning`: what there is, the gravest first; `nothing found` where there is nothing. */
export function describeFound({ findings }: Review): string {
  const { errors, warnings, infos } = countShown(findings)
  const parts = [...countOf(errors, 'error'), ...countOf(warnings, 'warning'), ...countOf(infos, 'info')]
  return parts.length === 0 ? 'nothing found' : parts.join(', ')
}

function countOf(number: number, noun: string): readonly string[] {
  return number === 0 ? [] : [count(number, noun)]
}

/** The same for the log, where errors and warnings are counted even if there are none. */
function describeCounts(review: Review): string {
  const { errors, warnings, infos } = countShown(review.findings)
  if (errors + warnings + infos === 0) return 'nothing found'
  const grave = errors > 0 ? [count(errors, 'error'), count(warnings, 'warning')] : [count(warnings, 'warning'), count(errors, 'error')]
  return [...grave, ...countOf(infos, 'info')].join(', ')
}

/** As `3 changed manifests`. */
export function manifestsOf({ change, summary }: Review): string {
  const changed = change !== null && change.scope !== 'repository' ? 'changed ' : ''
  return count(summary.files, `${changed}manifest`)
}

function describeSkipped({ skipped }: Review): string {
  return skipped.length === 0 ? '' : `, ${skipped.length} skipped`
}

function relationTo(review: Review, threshold: Threshold): string {
  const { failOn } = threshold
  const { failing, isFailing, counts } = judge(review, threshold)
  if (failing.length > 0) return `at or above fail-on: ${failOn}`
  if (isFailing) return 'fails for what was skipped'
  if (failOn === 'never') return 'fail-on: never'
  return isAnythingAt(counts, failOn) ? `nothing new at or above fail-on: ${failOn}` : `below fail-on: ${failOn}`
}

function isAnythingAt({ errors, warnings, infos }: Counts, failOn: Finding['severity']): boolean {
  const numbers: Readonly<Record<Finding['severity'], number>> = {
    error: errors,
    warning: errors + warnings,
    info: errors + warnings + infos,
  }
  return numbers[failOn] > 0
}

/** Whether there are findings of the same weight that do not count, since they stood there before: then the numbers differ. */
function hasStanding({ findings }: Review, failing: readonly ShownFinding[]): boolean {
  const weights = new Set(failing.map(({ severity }) => severity))
  return selectShown(findings).filter(({ severity }) => weights.has(severity)).length > failing.length
}

function describeFailing(failing: readonly ShownFinding[], hasOthers: boolean): string {
  const parts = SEVERITIES.flatMap(severity => {
    const number = failing.filter(finding => finding.severity === severity).length
    return number === 0 ? [] : [count(number, `${hasOthers ? 'new ' : ''}${severity}`)]
  })
  return `${parts.join(' and ')} ${failing.length === 1 ? 'is' : 'are'}`
}

function countResolved({ containers }: Review): { readonly asked: number; readonly resolved: number } {
  const isResolved = new Map<string, boolean>()
  for (const { image, resolution } of containers) {
    if (image && resolution.status !== 'not-asked') isResolved.set(image.value, resolution.status === 'resolved')
  }
  return { asked: isResolved.size, resolved: [...isResolved.values()].filter(Boolean).length }
}
