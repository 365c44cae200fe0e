import type { Review } from '../report/review.ts'
import { codeSpan, markdownSentence } from './escape/markdown.ts'
import { answersFold } from './markdown/answers.ts'
import { type Block, fitBlocks, fixedBlock, SUMMARY_BUDGET } from './markdown/budget.ts'
import { clusterFold } from './markdown/cluster.ts'
import { containerTable } from './markdown/container-table.ts'
import type { SummaryContext } from './markdown/context.ts'
import { explanationOf, findingsTable, headlineOf, silencedByChange } from './markdown/findings.ts'
import { commitsOf, settingsOf } from './markdown/footer.ts'
import { patchFold } from './markdown/patch.ts'
import { silencedFold, skippedFold } from './markdown/unread.ts'
import { whyFold } from './markdown/why.ts'
import { SIGN, viewWorkloads } from './markdown/workloads.ts'
import { bySeverity, SEVERITIES, selectShown } from './shown-findings.ts'
import { describeFound, judge, manifestsOf } from './verdict.ts'

/** The summary of a job, at most 900,000 bytes: verdict, containers, findings, the comment's folds, and what was read and written. */
export function renderSummary(review: Review, context: SummaryContext): string {
  const workloads = viewWorkloads(review)
  const parts: readonly (Block | undefined)[] = [
    lead(review, context),
    workloads.length === 0 ? undefined : containerTable(workloads, review, context),
    findingsTable(review, context),
    silencedByChange(review, context),
    whyFold(workloads, review, context),
    patchFold(review, context),
    answersFold(workloads, context),
    clusterFold(workloads, review),
    skippedFold(review, context),
    silencedFold(review, context),
    fixedBlock([filesLine(review, context), `<sub>${footer(context)}</sub>`, ...remarkLines(context)].join('\n')),
  ]
  return fitBlocks(
    parts.filter(part => part !== undefined),
    SUMMARY_BUDGET,
  )
}

function lead(review: Review, { threshold }: SummaryContext): Block {
  const shown = bySeverity(selectShown(review.findings))
  const gravest = SEVERITIES.find(severity => shown.some(finding => finding.severity === severity))
  const { isFailing } = judge(review, threshold)
  const counts = describeFound(review)
  const heading = `## ${gravest ? SIGN[gravest] : '✅'} ${counts.charAt(0).toUpperCase()}${counts.slice(1)} in ${manifestsOf(review)}: ${isFailing ? 'fails' : 'passes'} (\`fail-on: ${threshold.failOn}\`)`
  const [first, second] = shown
  return fixedBlock(first && !second ? `${heading}\n\n${headlineOf(first, shown)}.\n${explanationOf(first)}` : heading)
}

function filesLine(review: Review, { files }: SummaryContext): string {
  const byChange = review.suppressed.filter(({ isAddedByChange }) => isAddedByChange).length
  const silenced = review.change === null ? [] : [`silenced by this change: ${byChange === 0 ? 'none' : byChange}`]
  return [`Files: ${manifestsOf(review)} read, ${review.skipped.length} skipped`, ...silenced, ...files.map(codeSpan)].join(' · ')
}

function footer(context: SummaryContext): string {
  const { profile, cost, tool, configuration } = context
  const label = configuration === null ? '' : `configuration ${codeSpan(configuration.path)} from ${codeSpan(configuration.ref)}`
  const settings = configuration === null ? ['no configuration file'] : settingsOf(context, label)
  return [
    ...commitsOf(context),
    ...(settings.length === 0 ? [label] : settings),
    `profile ${codeSpan(profile)}`,
    ...(cost === null ? [] : [cost]),
    `${tool.name} ${tool.version}`,
  ].join(' · ')
}

function remarkLines({ remarks }: SummaryContext): readonly string[] {
  return remarks.map(remark => `\n*${markdownSentence(remark)}*`)
}
