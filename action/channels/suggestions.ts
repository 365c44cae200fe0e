import {
  findUndecidedFiles,
  type GitHubWriteAccess,
  isOfViewer,
  keepSuggestions,
  type MarkdownContext,
  renderSuggestion,
  type WriteRefusal,
} from '../../src/index.ts'
import type { PullRequest } from '../event.ts'
import type { ReviewedSubject } from '../review-subject.ts'

/** Where a suggestion stands. */
type SuggestedLine = MarkdownContext['suggested'][number]

/** What stands now. */
export interface KeptSuggestions {
  readonly kind: 'kept'
  readonly lines: readonly SuggestedLine[]
  /** For each suggestion that GitHub would not have: why. */
  readonly notTaken: readonly string[]
}

/**
 * Keeps the pins of lines that the change touches as suggestions of one review, none of them twice; answers with those that
 * stand now. Where a registry gave no answer this time, what was suggested before is left.
 */
export async function suggest(
  { review, settings, head, hunks }: ReviewedSubject,
  { askedAt }: MarkdownContext,
  subject: PullRequest,
  access: GitHubWriteAccess,
): Promise<KeptSuggestions | WriteRefusal> {
  const undecided = findUndecidedFiles(review)
  const outcome = await keepSuggestions(access, {
    pullNumber: subject.number,
    head,
    lines: review.pinnedLines.filter(({ isTouched }) => isTouched),
    hunks,
    most: settings.config.suggestions,
    isOwn: isOfViewer(access),
    bodyOf: line => renderSuggestion(line, review, { askedAt }),
    isUndecided: file => undecided.has(file),
  })
  if (outcome.kind === 'refused') return outcome
  const refused = outcome.leftOut.filter(({ isRefused }) => isRefused)
  return { kind: 'kept', lines: [...outcome.standing, ...outcome.posted], notTaken: refused.map(({ reason }) => reason) }
}
