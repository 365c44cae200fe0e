import { describe, expect, test } from '@jest/globals'
import nock from 'nock'
import { listChangedFiles } from '../../../src/github/changed-files.ts'
import { UserError } from '../../../src/user-error.ts'
import { API, accessToGitHub, withoutNetwork } from './nocked-github.ts'

const RANGE = { base: 'a'.repeat(40), head: 'b'.repeat(40), pullRequest: 7 }
const COMPARE = /^\/repos\/acme\/shop\/compare\//
const FOUND = { merge_base_commit: { sha: 'c'.repeat(40) }, files: [] }

withoutNetwork()

describe('what GitHub refuses is told at once, with what to do', () => {
  test.each([
    [401, 'Bad credentials', /GitHub answered 401, Bad credentials\. The token is not valid or has expired/],
    [403, 'Resource not accessible by integration', /answered 403, Resource not accessible.*needs `contents: read`.*`permissions:`/],
    [404, 'Not Found', /answered 404, Not Found\. It is gone, or the token may not see it.*`contents: read`/],
    [422, 'Unprocessable', /answered 422, Unprocessable/],
  ])('%s %s', async (status, message, expected) => {
    nock(API).get(COMPARE).query(true).reply(status, { message })
    const access = accessToGitHub()
    const failure = await failureOf(listChangedFiles(access, RANGE))
    expect(failure.message).toMatch(expected)
    expect(failure.code).toBe('github')
    expect(access.waits).toEqual([])
  })
})

describe('what may pass is asked for again', () => {
  test.each([
    ['a bad gateway', 502, {}, [1000]],
    ['a secondary limit with retry-after', 403, { 'retry-after': '7' }, [7000]],
    ['too many requests', 429, { 'retry-after': '0' }, [0]],
  ])('%s, once', async (_name, status, headers, waits) => {
    nock(API).get(COMPARE).query(true).reply(status, { message: 'Slow down' }, headers).get(COMPARE).query(true).reply(200, FOUND)
    const access = accessToGitHub()
    expect(await listChangedFiles(access, RANGE)).toMatchObject({ mergeBase: 'c'.repeat(40), paths: [], fileCount: 0 })
    expect(access.waits).toEqual(waits)
  })

  test('a network that fails', async () => {
    nock(API).get(COMPARE).query(true).replyWithError('connect ECONNREFUSED').get(COMPARE).query(true).reply(200, FOUND)
    expect(await listChangedFiles(accessToGitHub(), RANGE)).toMatchObject({ fileCount: 0 })
  })

  test('four times and no more', async () => {
    nock(API).get(COMPARE).query(true).times(4).reply(503, { message: 'Unavailable' })
    const access = accessToGitHub()
    expect((await failureOf(listChangedFiles(access, RANGE))).message).toMatch(/answered 503, Unavailable, also when asked again/)
    expect(access.waits).toEqual([1000, 3000, 9000])
  })

  test('a network that stays away is told as such', async () => {
    nock(API).get(COMPARE).query(true).times(4).replyWithError('connect ECONNREFUSED')
    expect((await failureOf(listChangedFiles(accessToGitHub(), RANGE))).message).toMatch(
      /could not be reached, connect ECONNREFUSED.*HTTPS_PROXY/,
    )
  })
})

test('an hourly limit is not waited for', async () => {
  const reset = String(Math.ceil(Date.now() / 1000) + 1800)
  nock(API)
    .get(COMPARE)
    .query(true)
    .reply(403, { message: 'API rate limit exceeded' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset })
  const access = accessToGitHub()
  expect((await failureOf(listChangedFiles(access, RANGE))).message).toMatch(
    /rate limit of this token is used up for the next (30|31) minutes/,
  )
  expect(access.waits).toEqual([])
})

test("a page of a proxy's, sent with 200, is not an empty change", async () => {
  nock(API).get(COMPARE).query(true).reply(200, '<html>Sign in</html>', { 'content-type': 'text/html' })
  expect((await failureOf(listChangedFiles(accessToGitHub(), RANGE))).message).toMatch(/not GitHub's API/)
})

test('every request names the version of the API and bears the token', async () => {
  nock(API, { reqheaders: { 'x-github-api-version': '2022-11-28', authorization: 'token ghs_secret', 'user-agent': /^pull-policy\// } })
    .get(COMPARE)
    .query(true)
    .reply(200, FOUND)
  await expect(listChangedFiles(accessToGitHub(), RANGE)).resolves.toBeDefined()
})

async function failureOf(promise: Promise<unknown>): Promise<UserError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof UserError)) throw new Error(`expected a UserError, got ${String(thrown)}`)
  return thrown
}
