import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { defaultConfig, mergeConfig } from '../src/config/config.ts'
import { PROFILE_NAMES } from '../src/config/profile.ts'
import type { InputFile } from '../src/input-file.ts'
import type { PinnedFile } from '../src/patch/file-pins.ts'
import type { DigestResolver } from '../src/registry/digest-resolver.ts'
import type { Review } from '../src/report/review.ts'
import { type ReviewOptions, reviewAndPin } from '../src/review.ts'
import { RULES } from '../src/rules/index.ts'
import { reviewOptionsOf } from '../src/settings.ts'
import { EVERYTHING, MOODY } from './pin-registry.ts'
import { describeWithShared, hasShared, readSharedJson, sharedPath } from './shared.ts'
import { isThorough } from './thoroughness.ts'

const CONFIG = { path: 'pull-policy.yml', today: '2026-01-01', isChangeTrusted: true }

const profiles = PROFILE_NAMES.map(
  profile => [`the profile ${profile}`, reviewOptionsOf(mergeConfig(defaultConfig('pin'), { profile }), CONFIG)] as const,
)
const everyRule: ReviewOptions = { severities: Object.fromEntries(RULES.map(({ id }) => [id, 'warning'] as const)) }
const SETTINGS: readonly (readonly [string, ReviewOptions])[] = [...profiles, ['every rule', everyRule]]

/** What a review says, without places and words: a pin may not add to it. */
function saidOf({ findings }: Review): readonly string[] {
  return findings
    .filter(({ supersededBy }) => supersededBy === null)
    .map(({ rule, file, container, workload }) => JSON.stringify([rule, file, container, workload]))
}

/** What is said of the pinned files that was not said of the files as they were. */
async function findCreated(files: readonly InputFile[], options: ReviewOptions): Promise<readonly string[]> {
  const before = await reviewAndPin(files, options)
  const texts = new Map(before.pinned.map(file => [file.path, bytesOf(file)]))
  expect(texts.size).toBeGreaterThan(0)
  const after = await reviewAndPin(
    files.map(file => {
      const bytes = texts.get(file.path)
      return bytes ? { kind: 'bytes', path: file.path, bytes } : file
    }),
    options,
  )
  const said = new Set(saidOf(before.review))
  return saidOf(after.review).filter(key => !said.has(key))
}

function bytesOf({ text, file }: PinnedFile): Buffer {
  return Buffer.from(`${file.hasByteOrderMark ? '\ufeff' : ''}${text}`)
}

function readAll(folder: string, paths: readonly string[]): readonly InputFile[] {
  return paths.map(path => ({ kind: 'bytes', path, bytes: readFileSync(sharedPath(`${folder}/${path}`)) }))
}

describeWithShared('no pin creates a finding', () => {
  const rows: readonly { readonly file: string; readonly records: number }[] = hasShared
    ? readFileSync(sharedPath('corpus/expected-files.jsonl'), 'utf8')
        .split('\n')
        .flatMap(line => (line === '' ? [] : [JSON.parse(line)]))
    : []
  const corpus = readAll(
    'corpus/files',
    rows.flatMap(({ file, records }) => (records > 0 ? [file] : [])),
  )
  const golden = hasShared
    ? (readSharedJson('oracle/pinning/golden.json') as { readonly cases: readonly { readonly input: string }[] })
    : { cases: [] }
  const inputs = readAll('oracle/pinning/golden', [...new Set(golden.cases.map(({ input }) => input))])

  /** The strictest profile and every rule find what the others do; all of them take half a minute. */
  const IN_LARGE: readonly string[] = ['the profile reproducible', 'every rule']

  test.each(SETTINGS.filter(([name]) => isThorough || IN_LARGE.includes(name)))('in 22 repositories under %s', async (_, options) => {
    expect(await findCreated(corpus, { ...options, resolver: EVERYTHING, isUpdatingPins: false })).toEqual([])
  })

  describe.each(SETTINGS)('under %s', (_, options) => {
    test.each<[string, readonly InputFile[], DigestResolver, boolean]>([
      ['in the inputs with a right answer', inputs, EVERYTHING, false],
      ['in the same, with digests replaced', inputs, EVERYTHING, true],
      ['in the same, with a registry that answers half of it', inputs, MOODY, true],
    ])('%s', async (_, files, resolver, isUpdatingPins) => {
      expect(await findCreated(files, { ...options, resolver, isUpdatingPins })).toEqual([])
    })
  })
})
