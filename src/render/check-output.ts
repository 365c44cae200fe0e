import type { Review } from '../report/review.ts'
import { commentParts } from './comment.ts'
import { clip } from './escape/terminal.ts'
import { type Annotation, renderAnnotations } from './github.ts'
import { type Budget, fitBlocks } from './markdown/budget.ts'
import type { MarkdownContext } from './markdown/context.ts'
import { bySeverity, selectShown } from './shown-findings.ts'
import { describeFound, judge, manifestsOf, titleOf } from './verdict.ts'

/** What a check run says. */
export interface CheckOutput {
  /** One line of plain text, as it stands in the list of checks. */
  readonly title: string
  /** Markdown. */
  readonly summary: string
  /** Beside the lines, most severe first; the summary says it where some were left out. */
  readonly annotations: readonly Annotation[]
}

/** GitHub takes 65,535 characters; counted in bytes here, with room for a hint. */
const CHECK_BUDGET: Budget = { limit: 64_000, measure: text => Buffer.byteLength(text) }

/** A check run takes more, fifty a request, and nobody reads more. */
const MOST_ANNOTATIONS = 300

const LONGEST_TITLE = 120

/**
 * A review as a check run: verdict as title, the comment's own words as summary, all findings as annotations. Pins are no
 * annotations here: they are in the summary, and suggested beside their lines where that is wished.
 */
export function renderCheckOutput(review: Review, context: MarkdownContext): CheckOutput {
  const limits = { errors: MOST_ANNOTATIONS, warnings: MOST_ANNOTATIONS, notices: MOST_ANNOTATIONS + 1, pins: 0 }
  return {
    title: titleOfCheck(review, context),
    summary: fitBlocks(
      commentParts(review, context).filter(part => part !== undefined),
      CHECK_BUDGET,
    ),
    annotations: renderAnnotations(review, limits).slice(0, MOST_ANNOTATIONS),
  }
}

/** The one finding itself; of several their number; else that all is well. */
function titleOfCheck(review: Review, { threshold }: MarkdownContext): string {
  const [first, second] = bySeverity(selectShown(review.findings))
  const counts = describeFound(review)
  if (first && !second) return clip(`${counts}: ${titleOf(first)}`, LONGEST_TITLE)
  const isFailing = judge(review, threshold).isFailing
  const skipped = isFailing && review.skipped.length > 0 && !first ? ', but not all was read' : ''
  return `${counts.charAt(0).toUpperCase()}${counts.slice(1)} in ${manifestsOf(review)}${skipped}`
}
