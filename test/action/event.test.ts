import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { readEvent, type Subject, type WorkflowEvent } from '../../action/event.ts'

const folder = mkdtempSync(join(tmpdir(), 'pull-policy-event-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [A, B, NONE] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)]
const repository = { default_branch: 'main' }

function eventOf(name: string, payload: unknown, actor = 'octocat', baseRef: string | null = null, more = {}): WorkflowEvent {
  const path = join(folder, 'event.json')
  writeFileSync(path, JSON.stringify(payload))
  const env = { GITHUB_REPOSITORY: 'acme/shop', GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path, GITHUB_SHA: B, GITHUB_ACTOR: actor }
  return readEvent({ ...env, ...more }, baseRef)
}

function subjectOf(name: string, payload: unknown): Subject {
  return eventOf(name, payload).subject
}

function pullRequest(headRepo: { id: number } | null): object {
  return { pull_request: { number: 7, base: { sha: A, ref: 'main', repo: { id: 1 } }, head: { sha: B, ref: 'change', repo: headRepo } } }
}

describe('what an event asks to be reviewed', () => {
  const pull = { kind: 'pull-request', number: 7, fileCount: null, base: A, head: B, baseRef: 'main' }
  test.each([
    ['pull_request', pullRequest({ id: 1 }), pull],
    ['pull_request_target', pullRequest({ id: 2 }), pull],
    ['pull_request_review', pullRequest({ id: 1 }), pull],
    [
      'merge_group',
      { merge_group: { base_sha: A, head_sha: B, base_ref: 'refs/heads/main' } },
      { kind: 'range', base: A, head: B, baseRef: 'main' },
    ],
    ['push', { before: A, after: B, ref: 'refs/heads/x/y', repository }, { kind: 'range', base: A, head: B, baseRef: 'x/y' }],
    ['push', { before: NONE, after: B, ref: 'refs/heads/new', repository }, { kind: 'range', base: 'main', head: B, baseRef: 'main' }],
    ['push', { before: NONE, after: B, ref: 'refs/tags/v1', repository }, { kind: 'range', base: 'main', head: B, baseRef: 'main' }],
    ['push', { before: NONE, after: B, ref: 'refs/heads/main', repository }, { kind: 'commit', head: B }],
    ['push', { before: A, after: B, forced: true, ref: 'refs/heads/x', repository }, { kind: 'range', base: A, head: B, baseRef: 'x' }],
    [
      'push',
      { before: A, after: NONE, deleted: true, ref: 'refs/heads/x', repository },
      { kind: 'nothing', reason: 'the push deleted a branch or a tag' },
    ],
    [
      'push',
      { before: NONE, after: A, head_commit: { id: B }, ref: 'refs/tags/v1', repository },
      { kind: 'range', base: 'main', head: B, baseRef: 'main' },
    ],
    ['schedule', { schedule: '0 4 * * *' }, { kind: 'commit', head: B }],
    ['workflow_dispatch', { inputs: {} }, { kind: 'commit', head: B }],
  ])('%s %j', (name, payload, subject) => expect(subjectOf(name, payload)).toEqual(subject))
})

test.each(['workflow_dispatch', 'schedule'])('%s with a base brings a change', name => {
  expect(eventOf(name, { repository }, 'octocat', 'v1').subject).toEqual({ kind: 'range', base: 'v1', head: B, baseRef: 'v1' })
})

describe('an event that was written by hand, to run a workflow without GitHub', () => {
  const range = { kind: 'range', base: 'main', head: B, baseRef: 'main' }
  test.each([
    ['no number', { pull_request: { base: { sha: A, ref: 'main' }, head: { sha: B } } }, {}, { ...range, base: A }],
    ['branches alone', { pull_request: { base: { ref: 'main' }, head: { ref: 'x' } } }, {}, range],
    ['nothing', {}, { GITHUB_BASE_REF: 'main' }, range],
    [
      'the number at its top',
      { number: 7, pull_request: { base: { sha: A, ref: 'main' }, head: { sha: B }, changed_files: 3 } },
      {},
      { kind: 'pull-request', number: 7, fileCount: 3, base: A, head: B, baseRef: 'main' },
    ],
  ])('with %s', (_name, payload, env, subject) => {
    expect(eventOf('pull_request', payload, 'octocat', null, env)).toMatchObject({ subject, isFork: false })
  })

  test('says what it lacks where there is no base', () => {
    expect(() => subjectOf('pull_request', {})).toThrow(/GITHUB_EVENT_PATH lacks the member `pull_request\.base\.sha`/)
    expect(() => eventOf('schedule', {}, 'octocat', null, { GITHUB_SHA: '' })).toThrow(/GITHUB_SHA does not name a commit/)
  })
})

describe('whom an event comes from', () => {
  const DEPENDABOT = 'dependabot[bot]'
  test.each([
    ['pull_request', pullRequest({ id: 1 }), 'octocat', false, false],
    ['pull_request', pullRequest({ id: 2 }), 'octocat', true, true],
    ['pull_request', pullRequest(null), 'octocat', true, true],
    ['pull_request_target', pullRequest({ id: 2 }), 'octocat', true, false],
    ['pull_request_target', pullRequest({ id: 1 }), DEPENDABOT, false, false],
    ['pull_request', pullRequest({ id: 1 }), DEPENDABOT, false, true],
    ['push', { before: A, after: B, ref: 'refs/heads/x', repository }, DEPENDABOT, false, true],
    ['push', { before: A, after: B, ref: 'refs/heads/x', repository }, 'octocat', false, false],
  ])('%s %j by %s: a fork %s, reading only %s', (name, payload, actor, isFork, isReadOnly) => {
    expect(eventOf(name, payload, actor)).toMatchObject({ isFork, isReadOnly })
  })
})

describe('what cannot be reviewed is refused', () => {
  test('another event, with those that can', () => {
    expect(() => subjectOf('issue_comment', { issue: {} })).toThrow(/unexpected event "issue_comment", expected one of pull_request, /)
  })

  test('a payload that lacks a commit', () => {
    expect(() => subjectOf('merge_group', { merge_group: { base_sha: A } })).toThrow(/lacks the member `head_sha`/)
  })

  test('no payload', () => {
    expect(() => readEvent({ GITHUB_REPOSITORY: 'acme/shop', GITHUB_EVENT_NAME: 'push' }, null)).toThrow(/GITHUB_EVENT_PATH names no event/)
  })

  test('no repository', () => expect(() => readEvent({}, null)).toThrow(/GITHUB_REPOSITORY/))
})
