import { appendFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DOCS_URL, markdownSentence, RULE_TEXTS, renderJson, renderSarif, renderSummary, TOOL, TOOL_PAGE } from '../src/index.ts'
import type { Environment, Inputs } from './inputs.ts'
import { makeOwnFolder, outputFolders, writeOutputFile } from './output-file.ts'
import type { ReviewedSubject } from './review-subject.ts'
import { systemFaultOf } from './system-error.ts'

/** Whole paths of the files that were written. */
export interface WrittenFiles {
  readonly report: string
  readonly sarif: string
}

/** Writes the JSON report and the SARIF file, even where nothing was found: an upload of an empty one closes old alerts. */
export function writeReports({ review, hashes }: ReviewedSubject, { reportFile, sarifFile }: Inputs, env: Environment): WrittenFiles {
  const folders = outputFolders(env)
  const own = reportFile === null || sarifFile === null ? makeOwnFolder(folders) : ''
  const tool = { ...TOOL, informationUri: TOOL_PAGE }
  const sarif = renderSarif(review, { tool, rules: RULE_TEXTS, lineHash: (file, line) => hashes.hash(file, line) })
  return {
    report: writeOutputFile(reportFile ?? join(own, 'report.json'), renderJson(review, TOOL), folders),
    sarif: writeOutputFile(sarifFile ?? join(own, 'pull-policy.sarif'), sarif, folders),
  }
}

/** Adds the summary to the job's page. That there is none, as on an old enterprise server, is no failure: answers with what to say of it. */
export function writeSummary(
  { review, head, base }: ReviewedSubject,
  inputs: Inputs,
  files: WrittenFiles,
  told: { readonly cost: string; readonly isFork: boolean },
  env: Environment,
): string | undefined {
  const summary = renderSummary(review, {
    ...told,
    tool: TOOL,
    threshold: inputs,
    docsUrl: DOCS_URL,
    repositoryUrl: `${env.GITHUB_SERVER_URL || 'https://github.com'}/${env.GITHUB_REPOSITORY}`,
    headSha: head,
    base,
    configuration: null,
    profile: 'default',
    askedAt: new Map(),
    credentials: 'job',
    patch: { touched: '', rest: '' },
    suggested: [],
    files: [basename(files.report), basename(files.sarif)],
  })
  return append(summary, env)
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
