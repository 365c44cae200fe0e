import { expect, test } from '@jest/globals'
import { Analyser } from '../../app/analysis/analyser.ts'
import { AnalysisPool } from '../../app/analysis/pool.ts'
import { defaultConfig } from '../../src/index.ts'
import { deployment } from './harness/manifests.ts'

test("a missing tag below the repository owner's name is not there yet; anybody else's is missing", async () => {
  const pool = new AnalysisPool({ threads: 1, seconds: 30, secondsPerFile: 20, megabytes: 256 })
  const files = { 'own.yaml': 'ghcr.io/acme/app:1.1', 'other.yaml': 'ghcr.io/other/app:1.1' }
  const answered = await new Analyser(pool, 30).review(
    {
      kind: 'review',
      base: { ref: 'main', sha: 'b'.repeat(40) },
      head: 'a'.repeat(40),
      files: Object.entries(files).map(([path, image]) => ({
        base: null,
        head: { kind: 'bytes', path, bytes: Buffer.from(deployment('app', { image })) },
      })),
      configuration: defaultConfig('app'),
      configurationAt: null,
      proposed: null,
      isFork: false,
      owner: 'Acme',
      today: '2026-01-12',
      asksRegistries: true,
      marksBaseImages: false,
      repositoryUrl: 'https://github.com/Acme/shop',
      hunks: new Map(),
      suggestions: 10,
    },
    {
      tenant: '1',
      answer: async ({ kind }) => (kind === 'askedAt' ? new Map() : { status: 'tag-not-found', reason: 'it has no such tag' }),
    },
  )
  await pool.close()
  if (answered.kind !== 'reviewed') throw new Error(answered.kind)
  const told = answered.answer.review.findings.filter(({ rule }) => rule === 'missing-image')
  expect(told.map(({ file, severity }) => [file, severity])).toEqual([
    ['own.yaml', 'warning'],
    ['other.yaml', 'error'],
  ])
})
