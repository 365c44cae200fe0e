import type { ProbotOctokit } from 'probot'
import { type GitHubAccess, type RepositoryName, VERSION } from '../../src/index.ts'
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
export type InstallationClient = AppApi & Pick<InstanceType<typeof ProbotOctokit>, 'auth' | 'hook'>

/** Who asks, and in which version of the API: https://docs.github.com/rest/about-the-rest-api/api-versions */
export const IDENTIFYING_HEADERS = { 'x-github-api-version': '2022-11-28', 'user-agent': `pull-policy/${VERSION}` } as const

/** One request may take so long, in milliseconds. */
const TIMEOUT = 30_000

/**
 * Takes hold of an Octokit for one job of an installation. Limits are not waited for in memory: they come to the job as
 * {@link RateLimited}, and it is put off. A token that went bad is renewed once.
 */
export async function connect(
  client: InstallationClient,
  installation: number,
  gate: RateGate,
  onAnswer: (method: string, route: string, status: number, remaining: number | undefined) => void = () => {},
): Promise<Connection> {
  let requests = 0
  let isRenewed = false
  const send = gate.guard(installation)
  identifyRequests(client)
  client.hook.before('request', options => {
    requests += 1
    options.request = { ...options.request, fetch: send, retries: 0, signal: AbortSignal.timeout(TIMEOUT) }
  })
  client.hook.wrap('request', async (request, options) => {
    const { method, url } = options
    const tell = (answer: unknown) => onAnswer(method, url, statusOf(answer), remainingOf(answer))
    try {
      const answer = await request(options)
      tell(answer)
      return answer
    } catch (thrown) {
      tell(thrown)
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
    accessTo: ({ owner, repo }) => ({ api: client, repository: { owner, repo }, wait }),
    requestCount: () => requests,
  }
}

/** Says with every request who asks, and in which version of the API. */
export function identifyRequests({ hook }: Pick<InstallationClient, 'hook'>): void {
  hook.before('request', options => void Object.assign(options.headers, IDENTIFYING_HEADERS))
}

function isUnauthorised(thrown: unknown): boolean {
  return statusOf(thrown) === 401
}

/** Of an answer, or of the error that stands for one; 0 where there is none. */
function statusOf(answer: unknown): number {
  return typeof answer === 'object' && answer !== null && 'status' in answer && typeof answer.status === 'number' ? answer.status : 0
}

function remainingOf(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('headers' in answer)) return undefined
  const { headers } = answer
  if (typeof headers !== 'object' || headers === null || !('x-ratelimit-remaining' in headers)) return undefined
  return Number(headers['x-ratelimit-remaining'])
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

/** What the app needs, as people read it, and in the API's own words. */
const NEEDED = [
  { name: 'contents: read', key: 'contents', isWrite: false },
  { name: 'pull-requests: write', key: 'pull_requests', isWrite: true },
  { name: 'checks: write', key: 'checks', isWrite: true },
]

/** What an installation was not granted, as `checks: write`. */
export function missingPermissions(connection: Pick<Connection, 'permissions'>): readonly string[] {
  const { permissions } = connection
  if (permissions === undefined) return []
  return NEEDED.filter(({ key, isWrite }) => !(isWrite ? mayWrite(connection, key) : permissions[key] !== undefined)).map(
    ({ name }) => name,
  )
}
