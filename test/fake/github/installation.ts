import { randomBytes } from 'node:crypto'
import { type Permissions, reaches, type Token } from './access.ts'
import { type Account, type Actor, accountJson } from './accounts.ts'
import { ApiError } from './api-error.ts'
import type { FakeApp } from './app.ts'
import type { JsonObject } from './json.ts'
import type { FakeRepository } from './repository.ts'
import { repositoryNameJson } from './repository-json.ts'

/** What can happen to an installation. */
export type InstallationAction = 'created' | 'deleted' | 'suspend' | 'unsuspend' | 'new_permissions_accepted'

/** A request for a token that may do less than the installation. */
export interface TokenWish {
  readonly permissions?: Permissions
  readonly repositories?: readonly FakeRepository[]
}

/** How long an installation's token is good, in milliseconds. */
const TOKEN_LIFE = 60 * 60 * 1000

/** One app, installed on one account. */
export class FakeInstallation {
  readonly app: FakeApp
  readonly account: Account
  readonly id: number
  readonly createdAt: string
  /** Taken over from the app when it was installed; new wishes of the app's wait until somebody accepts them. */
  permissions: Permissions
  suspendedAt: string | undefined
  isDeleted = false
  #repositories: 'all' | readonly FakeRepository[]
  #tokensFrom = 0
  #issued = 0

  constructor(app: FakeApp, account: Account, repositories: 'all' | readonly FakeRepository[]) {
    this.app = app
    this.account = account
    this.id = app.world.newId()
    this.createdAt = app.world.timestamp()
    this.permissions = app.permissions
    this.#repositories = repositories
  }

  get isActive(): boolean {
    return !this.isDeleted && this.suspendedAt === undefined
  }

  get selection(): 'all' | 'selected' {
    return this.#repositories === 'all' ? 'all' : 'selected'
  }

  repositories(): readonly FakeRepository[] {
    return [...this.app.world.repositories.values()].filter(repository => this.covers(repository))
  }

  covers(repository: FakeRepository): boolean {
    if (repository.owner !== this.account || repository.isDeleted) return false
    return this.#repositories === 'all' || this.#repositories.includes(repository)
  }

  /** A token as `POST /app/installations/{id}/access_tokens` gives out; refuses what the installation itself may not do. */
  issueToken({ permissions, repositories }: TokenWish = {}): { readonly token: Token; readonly expiresAt: string } {
    if (this.suspendedAt !== undefined) throw new ApiError(403, 'This installation has been suspended')
    const isTooMuch = Object.entries(permissions ?? {}).some(
      ([name, level]) => !reaches(this.permissions[name], level === 'admin' ? 'write' : level),
    )
    if (isTooMuch) throw new ApiError(422, 'The permissions requested are not granted to this installation.')
    const isForeign = repositories?.some(repository => !this.covers(repository)) === true
    if (isForeign)
      throw new ApiError(422, 'There is at least one repository that does not exist or is not accessible to the parent installation.')
    const expires = Date.now() + TOKEN_LIFE
    const token = this.#token(permissions ?? this.permissions, repositories, expires)
    this.app.tokens.add(token)
    return { token, expiresAt: new Date(expires).toISOString().replace(/\.\d+Z$/, 'Z') }
  }

  /** Makes every token that was given out so far a bad one, as if an hour had gone by. */
  expireTokens(): void {
    this.#tokensFrom = this.#issued
  }

  suspend(): void {
    this.announce('suspend')
    this.suspendedAt = this.app.world.timestamp()
  }

  unsuspend(): void {
    this.suspendedAt = undefined
    this.announce('unsuspend')
  }

  delete(): void {
    this.announce('deleted')
    this.isDeleted = true
  }

  /** Somebody grants what the app has asked for since it was installed. */
  acceptPermissions(): void {
    this.permissions = this.app.permissions
    this.announce('new_permissions_accepted')
  }

  addRepositories(...added: readonly FakeRepository[]): void {
    if (this.#repositories !== 'all') this.#repositories = [...this.#repositories, ...added]
    this.#announceRepositories('added', added)
  }

  removeRepositories(...removed: readonly FakeRepository[]): void {
    if (this.#repositories !== 'all') this.#repositories = this.#repositories.filter(repository => !removed.includes(repository))
    this.#announceRepositories('removed', removed)
  }

  announce(action: InstallationAction): void {
    const repositories = this.repositories().map(repositoryNameJson)
    const members = () => ({ installation: installationJson(this), ...(action !== 'new_permissions_accepted' && { repositories }) })
    this.app.deliveries.send({ name: 'installation', action, repository: undefined, sender: this.account, members }, this)
  }

  #announceRepositories(action: 'added' | 'removed', repositories: readonly FakeRepository[]): void {
    const members = () => ({
      installation: installationJson(this),
      repository_selection: this.selection,
      repositories_added: action === 'added' ? repositories.map(repositoryNameJson) : [],
      repositories_removed: action === 'removed' ? repositories.map(repositoryNameJson) : [],
      requester: null,
    })
    this.app.deliveries.send({ name: 'installation_repositories', action, repository: undefined, sender: this.account, members }, this)
  }

  #token(permissions: Permissions, only: readonly FakeRepository[] | undefined, expires: number): Token {
    this.#issued += 1
    const serial = this.#issued
    const actor: Actor = { account: this.app.account, app: this.app }
    return {
      value: this.app.hasStatelessTokens ? statelessToken(this.app.id) : `ghs_${randomBytes(18).toString('hex')}`,
      kind: 'installation',
      actor,
      permissions: { metadata: 'read', ...permissions },
      budget: `installation ${this.id}`,
      covers: repository => this.covers(repository) && (only === undefined || only.includes(repository)),
      refusal: () => {
        if (this.isDeleted || serial <= this.#tokensFrom || Date.now() > expires) return new ApiError(401, 'Bad credentials')
        return this.suspendedAt === undefined ? undefined : new ApiError(403, 'This installation has been suspended')
      },
    }
  }
}

/** An installation as the API and its webhooks show it. */
export function installationJson(installation: FakeInstallation): JsonObject {
  const { app, account, id } = installation
  const { world } = app
  return {
    id,
    client_id: app.clientId,
    account: accountJson(world, account),
    repository_selection: installation.selection,
    access_tokens_url: `${world.apiUrl}/app/installations/${id}/access_tokens`,
    repositories_url: `${world.apiUrl}/installation/repositories`,
    html_url: `${world.serverUrl}/settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: app.events,
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === undefined ? null : accountJson(world, account),
    suspended_at: installation.suspendedAt ?? null,
  }
}

/** The shape of tokens that carry their own proof: the app's number, then a JWT. */
function statelessToken(appId: number): string {
  const part = (bytes: number) => randomBytes(bytes).toString('base64url')
  return `ghs_${appId}_${part(27)}.${part(160)}.${part(192)}`
}
