import type { CheckOutput, Hunks, PinnedLine, Review } from '../../src/index.ts'
import type { AppAccess } from '../github/connection.ts'
import type { CheckState } from './check-identity.ts'
import type { RepositoryConfiguration } from './configurations.ts'
import type { PullState } from './pull-state.ts'

/** A check run that is to stand. */
export interface PlannedCheck {
  readonly name: string
  readonly head: string
  readonly externalId: string
  readonly conclusion: 'success' | 'failure' | 'neutral'
  readonly output: CheckOutput
  readonly actions: readonly CheckButton[]
}

/** A button below a check run; GitHub takes 20 characters for the label, 40 for the description. */
export interface CheckButton {
  readonly label: string
  readonly description: string
  readonly identifier: 'recheck' | 'pin'
}

/** The comment that is to stand. */
export interface PlannedComment {
  readonly body: string
  /** The same for where a comment stands that spoke of something: it is to say that this is over. */
  readonly mendedBody: string
  readonly whenAbsent: 'create' | 'skip'
}

/** The pins that are to be offered beside their lines. */
export interface PlannedSuggestions {
  readonly lines: readonly PinnedLine[]
  readonly hunks: ReadonlyMap<string, Hunks>
  readonly most: number
  readonly review: Review
  readonly askedAt: ReadonlyMap<string, string>
}

/** What is to be said of a pull request; null for what is not spoken of. */
export interface PullPlan {
  readonly kind: 'say'
  readonly pull: PullState
  readonly access: AppAccess
  readonly state: CheckState
  readonly check: PlannedCheck | null
  readonly comment: PlannedComment | null
  readonly suggestions: PlannedSuggestions | null
  /** The pins that the change itself makes possible, as one patch; '' where there are none. */
  readonly patch: string
  readonly review: Review | null
  readonly configuration: RepositoryConfiguration
}

/** What a job comes to, before anything is written. */
export type Plan = PullPlan | { readonly kind: 'nothing'; readonly reason: 'gone' | 'closed' | 'done' }
