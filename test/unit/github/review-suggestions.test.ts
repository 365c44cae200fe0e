import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { isOfApp, isOfViewer } from '../../../src/github/authorship.ts'
import { listChangedFiles } from '../../../src/github/changed-files.ts'
import { keepSuggestions, type SuggestionOutcome, type WantedSuggestions } from '../../../src/github/review-suggestions.ts'
import type { SuggestedLine } from '../../../src/github/suggestion-poster.ts'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import type { FakePull } from '../../fake/github/pull.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import { Review } from '../../fake/github/review.ts'
import { ReviewComment } from '../../fake/github/review-comment.ts'
import { accessToFake } from './faked-github.ts'

const TWENTY_LINES = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`).join('')
/** Hunks: lines 1 to 5 and 15 to 20. */
const CHANGED = TWENTY_LINES.replace('line 2\n', 'two\n').replace('line 18\n', 'eighteen\n')

let github: FakeGitHub
let repository: FakeRepository
let pull: FakePull

beforeAll(async () => {
  github = await startFakeGitHub({ limits: { contentPerMinute: 10_000 } })
})
beforeEach(() => {
  repository = github.repository(`acme/shop-${github.world.newId()}`, { files: { 'a.yaml': TWENTY_LINES } })
  pull = repository.pullRequest({ head: { files: { 'a.yaml': CHANGED } } })
})
afterEach(() => {
  github.assertNoViolations()
  expect(github.unusedFaults()).toEqual([])
})
afterAll(() => github.close())

type Wanted = Partial<WantedSuggestions<SuggestedLine>>

async function keep(lines: readonly SuggestedLine[], options: Wanted = {}, token = github.actionsToken(repository)) {
  const access = accessToFake(github, repository, token)
  const { hunks } = await listChangedFiles(access, { base: pull.baseSha, head: pull.headSha, pullRequest: pull.number })
  const bodyOf = ({ fingerprint }: SuggestedLine) => `Pin it.\n\`\`\`suggestion\nx\n\`\`\`\n<!-- pull-policy:suggestion ${fingerprint} -->`
  const wanted = { pullNumber: pull.number, head: pull.headSha, lines, hunks, most: 10, isOwn: isOfViewer(access), bodyOf, ...options }
  return keepSuggestions(access, wanted)
}

function at(line: number, fingerprint = `a${line.toString(16)}`): SuggestedLine {
  return { file: 'a.yaml', line, fingerprint }
}

function places(): readonly (number | undefined)[] {
  return [...pull.reviewComments.values()].map(({ anchor }) => anchor.line)
}

function reply(text: string): void {
  const [root] = pull.reviewComments.values()
  if (root === undefined) throw new Error('there is nothing to answer')
  const author = { account: github.world.account('octocat'), app: undefined }
  new ReviewComment(new Review(pull, author, pull.headSha, '', 'COMMENTED'), author, root.anchor, text, root)
}

function linesOf(outcome: SuggestionOutcome<SuggestedLine>) {
  if (outcome.kind === 'refused') throw new Error(outcome.reason)
  const numbers = (lines: readonly SuggestedLine[]) => lines.map(({ line }) => line)
  return {
    posted: numbers(outcome.posted),
    standing: numbers(outcome.standing),
    left: numbers(outcome.leftOut.map(({ line }) => line)),
    removed: outcome.removed,
  }
}

