import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { CheckRun } from '../fake/github/check-run.ts'
import type { FakePull } from '../fake/github/pull.ts'
import { index } from '../fake/registry/images.ts'
import { APP_OPTIONS } from './harness/app-environment.ts'
import { deployment } from './harness/manifests.ts'
import { Stage } from './harness/stage.ts'

jest.setTimeout(30_000)

let stage: Stage
const PATH = '.github/pull-policy.yml'
const BASE = { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }), [PATH]: 'pin-button: true\n' }
const NEXT = { 'web.yaml': deployment('web', { image: 'acme/app:1.5.0' }) }
const IMAGE = index(['linux/amd64'])
const PEOPLE = { maintainer: 'maintain', writer: 'write', reader: 'read', triager: 'triage' } as const

beforeAll(async () => {
  stage = await Stage.open({ permissions: { ...APP_OPTIONS.permissions, contents: 'write' } })
  for (const tag of ['1.4.0', '1.5.0']) stage.registry.push('acme/app', tag, IMAGE)
})
afterAll(() => stage.close())

async function opened(
  name: string,
  options: { readonly fork?: boolean; readonly files?: Readonly<Record<string, string>> } = {},
): Promise<FakePull> {
  const repository = stage.github.repository(name, { files: { ...BASE, ...options.files }, collaborators: PEOPLE })
  stage.app.install(repository)
  const pull = repository.pullRequest({ fork: options.fork === true, head: { branch: 'next', files: NEXT } })
  await stage.idle()
  return pull
}

/** Presses a button of the check, and waits for what comes of it. */
async function press(pull: FakePull, button: string, login: string): Promise<void> {
  stage.checkOf(pull).press(button, stage.github.account(login))
  await stage.idle()
}

function writesSince(start: number): readonly string[] {
  return stage.github.requests
    .writes()
    .slice(start)
    .flatMap(({ method, path }) => [`${method} ${path}`])
}

function tip({ headRepository, headBranch }: FakePull) {
  return headRepository.git.commit(headRepository.head(headBranch))
}

describe('point 19: asked for again', () => {
  test('on the current head, the check is made anew', async () => {
    const pull = await opened('again/shop')
    const check = stage.checkOf(pull)
    stage.registry.push('acme/app', '1.5.0', index(['linux/arm64']))
    check.rerequest(stage.github.account('writer'))
    await stage.idle()
    expect(stage.checkOf(pull).summary).toContain(index(['linux/arm64']).digest)
    expect(stage.commentsOf(pull)).toHaveLength(1)
    stage.registry.push('acme/app', '1.5.0', IMAGE)
  })

  test('on a head that was pushed over, it is closed as superseded', async () => {
    const pull = await opened('over/shop')
    const old = stage.checkOf(pull)
    pull.push({ 'notes.md': 'more\n' })
    await stage.idle()
    old.rerequest(stage.github.account('writer'))
    await stage.idle()
    expect(old).toMatchObject({ status: 'completed', conclusion: 'neutral', title: 'Superseded by a newer commit' })
    expect(stage.checkOf(pull).conclusion).toBe('success')
  })

  test('for a fork, whose check run names no pull request', async () => {
    const pull = await opened('abroad/again', { fork: true })
    const before = stage.github.requests.writes().length
    expect(stage.checkOf(pull).pulls()).toEqual([])
    stage.checkOf(pull).rerequest(stage.github.account('writer'))
    await stage.idle()
    expect(stage.checkOf(pull).status).toBe('completed')
    expect(stage.github.requests.all.slice(before).some(({ path }) => path.includes('/compare/'))).toBe(true)
  })
})

describe('checks of others', () => {
  const evil = { ...APP_OPTIONS, slug: 'evil', permissions: { checks: 'write' } } as const

  test('that bear our name and id are not taken for ours', async () => {
    const repository = stage.github.repository('forged/shop', { files: BASE })
    stage.app.install(repository)
    await stage.idle()
    stage.app.deliveries.hold()
    const pull = repository.pullRequest({ head: { branch: 'next', files: NEXT } })
    const forged = new CheckRun(repository, stage.github.app(evil), pull.headSha, 'pull-policy')
    Object.assign(forged, { externalId: 'pr:1', status: 'completed', conclusion: 'success', title: 'All is well' })
    stage.app.deliveries.release()
    await stage.idle()
    expect(stage.checksOf(pull)).toMatchObject([{ status: 'completed', externalId: 'pr:1' }])
    expect(forged.title).toBe('All is well')
  })

  test('are not re-run, nor called superseded', async () => {
    const pull = await opened('foreign/shop')
    const start = stage.github.requests.all.length
    await stage.send('check_run', {
      action: 'rerequested',
      installation: { id: stage.app.installations.find(one => one.covers(pull.repository))?.id },
      repository: { id: pull.repository.id, full_name: pull.repository.fullName },
      sender: { id: 1, login: 'writer', type: 'User' },
      check_run: {
        id: 4711,
        head_sha: pull.baseSha,
        external_id: 'pr:1',
        app: { id: stage.app.id + 1 },
        check_suite: { head_branch: 'next' },
      },
    })
    await stage.idle()
    expect(stage.github.requests.all.slice(start).map(({ method, path }) => `${method} ${path}`)).toEqual([])
  })
})

