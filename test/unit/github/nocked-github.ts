import { afterAll, afterEach, beforeEach } from '@jest/globals'
import nock from 'nock'
import { connect } from '../../../action/connection.ts'
import type { GitHubAccess } from '../../../src/github/github-api.ts'

/** A name that nobody can have: no request ever leaves, and if one did it would find nobody. */
export const API = 'https://api.github.invalid'

/**
 * Shuts the network for each test of a file, and asks that every answer that was laid out was fetched. Node's own modules
 * are one for all files of a worker, so the file must leave them as it found them.
 */
export function withoutNetwork(): void {
  beforeEach(() => {
    nock.disableNetConnect()
  })
  afterEach(() => {
    const waiting = nock.pendingMocks()
    nock.cleanAll()
    nock.enableNetConnect()
    if (waiting.length > 0) throw new Error(`nobody asked for ${waiting.join(', ')}`)
  })
  afterAll(() => nock.restore())
}

/** The real Octokit of the Action, a repository, and no time to wait: the waits are only written down, in milliseconds. */
export function accessToGitHub(): GitHubAccess & { readonly waits: readonly number[]; requestCount(): number } {
  const waits: number[] = []
  const { api, requestCount } = connect('ghs_secret', { GITHUB_API_URL: API, GITHUB_GRAPHQL_URL: `${API}/graphql` })
  const wait = async (milliseconds: number) => void waits.push(milliseconds)
  return { api, repository: { owner: 'acme', repo: 'shop' }, wait, waits, requestCount }
}
