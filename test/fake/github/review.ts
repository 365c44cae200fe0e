import type { Actor } from './accounts.ts'
import type { MinimizedReason } from './issue-comment.ts'
import type { FakePull } from './pull.ts'
import type { ReviewComment } from './review-comment.ts'

/** Where a review stands. */
export type ReviewState = 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED'

/** One review of a pull request, with the comments that came in it. */
export class Review {
  readonly pull: FakePull
  readonly id: number
  readonly nodeId: string
  readonly author: Actor
  readonly commitId: string
  body: string
  state: ReviewState
  submittedAt: string | undefined
  minimized: MinimizedReason | undefined

  constructor(pull: FakePull, author: Actor, commitId: string, body: string, state: ReviewState) {
    const { world } = pull.repository
    this.pull = pull
    this.id = world.newId()
    this.nodeId = world.newNodeId('PRR', this.id, this)
    this.author = author
    this.commitId = commitId
    this.body = body
    this.state = state
    this.submittedAt = state === 'PENDING' ? undefined : world.timestamp()
    pull.reviews.push(this)
  }

  submit(state: ReviewState, body: string | undefined): void {
    this.state = state
    this.body = body ?? this.body
    this.submittedAt = this.pull.repository.world.timestamp()
  }

  comments(): readonly ReviewComment[] {
    return [...this.pull.reviewComments.values()].filter(({ review }) => review === this)
  }
}