describe('point 32: who may ask', () => {
  let pull: FakePull

  test.each(['reader', 'triager', 'stranger'])('a %s presses both buttons and writes a command: nothing is done', async login => {
    pull ??= await opened('asked/shop')
    const start = stage.github.requests.writes().length
    const head = pull.headSha
    await press(pull, 'recheck', login)
    await press(pull, 'pin', login)
    const { id, fullName } = pull.repository
    const { id: senderId } = stage.github.account(login)
    await stage.send('pull_request_review', {
      action: 'submitted',
      installation: { id: stage.app.installations.find(one => one.covers(pull.repository))?.id },
      repository: { id, full_name: fullName },
      sender: { id: senderId, login, type: 'User' },
      review: { body: '/pull-policy recheck' },
      pull_request: { number: pull.number },
    })
    await stage.idle()
    expect(writesSince(start)).toEqual([])
    expect(pull.headSha).toBe(head)
  })

  test('somebody who may write has it reviewed again', async () => {
    const start = stage.github.requests.all.length
    await press(pull, 'recheck', 'writer')
    expect(stage.github.requests.all.slice(start).some(({ path }) => path.includes('/compare/'))).toBe(true)
  })
})

describe('the button that pins', () => {
  test('commits what was shown, and names who pressed it', async () => {
    const pull = await opened('pinned/shop')
    const shown = stage.checkOf(pull)
    expect(shown.actions.map(({ identifier }) => identifier)).toEqual(['recheck', 'pin'])
    expect(shown.summary).toContain(`+          image: acme/app:1.5.0@${IMAGE.digest}`)
    const before = pull.headSha
    await press(pull, 'pin', 'writer')
    const { message, parents } = tip(pull)
    expect(parents).toEqual([before])
    expect(message).toMatch(/^Pin an image by digest\n[\s\S]*Co-authored-by: writer <\d+\+writer@users\.noreply\.127\.0\.0\.1>$/)
    expect(pull.changes().map(({ path }) => String(path))).toEqual(['web.yaml'])
    expect(stage.checkOf(pull)).toMatchObject({ headSha: pull.headSha, conclusion: 'success' })
    expect(stage.checkOf(pull).actions.map(({ identifier }) => identifier)).toEqual(['recheck'])
    expect(stage.commentsOf(pull)).toHaveLength(1)
  })

  test('a digest that is another one by now: no commit, and a new check that says so', async () => {
    const pull = await opened('moved/shop')
    const before = pull.headSha
    stage.registry.push('acme/app', '1.5.0', index(['linux/riscv64']))
    await press(pull, 'pin', 'writer')
    expect(pull.headSha).toBe(before)
    expect(stage.checkOf(pull).title).toMatch(/^Nothing was committed/)
    expect(stage.checkOf(pull).summary).toContain('a digest is another one since the patch was shown')
    stage.registry.push('acme/app', '1.5.0', IMAGE)
  })

  test('a head that was pushed to meanwhile: no commit', async () => {
    const pull = await opened('raced/shop')
    const old = stage.checkOf(pull)
    pull.push({ 'notes.md': 'more\n' })
    const head = pull.headSha
    await stage.idle()
    old.press('pin', stage.github.account('writer'))
    await stage.idle()
    expect(pull.headSha).toBe(head)
    expect(stage.checkOf(pull).summary).toContain('the branch has moved on since the patch was shown')
  })

  test('a branch that is protected by now: no commit', async () => {
    const pull = await opened('guarded/shop')
    const head = pull.headSha
    pull.repository.protectedBranches.add('next')
    await press(pull, 'pin', 'writer')
    expect(pull.headSha).toBe(head)
    expect(stage.checkOf(pull).summary).toContain('**Nothing was committed**: the branch is protected.')
  })

  test.each([
    ['where the configuration does not ask for it', { files: { [PATH]: 'pin-button: false\n' } }],
    ['for a fork', { fork: true }],
  ])('is not there %s', async (name, options) => {
    const pull = await opened(`${name.replaceAll(' ', '-')}/no-button`, options)
    expect(stage.checkOf(pull).actions.map(({ identifier }) => identifier)).toEqual(['recheck'])
  })

  test('is not there for an installation that may not write contents', async () => {
    const repository = stage.github.repository('weak/shop', { files: BASE, collaborators: PEOPLE })
    const installation = stage.app.install(repository)
    installation.permissions = { ...installation.permissions, contents: 'read' }
    const pull = repository.pullRequest({ head: { files: NEXT } })
    await stage.idle()
    expect(stage.checkOf(pull).actions.map(({ identifier }) => identifier)).toEqual(['recheck'])
  })
})
