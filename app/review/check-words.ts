import { type Annotation, type CheckOutput, markdownSentence } from '../../src/index.ts'
import type { Effect, ReviewAnswer, Tally } from '../analysis/task.ts'
import type { PlannedCheck } from './pull-plan.ts'

/** What a check says besides the review. */
export interface CheckAsides {
  /** Files that GitHub listed, of those that are changed. */
  readonly listed: number
  readonly changedFiles: number
  /** The permission without which no comment can be made; null where nothing is missing. */
  readonly isSilencedFor: string | null
  /** The patch that a button commits; null where there is no such button. */
  readonly shownPatch: string | null
}

/** GitHub takes 65,535; the rest is for the mark at the end. In UTF-8 bytes. */
const SUMMARY_BUDGET = 65_000

/** The check of a review: what it found, after what a reader must know of how it came about. */
export function reviewOutput({ check, effect }: ReviewAnswer, asides: CheckAsides): CheckOutput {
  const { listed, changedFiles, isSilencedFor, shownPatch } = asides
  const first = [
    ...(effect === null ? [] : [describeEffect(effect)]),
    ...(changedFiles >= LISTED_FILES || changedFiles > listed ? [describeAmount(listed, changedFiles)] : []),
    ...(isSilencedFor === null
      ? []
      : [
          `No comment is made, since this installation was not granted \`${isSilencedFor}\`: whoever administers it can accept the permission on its page.`,
        ]),
  ]
  const last = shownPatch === null ? [] : [`**Pin digests** commits this:\n\n${diffBlock(shownPatch)}`]
  const summary = fitParts([...first, check.summary], last)
  const annotations = effect?.kind === 'broken' ? [...annotate(effect.message, effect.path), ...check.annotations] : check.annotations
  const title = effect?.kind === 'broken' ? `The configuration that this change brings is wrong; ${check.title}` : check.title
  return { ...check, title, summary, annotations }
}

/** Whether a check fails: for what the review found, or because the change brings a configuration that cannot be used. */
export function isFailing({ isFailing, effect }: ReviewAnswer): boolean {
  return isFailing || effect?.kind === 'broken'
}

/** The same check, which says first why the button did nothing. */
export function withNote(check: PlannedCheck, reason: string): PlannedCheck {
  const { output } = check
  const summary = `**Nothing was committed**: ${reason}. This is how it looks now.\n\n${output.summary}`
  return { ...check, output: { ...output, title: `Nothing was committed. ${output.title}`, summary } }
}

/** The check of what a merge queue would merge. */
export function groupOutput(answer: ReviewAnswer): CheckOutput {
  const output = reviewOutput(answer, { listed: 0, changedFiles: 0, isSilencedFor: null, shownPatch: null })
  const aside = 'This is the commit that the merge queue would merge. Registries were asked for the pull request, and not again.'
  return { ...output, summary: fitParts([aside, output.summary], []) }
}

/** GitHub lists no more of a pull request's files. */
const LISTED_FILES = 3000

function describeAmount(listed: number, changedFiles: number): string {
  const amount = `**${listed} of ${changedFiles} changed files were analysed.**`
  if (listed >= changedFiles)
    return `${amount} GitHub lists no more than ${LISTED_FILES} of them; the rest was found by comparing the trees.`
  return `${amount} GitHub lists no more of them. Split the change, or review it on a clone with \`pull-policy check --base REF\`.`
}

/** The last part may be left out where there is no room, the others are cut. */
function fitParts(parts: readonly string[], optional: readonly string[]): string {
  const whole = [...parts, ...optional].join('\n\n')
  if (Buffer.byteLength(whole) <= SUMMARY_BUDGET) return whole
  const text = parts.join('\n\n')
  if (Buffer.byteLength(text) <= SUMMARY_BUDGET) return text
  const cut = Buffer.from(text).subarray(0, SUMMARY_BUDGET).toString('utf8')
  return cut.slice(0, cut.lastIndexOf('\n'))
}

function describeEffect(effect: Effect): string {
  switch (effect.kind) {
    case 'broken':
      return `### The configuration that this change brings is wrong\n\n${problemList(effect.message)}\n\nIt would fail every check once it is merged. This check was made with the configuration of the default branch.`
    case 'usable':
      return `### The configuration that this change brings is valid\n\n${compare(effect.before, effect.after)} It counts once it is on the default branch; this check was made with the one that is there now.`
  }
}

function compare(before: Tally, after: Tally): string {
  const [now, then] = [describeTally(before), describeTally(after)]
  return now === then
    ? `For the files of this change it makes no difference: ${now}.`
    : `For the files of this change: ${now} now, ${then} with it.`
}

