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
  renderWorkflowCommands,
  TOOL,
  TOOL_PAGE,
} from '../src/index.ts'
import type { CheckInvocation } from './arguments.ts'
import type { CommandIo } from './command-io.ts'
import type { Settings } from './settings.ts'

/** How wide a text may be, and whether it may have colour. */
export interface Layout {
  readonly hasColor: boolean
  readonly width?: number
}

/** The review in the format that was asked for. */
export function renderReport(review: Review, format: CheckInvocation['format'], { config, path }: Settings, layout: Layout): string {
  const threshold = { failOn: config.failOn, failsOnSkipped: config.failOnSkipped }
  switch (format) {
    case 'text':
      return renderText(review, { ...layout, ...threshold })
    case 'json':
      return renderJson(review, TOOL)
    case 'sarif':
      return renderSarif(review, { tool: { ...TOOL, informationUri: TOOL_PAGE }, rules: RULE_TEXTS })
    case 'github':
      return renderWorkflowCommands(renderAnnotations(review))
    case 'markdown':
      return renderSummary(review, {
        tool: TOOL,
        threshold,
        docsUrl: DOCS_URL,
        repositoryUrl: null,
        headSha: review.change?.head ?? null,
        base: review.change ? { ref: review.change.base.slice(0, 12), sha: review.change.base } : null,
        configuration: { path, ref: 'the work tree' },
        profile: config.profile,
        askedAt: new Map(),
        credentials: 'job',
        patch: { touched: review.patch, rest: '' },
        suggested: [],
        files: [],
        cost: null,
        isFork: false,
      })
  }
}

/**
 * Text that may hold lines of manifests, as it can be printed where GitHub's runner reads along: it would carry out what looks
 * like a command of its own.
 */
export function forRunner(text: string, { env }: Pick<CommandIo, 'env'>): string {
  if (env.GITHUB_ACTIONS !== 'true') return text
  const token = randomUUID()
  return `::stop-commands::${token}\n${breakCommands(text)}${text.endsWith('\n') ? '' : '\n'}::${token}::\n`
}
