import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { EVENTS, jobsFor } from '../../app/events/events.ts'
import { keyOf } from '../../app/events/job.ts'
import { type FakeGitHub, startFakeGitHub } from '../fake/github/fake-github.ts'
import { IssueComment } from '../fake/github/issue-comment.ts'
import type { FakeRepository } from '../fake/github/repository.ts'
import { type RecordedEvent, recordEvents } from './harness/event-recorder.ts'

let github: FakeGitHub
let repository: FakeRepository
let events: RecordedEvent[]

beforeAll(async () => {
  github = await startFakeGitHub()
})
afterAll(() => github.close())

beforeEach(() => {
  events = recordEvents(github, { id: 7 })
  repository = github.repository(`acme/shop-${github.world.newId()}`, { files: { 'a.yaml': 'a: 1\n' } })
  events.length = 0
})

/** The keys of the jobs that the events so far ask for, and how long they wait. */
function asked(): readonly (readonly [string, number])[] {
  const jobs = events.splice(0).flatMap(({ name, payload }) => {
    const known = EVENTS.find(one => one === name)
    return known === undefined ? [] : jobsFor(known, payload)
  })
  return jobs.map(({ job, delay }) => [keyOf(job).replace(String(repository.id), 'R'), delay])
}

describe('a pull request', () => {
  test.each([
    ['opened', () => {}, [['pr:R:1', 300]]],
    ['pushed to', pull => pull.push({ 'b.yaml': 'b: 1\n' }), [['pr:R:1', 1500]]],
    ['marked as ready', pull => pull.markReady(), [['pr:R:1', 1500]]],
    ['made a draft', pull => pull.convertToDraft(), [['pr:R:1', 1500]]],
    ['given another base', pull => pull.changeBase('release'), [['pr:R:1', 1500]]],
    ['given another title', pull => pull.changeTitle('Better'), []],
    ['given another description', pull => pull.changeBody('/pull-policy recheck'), []],
    ['closed', pull => pull.close(), []],
  ] as readonly (readonly [string, (pull: ReturnType<FakeRepository['pullRequest']>) => void, unknown])[])(
    '%s',
    (what, change, expected) => {
      repository.push('release', { files: { 'r.yaml': 'r: 1\n' } })
      events.length = 0
      const pull = repository.pullRequest({ head: { files: { 'b.yaml': 'b: 0\n' } } })
      if (what !== 'opened') events.length = 0
      change(pull)
      expect(asked()).toEqual(expected)
    },
  )

  test('reopened', () => {
    const pull = repository.pullRequest({ head: { files: { 'b.yaml': 'b: 0\n' } } })
    pull.close()
    events.length = 0
    pull.reopen()
    expect(asked()).toEqual([['pr:R:1', 1500]])
  })
})

describe('a push', () => {
  test.each([
    ['to the configuration on the default branch', 'main', { '.github/pull-policy.yml': 'fail-on: warning\n' }, [['repository:R', 0]]],
    ['to its misspelt name', 'main', { '.github/pull-policy.yaml': 'fail-on: warning\n' }, [['repository:R', 0]]],
    ['to anything else', 'main', { 'a.yaml': 'a: 2\n' }, []],
    ['to the configuration on another branch', 'topic', { '.github/pull-policy.yml': 'fail-on: warning\n' }, []],
  ])('%s', (_, branch, files, expected) => {
    repository.push(branch, { files })
    expect(asked()).toEqual(expected)
  })
})

describe('a merge group', () => {
  test('that wants checks is a job of its own; one that is over is none', () => {
    const group = repository.mergeGroup(repository.pullRequest({ head: { files: { 'b.yaml': 'b: 0\n' } } }))
    events.splice(0, events.length - 1)
    expect(asked()).toEqual([[`group:R:${group.headSha}`, 0]])
    group.destroy()
    expect(asked()).toEqual([])
  })
})

describe('point 32: words of people and of programs', () => {
  const write = (body: string, type: 'User' | 'Bot' = 'User') => {
    const pull = repository.pullRequest({ head: { files: { 'b.yaml': 'b: 0\n' } } })
    events.length = 0
    const account = type === 'Bot' ? github.world.bot('other-app') : github.account('reviewer')
    new IssueComment(pull, { account, app: undefined }, body)
    return asked().map(([key]) => key.replace(/:\d+$/, ''))
  }

  test.each([
    ['/pull-policy recheck', ['rerun:R:null:1']],
    ['Thanks!\r\n/pull-policy recheck\r\nplease', ['rerun:R:null:1']],
    ['> /pull-policy recheck', []],
    ['try /pull-policy recheck', []],
    ['/pull-policy delete', []],
  ])('%j', (body, expected) => expect(write(body)).toEqual(expected))

  test('a program commands nothing', () => expect(write('/pull-policy recheck', 'Bot')).toEqual([]))

  test('a thousand events of our own making ask for nothing', () => {
    const pull = repository.pullRequest({ head: { files: { 'b.yaml': 'b: 0\n' } } })
    events.length = 0
    new IssueComment(pull, { account: github.world.bot('pull-policy'), app: undefined }, '/pull-policy recheck')
    const [event] = events.splice(0)
    for (let at = 0; at < 1000; at += 1) expect(jobsFor('issue_comment', event?.payload)).toEqual([])
  })
})

describe('payloads that are none', () => {
  test.each([
    null,
    'text',
    7,
    [],
    {},
    { installation: { id: '7' } },
    { action: 'opened', installation: { id: 7 }, repository: { id: 1, full_name: 'x' } },
  ])('%j asks for nothing, whatever it claims to be', payload => {
    for (const name of EVENTS) expect(jobsFor(name, payload)).toEqual([])
  })
})
