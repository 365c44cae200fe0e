import type { Account, Actor } from './accounts.ts'
import type { CheckRun } from './check-run.ts'
import { GitDirectory } from './git/git-directory.ts'
import type { Files } from './git/tree.ts'
import type { IssueComment } from './issue-comment.ts'
import { MergeGroup } from './merge-group.ts'
import { pushEvent } from './payloads.ts'
import { FakePull } from './pull.ts'
import type { World } from './world.ts'

/** What somebody may do in a repository, least first. */
export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin'

/** How a repository begins. */
export interface RepositoryOptions {
  readonly defaultBranch?: string
  readonly files?: Files
  readonly private?: boolean
  /** Private, and readable by all of its enterprise. */
  readonly internal?: boolean
  /** Whose account it is under; an organisation by default. */
  readonly ownerType?: 'User' | 'Organization'
  readonly collaborators?: Readonly<Record<string, Role>>
}

/** A push, all but where. */
export interface Push {
  readonly files: Files
  readonly message?: string
  readonly by?: string
}

/** A pull request to be opened. */
export interface PullOptions {
  readonly head: { readonly branch?: string; readonly files: Files }
  /** From a fork of the author's, whose token is then read-only. */
  readonly fork?: boolean
  readonly base?: string
  readonly title?: string
  readonly body?: string
  readonly author?: string
  readonly draft?: boolean
}

/** One repository: real git underneath, and what people and apps have said of its commits and pull requests. */
export class FakeRepository {
  readonly world: World
  readonly owner: Account
  readonly id: number
  readonly nodeId: string
  readonly git: GitDirectory
  readonly parent: FakeRepository | undefined
  readonly defaultBranch: string
  readonly isPrivate: boolean
  readonly isInternal: boolean
  readonly createdAt: string
  readonly roles: ReadonlyMap<string, Role>
  readonly pulls = new Map<number, FakePull>()
  readonly issueComments = new Map<number, IssueComment>()
  readonly checkRuns: CheckRun[] = []
  readonly protectedBranches = new Set<string>()
  isArchived = false
  isDeleted = false
  pushedAt: string
  #name: string

  constructor(world: World, fullName: string, options: RepositoryOptions, parent?: FakeRepository) {
    const [owner = '', name = ''] = fullName.split('/')
    this.world = world
    this.owner = world.account(owner, options.ownerType ?? 'Organization')
    this.#name = name
    this.id = world.newId()
    this.nodeId = world.newNodeId('R', this.id, this)
    this.parent = parent
    this.defaultBranch = options.defaultBranch ?? parent?.defaultBranch ?? 'main'
    this.isInternal = options.internal ?? parent?.isInternal ?? false
    this.isPrivate = options.private ?? parent?.isPrivate ?? this.isInternal
    this.roles = new Map(Object.entries({ ...options.collaborators, ...(this.owner.type === 'User' && { [owner]: 'admin' as const }) }))
    for (const login of this.roles.keys()) world.account(login)
    this.createdAt = world.timestamp()
    this.pushedAt = this.createdAt
    this.git = new GitDirectory(world.newFolder(`${name}.git`), this.defaultBranch, parent?.git)
    this.#begin(options.files ?? {})
  }

  get name(): string {
    return this.#name
  }

  get fullName(): string {
    return `${this.owner.login}/${this.#name}`
  }

  url(path = ''): string {
    return `${this.world.apiUrl}/repos/${this.fullName}${path}`
  }

  htmlUrl(path = ''): string {
    return `${this.world.serverUrl}/${this.fullName}${path}`
  }

  /** The SHA at the tip of a branch that must be there. */
  head(branch = this.defaultBranch): string {
    const oid = this.git.readRef(`refs/heads/${branch}`)
    if (oid === undefined) throw new Error(`${this.fullName} has no branch ${branch}`)
    return oid
  }

  /** Commits on top of a branch, which is made from the default one where it is new, and tells apps and pull requests. */
  push(branch: string, { files, message, by }: Push): string {
    const author = this.world.account(by ?? 'octocat')
    const tip = this.git.readRef(`refs/heads/${branch}`) ?? this.head()
    const oid = this.git.commitFiles(tip, files, message ?? 'Change files', this.world.newSignature(author))
    this.moveBranch(branch, oid, { account: author, app: undefined })
    return oid
  }

