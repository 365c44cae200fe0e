import { codeSpan } from '../escape/markdown.ts'
import { blobUrl, encodePath } from '../escape/uri.ts'
import type { MarkdownContext } from './context.ts'

/** Text of a file as code that links to a line of it; only code where there is no page. */
export function linkToLine({ repositoryUrl, headSha }: MarkdownContext, label: string, file: string, line?: number): string {
  return repositoryUrl === null || headSha === null
    ? codeSpan(label)
    : `[${codeSpan(label)}](${blobUrl(repositoryUrl, headSha, file, line)})`
}

/** A rule's id that links to its page. */
export function linkToRule({ docsUrl }: MarkdownContext, rule: string): string {
  return `[${codeSpan(rule)}](${docsUrl}/rules/${encodePath(rule)}.md)`
}
