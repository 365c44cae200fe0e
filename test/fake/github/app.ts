import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import type { Permissions, TokenStore } from './access.ts'
import type { Account, AppIdentity } from './accounts.ts'
import type { Contract } from './contract.ts'
import { DeliveryLog } from './deliveries.ts'
import { FakeInstallation } from './installation.ts'
import type { FakeRepository } from './repository.ts'
import type { GitHubEvent, World } from './world.ts'

/** Where an app's webhooks go, and what signs them. */
export interface WebhookTarget {
  url: string
  secret: string
}

/** An app to be registered. */
export interface AppOptions {
  readonly slug?: string
  readonly owner?: string
  readonly permissions?: Permissions
  readonly events?: readonly string[]
  readonly webhook?: { readonly url: string; readonly secret: string }
  /** Gives out the new kind of installation token: some 520 characters, with dots. */
  readonly hasStatelessTokens?: boolean
}

/** What the fake's parts share that an app needs. */
export interface AppSurroundings {
  readonly world: World
  readonly tokens: TokenStore
  readonly contract: Contract
  readonly onViolation: (violation: string) => void
}

/** A registered GitHub App: its key, its installations and the webhooks that it was sent. */
export class FakeApp implements AppIdentity {
  readonly world: World
  readonly tokens: TokenStore
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly owner: Account
  readonly events: readonly string[]
  readonly createdAt: string
  readonly clientId: string
  readonly publicKey: KeyObject
  /** PEM (PKCS#1), as GitHub lets it be downloaded. */
  readonly privateKey: string
  readonly webhook: WebhookTarget
  readonly hasStatelessTokens: boolean
  readonly installations: FakeInstallation[] = []
  readonly deliveries: DeliveryLog
  permissions: Permissions
  /** The code by which a set-up page may fetch the app's secrets, once. */
  manifestCode: string | undefined

  constructor({ world, tokens, contract, onViolation }: AppSurroundings, options: AppOptions) {
    this.world = world
    this.tokens = tokens
    this.id = world.newId()
    this.slug = options.slug ?? 'test-app'
    this.name = this.slug
    this.owner = world.account(options.owner ?? 'app-maker')
    this.events = options.events ?? ['pull_request']
    this.permissions = { metadata: 'read', ...options.permissions }
    this.createdAt = world.timestamp()
    this.clientId = `Iv23${this.id.toString(36)}`
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
    this.publicKey = keys.publicKey
    this.privateKey = keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    this.webhook = { url: '', secret: randomBytes(16).toString('hex'), ...options.webhook }
    this.hasStatelessTokens = options.hasStatelessTokens === true
    this.deliveries = new DeliveryLog(this, contract, onViolation)
    world.listen(event => this.#hear(event))
  }

  /** The account under which it writes. */
  get account(): Account {
    return this.world.bot(this.slug)
  }

  /** Installs it on an account: for these repositories, or for all that the account has and will have. */
  install(on: FakeRepository | readonly FakeRepository[] | Account): FakeInstallation {
    const repositories = 'login' in on ? 'all' : [on].flat()
    const [first] = repositories === 'all' ? [] : repositories
    const account = 'login' in on ? on : first?.owner
    if (account === undefined) throw new Error('an installation needs an account')
    const installation = new FakeInstallation(this, account, repositories)
    this.installations.push(installation)
    installation.announce('created')
    return installation
  }

  #hear(event: GitHubEvent): void {
    const { repository, name, onlyApp } = event
    if (repository === undefined || (onlyApp !== undefined && onlyApp !== this.id) || !this.events.includes(name)) return
    const installation = this.installations.find(one => one.isActive && one.covers(repository))
    if (installation !== undefined) this.deliveries.send(event, installation)
  }
}