describe('new suggestions', () => {
  test('come as one review that only comments, on single lines of the head', async () => {
    expect(linesOf(await keep([at(2), at(18)]))).toEqual({ posted: [2, 18], standing: [], left: [], removed: 0 })
    expect(pull.reviews).toMatchObject([{ state: 'COMMENTED', commitId: pull.headSha }])
    const anchors = [...pull.reviewComments.values()].map(({ anchor }) => anchor)
    expect(anchors).toMatchObject([
      { line: 2, side: 'RIGHT', startLine: undefined },
      { line: 18, side: 'RIGHT', startLine: undefined },
    ])
  })

  test('none where there is nothing to suggest: no review, no request that writes', async () => {
    github.requests.clear()
    expect(linesOf(await keep([]))).toEqual({ posted: [], standing: [], left: [], removed: 0 })
    expect(github.requests.writes()).toEqual([])
  })

  test('stand only on lines that GitHub shows', async () => {
    const outcome = await keep([at(5), at(6), at(14), at(15), { file: 'b.yaml', line: 1, fingerprint: 'b1' }])
    expect(linesOf(outcome)).toMatchObject({ posted: [5, 15], left: [6, 14, 1] })
    expect(outcome).toMatchObject({
      leftOut: expect.arrayContaining([
        { line: at(6), reason: 'the line is not in the part of the file that GitHub shows', isRefused: false },
      ]),
    })
  })

  test('are as many as wished, those that stand counted', async () => {
    expect(linesOf(await keep([at(1), at(2), at(3)], { most: 2 }))).toMatchObject({ posted: [1, 2], left: [3] })
    expect(linesOf(await keep([at(1), at(2), at(3)], { most: 2 }))).toMatchObject({ posted: [], standing: [1, 2], left: [3] })
    expect(linesOf(await keep([at(2), at(3)], { most: 2 }))).toMatchObject({ posted: [3], standing: [2], removed: 1 })
    expect(linesOf(await keep([at(2), at(3), at(4)], { most: 0 }))).toMatchObject({ posted: [], left: [4] })
  })

  test('leave out a line that must not be shown', async () => {
    expect(linesOf(await keep([at(1), at(2)], { bodyOf: () => null }))).toMatchObject({ posted: [], left: [1, 2] })
  })
})

describe('nothing comes twice', () => {
  test('on the same head', async () => {
    await keep([at(2), at(18)])
    expect(linesOf(await keep([at(2), at(18), at(3)]))).toEqual({ posted: [3], standing: [2, 18], left: [], removed: 0 })
    expect(places()).toEqual([2, 18, 3])
  })

  test('where somebody has resolved it', async () => {
    await keep([at(2)])
    for (const { thread } of pull.reviewComments.values()) thread.resolvedBy = { account: github.world.account('octocat'), app: undefined }
    expect(linesOf(await keep([at(2)]))).toMatchObject({ posted: [], standing: [2] })
  })

  test('where a later push has made it outdated', async () => {
    await keep([at(2)])
    repository.push(pull.headBranch, { files: { 'a.yaml': CHANGED.replace('two\n', 'new\ntwo\n') } })
    expect([...pull.reviewComments.values()][0]?.place()).toMatchObject({ line: 3 })
    repository.push(pull.headBranch, { files: { 'a.yaml': CHANGED.replace('two\n', 'zwei\n') } })
    expect([...pull.reviewComments.values()][0]?.place()).toBeUndefined()
    expect(linesOf(await keep([at(2)]))).toMatchObject({ posted: [], standing: [2] })
  })

  test('where an answer was lost on its way', async () => {
    github.failNext({ method: 'POST', path: '/reviews', status: 502, afterwards: true })
    expect(linesOf(await keep([at(2), at(18)]))).toMatchObject({ posted: [2, 18] })
    expect(places()).toEqual([2, 18])
  })

  test('and with 120 remarks of others before it', async () => {
    await keep([at(2)])
    for (let index = 0; index < 120; index += 1) reply(`${index}`)
    await keep([at(2), at(18)])
    expect(linesOf(await keep([at(2), at(18)]))).toMatchObject({ posted: [], standing: [2, 18] })
  })
})

