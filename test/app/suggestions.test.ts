import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { FakePull } from '../fake/github/pull.ts'
import type { FakeRepository } from '../fake/github/repository.ts'
import { index } from '../fake/registry/images.ts'
import { deployment } from './harness/manifests.ts'
import { Stage } from './harness/stage.ts'

jest.setTimeout(60_000)

let stage: Stage
let repository: FakeRepository
const IMAGE = index(['linux/amd64'])
const web = (tag: string) => deployment('web', { image: `acme/app:${tag}` })

beforeAll(async () => {
  stage = await Stage.open()
  for (const tag of ['1.4.0', '1.5.0', '1.6.0']) stage.registry.push('acme/app', tag, IMAGE)
})
afterAll(() => stage.close())

beforeEach(async () => {
  repository = stage.github.repository(`acme-${stage.github.world.newId()}/shop`, { files: { 'web.yaml': web('1.4.0') } })
  stage.app.install(repository)
  await stage.idle()
})

async function opened(files: Readonly<Record<string, string>>): Promise<FakePull> {
  const pull = repository.pullRequest({ head: { files } })
  await stage.idle()
  return pull
}

/** The texts that are offered, each without what stands around it. */
function offers(pull: FakePull): readonly string[] {
  return Array.from(pull.reviewComments.values(), ({ body }) => /^```suggestion\n(.*)\n```$/ms.exec(body)?.[1] ?? '')
}

describe('point 24: suggestions', () => {
  test('in files with CRLF, tabs and comments, the line is as it was but for the digest', async () => {
    const pinned = `acme/app:1.5.0@${IMAGE.digest}`
    const crlf = web('1.5.0').replaceAll('\n', '\r\n')
    const commented = web('1.5.0').replace('acme/app:1.5.0', '"acme/app:1.5.0"\t# the newest')
    const pull = await opened({ 'crlf.yaml': crlf, 'commented.yaml': commented })
    expect(offers(pull).toSorted()).toEqual([`          image: "${pinned}"\t# the newest`, `          image: ${pinned}\r`])
  })

  test('one that GitHub does not take never loses the others', async () => {
    stage.github.failNext({ method: 'POST', path: '/reviews', status: 422, body: { message: 'Unprocessable Entity' } })
    const pull = await opened({ 'web.yaml': web('1.5.0'), 'shop.yaml': deployment('shop', { image: 'acme/app:1.5.0' }) })
    expect(offers(pull)).toHaveLength(2)
  })

  test('are ten at most; the patch has the rest', async () => {
    const containers = Array.from({ length: 12 }, (_, at) => ({ name: `app-${at}`, image: 'acme/app:1.5.0' }))
    const pull = await opened({ 'web.yaml': deployment('web', ...containers) })
    expect(offers(pull)).toHaveLength(10)
    expect(stage.commentsOf(pull)).toEqual([expect.stringMatching(/^<!--.*\n✅ /)])
  })
})

describe('point 25: another push', () => {
  test('offers nothing twice, also where its line has moved', async () => {
    const pull = await opened({ 'web.yaml': web('1.5.0') })
    const [first] = [...pull.reviewComments.values()]
    pull.push({ 'web.yaml': `# moved down\n${web('1.5.0')}` })
    await stage.idle()
    expect([...pull.reviewComments.values()]).toEqual([first])
  })

  test('that changes the image takes the old one away and offers the new one', async () => {
    const pull = await opened({ 'web.yaml': web('1.5.0') })
    pull.push({ 'web.yaml': web('1.6.0') })
    await stage.idle()
    expect(offers(pull)).toEqual([`          image: acme/app:1.6.0@${IMAGE.digest}`])
  })

  test('that takes the offer leaves none', async () => {
    const pull = await opened({ 'web.yaml': web('1.5.0') })
    const [line = ''] = offers(pull)
    pull.push({ 'web.yaml': web('1.5.0').replace(/^ *image: .*$/m, line) })
    await stage.idle()
    expect(offers(pull)).toEqual([])
    expect(stage.checkOf(pull).conclusion).toBe('success')
  })
})

describe('point 30: hostile words', () => {
  const WORDS = [
    '@octocat/team',
    '<img src=x onerror=1>',
    '--><b>x</b>',
    '`|`',
    '[x](http://evil.example)',
    '#1',
    '/pull-policy recheck',
    '\u202egnp',
  ]
  const pod = (word: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${JSON.stringify(word)}}\nspec:\n  containers:\n    - {name: ${JSON.stringify(word)}, image: ${JSON.stringify(word)}, imagePullPolicy: ${JSON.stringify(word)}}\n`

  test('in names, images, policies and paths are only ever shown as code', async () => {
    const files = WORDS.map((word, at) => [`${at} ${word.replaceAll('/', '_')}.yaml`, pod(word)] as const)
    const pull = await opened({ ...Object.fromEntries(files), 'good @team.yaml': web('1.5.0') })
    const check = stage.checkOf(pull)
    const texts = [
      ...stage.commentsOf(pull),
      check.title ?? '',
      check.summary ?? '',
      ...Array.from(pull.reviewComments.values(), ({ body }) => body),
    ]
    expect(texts.length).toBeGreaterThan(3)
    for (const text of texts) expect(outsideCode(text)).not.toMatch(/@|<img|<b>|\u202e|^\/pull-policy|(?<![\w&])#1\b|\]\(http:\/\/evil/m)
    expect(texts.join('')).not.toContain('\u202e')
  })

  /** What is left of Markdown where code, our own markers and the addresses of links are taken out. */
  function outsideCode(text: string): string {
    return text
      .replaceAll(/^(`{3,})[^\n]*\n.*?\n\1$/gms, '')
      .replaceAll(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/gs, '')
      .replaceAll(/<!-- pull-policy:[a-z]+( [0-9a-f]{64}( [0-9a-f]{64}| -)?)? -->/g, '')
      .replaceAll(/\]\(http:\/\/127\.0\.0\.1[^)]*\)/g, ']()')
  }
})
