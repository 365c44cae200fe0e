import { App, Octokit } from 'octokit'
import { VERSION } from '../../src/index.ts'
import type { GitHubAddress } from '../settings/github-address.ts'

/** GitHub as the operator's commands ask it: once, and with nothing printed beside what they say themselves. */
function clientAt({ apiUrl }: GitHubAddress) {
  return Octokit.defaults({
    baseUrl: apiUrl,
    userAgent: `pull-policy-app/${VERSION}`,
    log: SILENT,
    retry: { enabled: false },
    throttle: { enabled: false },
    request: { timeout: 15_000, headers: { 'x-github-api-version': API_VERSION } },
  })
}

/** https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSION = '2022-11-28'

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** A client that is nobody. */
export function anonymousClient(address: GitHubAddress): Octokit {
  return new (clientAt(address))()
}

/** The app itself, outside of Probot. */
export function appClient(address: GitHubAddress, appId: number, privateKey: string): App {
  return new App({ appId, privateKey, Octokit: clientAt(address), log: SILENT })
}

/** What GitHub answered instead of what was wanted. */
export interface Refusal {
  /** Undefined where nobody answered. */
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string | undefined>>
  /** In words, with no address in it. */
  readonly text: string
}

/** Reads what Octokit throws; throws on what it does not: a fault of ours. */
export function refusalOf(thrown: unknown): Refusal {
  if (typeof thrown !== 'object' || thrown === null || !('status' in thrown) || typeof thrown.status !== 'number') throw thrown
  const response = 'response' in thrown && typeof thrown.response === 'object' ? thrown.response : undefined
  if (response === undefined || response === null) return { status: undefined, headers: {}, text: 'nobody answered' }
  const headers = 'headers' in response ? Object(response.headers) : {}
  return { status: thrown.status, headers, text: `GitHub answered ${thrown.status}` }
}

/** The answer, or the refusal in its place. */
export function attempt<T>(asking: Promise<T>): Promise<T | Refusal> {
  return asking.catch((thrown: unknown) => refusalOf(thrown))
}

/** Makes a token worthless that is not needed any more. */
export async function revoke(address: GitHubAddress, token: string): Promise<void> {
  await attempt(new (clientAt(address))({ auth: token }).request('DELETE /installation/token'))
}
