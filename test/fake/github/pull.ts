import type { Account, Actor } from './accounts.ts'
import { type Commit, readHistory } from './git/commit.ts'
import type { FileDiff } from './git/diff.ts'
import type { Files } from './git/tree.ts'
import type { IssueComment } from './issue-comment.ts'
import { type PullAction, pullEvent } from './payloads.ts'
import type { FakeRepository } from './repository.ts'
import type { Review } from './review.ts'
import type { ReviewComment } from './review-comment.ts'

/** How the merge that GitHub tries for every open pull request came out. */
export type TrialMerge = { readonly kind: 'merged'; readonly oid: string } | { readonly kind: 'conflict' }

interface Opening {
  readonly source: FakeRepository
  readonly branch: string
  readonly base: string
  readonly author: Account
  readonly title?: string
  readonly body?: string
  readonly draft?: boolean
}

/** One pull request, with the refs that GitHub keeps for it: `refs/pull/N/head` and, where it can be merged, `refs/pull/N/merge`. */
export class FakePull {
  readonly repository: FakeRepository
  readonly number: number
  readonly id: number
  readonly nodeId: string
  readonly author: Account
  readonly headRepository: FakeRepository
  readonly headBranch: string
  readonly createdAt: string
  readonly reviews: Review[] = []
  readonly reviewComments = new Map<number, ReviewComment>()
  title: string
  body: string | undefined
  baseBranch: string
  headSha: string
  baseSha: string
  #trialMerge: TrialMerge | undefined
  state: 'open' | 'closed' = 'open'
  isDraft: boolean
  isLocked = false
  updatedAt: string
  closedAt: string | undefined
  merged: { readonly at: string; readonly by: Account; readonly oid: string } | undefined

  constructor(repository: FakeRepository, number: number, { source, branch, base, author, title, body, draft }: Opening) {
    this.repository = repository
    this.number = number
    this.id = repository.world.newId()
    this.nodeId = repository.world.newNodeId('PR', this.id, this)
    this.author = author
    this.headRepository = source
    this.headBranch = branch
    this.title = title ?? 'Change files'
    this.body = body
    this.baseBranch = base
    this.headSha = source.head(branch)
    this.baseSha = repository.head(base)
    this.isDraft = draft === true
    this.createdAt = repository.world.timestamp()
    this.updatedAt = this.createdAt
    this.#followRefs()
  }

  /** Whether the head is in another repository: workflows that it starts get a read-only token. */
  get isFromFork(): boolean {
    return this.headRepository !== this.repository
  }

  /** The merge with the base branch as it is now, tried when somebody asks; `refs/pull/N/merge` is there from then on. */
  get trialMerge(): TrialMerge {
    this.#trialMerge ??= this.#tryMerge()
    return this.#trialMerge
  }

  url(path = ''): string {
    return this.repository.url(`/pulls/${this.number}${path}`)
  }

  issueUrl(path = ''): string {
    return this.repository.url(`/issues/${this.number}${path}`)
  }

  htmlUrl(path = ''): string {
    return this.repository.htmlUrl(`/pull/${this.number}${path}`)
  }

  /** The commit that the head left the base branch at: what the shown diff begins with. */
  mergeBase(): string {
    return this.repository.git.mergeBase(this.repository.head(this.baseBranch), this.headSha) ?? this.baseSha
  }

  /** The files that the pull request changes, as its page shows them. */
  changes(): readonly FileDiff[] {
    return this.repository.git.diff(this.mergeBase(), this.headSha)
  }

  /** The commits that it adds, oldest first. */
  commits(): readonly Commit[] {
    const { store } = this.repository.git
    const inBase = new Set(readHistory(store, [this.repository.head(this.baseBranch)]).map(({ oid }) => oid))
    return readHistory(store, [this.headSha])
      .filter(({ oid }) => !inBase.has(oid))
      .toReversed()
  }

  /** The conversation below the description, oldest first. */
  comments(): readonly IssueComment[] {
    return [...this.repository.issueComments.values()].filter(({ pull }) => pull === this)
  }

  /** Commits on the head branch and pushes. */
  push(files: Files, message = 'Change more', by?: string): string {
    return this.headRepository.push(this.headBranch, { files, message, by: by ?? this.author.login })
  }

