import { appendFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type MarkdownContext, markdownSentence, type Review, renderSummary } from '../../src/index.ts'
import type { Environment } from '../inputs.ts'
import { systemFaultOf } from '../system-error.ts'
import type { WrittenFiles } from './files.ts'

/** What the summary alone says. */
export interface SummaryDetails {
  readonly cost: string
  /** Plain text. */
  readonly remarks: readonly string[]
}

/** Adds the review to the job's page. That there is none, as on an old enterprise server, is no failure: answers with what to say of it. */
export function writeSummary(
  review: Review,
  context: MarkdownContext,
  { report, sarif, patch }: WrittenFiles,
  details: SummaryDetails,
  env: Environment,
): string | undefined {
  const files = [report, sarif, ...(patch === null ? [] : [patch])].map(path => basename(path))
  return append(renderSummary(review, { ...context, ...details, files }), env)
}

/** Says in the summary why there is no review. */
export function writeFault(message: string, env: Environment): string | undefined {
  return append(`## ❌ Nothing was reviewed\n\n${markdownSentence(message)}\n`, env)
}

function append(summary: string, env: Environment): string | undefined {
  const path = env.GITHUB_STEP_SUMMARY
  if (!path) return 'There is no GITHUB_STEP_SUMMARY, so no summary is written'
  try {
    appendFileSync(path, summary)
    return undefined
  } catch (thrown) {
    const fault = systemFaultOf(thrown)
    if (fault === undefined) throw thrown
    return `The summary could not be written: ${fault}`
  }
}