function describeTally({ errors, warnings, infos, isFailing }: Tally): string {
  return `${count(errors, 'error')}, ${count(warnings, 'warning')}, ${count(infos, 'info')}, so the check ${isFailing ? 'fails' : 'passes'}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** The check of every pull request while the configuration of the default branch cannot be used. */
export function brokenConfiguration(message: string): CheckOutput {
  const problems = problemsOf(message)
  const [first] = problems
  const place = first?.path === undefined ? '' : ` in ${first.path}, line ${first.line}`
  return {
    title: `The configuration is wrong${place}`,
    summary: `Nothing was reviewed, since nobody can tell what was meant:\n\n${problemList(message)}\n\nMend it on the default branch; open pull requests are checked again then.`,
    annotations: problems.flatMap(annotateProblem),
  }
}

/** The check of a change that cost more than one change may. */
export function givenUp(reason: string): CheckOutput {
  return {
    title: 'Not reviewed: this change is too costly to read',
    summary: `${markdownSentence(reason)}. Nothing is known of its images. Split the change, or review it on a clone with \`pull-policy check --base REF\`.`,
    annotations: [],
  }
}

const AGAIN = 'Nothing is known of the images of this change. Press **Re-check**, or push again.'

/** The check where something stood in the way that can be put into words. */
export function stopped(reason: string): CheckOutput {
  return { title: 'Not reviewed', summary: `${markdownSentence(reason)}. ${AGAIN}`, annotations: [] }
}

/** The check where GitHub kept failing. */
export function passingFailure(status: number | undefined, requestId: string | undefined): CheckOutput {
  const what = status === undefined ? 'GitHub could not be reached' : `GitHub answered ${status}`
  return {
    title: 'Not reviewed: GitHub kept failing',
    summary: `${what}, also when asked again and again${idWords(requestId)}. ${AGAIN}`,
    annotations: [],
  }
}

/** The check where GitHub did not let the app read. */
export function refusedReading(status: number, missing: readonly string[], requestId: string | undefined): CheckOutput {
  const [first] = missing
  if (first === undefined) {
    return {
      title: 'Not reviewed: GitHub refused to answer',
      summary: `GitHub answered ${status}${idWords(requestId)}. ${AGAIN}`,
      annotations: [],
    }
  }
  const names = missing.map(name => `\`${name}\``).join(', ')
  return {
    title: `Not reviewed: the permission ${first} is missing`,
    summary: `This installation was not granted ${names}: whoever administers it can accept the permission on its page. ${AGAIN}`,
    annotations: [],
  }
}

/** The check where this program failed. */
export function ourFault(): CheckOutput {
  const summary = `A fault of this program stopped the review; it is not about your files, and its log has the details. ${AGAIN}`
  return { title: 'Not reviewed: a fault of pull-policy', summary, annotations: [] }
}

function idWords(requestId: string | undefined): string {
  return requestId === undefined ? '' : ` (request \`${requestId.replace(/[^\w:.-]/g, '')}\`)`
}

/** The check of a commit that is no longer the head of its pull request. */
export function superseded(head: string): { readonly title: string; readonly summary: string } {
  return {
    title: 'Superseded by a newer commit',
    summary: `The pull request has moved on to ${head.slice(0, 7)}, whose own check counts. This commit is not reviewed again.`,
  }
}

interface Problem {
  readonly path?: string
  readonly line: number
  readonly message: string
}

/** Lines as `path:line:column: unexpected ...`; others stand for themselves. */
function problemsOf(message: string): readonly Problem[] {
  return message.split('\n').map(line => {
    const [, path, at, rest] = /^(\S+):(\d+):\d+: (.*)$/.exec(line) ?? []
    return path === undefined || at === undefined || rest === undefined
      ? { line: 1, message: line }
      : { path, line: Number(at), message: rest }
  })
}

function problemList(message: string): string {
  return problemsOf(message)
    .map(
      ({ path, line, message }) =>
        `- ${path === undefined ? '' : `\`${path.replaceAll('`', '')}\`, line ${line}: `}${markdownSentence(message)}`,
    )
    .join('\n')
}

function annotate(message: string, path: string): readonly Annotation[] {
  return problemsOf(message)
    .filter(problem => problem.path === path)
    .flatMap(annotateProblem)
}

function annotateProblem({ path, line, message }: Problem): readonly Annotation[] {
  return path === undefined ? [] : [{ level: 'error', title: 'Wrong configuration', message, file: path, line, endLine: line }]
}

function diffBlock(patch: string): string {
  const longest = Math.max(2, ...Array.from(patch.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}diff\n${patch}${patch.endsWith('\n') ? '' : '\n'}${fence}`
}
