import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type CheckRunOutcome, keepCheckRun, type WantedCheckRun } from '../../../src/github/check-run.ts'
import type { CheckRunAnnotation } from '../../../src/github/check-run-output.ts'
import type { CheckRun } from '../../fake/github/check-run.ts'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import type { FakePull } from '../../fake/github/pull.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import { accessToFake } from './faked-github.ts'

let github: FakeGitHub
let repository: FakeRepository
let pull: FakePull

beforeAll(async () => {
  github = await startFakeGitHub()
})
beforeEach(() => {
  repository = github.repository(`acme/shop-${github.world.newId()}`)
  pull = repository.pullRequest({ head: { files: { 'a.yaml': 'a\n' } } })
  github.requests.clear()
})
afterEach(() => {
  github.assertNoViolations()
  expect(github.unusedFaults()).toEqual([])
})
afterAll(() => github.close())

function annotations(number: number, word = 'what'): readonly CheckRunAnnotation[] {
  return Array.from({ length: number }, (_, index) => ({
    level: 'warning',
    title: `${word} ${index}`,
    message: 'why',
    file: 'a.yaml',
    line: index + 1,
    endLine: index + 1,
    column: 2,
    endColumn: 4,
  }))
}

function keep(wanted: Partial<WantedCheckRun> = {}, token = github.actionsToken(repository)): Promise<CheckRunOutcome> {
  return keepCheckRun(accessToFake(github, repository, token), {
    name: 'pull-policy',
    head: pull.headSha,
    externalId: `pull-policy:${pull.number}`,
    conclusion: 'success',
    output: { title: 'All well', summary: 'Nothing found.', annotations: [] },
    ...wanted,
  })
}

function withAnnotations(list: readonly CheckRunAnnotation[]): Partial<WantedCheckRun> {
  return { conclusion: 'failure', output: { title: 'Not well', summary: 'Found.', annotations: list } }
}

function onlyRun(): CheckRun {
  expect(repository.checkRuns).toHaveLength(1)
  const [run] = repository.checkRuns
  if (run === undefined) throw new Error('there is no run')
  return run
}

describe('a check run', () => {
  test('without annotations is made and completed by one request', async () => {
    const outcome = await keep({ detailsUrl: 'https://ci.invalid/1' })
    expect(outcome).toEqual({ kind: 'written', id: onlyRun().id })
    expect(onlyRun()).toMatchObject({
      status: 'completed',
      conclusion: 'success',
      completions: 1,
      title: 'All well',
      detailsUrl: 'https://ci.invalid/1',
    })
    expect(github.requests.writes()).toHaveLength(1)
  })

  test.each([
    [50, 1],
    [51, 2],
    [120, 3],
    [250, 5],
  ])('with %d annotations takes %d requests, and has each once', async (number, requests) => {
    await keep(withAnnotations(annotations(number)))
    expect(onlyRun().annotations.map(({ title }) => title)).toEqual(annotations(number).map(({ title }) => title))
    expect(onlyRun()).toMatchObject({ conclusion: 'failure', completions: 1 })
    expect(github.requests.writes()).toHaveLength(requests)
  })

  test('has levels, places and buttons in GitHub’s words', async () => {
    const [first] = annotations(1)
    if (first === undefined) throw new Error('none')
    const list: CheckRunAnnotation[] = [
      { ...first, level: 'error' },
      { ...first, level: 'notice', endLine: 3 },
    ]
    const actions = Array.from({ length: 4 }, (_, index) => ({
      label: `${index}${'l'.repeat(30)}`,
      description: 'd'.repeat(60),
      identifier: 'i'.repeat(30),
    }))
    await keep({ ...withAnnotations(list), actions })
    expect(onlyRun().annotations).toMatchObject([
      { level: 'failure', startLine: 1, startColumn: 2, endColumn: 4 },
      { level: 'notice', startLine: 1, endLine: 3, startColumn: undefined },
    ])
    expect(onlyRun().actions).toEqual(
      [0, 1, 2].map(index => ({ label: `${index}${'l'.repeat(19)}`, description: 'd'.repeat(40), identifier: 'i'.repeat(20) })),
    )
  })

  test('is cut to what GitHub takes, by characters and by bytes', async () => {
    const [first] = annotations(1)
    if (first === undefined) throw new Error('none')
    const long = { ...first, title: 't'.repeat(300), message: 'é'.repeat(40_000) }
    await keep({ output: { title: 'x'.repeat(300), summary: 's'.repeat(70_000), text: '😀'.repeat(20_000), annotations: [long] } })
    const run = onlyRun()
    expect(run.title).toHaveLength(255)
    expect(run.summary).toBe(`${'s'.repeat(65_532)}…`)
    expect(Buffer.byteLength(run.text ?? '')).toBeLessThanOrEqual(65_535)
    expect(run.text).toMatch(/^(?:😀)+…$/u)
    expect(run.annotations[0]?.title).toBe(`${'t'.repeat(254)}…`)
    expect(Buffer.byteLength(run.annotations[0]?.message ?? '')).toBeLessThanOrEqual(65_536)
  })
})

