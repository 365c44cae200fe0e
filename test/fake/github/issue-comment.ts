import type { Actor } from './accounts.ts'
import { issueCommentEvent } from './payloads.ts'
import type { FakePull } from './pull.ts'

/** GitHub's words for why a comment is folded away. */
export type MinimizedReason = 'SPAM' | 'ABUSE' | 'OFF_TOPIC' | 'OUTDATED' | 'DUPLICATE' | 'RESOLVED' | 'LOW_QUALITY'

/** The longest body that GitHub takes; its description does not say so. */
export const BODY_LIMIT = 65_536

/** One comment below a pull request's description. */
export class IssueComment {
  readonly pull: FakePull
  readonly id: number
  readonly nodeId: string
  readonly author: Actor
  readonly createdAt: string
  readonly reactions: { readonly content: string; readonly by: Actor }[] = []
  body: string
  updatedAt: string
  minimized: MinimizedReason | undefined
  /** How often the text was changed. */
  edits = 0

  constructor(pull: FakePull, author: Actor, body: string) {
    const { world } = pull.repository
    this.pull = pull
    this.id = world.newId()
    this.nodeId = world.newNodeId('IC', this.id, this)
    this.author = author
    this.body = body
    this.createdAt = world.timestamp()
    this.updatedAt = this.createdAt
    pull.repository.issueComments.set(this.id, this)
    world.emit(issueCommentEvent(this))
  }

  edit(body: string): void {
    this.body = body
    this.edits += 1
    this.updatedAt = this.pull.repository.world.timestamp()
  }

  delete(): void {
    this.pull.repository.issueComments.delete(this.id)
  }
}
