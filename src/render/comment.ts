import type { Review, ReviewedContainer } from '../report/review.ts'
import { codeSpan } from './escape/markdown.ts'
import { groupFindings } from './finding-groups.ts'
import { answersFold } from './markdown/answers.ts'
import { type Block, COMMENT_BUDGET, fitBlocks, fixedBlock } from './markdown/budget.ts'
import { calmLine } from './markdown/calm-line.ts'
import { clusterFold } from './markdown/cluster.ts'
import { workloadTables } from './markdown/container-table.ts'
import type { MarkdownContext } from './markdown/context.ts'
import { explanationOf, findingsList, headlineOf, mendedWords, placesOf, silencedByChange, standingWords } from './markdown/findings.ts'
import { amountOf, commitsOf, settingsOf, verdictWords } from './markdown/footer.ts'
import { linkToRule } from './markdown/link.ts'
import { patchFold } from './markdown/patch.ts'
import { silencedFold, skippedFold } from './markdown/unread.ts'
import { whyFold } from './markdown/why.ts'
import { SIGN, viewWorkloads, type WorkloadView } from './markdown/workloads.ts'
import { bySeverity, type ShownFinding, selectShown } from './shown-findings.ts'
import { describeFound } from './verdict.ts'

/** First line of our comment, by which it is found again. Anybody can write it: whoever looks must ask for the author too. */
export const COMMENT_MARKER = '<!-- pull-policy:comment -->'

/**
 * The one comment of a pull request, at most 60,000 characters. Where something is found: what, why, what to do, then every
 * container of the workloads that are touched, then folds. Where the change only mends: the same without alarm. Where there
 * is nothing to say: one calm line. A caller that has no comment yet need not write that one.
 */
export function renderComment(review: Review, context: MarkdownContext): string {
  const marker = context.marker ?? COMMENT_MARKER
  const parts = [fixedBlock(marker), ...commentParts(review, context)]
  return fitBlocks(
    parts.filter(part => part !== undefined),
    COMMENT_BUDGET,
  ).replace(`${marker}\n\n`, `${marker}\n`)
}

/** The first line of a comment of which there may be several: one for each workflow and job, say. */
export function commentMarker(scope: string): string {
  const plain = scope.replace(/[^\w./ -]|--+/g, '_').slice(0, LONGEST_SCOPE)
  return COMMENT_MARKER.replace(' -->', ` ${plain} -->`)
}

const LONGEST_SCOPE = 200

/** Whether a comment of ours, as it stands, spoke of something: then it is to say that all is mended, not one calm line. */
export function hasAlarmed(body: string): boolean {
  return /^.*\r?\n### /.test(body)
}

/** The comment without its marker: a check run says the same. */
export function commentParts(review: Review, context: MarkdownContext): Parts {
  const workloads = viewWorkloads(review)
  const shown = bySeverity(selectShown(review.findings))
  return shown[0] ? alarmParts(shown, workloads, review, context) : quietParts(workloads, review, context)
}

type Parts = readonly (Block | undefined)[]

function alarmParts(shown: readonly ShownFinding[], workloads: readonly WorkloadView[], review: Review, context: MarkdownContext): Parts {
  const counts = [describeFound(review), standingWords(shown), mendedWords(review), verdictWords(review, context.threshold)]
  return [
    ...leadParts(shown, context),
    ...workloadTables(workloads, review, context),
    fixedBlock(counts.filter(part => part !== undefined).join(' · ')),
    silencedByChange(review, context),
    whyFold(workloads, review, context),
    patchFold(review, context),
    answersFold(workloads, context),
    clusterFold(workloads, review),
    skippedFold(review, context),
    silencedFold(review, context),
    footer(shown, review, context),
  ]
}

/** What happens is the heading; where it is one and the same everywhere, why and what to do is said once, else in a list. */
function leadParts(shown: readonly ShownFinding[], context: MarkdownContext): Parts {
  const groups = groupFindings(shown)
  const [first, second] = groups
  if (!first) return []
  const before = shown.every(({ state }) => state === 'standing') ? ', as before this change' : ''
  const heading = `### ${SIGN[first[0].severity]} ${headlineOf(first[0], shown)}${before}`
  if (second) return [fixedBlock(heading), ...findingsList(groups, context)]
  const places = first.length === 1 ? '' : `\n\nIn ${first.length} places: ${placesOf(first, context)}`
  return [fixedBlock(`${heading}\n\n${explanationOf(first[0])}${places}`)]
}

function quietParts(workloads: readonly WorkloadView[], review: Review, context: MarkdownContext): Parts {
  const mended = mendedWords(review)
  const asides = [silencedByChange(review, context), skippedFold(review, context)]
  if (mended === undefined && context.hasAlarmed !== true) return [fixedBlock(calmLine(workloads, review)), ...asides]
  return [
    fixedBlock(`### ✅ ${calmHeading(workloads, context)}`),
    ...workloadTables(workloads, review, context),
    fixedBlock([...(mended === undefined ? [] : [mended]), verdictWords(review, context.threshold)].join(' · ')),
    whyFold(workloads, review, context),
    ...asides,
    footer([], review, context),
  ]
}

function calmHeading(workloads: readonly WorkloadView[], { hasAlarmed }: MarkdownContext): string {
  if (workloads.length === 0)
    return hasAlarmed === true ? 'No image or pull policy changes any more' : 'What was found before this change went with its container'
  if (!isPolicyKept(workloads)) return 'Nothing is left to mend'
  return isImageKept(workloads)
    ? 'Every container’s image and pull policy is what it was'
    : 'Images changed; every container’s pull policy is what it was'
}

function isImageKept(workloads: readonly WorkloadView[]): boolean {
  return workloads.flat().every(({ container: { base, image } }) => base !== null && base.image === (image?.value ?? null))
}

function isPolicyKept(workloads: readonly WorkloadView[]): boolean {
  const isKept = ({ base, pullPolicy, onUpdate }: ReviewedContainer) =>
    onUpdate === null && (base === null || base.effective === pullPolicy.effective)
  return workloads.flat().every(({ container }) => isKept(container))
}

function footer(shown: readonly ShownFinding[], review: Review, context: MarkdownContext): Block {
  const rules = [...new Set(shown.flatMap(({ rule, also }) => [rule, ...also]))].slice(0, MOST_RULES).map(rule => linkToRule(context, rule))
  const parts = [...commitsOf(context), amountOf(review), codeFreeTool(context), ...settingsOf(context, 'settings'), ...rules]
  return fixedBlock(`<sub>${parts.join(' · ')}</sub>`)
}

const MOST_RULES = 6

function codeFreeTool({ tool }: MarkdownContext): string {
  const words = `${tool.name} ${tool.version}`
  return /^[\w .+-]+$/.test(words) ? words : codeSpan(words)
}
