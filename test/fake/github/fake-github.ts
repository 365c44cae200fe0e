import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { actionsApp, type Permissions, type Token, TokenStore } from './access.ts'
import type { Account, Actor } from './accounts.ts'
import { type ServerParts, serve } from './api-server.ts'
import { type AppOptions, FakeApp } from './app.ts'
import { Contract } from './contract.ts'
import { type Fault, Faults } from './faults.ts'
import type { FakePull } from './pull.ts'
import { RateLimits, secondaryLimit } from './rate-limits.ts'
import { readChange } from './recorded-change.ts'
import { FakeRepository, type RepositoryOptions } from './repository.ts'
import { RequestLog } from './request-log.ts'
import { Router } from './router.ts'
import { type Limits, World } from './world.ts'

/** How the fake is to be. */
export interface FakeGitHubOptions {
  /** An enterprise server: REST below `/api/v3`, no rate limits told. */
  readonly isEnterprise?: boolean
  /** Limits to lower, so that a test meets them with little. */
  readonly limits?: Partial<Limits>
}

const CONTRACT = new Contract()
const ROUTER = new Router(CONTRACT)

/** What a workflow's token may do where its permissions are not restricted. */
const ACTIONS_PERMISSIONS: Permissions = { contents: 'write', pull_requests: 'write', issues: 'write', checks: 'write', metadata: 'read' }

/** Starts a GitHub of one's own on this machine. It costs one port, and a temporary folder with a git repository for each of its own. */
export async function startFakeGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake GitHub has no port')
  const folder = mkdtempSync(join(tmpdir(), 'fake-github-'))
  const world = new World(folder, `http://127.0.0.1:${address.port}`, options.isEnterprise === true, options.limits ?? {})
  return new FakeGitHub(server, world)
}

/** A running fake: what tests put into it, and what they look at afterwards. */
export class FakeGitHub {
  readonly world: World
  readonly requests = new RequestLog()
  readonly violations: string[] = []
  readonly #server: Server
  readonly #tokens = new TokenStore()
  readonly #faults = new Faults()
  readonly #rateLimits: RateLimits
  readonly #apps: FakeApp[] = []
  #issued = 0

  constructor(server: Server, world: World) {
    this.#server = server
    this.world = world
    this.#rateLimits = new RateLimits(world.limits)
    const parts: ServerParts = {
      world,
      apps: this.#apps,
      tokens: this.#tokens,
      contract: CONTRACT,
      router: ROUTER,
      rateLimits: this.#rateLimits,
      faults: this.#faults,
      log: this.requests,
      violate: violation => this.violations.push(violation),
    }
    server.on('request', (request, response) => {
      serve(parts, request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
    })
  }

  /** `http://127.0.0.1:<port>`, as `GITHUB_SERVER_URL`. */
  get url(): string {
    return this.world.serverUrl
  }

  /** As `GITHUB_API_URL`. */
  get apiUrl(): string {
    return this.world.apiUrl
  }

  /** As `GITHUB_GRAPHQL_URL`. */
  get graphqlUrl(): string {
    return this.world.graphqlUrl
  }

  /** Makes a repository with one commit on its default branch. */
  repository(fullName: string, options: RepositoryOptions = {}): FakeRepository {
    const repository = new FakeRepository(this.world, fullName, options)
    this.world.repositories.set(fullName.toLowerCase(), repository)
    return repository
  }

  /** Makes a pull request of a recorded change: a folder with `base/`, `head/` and `meta.json`. */
  replayChange(folder: string, options: { readonly fork?: boolean } = {}): FakePull {
    const change = readChange(folder)
    const repository = this.repository(change.repository, { files: change.base })
    return repository.pullRequest({ ...options, title: change.title, head: { branch: 'change', files: change.head } })
  }

  /** Registers an app. */
  app(options: AppOptions = {}): FakeApp {
    const onViolation = (violation: string) => void this.violations.push(violation)
    const app = new FakeApp({ world: this.world, tokens: this.#tokens, contract: CONTRACT, onViolation }, options)
    this.#apps.push(app)
    return app
  }

  account(login: string): Account {
    return this.world.account(login)
  }

  /** A workflow's token, as `${{ github.token }}`: for its own repository only, and writing as `github-actions[bot]`. */
  actionsToken(repository: FakeRepository, permissions: Permissions = ACTIONS_PERMISSIONS): string {
    const actor = { account: this.world.bot('github-actions'), app: actionsApp(this.world) }
    const covers = (other: FakeRepository) => other === repository
    return this.#issue({ kind: 'actions', prefix: 'ghs', actor, permissions, budget: `actions ${repository.fullName}`, covers })
  }

  /** The token that a workflow gets for a pull request from a fork, or from Dependabot: it may read, and nothing else. */
  readOnlyToken(repository: FakeRepository): string {
    return this.actionsToken(repository, { contents: 'read', pull_requests: 'read', issues: 'read', checks: 'read', metadata: 'read' })
  }

  /** Somebody's personal token: it may do what they may do. */
  userToken(login: string): string {
    const actor = { account: this.world.account(login), app: undefined }
    const covers = (repository: FakeRepository) => repository.roleOf(actor.account) !== undefined
    return this.#issue({ kind: 'user', prefix: 'ghp', actor, permissions: {}, budget: `user ${login}`, covers })
  }

  /** Lets requests fail that are still to come. */
  failNext(fault: Fault): void {
    this.#faults.add(fault)
  }

  /** Lets requests meet the secondary rate limit. */
  limitNext({ retryAfter, ...fault }: Omit<Fault, 'status' | 'body' | 'headers'> & { readonly retryAfter: number }): void {
    const { status, body, headers } = secondaryLimit(retryAfter)
    this.#faults.add({ ...fault, status, body, headers })
  }

  /** Leaves only so many requests in this hour's budget of a token. */
  leaveRequests(token: string, remaining: number): void {
    const { budget } = this.#tokens.find(`token ${token}`) ?? { budget: 'nobody' }
    this.#rateLimits.leave(budget, remaining)
  }

  /** Failures that were asked for and that no request met. */
  unusedFaults(): readonly Fault[] {
    return this.#faults.unused()
  }

  /** Throws if anything was asked or answered that GitHub's own description does not allow, and forgets it for the next test. */
  assertNoViolations(): void {
    const violations = this.violations.splice(0)
    if (violations.length > 0) throw new Error(`the fake GitHub was not spoken to as GitHub is:\n${violations.join('\n')}`)
  }

  /** Waits until all webhooks sent so far were answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#apps.map(({ deliveries }) => deliveries.settled()))
  }

  /** Ends all connections and takes the repositories away. */
  async close(): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
    rmSync(this.world.folder, { recursive: true, force: true })
  }

  #issue({ prefix, ...token }: Omit<Token, 'value' | 'refusal'> & { readonly prefix: string; readonly actor: Actor }): string {
    this.#issued += 1
    const value = `${prefix}_${String(this.#issued).padStart(36, '0')}`
    this.#tokens.add({ ...token, value, refusal: () => undefined })
    return value
  }
}
