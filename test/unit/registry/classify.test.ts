import { describe, expect, test } from '@jest/globals'
import { classifyRefusal, type Evidence, readErrorCodes } from '../../../src/registry/classify.ts'

const SEEN: Evidence = {
  host: 'ghcr.io',
  status: 404,
  codes: [],
  withCredentials: false,
  isAuthorised: true,
  isMirror: false,
  subject: 'a/b:1',
}

describe('what an answer without a manifest means', () => {
  test.each<[string, Partial<Evidence>, string]>([
    ['404 after authorisation', { codes: ['MANIFEST_UNKNOWN'] }, 'tag-not-found'],
    ['404 with an empty body or HTML', {}, 'tag-not-found'],
    ['404 NAME_UNKNOWN', { codes: ['NAME_UNKNOWN'] }, 'repo-not-found'],
    ['404 of a registry that has not let us in', { isAuthorised: false }, 'not-found-or-private'],
    ['404 NAME_UNKNOWN of the same', { isAuthorised: false, codes: ['NAME_UNKNOWN'] }, 'not-found-or-private'],
    ['404 of a mirror', { isMirror: true }, 'not-found-or-private'],
    ['401 without credentials', { status: 401, isAuthorised: false }, 'not-found-or-private'],
    ['401 with an anonymous token', { status: 401 }, 'not-found-or-private'],
    ['401 with credentials', { status: 401, withCredentials: true }, 'credentials-rejected'],
    ['403 DENIED', { status: 403, codes: ['DENIED'] }, 'forbidden'],
    ['412 of a registry with a policy', { status: 412, codes: ['PROJECTPOLICYVIOLATION'] }, 'forbidden'],
    ['451', { status: 451 }, 'forbidden'],
    ['403 of a registry that says so for a while', { status: 403, host: 'mcr.microsoft.com' }, 'unavailable'],
    ['429', { status: 429 }, 'rate-limited'],
    ['TOOMANYREQUESTS under another status', { status: 403, codes: ['TOOMANYREQUESTS'] }, 'rate-limited'],
    ['TOOMANYREQUESTS where credentials are refused', { status: 401, codes: ['TOOMANYREQUESTS'], withCredentials: true }, 'rate-limited'],
    ['500', { status: 500 }, 'unavailable'],
    ['502', { status: 502 }, 'unavailable'],
    ['522', { status: 522 }, 'unavailable'],
    ['408', { status: 408 }, 'unavailable'],
    ['499', { status: 499 }, 'unavailable'],
    ['400', { status: 400 }, 'bad-response'],
    ['405', { status: 405 }, 'bad-response'],
    ['204', { status: 204 }, 'bad-response'],
    ['304', { status: 304 }, 'bad-response'],
    ['307 without a place', { status: 307 }, 'bad-response'],
  ])('%s: %j → %s', (_name, seen, status) => expect(classifyRefusal({ ...SEEN, ...seen }).status).toBe(status))

  test('the wait that a registry asks for is told', () => {
    expect(classifyRefusal({ ...SEEN, status: 429, retryAfter: 120 }).reason).toContain('120 s')
  })
})

describe('error codes', () => {
  test.each([
    ['{"errors":[{"code":"NAME_UNKNOWN","message":"m"}]}', ['NAME_UNKNOWN']],
    ['{"errors":[{"code":"A_B"},{"code":"C"}]}', ['A_B', 'C']],
    ['{"errors":[{"code":"::error::injected"}]}', []],
    ['{"errors":[{"code":1},null,"x",[]]}', []],
    ['{"errors":{}}', []],
    ['<html>', []],
    ['', []],
    ['null', []],
  ])('%s → %j', (body, codes) => expect(readErrorCodes(Buffer.from(body))).toEqual(codes))
})
