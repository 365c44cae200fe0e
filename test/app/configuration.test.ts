import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { FakeRepository } from '../fake/github/repository.ts'
import { index } from '../fake/registry/images.ts'
import { deployment } from './harness/manifests.ts'
import { Stage } from './harness/stage.ts'

jest.setTimeout(30_000)

let stage: Stage
const BASE = { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) }
const LATEST = { 'web.yaml': deployment('web', { image: 'acme/app:latest' }) }
const PATH = '.github/pull-policy.yml'

beforeAll(async () => {
  stage = await Stage.open()
  for (const tag of ['1.4.0', 'latest']) stage.registry.push('acme/app', tag, index(['linux/amd64']))
})
afterAll(() => stage.close())

async function installedOn(name: string, files: Readonly<Record<string, string>>): Promise<FakeRepository> {
  const repository = stage.github.repository(name, { files })
  stage.app.install(stage.github.account(repository.owner.login))
  await stage.idle()
  return repository
}

describe('point 26: the configuration is the default branch’s', () => {
  test('it counts, and a head that brings another is reviewed under this one', async () => {
    const repository = await installedOn('own/shop', { ...BASE, [PATH]: 'fail-on: warning\n' })
    const pull = repository.pullRequest({ head: { files: { ...LATEST, [PATH]: 'fail-on: never\ncomment: off\n' } } })
    await stage.idle()
    expect(stage.checkOf(pull).conclusion).toBe('failure')
    expect(stage.commentsOf(pull)).toHaveLength(1)
    expect(stage.checkOf(pull).summary).toContain('The configuration that this change brings is valid')
    expect(stage.checkOf(pull).summary).toContain('so the check fails now')
    expect(stage.checkOf(pull).summary).toContain('so the check passes with it')
  })

  test('a branch that is the base of the pull request has no say', async () => {
    const repository = await installedOn('base/shop', { ...BASE, [PATH]: 'comment: off\n' })
    repository.push('release', { files: { [PATH]: 'comment: changes\n' } })
    const pull = repository.pullRequest({ base: 'release', head: { files: LATEST } })
    await stage.idle()
    expect(stage.commentsOf(pull)).toEqual([])
  })

  test('where comments are off by now, the one that is there is kept true, and none is made', async () => {
    const repository = await installedOn('hushed/shop', BASE)
    const pull = repository.pullRequest({ head: { branch: 'one', files: LATEST } })
    await stage.idle()
    repository.push('main', { files: { [PATH]: 'comment: off\n' } })
    pull.push(BASE)
    const other = repository.pullRequest({ head: { branch: 'two', files: LATEST } })
    await stage.idle()
    expect(stage.commentsOf(pull)).toEqual([expect.stringContaining('### ✅')])
    expect(stage.commentsOf(other)).toEqual([])
  })

  test('the organisation’s serves where the repository has none, and only there', async () => {
    stage.github.repository('shared/.github', { files: { [PATH]: 'check: false\n' } })
    const plain = await installedOn('shared/plain', BASE)
    const own = stage.github.repository('shared/own', { files: { ...BASE, [PATH]: 'comment: off\n' } })
    const [without, withOwn] = [plain, own].map(repository => repository.pullRequest({ head: { files: LATEST } }))
    await stage.idle()
    if (without === undefined || withOwn === undefined) throw new Error('two pull requests were opened')
    expect([stage.checksOf(without).length, stage.commentsOf(without).length]).toEqual([0, 1])
    expect([stage.checksOf(withOwn).length, stage.commentsOf(withOwn).length]).toEqual([1, 0])
  })

  test('it is asked for once, for ten reviews', async () => {
    const repository = await installedOn('cached/shop', BASE)
    const start = stage.github.requests.all.length
    const pull = repository.pullRequest({ head: { files: LATEST } })
    await stage.idle()
    for (let at = 0; at < 4; at += 1) {
      pull.push({ 'notes.md': `${at}\n` })
      await stage.idle()
    }
    const asked = stage.github.requests.all.slice(start).filter(({ body }) => JSON.stringify(body ?? '').includes('pull-policy.yml'))
    expect(asked).toHaveLength(1)
  })
})

describe('point 26: a configuration that is wrong', () => {
  const WRONG = 'fail-on: warnings\nprofil: default\n'
  let repository: FakeRepository

  test('fails the check with its line, and says nothing else', async () => {
    repository = await installedOn('wrong/shop', { ...BASE, [PATH]: WRONG })
    const pull = repository.pullRequest({ head: { files: LATEST } })
    await stage.idle()
    const check = stage.checkOf(pull)
    expect(check).toMatchObject({ conclusion: 'failure', title: `The configuration is wrong in ${PATH}, line 1` })
    expect(check.summary).toContain('line 2')
    expect(check.annotations.map(({ path, startLine }) => `${path}:${startLine}`)).toEqual([`${PATH}:1`, `${PATH}:2`])
    expect(stage.commentsOf(pull)).toEqual([])
  })

  test('mended on the default branch, the open pull request is checked again', async () => {
    repository.push('main', { files: { [PATH]: 'fail-on: warning\n' } })
    await stage.idle()
    const pull = repository.pull(1)
    expect(stage.checkOf(pull)).toMatchObject({ conclusion: 'failure', title: expect.stringContaining('1 warning') })
    expect(stage.commentsOf(pull)).toHaveLength(1)
  })

  test('brought by a pull request, it is shown at its lines, and the review is made all the same', async () => {
    const sound = await installedOn('sound/shop', BASE)
    const pull = sound.pullRequest({ head: { files: { ...LATEST, [PATH]: WRONG } } })
    await stage.idle()
    const check = stage.checkOf(pull)
    expect(check.conclusion).toBe('failure')
    expect(check.annotations).toEqual(expect.arrayContaining([expect.objectContaining({ path: PATH, startLine: 1, level: 'failure' })]))
    expect(check.summary).toContain('unexpected `warnings`, expected one of')
    expect(stage.commentsOf(pull)).toHaveLength(1)
  })

  test('fails the merge queue’s check too, before it is on the default branch', async () => {
    const sound = await installedOn('queued/shop', BASE)
    const group = sound.mergeGroup(sound.pullRequest({ head: { files: { [PATH]: WRONG } } }))
    await stage.idle()
    const runs = sound.checkRuns.filter(({ headSha }) => headSha === group.headSha)
    expect(runs).toMatchObject([
      { conclusion: 'failure', title: expect.stringContaining('The configuration that this change brings is wrong') },
    ])
  })

  test('under a name that is not read, it is said rather than ignored', async () => {
    const misspelt = await installedOn('misspelt/shop', { ...BASE, '.github/pull-policy.yaml': 'fail-on: warning\n' })
    const pull = misspelt.pullRequest({ head: { files: LATEST } })
    await stage.idle()
    expect(stage.checkOf(pull).conclusion).toBe('failure')
    expect(stage.checkOf(pull).summary).toContain('pull-policy.yaml')
  })
})
