import { mergeGroupEvent } from './payloads.ts'
import type { FakePull } from './pull.ts'

/** One pull request in the merge queue: a branch of its own with the merge that would be made. */
export class MergeGroup {
  readonly pull: FakePull
  readonly baseRef: string
  readonly baseSha: string
  readonly headRef: string
  readonly headSha: string

  constructor(pull: FakePull) {
    const { repository, baseBranch, number, headSha } = pull
    this.pull = pull
    this.baseRef = `refs/heads/${baseBranch}`
    this.baseSha = repository.head(baseBranch)
    this.headRef = `refs/heads/gh-readonly-queue/${baseBranch}/pr-${number}-${this.baseSha}`
    const signature = repository.world.newSignature(pull.author)
    const merge = repository.git.merge(this.baseSha, headSha, `Merge pull request #${number}`, signature)
    if (merge.kind === 'conflict') throw new Error(`pull request ${number} conflicts with ${baseBranch}`)
    this.headSha = merge.oid
    repository.git.writeRef(this.headRef, this.headSha)
    repository.world.emit(mergeGroupEvent(this, 'checks_requested'))
  }

  /** Takes it out of the queue. */
  destroy(): void {
    const { repository } = this.pull
    repository.git.deleteRef(this.headRef)
    repository.world.emit(mergeGroupEvent(this, 'destroyed'))
  }
}
