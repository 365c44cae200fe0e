import type { Review } from '../report/review.ts'
import { isTouched } from './pin-edit.ts'
import { selectShown } from './shown-findings.ts'

/** When a pull request gets a comment, as configuration says it. */
export type CommentMode = 'changes' | 'findings' | 'off'

/**
 * What a change deserves: `speak` where something is to be said; `calm` where images, policies or pull secrets change and
 * nothing is wrong, for which one line is enough; `silent` where nothing about images changed. A comment that is there
 * already is kept true whatever this says.
 */
export type CommentDecision = 'speak' | 'calm' | 'silent'

/** Decides on a comment for a review of a change. */
export function decideComment(review: Review, mode: CommentMode): CommentDecision {
  switch (mode) {
    case 'off':
      return 'silent'
    case 'findings':
      return selectShown(review.findings).length > 0 ? decideOnChange(review) : 'silent'
    case 'changes':
      return decideOnChange(review)
  }
}

function decideOnChange(review: Review): CommentDecision {
  const shown = selectShown(review.findings)
  const isChanged = review.containers.some(container => isTouched(container, review) || container.hasOtherPullSecrets)
  const isToldOf =
    isChanged ||
    review.changedAccounts.length > 0 ||
    review.gone.length > 0 ||
    review.suppressed.some(({ isAddedByChange }) => isAddedByChange)
  if (shown.some(({ state }) => state !== 'standing')) return 'speak'
  if (!isToldOf) return 'silent'
  return shown.length > 0 ? 'speak' : 'calm'
}