describe('what is over', () => {
  test('is deleted where nobody answered', async () => {
    await keep([at(2), at(18)])
    expect(linesOf(await keep([at(18)]))).toMatchObject({ standing: [18], removed: 1 })
    expect(places()).toEqual([18])
  })

  test('is marked and folded away where somebody did, once', async () => {
    await keep([at(2)])
    reply('why?')
    expect(linesOf(await keep([]))).toMatchObject({ removed: 1 })
    const [comment] = pull.reviewComments.values()
    expect(comment).toMatchObject({
      minimized: 'OUTDATED',
      body: `Mended in ${pull.headSha.slice(0, 7)}.\n<!-- pull-policy:suggestion a2 mended -->`,
    })
    expect(linesOf(await keep([]))).toMatchObject({ removed: 0 })
    expect(comment?.edits).toBe(1)
    expect(linesOf(await keep([at(2)]))).toMatchObject({ posted: [], left: [2] })
  })

  test('is left alone where a registry did not answer this time', async () => {
    await keep([at(2)])
    expect(linesOf(await keep([], { isUndecided: file => file === 'a.yaml' }))).toMatchObject({ removed: 0 })
    expect(places()).toEqual([2])
  })

  test('is ours only where we wrote it', async () => {
    await keep([at(2)])
    const [first] = pull.reviewComments.values()
    const author = { account: github.world.account('mallory'), app: undefined }
    if (first === undefined) throw new Error('none')
    new ReviewComment(
      new Review(pull, author, pull.headSha, '', 'COMMENTED'),
      author,
      first.anchor,
      'x\n<!-- pull-policy:suggestion a12 -->',
    )
    expect(linesOf(await keep([at(2), at(18)]))).toMatchObject({ posted: [18], removed: 0 })
  })

  test('is gone where somebody else was quicker', async () => {
    await keep([at(2)])
    github.failNext({ method: 'DELETE', path: '/pulls/comments/', status: 404, body: { message: 'Not Found' } })
    expect(linesOf(await keep([]))).toMatchObject({ removed: 1 })
  })
})

describe('what GitHub refuses', () => {
  test('is found out by halves: one bad line never loses the others', async () => {
    const hunks = new Map([['a.yaml', [{ start: 1, end: 21 }]]])
    const outcome = await keep([at(1), at(2), at(3), at(10), at(16), at(18)], { hunks })
    expect(linesOf(outcome)).toMatchObject({ posted: [1, 2, 3, 16, 18], left: [10] })
    expect(outcome).toMatchObject({ leftOut: [{ reason: expect.stringMatching(/^GitHub answered 422, .*line must be part of the diff/) }] })
    expect(places()).toEqual([1, 2, 3, 16, 18])
  })

  test('for a head that is no longer there is not tried again', async () => {
    github.requests.clear()
    expect(linesOf(await keep([at(1), at(2), at(3)], { head: 'f'.repeat(40) }))).toMatchObject({ posted: [], left: [1, 2, 3] })
    expect(github.requests.writes()).toHaveLength(1)
  })

  test("for a fork's token is a value", async () => {
    expect(await keep([at(2)], {}, github.readOnlyToken(repository))).toEqual({
      kind: 'refused',
      permission: 'pull-requests: write',
      reason: 'GitHub answered 403, Resource not accessible by integration. The token needs `pull-requests: write`',
    })
    await keep([at(2)])
    expect(await keep([], {}, github.readOnlyToken(repository))).toMatchObject({ kind: 'refused' })
  })

  test('for a while is waited for', async () => {
    github.limitNext({ method: 'POST', path: '/reviews', retryAfter: 1 })
    expect(linesOf(await keep([at(2)]))).toMatchObject({ posted: [2] })
  })
})

test('an app knows its own by its bot', async () => {
  const app = github.app({ slug: `pins-${repository.id}`, permissions: { pull_requests: 'write', contents: 'read' } })
  const { token } = app.install(repository).issueToken()
  const isOwn = isOfApp({ id: app.id, botLogin: `${app.slug}[bot]` })
  await keep([at(2)], { isOwn }, token.value)
  expect(linesOf(await keep([at(2)], { isOwn }, token.value))).toMatchObject({ posted: [], standing: [2] })
})
