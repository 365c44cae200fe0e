import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { Analyser, type AnalysisResult } from '../../app/analysis/analyser.ts'
import { AnalysisPool } from '../../app/analysis/pool.ts'
import type { ReviewTask } from '../../app/analysis/task.ts'
import { defaultConfig } from '../../src/index.ts'
import { deployment } from './harness/manifests.ts'

jest.setTimeout(120_000)

/** More than an app gives, for a machine that is busy with other tests. */
const SECONDS = 40
let pool: AnalysisPool
let analyser: Analyser

beforeAll(async () => {
  pool = new AnalysisPool({ threads: 2, seconds: SECONDS, secondsPerFile: 15, megabytes: 256 })
  analyser = new Analyser(pool, SECONDS)
  await Promise.all(['warm', 'up'].map(tenant => review({ 'a.yaml': deployment('a', { image: 'acme/app:1' }) }, tenant)))
})
afterAll(() => pool.close())

function review(files: Readonly<Record<string, string | Uint8Array>>, tenant: string, by = analyser): Promise<AnalysisResult> {
  const task: ReviewTask = {
    kind: 'review',
    base: { ref: 'main', sha: 'b'.repeat(40) },
    head: 'a'.repeat(40),
    files: Object.entries(files).map(([path, text]) => ({ base: null, head: { kind: 'bytes', path, bytes: Buffer.from(text) } })),
    configuration: defaultConfig('app'),
    configurationAt: null,
    proposed: null,
    isFork: false,
    owner: 'acme',
    today: '2026-01-12',
    asksRegistries: false,
    marksBaseImages: false,
    repositoryUrl: 'https://github.com/acme/shop',
    hunks: new Map(),
    suggestions: 10,
  }
  return by.review(task, { tenant, answer: () => Promise.reject(new Error('nobody is asked')) })
}

const HONEST = { 'honest.yaml': deployment('honest', { image: 'acme/app:latest' }) }
const keys = (length: number) => `image: a\n${Array.from({ length }, (_, at) => `k${at}: 1\n`).join('')}`
const KEYS = keys(100_000)

/** Some seconds of work on a fast machine. */
const MANY_KEYS = keys(1_200_000)
const ALIASES = `image: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
  .split('')
  .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[at]}`).join(',')}]\n`)
  .join('')}`

describe('point 27: what is made to be costly', () => {
  test.each([
    ['100,000 keys', KEYS],
    ['100,000 keys, in a way that our own reader leaves to the package', KEYS.replace('image: a', '? image\n: a')],
    ['aliases of aliases', ALIASES],
    ['20,000 levels', `image: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['a mebibyte of quotes', `image: "${'\\x41'.repeat(260_000)}"`],
    ['a mebibyte of nothing', `image: a\n${'\n'.repeat(1_048_000)}`],
    ['no text', Buffer.alloc(1_048_576, 0xff)],
  ])('%s: bounded, the rest of the change is reviewed, and the main thread has hardly any of the work', async (_, text) => {
    const start = process.threadCpuUsage()
    const result = await review({ 'hostile.yaml': text, ...HONEST }, 'mallory')
    const { user, system } = process.threadCpuUsage(start)
    if (result.kind === 'given-up') throw new Error(result.reason)
    expect(result.answer.review.containers.map(({ workload }) => workload)).toContain('honest')
    expect((user + system) / 1000).toBeLessThan(500)
  })

  test('what takes too long is set aside by name, on both sides, and the rest is reviewed', async () => {
    const hasty = new AnalysisPool({ threads: 1, seconds: SECONDS, secondsPerFile: 0.5, megabytes: 4096 })
    try {
      const result = await review({ ...HONEST, 'slow.yaml': MANY_KEYS }, 'mallory', new Analyser(hasty, SECONDS))
      if (result.kind === 'given-up') throw new Error(result.reason)
      expect(result.answer.review.skipped).toEqual([
        expect.objectContaining({ file: 'slow.yaml', kind: 'limit', reason: expect.stringContaining('took longer') }),
      ])
      expect(result.answer.review.containers).toHaveLength(1)
    } finally {
      await hasty.close()
    }
  })

  test('and what takes too much memory', async () => {
    const small = new AnalysisPool({ threads: 1, seconds: 30, secondsPerFile: 30, megabytes: 48 })
    const large = `image: a\nlist:\n${Array.from({ length: 90_000 }, (_, at) => `- [${at}, {a: b}, {c: [d, e]}]\n`).join('')}`
    try {
      const result = await review({ ...HONEST, 'large.yaml': large }, 'mallory', new Analyser(small, 30))
      if (result.kind === 'given-up') throw new Error(result.reason)
      expect(result.answer.review.skipped).toEqual([
        expect.objectContaining({ file: 'large.yaml', reason: expect.stringContaining('more memory') }),
      ])
      expect(result.answer.review.containers).toHaveLength(1)
    } finally {
      await small.close()
    }
  })

  test('while one tenant’s file is being read, another’s change is reviewed', async () => {
    const slow = review({ 'hostile.yaml': KEYS.replace('image: a', '? image\n: a'), ...HONEST }, 'mallory')
    const more = review({ 'hostile.yaml': KEYS.replace('image: a', '? image\n: a'), ...HONEST }, 'mallory')
    let isOver = false
    const both = Promise.all([slow, more]).then(() => {
      isOver = true
    })
    const result = await review(HONEST, 'acme')
    expect([result.kind, isOver]).toEqual(['reviewed', false])
    await both
  })
})
