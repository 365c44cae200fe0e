import type { Review } from '../../report/review.ts'
import { codeSpan } from '../escape/markdown.ts'
import { blobUrl } from '../escape/uri.ts'
import { count } from '../message.ts'
import { judge, type Threshold } from '../verdict.ts'
import type { MarkdownContext } from './context.ts'

/** Which commits were compared: `` `4f2c9d1` against `main` at `a81b3e0` ``. */
export function commitsOf({ headSha, base }: MarkdownContext): readonly string[] {
  if (headSha === null) return []
  const head = codeSpan(shortSha(headSha))
  return [base === null ? head : `${head} against ${codeSpan(base.ref)} at ${codeSpan(shortSha(base.sha))}`]
}

function shortSha(sha: string): string {
  return /^[0-9a-f]{40,64}$/.test(sha) ? sha.slice(0, 7) : sha
}

/** How much was read: `3 containers in 1 file, nothing skipped`. */
export function amountOf({ summary, skipped }: Review): string {
  return `${count(summary.containers, 'container')} in ${count(summary.files, 'file')}, ${skipped.length === 0 ? 'nothing' : skipped.length} skipped`
}

/** The settings, as a link where there is a page. */
export function settingsOf({ configuration, repositoryUrl }: MarkdownContext, label: string): readonly string[] {
  if (configuration === null || repositoryUrl === null) return []
  return [`[${label}](${blobUrl(repositoryUrl, configuration.ref, configuration.path)})`]
}

/** `` check passes (`fail-on: error`) ``. */
export function verdictWords(review: Review, threshold: Threshold): string {
  return `check ${judge(review, threshold).isFailing ? 'fails' : 'passes'} (\`fail-on: ${threshold.failOn}\`)`
}
