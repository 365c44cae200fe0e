import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { isOfApp, isOfViewer } from '../../../src/github/authorship.ts'
import { type CommentOutcome, keepComment, type StickyComment } from '../../../src/github/sticky-comment.ts'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import { IssueComment } from '../../fake/github/issue-comment.ts'
import type { FakePull } from '../../fake/github/pull.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import { accessToFake } from './faked-github.ts'

const MARKER = '<!-- pull-policy:comment -->'

let github: FakeGitHub
let repository: FakeRepository
let pull: FakePull

beforeAll(async () => {
  github = await startFakeGitHub({ limits: { contentPerMinute: 10_000 } })
})
beforeEach(() => {
  repository = github.repository(`acme/shop-${github.world.newId()}`)
  pull = repository.pullRequest({ head: { files: { 'a.yaml': 'a\n' } } })
  github.world.hidesApps = false
})
afterEach(() => {
  github.assertNoViolations()
  expect(github.unusedFaults()).toEqual([])
})
afterAll(() => github.close())

/** As a job does it: the token's own account is asked for. */
function keep(text: string, options: Partial<StickyComment> = {}, token = github.actionsToken(repository)): Promise<CommentOutcome> {
  const access = accessToFake(github, repository, token)
  const body = `${MARKER}\n${text}\n`
  return keepComment(access, { pullNumber: pull.number, marker: MARKER, isOwn: isOfViewer(access), body, whenAbsent: 'create', ...options })
}

function say(login: string, body: string): void {
  new IssueComment(pull, { account: github.world.account(login), app: undefined }, body)
}

function bodies(): readonly string[] {
  return pull.comments().map(({ body }) => body)
}