  /** Points a branch at a commit, as any push does, forced or not. `undefined` deletes it. */
  moveBranch(branch: string, after: string | undefined, actor: Actor): void {
    const ref = `refs/heads/${branch}`
    const before = this.git.readRef(ref)
    if (after === undefined) this.git.deleteRef(ref)
    else this.git.writeRef(ref, after)
    this.pushedAt = this.world.timestamp()
    this.world.emit(pushEvent(this, ref, before, after, actor.account))
    for (const pull of this.#network().flatMap(repository => repository.openPulls())) {
      if (after !== undefined) pull.branchMoved(this, branch, actor.account)
      else if (pull.headRepository === this && pull.headBranch === branch) pull.close(actor.account)
    }
  }

  /** Commits `files` on a branch of the author's and opens a pull request for it. */
  pullRequest(options: PullOptions): FakePull {
    const author = this.world.account(options.author ?? (options.fork === true ? 'contributor' : 'octocat'))
    const source = options.fork === true ? this.fork(author.login) : this
    const branch = options.head.branch ?? `change-${this.#nextNumber()}`
    const base = options.base ?? this.defaultBranch
    const start = source.git.readRef(`refs/heads/${branch}`) ?? this.head(base)
    const signature = this.world.newSignature(author)
    const oid = source.git.commitFiles(start, options.head.files, options.title ?? 'Change files', signature)
    source.moveBranch(branch, oid, { account: author, app: undefined })
    return this.openPull({ ...options, source, branch, base, author })
  }

  /** Opens a pull request for a branch that is there. */
  openPull(
    options: Omit<PullOptions, 'author' | 'head'> & { source: FakeRepository; branch: string; base: string; author: Account },
  ): FakePull {
    const pull = new FakePull(this, this.#nextNumber(), options)
    this.pulls.set(pull.number, pull)
    pull.announce('opened', options.author)
    return pull
  }

  /** The fork of this repository that belongs to somebody. */
  fork(login: string): FakeRepository {
    const fullName = `${login}/${this.#name}`
    const known = this.world.findRepository(fullName)
    if (known !== undefined) return known
    const fork = new FakeRepository(this.world, fullName, { ownerType: 'User' }, this)
    this.world.repositories.set(fullName.toLowerCase(), fork)
    return fork
  }

  /** Puts a pull request into the merge queue: what would be merged gets a commit of its own, to be checked. */
  mergeGroup(pull: FakePull): MergeGroup {
    return new MergeGroup(pull)
  }

  openPulls(): readonly FakePull[] {
    return [...this.pulls.values()].filter(({ state }) => state === 'open')
  }

  /** Commits that the repository has no branch for can be made by pull requests only. */
  pull(number: number): FakePull {
    const pull = this.pulls.get(number)
    if (pull === undefined) throw new Error(`${this.fullName} has no pull request ${number}`)
    return pull
  }

  roleOf(account: Account): Role | undefined {
    return this.roles.get(account.login) ?? (this.isPrivate ? undefined : 'read')
  }

  /** The old name sends clients on to the repository's number. */
  rename(name: string): void {
    this.world.rememberName(this.fullName, this)
    this.world.repositories.delete(this.fullName.toLowerCase())
    this.#name = name
    this.world.repositories.set(this.fullName.toLowerCase(), this)
  }

  /** From here on nobody can read or write it, and its pull requests elsewhere have no head repository. */
  delete(): void {
    this.isDeleted = true
    this.world.repositories.delete(this.fullName.toLowerCase())
  }

  #begin(files: Files): void {
    const signature = this.world.newSignature(this.world.account('octocat'))
    const start = this.parent?.head() ?? this.git.commitFiles(undefined, files, 'Begin', signature)
    this.git.writeRef(`refs/heads/${this.defaultBranch}`, start)
  }

  #network(): readonly FakeRepository[] {
    return this.parent === undefined ? [this] : [this, this.parent]
  }

  #nextNumber(): number {
    return this.pulls.size + 1
  }
}
