import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { IssueComment } from '../fake/github/issue-comment.ts'
import type { FakePull } from '../fake/github/pull.ts'
import { FakeRegistry } from '../fake/registry/fake-registry.ts'
import { index } from '../fake/registry/images.ts'
import { deployment } from './harness/manifests.ts'
import { Stage } from './harness/stage.ts'

jest.setTimeout(30_000)

let stage: Stage
let vault: FakeRegistry
const SECRET = index(['linux/amd64'], 'oci', { seed: 'secret' })

beforeAll(async () => {
  vault = await new FakeRegistry({ auth: { kind: 'basic', users: { robot: 'canary-password' } } }).start()
  vault.push('acme/app', '1.5.0', SECRET)
  vault.push('acme/other', '1.5.0', SECRET)
  stage = await Stage.open({
    env: { VAULT_PASSWORD: 'canary-password' },
    registries: () => [
      `  - { host: "${vault.host}", owners: ["inside", "open"], username: robot, password-env: VAULT_PASSWORD, inner-address: true, plain-http: true }`,
    ],
  })
})
afterAll(async () => {
  await stage.close()
  await vault.stop()
})

interface Opening {
  readonly isPrivate: boolean
  readonly internal?: boolean
  readonly fork?: boolean
  readonly image?: string
}

async function opened(name: string, { isPrivate, internal = false, fork = false, image = 'acme/app' }: Opening): Promise<FakePull> {
  const repository = stage.github.repository(name, {
    files: { 'web.yaml': deployment('web', { image: `${vault.host}/acme/app:1.5.0`, policy: 'Always' }) },
    private: isPrivate,
    internal,
  })
  stage.app.install(repository)
  const pull = repository.pullRequest({
    fork,
    head: { files: { 'web.yaml': deployment('web', { image: `${vault.host}/${image}:1.5.0` }) } },
  })
  await stage.idle()
  return pull
}

function shows(pull: FakePull): boolean {
  const words = [
    ...stage.commentsOf(pull),
    stage.checkOf(pull).summary ?? '',
    ...Array.from(pull.reviewComments.values(), ({ body }) => body),
  ]
  return words.some(text => text.includes(SECRET.digest.slice(7, 15)))
}

describe('the operator’s logins', () => {
  test('are used for a private repository of the account that they are for', async () => {
    expect(shows(await opened('inside/one', { isPrivate: true }))).toBe(true)
  })

  test('are not used for another account', async () => {
    expect(shows(await opened('outside/two', { isPrivate: true }))).toBe(false)
  })

  test('reveal nothing in a repository that everybody can read', async () => {
    expect(shows(await opened('open/three', { isPrivate: false }))).toBe(false)
  })

  test('nor in one that a whole enterprise can read', async () => {
    expect(shows(await opened('open/internal', { isPrivate: true, internal: true }))).toBe(false)
  })

  test('for a fork’s change, are used for what the base runs already', async () => {
    expect(shows(await opened('inside/four', { isPrivate: true, fork: true }))).toBe(true)
  })

  test('and for nothing else', async () => {
    const asked = vault.lines().filter(line => line.includes('/acme/other/')).length
    expect(shows(await opened('inside/five', { isPrivate: true, fork: true, image: 'acme/other' }))).toBe(false)
    expect(
      vault.seen.slice(asked).filter(({ path, headers }) => path.includes('/acme/other/') && headers.authorization !== undefined),
    ).toEqual([])
  })

  test('are in no log', () => expect(stage.log.filter(line => line.includes('canary') || line.includes('cm9ib3Q6'))).toEqual([]))
})

describe('point 23: whose comment it is', () => {
  const FORGED = '<!-- pull-policy:comment -->\nAll is well, says somebody else.'

  test.each([
    ['GitHub says through which app it came', false],
    ['GitHub does not say it, and the account is known', true],
  ])('where %s: a stranger’s with our marker is left alone, and ours is edited', async (name, hidesApps) => {
    stage.github.world.hidesApps = hidesApps
    const repository = stage.github.repository(`forged-${hidesApps}/shop`, {
      files: { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) },
    })
    stage.app.install(repository)
    stage.app.deliveries.hold()
    const pull = repository.pullRequest({ head: { files: { 'web.yaml': deployment('web', { image: 'acme/app:latest' }) } } })
    const forged = new IssueComment(pull, { account: stage.github.account('mallory'), app: undefined }, FORGED)
    stage.app.deliveries.release()
    await stage.idle()
    expect(stage.commentsOf(pull)).toHaveLength(1)
    pull.push({ 'web.yaml': deployment('web', { image: 'acme/app:edge' }) })
    await stage.idle()
    expect(forged).toMatchObject({ body: FORGED, edits: 0 })
    expect(stage.commentsOf(pull)).toEqual([expect.stringContaining('`edge`')])
    stage.github.world.hidesApps = false
    expect(name).not.toBe('')
  })

  test('two of ours, as a race may leave them, become one', async () => {
    const repository = stage.github.repository('doubled/shop', { files: { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }) } })
    stage.app.install(repository)
    const pull = repository.pullRequest({ head: { files: { 'web.yaml': deployment('web', { image: 'acme/app:latest' }) } } })
    await stage.idle()
    new IssueComment(pull, { account: stage.app.account, app: stage.app }, '<!-- pull-policy:comment -->\nan older word')
    pull.push({ 'web.yaml': deployment('web', { image: 'acme/app:edge' }) })
    await stage.idle()
    expect(stage.commentsOf(pull)).toEqual([expect.stringContaining('`edge`')])
  })
})