describe('a run of the same name and id that is there', () => {
  test('is changed, not made again', async () => {
    await keep(withAnnotations(annotations(60)))
    await keep(withAnnotations(annotations(70)))
    expect(onlyRun().annotations).toHaveLength(70)
    expect(onlyRun()).toMatchObject({ conclusion: 'failure', completions: 1 })
  })

  test('is left alone where it says all this already', async () => {
    await keep(withAnnotations(annotations(3)))
    github.requests.clear()
    expect(await keep(withAnnotations(annotations(3)))).toEqual({ kind: 'written', id: onlyRun().id })
    expect(github.requests.writes()).toEqual([])
  })

  test('is followed by a new one where it has annotations that no longer hold: nobody can take them away', async () => {
    await keep(withAnnotations(annotations(3)))
    await keep()
    expect(repository.checkRuns).toHaveLength(2)
    expect(await keep()).toMatchObject({ id: repository.checkRuns[1]?.id })
    expect(repository.checkRuns).toHaveLength(2)
  })

  test('is another where its id is, or its commit', async () => {
    await keep()
    await keep({ externalId: 'pull-policy:8' })
    repository.push(pull.headBranch, { files: { 'a.yaml': 'b\n' } })
    await keep()
    expect(repository.checkRuns).toHaveLength(3)
  })
})

describe('it is completed also where', () => {
  test('GitHub refuses some annotations', async () => {
    github.failNext({ method: 'PATCH', path: '/check-runs/', status: 422, body: { message: 'Invalid request.' } })
    await keep(withAnnotations(annotations(120)))
    expect(onlyRun().annotations).toHaveLength(70)
    expect(onlyRun()).toMatchObject({ conclusion: 'failure', completions: 1 })
  })

  test('GitHub refuses the first ones, or the last', async () => {
    github.failNext({ method: 'POST', path: '/check-runs', status: 422, body: { message: 'Invalid request.' } })
    await keep(withAnnotations(annotations(2)))
    expect(onlyRun()).toMatchObject({ conclusion: 'failure', completions: 1, annotations: [] })
    github.failNext({ method: 'PATCH', path: '/check-runs/', status: 422, body: { message: 'Invalid request.' } })
    await keep({ ...withAnnotations(annotations(51)), externalId: 'other' })
    expect(repository.checkRuns[1]).toMatchObject({ conclusion: 'failure', completions: 1 })
  })

  test('GitHub fails in between, which is then told', async () => {
    github.failNext({ method: 'PATCH', path: '/check-runs/', status: 502, times: 4 })
    await expect(keep(withAnnotations(annotations(120)))).rejects.toThrow(/the check run at \w{7} could not be written/)
    expect(onlyRun()).toMatchObject({ conclusion: 'failure', completions: 1 })
  })

  test('answers are lost on their way: nothing is there twice', async () => {
    github.failNext({ method: 'POST', path: '/check-runs', status: 502, afterwards: true })
    github.failNext({ method: 'PATCH', path: '/check-runs/', status: 502, afterwards: true })
    await keep(withAnnotations(annotations(120)))
    expect(onlyRun().annotations).toHaveLength(120)
    expect(onlyRun()).toMatchObject({ conclusion: 'failure', completions: 1 })
  })

  test('GitHub asks for patience', async () => {
    github.limitNext({ method: 'POST', path: '/check-runs', retryAfter: 2 })
    await keep()
    expect(onlyRun()).toMatchObject({ conclusion: 'success', completions: 1 })
  })
})

describe('what GitHub refuses is no fault', () => {
  test("a fork's token", async () => {
    expect(await keep({}, github.readOnlyToken(repository))).toEqual({
      kind: 'refused',
      permission: 'checks: write',
      reason: 'GitHub answered 403, Resource not accessible by integration. The token needs `checks: write`',
    })
  })

  test('a token that sees no checks of a private repository', async () => {
    repository = github.repository(`acme/secret-${github.world.newId()}`, { private: true })
    pull = repository.pullRequest({ head: { files: { 'a.yaml': 'a\n' } } })
    const token = github.actionsToken(repository, { contents: 'read', metadata: 'read' })
    expect(await keep({}, token)).toMatchObject({ kind: 'refused', permission: 'checks: write' })
  })

  test('a commit that is not there', async () => {
    expect(await keep({ head: 'f'.repeat(40) })).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/No commit found/) })
  })
})