describe('one comment', () => {
  test('is made, changed where it says something else, and else left alone', async () => {
    const made = await keep('one')
    expect(made).toEqual({ kind: 'created', id: expect.any(Number), url: expect.stringMatching(/#issuecomment-\d+$/) })
    expect(await keep('one')).toEqual({ ...made, kind: 'unchanged' })
    expect(pull.comments()[0]?.edits).toBe(0)
    expect(await keep('two')).toEqual({ ...made, kind: 'edited' })
    expect(bodies()).toEqual([`${MARKER}\ntwo\n`])
  })

  test('is not made where a first one is not worth it, and then turned to what is so', async () => {
    expect(await keep('all well', { whenAbsent: 'skip' })).toEqual({ kind: 'skipped' })
    await keep('alarm')
    expect(await keep('all well', { whenAbsent: 'skip' })).toMatchObject({ kind: 'edited' })
    expect(bodies()).toEqual([`${MARKER}\nall well\n`])
  })

  test('is found behind 300 others', async () => {
    await keep('one')
    for (let index = 0; index < 150; index += 1) say('octocat', `before ${index}`)
    const mine = pull.comments()[0]
    mine?.delete()
    for (let index = 0; index < 150; index += 1) say('octocat', `after ${index}`)
    await keep('two')
    expect(await keep('three')).toMatchObject({ kind: 'edited' })
    expect(bodies().filter(body => body.startsWith(MARKER))).toEqual([`${MARKER}\nthree\n`])
    expect(pull.comments()).toHaveLength(301)
  })

  test('same but for line breaks and its end is the same', async () => {
    await keep('one')
    const [comment] = pull.comments()
    if (comment) comment.body = comment.body.replaceAll('\n', '\r\n').trimEnd()
    expect(await keep('one')).toMatchObject({ kind: 'unchanged' })
  })

  test('is cut at a line where it is longer than GitHub takes', async () => {
    await keep(`${'x'.repeat(40_000)}\n${'y'.repeat(40_000)}`)
    expect(bodies()[0]).toBe(`${MARKER}\n${'x'.repeat(40_000)}`)
    await keep('z'.repeat(70_000))
    expect(bodies()[0]).toHaveLength(65_536)
  })
})

test('a body may depend on what stands there: one that has alarmed says that this is over', async () => {
  const body = (present: string | null) => `${MARKER}\n${present === null ? 'calm' : present.includes('alarm') ? 'over' : 'calm'}`
  await keep('', { body })
  expect(bodies()).toEqual([`${MARKER}\ncalm`])
  await keep('alarm')
  await keep('', { body, whenAbsent: 'skip' })
  expect(bodies()).toEqual([`${MARKER}\nover`])
})

describe('whose it is', () => {
  test("a stranger's with our marker is left alone", async () => {
    say('mallory', `${MARKER}\nall is well\n`)
    await keep('one')
    await keep('two')
    expect(bodies()).toEqual([`${MARKER}\nall is well\n`, `${MARKER}\ntwo\n`])
  })

  test('our marker counts on the first line only, and whole', async () => {
    await keep('one', { marker: `${MARKER.slice(0, -4)} ci/build -->`, body: `${MARKER.slice(0, -4)} ci/build -->\n${MARKER}\n` })
    await keep('two')
    expect(pull.comments()).toHaveLength(2)
  })

  test('who the token is, is not asked while no comment has the marker, and once for a client', async () => {
    const access = accessToFake(github, repository, github.actionsToken(repository))
    const wanted = {
      pullNumber: pull.number,
      marker: MARKER,
      isOwn: isOfViewer(access),
      body: `${MARKER}\none`,
      whenAbsent: 'skip',
    } as const
    const count = () => github.requests.all.filter(({ path }) => path.endsWith('/graphql')).length
    const before = count()
    await keepComment(access, wanted)
    expect(count() - before).toBe(0)
    say('mallory', MARKER)
    say('mallory', MARKER)
    await keepComment(access, wanted)
    await keepComment(access, { ...wanted, isOwn: isOfViewer(access) })
    expect(count() - before).toBe(1)
  })

  test.each([
    ['through which app it came', false],
    ['the bot alone', true],
  ])("an app's is known where GitHub tells %s", async (_name, hidesApps) => {
    const app = github.app({ permissions: { pull_requests: 'write' } })
    const { token } = app.install(repository).issueToken()
    const isOwn = isOfApp({ id: app.id, botLogin: `${app.slug}[bot]` })
    await keep('one', { isOwn }, token.value)
    await keep('theirs')
    github.world.hidesApps = hidesApps
    expect(await keep('two', { isOwn }, token.value)).toMatchObject({ kind: 'edited' })
    expect(bodies()).toEqual([`${MARKER}\ntwo\n`, `${MARKER}\ntheirs\n`])
  })
})

describe('of several, the oldest stays', () => {
  test('two runs at the same time leave one', async () => {
    await Promise.all([keep('one'), keep('one'), keep('one')])
    expect(bodies()).toEqual([`${MARKER}\none\n`])
  })

  test('and what was left before is tidied up', async () => {
    await keep('one')
    const [first] = pull.comments()
    for (let index = 0; index < 3; index += 1)
      new IssueComment(pull, { account: github.world.bot('github-actions'), app: undefined }, `${MARKER}\nagain`)
    expect(await keep('two')).toMatchObject({ kind: 'edited', id: first?.id })
    expect(bodies()).toEqual([`${MARKER}\ntwo\n`])
  })

  test('an answer that is lost on its way makes no second one', async () => {
    github.failNext({ method: 'POST', path: '/comments', status: 502, afterwards: true })
    expect(await keep('one')).toMatchObject({ kind: expect.stringMatching(/created|unchanged/) })
    expect(bodies()).toEqual([`${MARKER}\none\n`])
  })

  test('one that is deleted under our hands is made again', async () => {
    await keep('one')
    github.failNext({ method: 'PATCH', path: '/issues/comments/', status: 404, body: { message: 'Not Found' } })
    const access = accessToFake(github, repository, github.actionsToken(repository))
    const isOwn = isOfViewer(access)
    let looks = 0
    const outcome = await keepComment(access, {
      pullNumber: pull.number,
      marker: MARKER,
      isOwn: async comment => {
        looks += 1
        if (looks === 2) return false
        return isOwn(comment)
      },
      body: `${MARKER}\ntwo`,
      whenAbsent: 'skip',
    })
    expect(outcome).toMatchObject({ kind: 'edited' })
  })
})

describe('what GitHub refuses is no fault', () => {
  test.each(['create', 'edit'])("a fork's token may not %s", async deed => {
    if (deed === 'edit') await keep('one')
    expect(await keep('two', {}, github.readOnlyToken(repository))).toEqual({
      kind: 'refused',
      permission: 'pull-requests: write',
      reason: 'GitHub answered 403, Resource not accessible by integration. The token needs `pull-requests: write`',
    })
  })

  test('a locked conversation', async () => {
    pull.isLocked = true
    expect(await keep('one')).toMatchObject({ kind: 'refused', reason: 'the conversation is locked, so GitHub takes nothing for it' })
  })

  test('a 404 where the comment was just read', async () => {
    await keep('one')
    github.failNext({ method: 'PATCH', path: '/issues/comments/', status: 404, body: { message: 'Not Found' } })
    expect(await keep('two')).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/404.*`pull-requests: write`/) })
  })

  test('a closed pull request still takes one', async () => {
    pull.close(github.world.account('octocat'))
    expect(await keep('one')).toMatchObject({ kind: 'created' })
  })

  test('a secondary limit is waited for', async () => {
    github.limitNext({ method: 'POST', path: '/comments', retryAfter: 3 })
    const access = accessToFake(github, repository, github.actionsToken(repository))
    const body = `${MARKER}\none`
    await keepComment(access, { pullNumber: pull.number, marker: MARKER, isOwn: isOfViewer(access), body, whenAbsent: 'create' })
    expect(access.waits).toEqual([3000])
    expect(bodies()).toEqual([body])
  })

  test('a limit beyond patience is said, and what for', async () => {
    github.limitNext({ method: 'POST', path: '/comments', retryAfter: 300 })
    await expect(keep('one')).rejects.toThrow(/the comment on pull request #1 could not be written: the rate limit .* 5 minutes/)
  })
})
