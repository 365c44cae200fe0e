import { randomUUID } from 'node:crypto'
import {
  breakCommands,
  DOCS_URL,
  type Review,
  RULE_TEXTS,
  renderAnnotations,
  renderJson,
  renderSarif,
  renderSummary,
  renderText,
  renderVerdict,
  renderWorkflowCommands,
  TOOL,
  TOOL_PAGE,
  terminalText,
} from '../src/index.ts'
import type { CheckInvocation } from './arguments.ts'
import type { CheckedReview } from './checked-review.ts'
import type { CommandIo } from './command-io.ts'
import { hashFindings } from './line-hashes.ts'

/** How wide a text may be, and whether it may have colour. */
export interface Layout {
  readonly hasColor: boolean
  readonly width?: number
}

type Environment = CommandIo['env']

/** The review in the format that was asked for. */
export async function renderReport(
  checked: CheckedReview,
  format: CheckInvocation['format'],
  layout: Layout,
  env: Environment,
): Promise<string> {
  const { review } = checked
  switch (format) {
    case 'text':
      return renderText(review, { ...layout, ...thresholdOf(checked), askedAt: checked.askedAt })
    case 'json':
      return renderJson(review, TOOL)
    case 'sarif':
      return renderSarif(review, {
        tool: { ...TOOL, informationUri: TOOL_PAGE },
        rules: RULE_TEXTS,
        lineHash: await hashFindings(checked),
      })
    case 'github':
      return renderForLog(checked)
    case 'markdown':
      return renderMarkdown(checked, env)
  }
}

function thresholdOf({ settings: { config } }: CheckedReview) {
  return { failOn: config.failOn, failsOnSkipped: config.failOnSkipped }
}

/** Annotations first; what they do not say, that files were not read and how it ends, stays in the log. */
function renderForLog(checked: CheckedReview): string {
  const { review } = checked
  const lines = [...review.skipped.map(describeSkipped), renderVerdict(review, thresholdOf(checked))]
  return renderWorkflowCommands(renderAnnotations(review)) + breakCommands(lines.map(line => `${line}\n`).join(''))
}

/** Where something was not read, and why, on one line. */
export function describeSkipped({ file, line, reason }: Review['skipped'][number]): string {
  return `not read: ${terminalText(line === null ? file : `${file}:${line}`)}: ${terminalText(reason)}`
}

function renderMarkdown(checked: CheckedReview, env: Environment): string {
  const { review, base, settings, askedAt } = checked
  return renderSummary(review, {
    tool: TOOL,
    threshold: thresholdOf(checked),
    docsUrl: DOCS_URL,
    repositoryUrl: base === null ? null : repositoryPage(env),
    headSha: review.change?.head ?? null,
    base,
    configuration: settings.origin === null ? null : { path: settings.path, ref: settings.origin },
    profile: settings.config.profile,
    askedAt,
    credentials: 'job',
    patch: review.patches,
    suggested: [],
    files: [],
    cost: null,
    remarks: [],
  })
}

/** A job knows the pages of the repository that it has checked out; elsewhere there are none to link to. */
function repositoryPage(env: Environment): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = env
  return isInWorkflow(env) && server && name ? `${server}/${name}` : null
}

function isInWorkflow({ GITHUB_ACTIONS }: Environment): boolean {
  return GITHUB_ACTIONS === 'true'
}

/**
 * Text with lines of manifests in it, as it is printed where GitHub's runner reads along, which carries out what looks like a
 * command of its own: it is told to stop until it reads a word that nobody knows beforehand. The text itself stays as it is, so
 * that a patch is one still; and a file, which no runner reads, holds nothing else.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#stopping-and-starting-workflow-commands
 */
export function forRunner(text: string, { env, stdout }: Pick<CommandIo, 'env' | 'stdout'>): string {
  if (text === '' || !isInWorkflow(env) || stdout.isFile) return text
  const token = randomUUID()
  return `::stop-commands::${token}\n${text}${text.endsWith('\n') ? '' : '\n'}::${token}::\n`
}
