import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { Stage } from './harness/stage.ts'

jest.setTimeout(60_000)

/** Changes of real repositories, where they are at hand. */
const FOLDER = join(import.meta.dirname, '../../../shared/prs')
const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter(name => existsSync(join(FOLDER, name, 'meta.json'))) : []

/** One of each kind that is unlike the others: all would take minutes. */
const KINDS = [
  'control',
  'digest-added',
  'file-added',
  'helm-template-image',
  'huge',
  'latest-to-tag',
  'policy-changed',
  'pullsecrets-changed',
  'tag-to-latest',
  'workload-renamed',
]
const chosen = KINDS.flatMap(kind => names.find(name => name.endsWith(`-${kind}`)) ?? [])

let stage: Stage

beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

test('where there are recorded changes, there is one of each kind', () => expect([0, KINDS.length]).toContain(chosen.length))

for (const name of chosen)
  test(`${name}: one completed check, at most one comment, and nothing twice`, async () => {
    stage.app.deliveries.hold()
    const pull = stage.github.replayChange(join(FOLDER, name))
    stage.app.install(pull.repository)
    stage.app.deliveries.release()
    await stage.idle(50_000)
    expect(stage.checksOf(pull)).toMatchObject([{ status: 'completed', completions: 1 }])
    const comments = stage.commentsOf(pull)
    expect(comments.length).toBeLessThanOrEqual(1)
    if (name.endsWith('-control')) expect(comments).toEqual([])
    for (const comment of comments) {
      expect(comment.startsWith('<!-- pull-policy:comment -->\n')).toBe(true)
      expect(comment.length).toBeLessThanOrEqual(60_000)
    }
    const writes = stage.github.requests.writes().length
    pull.close()
    pull.reopen()
    await stage.idle()
    expect(stage.github.requests.writes()).toHaveLength(writes)
    pull.repository.delete()
  })
