import type { Actor } from './accounts.ts'
import type { MinimizedReason } from './issue-comment.ts'
import type { FakePull } from './pull.ts'
import type { Review } from './review.ts'
import { type Anchor, presentPlace } from './review-anchor.ts'

/** A first comment on a line and its answers; people resolve it as one. */
export class ReviewThread {
  readonly id: number
  readonly nodeId: string
  readonly pull: FakePull
  resolvedBy: Actor | undefined

  constructor(pull: FakePull) {
    const { world } = pull.repository
    this.pull = pull
    this.id = world.newId()
    this.nodeId = world.newNodeId('PRRT', this.id, this)
  }
}

/** One comment on lines of a pull request's diff. */
export class ReviewComment {
  readonly pull: FakePull
  readonly review: Review
  readonly id: number
  readonly nodeId: string
  readonly author: Actor
  readonly anchor: Anchor
  readonly thread: ReviewThread
  readonly inReplyTo: number | undefined
  readonly createdAt: string
  body: string
  updatedAt: string
  minimized: MinimizedReason | undefined
  edits = 0

  constructor(review: Review, author: Actor, anchor: Anchor, body: string, root?: ReviewComment) {
    const { pull } = review
    const { world } = pull.repository
    this.pull = pull
    this.review = review
    this.id = world.newId()
    this.nodeId = world.newNodeId('PRRC', this.id, this)
    this.author = author
    this.anchor = anchor
    this.body = body
    this.inReplyTo = root?.id
    this.thread = root?.thread ?? new ReviewThread(pull)
    this.createdAt = world.timestamp()
    this.updatedAt = this.createdAt
    pull.reviewComments.set(this.id, this)
  }

  /** Where it is shown now; `undefined` once the line is no longer in the diff, or was changed. */
  place(): { readonly line: number; readonly position: number } | undefined {
    return presentPlace(this.pull, this.anchor)
  }

  edit(body: string): void {
    this.body = body
    this.edits += 1
    this.updatedAt = this.pull.repository.world.timestamp()
  }

  delete(): void {
    this.pull.reviewComments.delete(this.id)
  }
}

/** The threads of a pull request that still hold a comment, with their comments, oldest first. */
export function threadsOf(pull: FakePull): ReadonlyMap<ReviewThread, readonly ReviewComment[]> {
  return Map.groupBy(pull.reviewComments.values(), ({ thread }) => thread)
}
