import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { FakePull } from '../fake/github/pull.ts'
import type { FakeRepository } from '../fake/github/repository.ts'
import { index } from '../fake/registry/images.ts'
import { deployment } from './harness/manifests.ts'
import { Stage } from './harness/stage.ts'

/** One pull request from its first push to its end; each test goes on where the one before has left it. */
let stage: Stage
let repository: FakeRepository
let pull: FakePull

jest.setTimeout(30_000)

const IMAGE = index(['linux/amd64', 'linux/arm64'])

beforeAll(async () => {
  stage = await Stage.open()
  for (const tag of ['1.4.0', '1.5.0', 'latest']) stage.registry.push('acme/app', tag, IMAGE)
  repository = stage.github.repository('acme/shop', {
    files: { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }), 'README.md': '# Shop\n' },
  })
  stage.app.install(repository)
  await stage.idle()
})
afterAll(() => stage.close())

/** The one comment, whatever has happened. */
function comment(): string {
  const comments = stage.commentsOf(pull)
  expect(comments).toHaveLength(1)
  return comments[0] ?? ''
}

/** Title and conclusion of the one check on the head, completed once. */
function check(): readonly [string | undefined, string | undefined] {
  const { title, conclusion, status, completions } = stage.checkOf(pull)
  expect([status, completions]).toEqual(['completed', 1])
  return [title, conclusion]
}

test('opened with `latest`: one comment that says what happens, one check, one suggestion', async () => {
  pull = repository.pullRequest({ head: { branch: 'change', files: { 'web.yaml': deployment('web', { image: 'acme/app:latest' }) } } })
  await stage.idle()
  expect(comment().split('\n').slice(0, 2)).toEqual(['<!-- pull-policy:comment -->', expect.stringContaining('`app`')])
  expect(comment()).toContain('existing object: **`IfNotPresent`**<br>new object: `Always`')
  expect(check()).toEqual([expect.stringMatching(/^1 warning: app: /), 'success'])
  const [suggestion] = [...pull.reviewComments.values()]
  expect(suggestion?.body).toContain(`          image: acme/app:latest@${IMAGE.digest}`)
})

test('pushed to: the same comment says the new, and the suggestion that is over is gone', async () => {
  pull.push({ 'web.yaml': deployment('web', { image: 'acme/app:latest', policy: 'Sometimes' }) })
  await stage.idle()
  expect(comment()).toContain('`Sometimes`')
  expect(check()).toEqual([expect.stringContaining('error'), 'failure'])
  expect(stage.checkOf(pull).annotations).toEqual(expect.arrayContaining([expect.objectContaining({ path: 'web.yaml', level: 'failure' })]))
})

test('point 22: mended: the comment is edited to say so, and is still one', async () => {
  pull.push({ 'web.yaml': deployment('web', { image: 'acme/app:1.5.0' }) })
  await stage.idle()
  expect(comment()).toContain('### ✅ Images changed; every container’s pull policy is what it was')
  expect(comment()).not.toContain('⚠️')
  expect(check()).toEqual([expect.stringContaining('Nothing found'), 'success'])
})

test('force-pushed to something that is not about images: the comment is true again, without a new one', async () => {
  pull.forcePush({ 'README.md': '# A better shop\n' })
  await stage.idle()
  expect(comment()).toContain('### ✅ No image or pull policy changes any more')
  expect(check()).toEqual([expect.any(String), 'success'])
})

test('a file renamed with its image moved: what was stays what it was compared with', async () => {
  pull.forcePush({ 'web.yaml': null, 'deploy/web.yaml': deployment('web', { image: 'acme/app:latest' }) })
  await stage.idle()
  expect(comment()).toContain('`1.4.0` → **`latest`**')
  expect(comment()).toContain('deploy/web.yaml')
})

test('made a draft: check and comment stay', async () => {
  pull.convertToDraft()
  await stage.idle()
  comment()
  expect(check()[1]).toBe('success')
})

test('ready again: nothing is said twice', async () => {
  const edits = pull.comments()[0]?.edits
  pull.markReady()
  await stage.idle()
  comment()
  expect(pull.comments()[0]?.edits).toBe(edits)
})

test('point 18: in the merge queue its commit has a completed check of the same name', async () => {
  const group = repository.mergeGroup(pull)
  await stage.idle()
  const [run] = repository.checkRuns.filter(({ headSha }) => headSha === group.headSha)
  expect(run).toMatchObject({ name: 'pull-policy', status: 'completed', conclusion: 'success' })
})

test('pushed to as a draft: the suggestion that is over goes, and none comes until it is ready', async () => {
  pull.convertToDraft()
  expect(pull.reviewComments.size).toBe(1)
  pull.push({ 'deploy/web.yaml': deployment('web', { image: 'acme/app:1.5.0' }) })
  await stage.idle()
  expect(pull.reviewComments.size).toBe(0)
  expect(comment()).not.toContain('suggestion')
  pull.markReady()
  await stage.idle()
  expect(pull.reviewComments.size).toBe(1)
})

test('closed: nothing more is said', async () => {
  const before = stage.github.requests.writes().length
  pull.close()
  await stage.idle()
  expect(stage.github.requests.writes()).toHaveLength(before)
})

test('reopened and pushed to: the comment says what is there now', async () => {
  pull.reopen()
  pull.push({ 'deploy/web.yaml': deployment('web', { image: 'acme/app:edge', policy: 'IfNotPresent' }) })
  await stage.idle()
  expect(comment()).toContain('`edge`')
  check()
})
