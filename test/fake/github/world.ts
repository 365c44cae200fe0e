import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, type AccountType, botLogin } from './accounts.ts'
import type { Signature } from './git/commit.ts'
import type { JsonObject } from './json.ts'
import type { FakeRepository } from './repository.ts'

/** Where GitHub cuts or refuses. Tests lower them rather than make 3,000 files. */
export interface Limits {
  /** Files of a pull request that can be listed at all. */
  readonly pullFiles: number
  /** Files of a comparison. */
  readonly compareFiles: number
  /** Files, and lines, above which a pull request's diff is refused with 406. */
  readonly diffFiles: number
  readonly diffLines: number
  /** A file's patch that is longer is left out. */
  readonly patchLines: number
  readonly patchBytes: number
  /** Requests of an hour, for a workflow's token and for an installation or user. */
  readonly requestsPerHour: { readonly actions: number; readonly others: number }
  /** Comments and reviews of a minute; more meet the secondary limit. */
  readonly contentPerMinute: number
}

/** Something happened that GitHub tells its apps. `members` gives those of the payload that belong to this event alone. */
export interface GitHubEvent {
  readonly name: string
  readonly action: string | undefined
  readonly repository: FakeRepository | undefined
  readonly sender: Account
  readonly members: () => JsonObject
  /** Set where only this app is told, as for a click on its own button. */
  readonly onlyApp?: number
}

const LIMITS: Limits = {
  pullFiles: 3000,
  compareFiles: 300,
  diffFiles: 300,
  diffLines: 20_000,
  patchLines: 20_000,
  patchBytes: 500_000,
  requestsPerHour: { actions: 1000, others: 5000 },
  contentPerMinute: 80,
}

/** All that the fake GitHub knows: accounts, repositories, the clock, and who wants to hear of what happens. */
export class World {
  readonly folder: string
  readonly serverUrl: string
  readonly apiUrl: string
  readonly graphqlUrl: string
  readonly isEnterprise: boolean
  readonly limits: Limits
  /** Whether comments are shown without the app that they came through, as GitHub does at times. */
  hidesApps = false
  readonly repositories = new Map<string, FakeRepository>()
  readonly #oldNames = new Map<string, FakeRepository>()
  readonly #accounts = new Map<string, Account>()
  readonly #listeners: ((event: GitHubEvent) => void)[] = []
  readonly #nodes = new Map<string, object>()
  #lastId = 1000
  #commits = 0

  constructor(folder: string, serverUrl: string, isEnterprise: boolean, limits: Partial<Limits>) {
    this.folder = folder
    this.serverUrl = serverUrl
    this.isEnterprise = isEnterprise
    this.apiUrl = isEnterprise ? `${serverUrl}/api/v3` : serverUrl
    this.graphqlUrl = isEnterprise ? `${serverUrl}/api/graphql` : `${serverUrl}/graphql`
    this.limits = { ...LIMITS, ...limits }
  }

  /** A number that nothing else here has. */
  newId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  /** The time as GitHub writes it. */
  timestamp(): string {
    return new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  }

  /** Whoever commits next. Commits' times count on from a fixed day, so the same test makes the same SHAs. */
  newSignature(account: Account): Signature {
    this.#commits += 1
    return { name: account.login, email: `${account.login}@users.noreply.fake.invalid`, seconds: 1_750_000_000 + this.#commits }
  }

  /** A folder of its own for something that lives on disk. */
  newFolder(name: string): string {
    const path = join(this.folder, `${this.newId()}-${name}`)
    mkdirSync(path, { recursive: true })
    return path
  }

  /** The account of this name, made where there is none yet. */
  account(login: string, type: AccountType = 'User'): Account {
    const known = this.#accounts.get(login.toLowerCase())
    if (known !== undefined) return known
    const account = { id: this.newId(), login, type }
    this.#accounts.set(login.toLowerCase(), account)
    return account
  }

  /** The account under which an app acts. */
  bot(slug: string): Account {
    return this.account(botLogin(slug), 'Bot')
  }

  findAccount(login: string): Account | undefined {
    return this.#accounts.get(login.toLowerCase())
  }

  /** Keeps a repository's old name as a way to it. */
  rememberName(fullName: string, repository: FakeRepository): void {
    this.#oldNames.set(fullName.toLowerCase(), repository)
  }

  /** The repository that once had this name. */
  findMoved(fullName: string): FakeRepository | undefined {
    return this.#oldNames.get(fullName.toLowerCase())
  }

  findRepository(fullName: string): FakeRepository | undefined {
    return this.repositories.get(fullName.toLowerCase())
  }

  /** Gives something an id by which GraphQL finds it. */
  newNodeId(prefix: string, id: number, value: object): string {
    const nodeId = `${prefix}_kw${id.toString(36)}`
    this.#nodes.set(nodeId, value)
    return nodeId
  }

  findNode(nodeId: string): object | undefined {
    return this.#nodes.get(nodeId)
  }

  listen(listener: (event: GitHubEvent) => void): void {
    this.#listeners.push(listener)
  }

  emit(event: GitHubEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}
