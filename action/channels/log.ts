import {
  breakCommands,
  judge,
  type Review,
  RUNNER_LIMITS,
  renderAnnotations,
  renderFailure,
  renderVerdict,
  renderWorkflowCommands,
  terminalText,
} from '../../src/index.ts'
import type { Remark } from '../remarks.ts'
import type { ReviewedSubject } from '../review-subject.ts'
import type { Runner } from '../runner.ts'
import type { WrittenFiles } from './files.ts'
import { thresholdOf } from './markdown-context.ts'

/**
 * Prints the annotations: those of the change, within what the runner keeps, and before them the notices about the run itself.
 * Of a command the log shows the message alone, so its place and its title come as a line before it.
 */
export function annotate(runner: Runner, { review }: ReviewedSubject, remarks: readonly Remark[]): void {
  for (const { title, text } of remarks) {
    if (title === null) runner.info(breakCommands(`pull-policy: ${text}`))
    else runner.notice(text, title)
  }
  const taken = remarks.filter(({ title }) => title !== null).length
  const limits = { ...RUNNER_LIMITS, notices: Math.max(1, RUNNER_LIMITS.notices - taken) }
  for (const annotation of renderAnnotations(review, limits)) {
    const { file, line, title } = annotation
    runner.info(breakCommands(`${terminalText(`${file}:${line}`)}: ${title}`))
    runner.info(renderWorkflowCommands([annotation]).trimEnd())
  }
}

/** Lets the step end: what was not read, the verdict, and the failure last, since the runner shows the first ten errors and it is one. */
export function conclude(runner: Runner, reviewed: ReviewedSubject, { patch }: WrittenFiles): void {
  const { review, settings } = reviewed
  for (const line of describeSkipped(review)) runner.info(line)
  const sentences = [renderVerdict(review, thresholdOf(settings)), ...(patch === null ? [] : [`Patch: ${patch}`]), describeAmount(reviewed)]
  runner.info(breakCommands(sentences.join('. ')))
  const failure = renderFailure(review, thresholdOf(settings))
  if (failure !== undefined) runner.setFailed(breakCommands(failure))
}

function describeAmount({ review, fileCount, readBy }: ReviewedSubject): string {
  const kind = review.change === null ? 'YAML and JSON' : readBy === 'git' ? 'changed YAML and JSON' : 'changed'
  return `Looked at ${fileCount} ${kind} file${fileCount === 1 ? '' : 's'}`
}

/** In the log; the summary has more of them, and the report all. */
const SKIPPED_LINES = 20

function describeSkipped({ skipped }: Review): readonly string[] {
  const lines = skipped.slice(0, SKIPPED_LINES).map(({ file, line, reason }) => {
    return breakCommands(`not read: ${terminalText(line === null ? file : `${file}:${line}`)}: ${terminalText(reason)}`)
  })
  return skipped.length > SKIPPED_LINES ? [...lines, `not read: ${skipped.length - SKIPPED_LINES} more, see the summary`] : lines
}

/** What later steps can use. Numbers, words, and paths of our own making: no name out of the change is among them. */
export function setOutputs(runner: Runner, { review, settings }: ReviewedSubject, { report, sarif, patch }: WrittenFiles): void {
  const { counts, isFailing } = judge(review, thresholdOf(settings))
  runner.setOutput('findings-count', counts.errors + counts.warnings + counts.infos)
  runner.setOutput('errors-count', counts.errors)
  runner.setOutput('warnings-count', counts.warnings)
  runner.setOutput('infos-count', counts.infos)
  runner.setOutput('files-scanned', review.summary.files)
  runner.setOutput('files-skipped', new Set(review.skipped.map(({ file }) => file)).size)
  runner.setOutput('conclusion', isFailing ? 'failure' : 'success')
  runner.setOutput('report-file', report)
  runner.setOutput('sarif-file', sarif)
  runner.setOutput('patch-file', patch ?? '')
}
