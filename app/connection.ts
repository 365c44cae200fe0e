import { type GitHubAccess, type RepositoryName, VERSION } from '../src/index.ts'
import type { AppApi } from './app-api.ts'
import { type RateGate, RateLimited } from './rate-gate.ts'

/** What an installation was granted, in the API's own names: `pull_requests: write`. */
export type GrantedPermissions = Readonly<Record<string, string | undefined>>

/** GitHub, as one installation may use it for one job. */
export interface Connection {
  readonly api: AppApi
  /** Undefined where the token does not say. */
  readonly permissions: GrantedPermissions | undefined
  /** For the core's edges. */
  accessTo(repository: RepositoryName): AppAccess
  /** Requests sent so far. */
  requestCount(): number
}

/** As the core's edges want it, with the app's own calls. */
export type AppAccess = Omit<GitHubAccess, 'api'> & { readonly api: AppApi }

/** An Octokit as Probot gives it, as far as it is used here. */
export type InstallationClient = AppApi & {
  auth(options: { type: 'installation'; refresh?: boolean }): Promise<unknown>
  readonly hook: {
    before(name: 'request', hook: (options: RequestOptions) => void): void
    wrap(name: 'request', hook: (request: (options: RequestOptions) => Promise<unknown>, options: RequestOptions) => Promise<unknown>): void
  }
}

/** Of a request that is about to be sent, what is changed here. */
type RequestOptions = { headers: Record<string, unknown>; request?: object }

/** https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSION = '2022-11-28'

/** One request may take so long, in milliseconds. */
const TIMEOUT = 30_000

/**
 * Takes hold of an Octokit for one job of an installation. Limits are not waited for in memory: they come to the job as
 * {@link RateLimited}, and it is put off. A token that went bad is renewed once.
 */
export async function connect(client: InstallationClient, installation: number, gate: RateGate): Promise<Connection> {
  let requests = 0
  let isRenewed = false
  const send = gate.guard(installation)
  client.hook.before('request', options => {
    requests += 1
    options.headers['x-github-api-version'] = API_VERSION
    options.headers['user-agent'] = `pull-policy/${VERSION}`
    options.request = { ...options.request, fetch: send, retries: 0, signal: AbortSignal.timeout(TIMEOUT) }
  })
  client.hook.wrap('request', async (request, options) => {
    try {
      return await request(options)
    } catch (thrown) {
      if (isRenewed || !isUnauthorised(thrown)) throw thrown
      isRenewed = true
      await client.auth({ type: 'installation', refresh: true })
      return request(options)
    }
  })
  const wait = async (milliseconds: number) => {
    const until = gate.closedUntil(installation)
    if (until !== undefined) throw new RateLimited(until)
    await new Promise(resolve => setTimeout(resolve, milliseconds))
  }
  return {
    api: client,
    permissions: permissionsOf(await client.auth({ type: 'installation' })),
    accessTo: repository => ({ api: client, repository, wait }),
    requestCount: () => requests,
  }
}

function isUnauthorised(thrown: unknown): boolean {
  return thrown instanceof Error && 'status' in thrown && thrown.status === 401
}

function permissionsOf(authentication: unknown): GrantedPermissions | undefined {
  if (typeof authentication !== 'object' || authentication === null || !('permissions' in authentication)) return undefined
  const { permissions } = authentication
  if (typeof permissions !== 'object' || permissions === null) return undefined
  return Object.fromEntries(Object.entries(permissions).map(([name, level]) => [name, String(level)]))
}

/** Whether an installation may do something, as far as is known. */
export function mayWrite({ permissions }: Pick<Connection, 'permissions'>, name: string): boolean {
  return permissions === undefined || permissions[name] === 'write' || permissions[name] === 'admin'
}
