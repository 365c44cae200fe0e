import { getOctokit } from '@actions/github'
import { type GitHubWriteApi, VERSION } from '../src/index.ts'
import type { Environment } from './inputs.ts'

/** GitHub as a job reaches it. */
export interface Connection {
  readonly api: GitHubWriteApi
  /** How many requests were sent so far, those that were tried again included. */
  requestCount(): number
}

/** One request may take so long, in milliseconds. */
const TIMEOUT = 60_000

/** https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSION = '2022-11-28'

/** Connects to the GitHub that runs the job, an enterprise server too, through the runner's proxy where there is one. */
export function connect(token: string, env: Environment): Connection {
  const baseUrl = env.GITHUB_API_URL?.replace(/\/+$/, '')
  const octokit = getOctokit(token, { userAgent: `pull-policy/${VERSION}`, ...(baseUrl ? { baseUrl } : {}) })
  const graphUrl = findGraphUrl(env)
  let requests = 0
  octokit.hook.before('request', options => {
    requests += 1
    options.headers['x-github-api-version'] = API_VERSION
    options.request = { ...options.request, signal: AbortSignal.timeout(TIMEOUT) }
    if (options.url.endsWith('/graphql')) options.url = graphUrl ?? options.url
  })
  return { api: octokit, requestCount: () => requests }
}

/**
 * Where GraphQL is, as the runner says it; undefined where that is not the host of the API: who sets the one address and not
 * the other, as for a runner that stands in for GitHub's, does not want the token to go elsewhere.
 */
function findGraphUrl({ GITHUB_API_URL: api, GITHUB_GRAPHQL_URL: graph }: Environment): string | undefined {
  if (!api || !graph || !URL.canParse(api) || !URL.canParse(graph)) return undefined
  return new URL(api).origin === new URL(graph).origin ? graph : undefined
}