  /** Replaces all of the head's commits by one upon the base, as after a rebase. */
  forcePush(files: Files, message = 'Start over'): string {
    const { git, world } = this.headRepository
    const oid = git.commitFiles(this.repository.head(this.baseBranch), files, message, world.newSignature(this.author))
    this.headRepository.moveBranch(this.headBranch, oid, { account: this.author, app: undefined })
    return oid
  }

  /** What a push to either of its branches does to it. */
  branchMoved(repository: FakeRepository, branch: string, sender: Account): void {
    const isBase = repository === this.repository && branch === this.baseBranch
    const isHead = repository === this.headRepository && branch === this.headBranch
    if (isBase) this.#followRefs()
    if (!isHead) return
    const before = this.headSha
    this.headSha = repository.head(branch)
    this.baseSha = this.repository.head(this.baseBranch)
    this.#followRefs()
    this.announce('synchronize', sender, { before, after: this.headSha })
  }

  close(by: Account = this.author): void {
    this.state = 'closed'
    this.closedAt = this.repository.world.timestamp()
    this.announce('closed', by)
  }

  reopen(by: Account = this.author): void {
    this.state = 'open'
    this.closedAt = undefined
    this.announce('reopened', by)
  }

  /** Merges into the base branch with a merge commit, which pushes to it. */
  merge(by: Account = this.author): string {
    const { git, world } = this.repository
    const message = `Merge pull request #${this.number} from ${this.headRepository.owner.login}/${this.headBranch}`
    const merge = git.merge(this.repository.head(this.baseBranch), this.headSha, message, world.newSignature(by))
    if (merge.kind === 'conflict') throw new Error(`pull request ${this.number} has conflicts`)
    this.merged = { at: world.timestamp(), by, oid: merge.oid }
    this.close(by)
    this.repository.moveBranch(this.baseBranch, merge.oid, { account: by, app: undefined })
    return merge.oid
  }

  markReady(by: Account = this.author): void {
    this.isDraft = false
    this.announce('ready_for_review', by)
  }

  convertToDraft(by: Account = this.author): void {
    this.isDraft = true
    this.announce('converted_to_draft', by)
  }

  changeTitle(title: string, by: Account = this.author): void {
    const from = this.title
    this.title = title
    this.announce('edited', by, { changes: { title: { from } } })
  }

  changeBody(body: string, by: Account = this.author): void {
    const from = this.body ?? ''
    this.body = body
    this.announce('edited', by, { changes: { body: { from } } })
  }

  changeBase(branch: string, by: Account = this.author): void {
    const from = { ref: { from: this.baseBranch }, sha: { from: this.baseSha } }
    this.baseBranch = branch
    this.baseSha = this.repository.head(branch)
    this.#followRefs()
    this.announce('edited', by, { changes: { base: from } })
  }

  /** Tells apps what happened. */
  announce(action: PullAction, sender: Account, members = {}): void {
    this.updatedAt = this.repository.world.timestamp()
    this.repository.world.emit(pullEvent(this, action, sender, members))
  }

  /** How GitHub shows somebody's standing beside what they write here. */
  associationOf({ account }: Actor): string {
    const { owner } = this.repository
    if (account === owner) return 'OWNER'
    const role = this.repository.roles.get(account.login)
    if (role !== undefined) return owner.type === 'Organization' ? 'MEMBER' : 'COLLABORATOR'
    return account === this.author ? 'CONTRIBUTOR' : 'NONE'
  }

  #followRefs(): void {
    this.repository.git.writeRef(`refs/pull/${this.number}/head`, this.headSha)
    this.repository.git.deleteRef(`refs/pull/${this.number}/merge`)
    this.#trialMerge = undefined
  }

  #tryMerge(): TrialMerge {
    const { git, world } = this.repository
    const message = `Merge ${this.headSha} into ${this.baseSha}`
    const merge = git.merge(this.repository.head(this.baseBranch), this.headSha, message, world.newSignature(this.author))
    if (merge.kind === 'merged') git.writeRef(`refs/pull/${this.number}/merge`, merge.oid)
    return merge
  }
}
