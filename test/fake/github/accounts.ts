import type { JsonObject } from './json.ts'
import type { World } from './world.ts'

/** The kinds of account. */
export type AccountType = 'User' | 'Organization' | 'Bot'

/** Somebody or something with a name on GitHub. */
export interface Account {
  readonly id: number
  readonly login: string
  readonly type: AccountType
}

/** What identifies an app: the fake's own `github-actions`, or one that a test registered. */
export interface AppIdentity {
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly owner: Account
  readonly permissions: Readonly<Record<string, string>>
  readonly events: readonly string[]
  readonly createdAt: string
}

/** Who does something, and through which app. */
export interface Actor {
  readonly account: Account
  readonly app: AppIdentity | undefined
}

/** The name under which an app's account goes. */
export function botLogin(slug: string): string {
  return `${slug}[bot]`
}

/** An account as GitHub's `simple-user`. */
export function accountJson(world: World, { id, login, type }: Account): JsonObject {
  const name = encodeURIComponent(login)
  const url = `${world.apiUrl}/users/${name}`
  return {
    login,
    id,
    node_id: `U_kg${id.toString(36)}`,
    avatar_url: `${world.serverUrl}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: type === 'Bot' ? `${world.serverUrl}/apps/${login.replace('[bot]', '')}` : `${world.serverUrl}/${name}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
    user_view_type: 'public',
  }
}

/** An account as `GET /users/{username}` shows it. */
export function publicUserJson(world: World, account: Account): JsonObject {
  return {
    ...accountJson(world, account),
    name: null,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
  }
}

/** An app as GitHub's `integration`. */
export function appJson(world: World, app: AppIdentity): JsonObject {
  return {
    id: app.id,
    slug: app.slug,
    client_id: `Iv23${app.id.toString(36)}`,
    node_id: `A_kw${app.id.toString(36)}`,
    owner: accountJson(world, app.owner),
    name: app.name,
    description: '',
    external_url: `${world.serverUrl}/apps/${app.slug}`,
    html_url: `${world.serverUrl}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: app.events,
  }
}
