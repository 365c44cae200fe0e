import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { hashLines } from '../../../src/render/sarif/line-hash.ts'
import { renderSarif } from '../../../src/render/sarif.ts'
import type { Review } from '../../../src/report/review.ts'
import { ownMilliseconds } from '../../own-work.ts'
import { expectFile } from './expected-file.ts'
import { aContainer, aFinding, anImage, aReview, placeIn, SHOP_REVIEW, SHOP_WEB } from './sample-review.ts'
import { SAMPLE_RULES } from './sample-rules.ts'

const OPTIONS = {
  tool: { name: 'pull-policy', version: '1.0.0', informationUri: 'https://example.org/' },
  rules: SAMPLE_RULES,
  category: 'pull-policy',
}

function runOf(review: Review, options: Partial<Parameters<typeof renderSarif>[1]> = {}) {
  const log = JSON.parse(renderSarif(review, { ...OPTIONS, ...options }))
  expect(log).toMatchObject({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0' })
  expect(log.runs).toHaveLength(1)
  return log.runs[0]
}

test('the sample is the file that a person has read', () => {
  expectFile('shop-web.sarif.txt', renderSarif(SHOP_REVIEW, OPTIONS))
})

describe('what GitHub requires', () => {
  const run = runOf(SHOP_REVIEW)

  test.each<[string, object]>(run.tool.driver.rules.map((rule: { id: string }) => [rule.id, rule]))('of the rule %s', (_, rule) => {
    expect(rule).toMatchObject({
      id: expect.stringMatching(/^[a-z-]+$/),
      shortDescription: { text: expect.stringMatching(/^[^`]+$/) },
      fullDescription: { text: expect.stringMatching(/^[^`]{1,1024}$/) },
      help: { text: expect.any(String), markdown: expect.stringContaining('**What to do:** ') },
    })
  })

  test.each<[string, { ruleId: string; ruleIndex: number }]>(run.results.map((result: { ruleId: string }) => [result.ruleId, result]))(
    'of the result of %s',
    (_, result) => {
      expect(result).toMatchObject({
        message: { text: expect.any(String) },
        level: expect.stringMatching(/^(error|warning|note)$/),
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'deploy/web.yaml' },
              region: { startLine: 21, startColumn: 18, endLine: 21, endColumn: 41 },
            },
          },
        ],
        partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]+$/) },
      })
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
    },
  )

  test('columns are said to be UTF-16 units, and the category ends with a slash', () => {
    expect(run).toMatchObject({ columnKind: 'utf16CodeUnits', automationDetails: { id: 'pull-policy/' } })
  })

  test('without findings there is a whole file with no results', () => {
    expect(runOf(aReview()).results).toEqual([])
  })
})

describe('results', () => {
  test('carry all findings, the shown one first, and say who speaks for the others', () => {
    expect(
      runOf(SHOP_REVIEW).results.map((r: { ruleId: string; properties: object; suppressions?: object[] }) => [
        r.ruleId,
        r.properties,
        r.suppressions?.length,
      ]),
    ).toEqual([
      ['sticky-pull-policy', expect.objectContaining({ supersededBy: null, state: 'new', inScope: true }), undefined],
      ['latest-tag', expect.objectContaining({ supersededBy: 'sticky-pull-policy' }), 1],
      ['changed-pull-policy', expect.objectContaining({ supersededBy: 'sticky-pull-policy' }), 1],
    ])
  })

  test('a pin that mends the finding is a fix of the image as written, quotes kept', () => {
    const text = 'image: "nginx:1.25" # web\n'
    const image = { ...anImage(text, 'nginx:1.25'), at: placeIn(text, '"nginx:1.25"') }
    const container = aContainer({ image, pin: { status: 'offered', value: 'nginx:1.25@sha256:00', reason: null } })
    const [result] = runOf(aReview({ containers: [container], findings: [aFinding({ at: image.at, isFixable: true })] })).results
    expect(result.fixes[0].artifactChanges).toEqual([
      {
        artifactLocation: { uri: 'deploy/web.yaml' },
        replacements: [
          {
            deletedRegion: { startLine: 1, startColumn: 8, endLine: 1, endColumn: 20 },
            insertedContent: { text: '"nginx:1.25@sha256:00"' },
          },
        ],
      },
    ])
  })

  test('a finding that the pin does not mend has no fix', () => {
    const container = aContainer({
      image: anImage(SHOP_WEB, 'busybox:1.36'),
      pin: { status: 'offered', value: 'busybox:1.36@sha256:00', reason: null },
    })
    expect(runOf(aReview({ containers: [container], findings: [aFinding()] })).results[0]).not.toHaveProperty('fixes')
  })

  test('a rule that is not in the list has no index', () => {
    expect(runOf(aReview({ findings: [aFinding({ rule: 'unheard-of' })] })).results[0]).not.toHaveProperty('ruleIndex')
  })

  test.each([
    ['deploy/a b.yaml', 'deploy/a%20b.yaml'],
    ['ü.yaml', '%C3%BC.yaml'],
    ['c:/x.yaml', 'c%3A/x.yaml'],
    ['a#b?c%20.yaml', 'a%23b%3Fc%2520.yaml'],
    ["a(b)'!*.yaml", 'a%28b%29%27%21%2A.yaml'],
    ['\ud800.yaml', '%EF%BF%BD.yaml'],
  ])('the path %j is the reference %s', (file, uri) => {
    expect(runOf(aReview({ findings: [aFinding({ file })] })).results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri)
  })

  test('no text of a file makes a link or hides anything', () => {
    const [result] = runOf(aReview({ findings: [aFinding({ message: 'a [click](https://evil.example)\u202e\u001b[2J\nb' })] })).results
    expect(result.message.text).toBe('a [click] (https://evil.example)\uFFFD\uFFFD[2J b')
  })
})

describe('what else is told', () => {
  const review = aReview({
    skipped: [
      { file: 'chart/a b.yaml', line: 7, reason: 'a template', kind: 'template' },
      { file: 'b.yaml', line: null, reason: 'too large', kind: 'too-large' },
    ],
    suppressed: [
      { rule: 'never-pull', file: 'c.yaml', line: 3, reason: 'loaded\nhere', until: null, by: 'comment', isAddedByChange: true },
    ],
  })
  const run = runOf(review)

  test('skipped files are notifications with their place', () => {
    expect(run.invocations[0].executionSuccessful).toBe(true)
    expect(run.invocations[0].toolExecutionNotifications).toEqual([
      {
        descriptor: { id: 'skipped-template' },
        level: 'warning',
        message: { text: 'not read: a template' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'chart/a%20b.yaml' }, region: { startLine: 7 } } }],
      },
      {
        descriptor: { id: 'skipped-too-large' },
        level: 'warning',
        message: { text: 'not read: too large' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'b.yaml' } } }],
      },
    ])
  })

  test('silenced findings are no results, but are listed', () => {
    expect(run.results).toEqual([])
    expect(run.properties.silenced).toEqual([
      { rule: 'never-pull', file: 'c.yaml', line: 3, reason: 'loaded here', until: null, by: 'comment', addedByChange: true },
    ])
  })
})

describe('limits', () => {
  const findings = Array.from({ length: 300 }, (_, index) => aFinding({ severity: index < 290 ? 'info' : 'error', container: `c${index}` }))

  test('results beyond the limit are left out, the slightest first, and counted', () => {
    const run = runOf(aReview({ findings }), { limits: { results: 20, bytes: 10_000_000 } })
    expect(run.results.map(({ level }: { level: string }) => level)).toEqual([...Array(10).fill('error'), ...Array(10).fill('note')])
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toBe('280 results did not fit and are in the JSON report only')
  })

  test.each([20_000, 50_000, 100_000])('a file of at most %i bytes is whole', bytes => {
    const text = renderSarif(aReview({ findings }), { ...OPTIONS, limits: { results: 25_000, bytes } })
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytes)
    const { results, invocations } = JSON.parse(text).runs[0]
    expect(invocations[0].toolExecutionNotifications[0].message.text).toContain(`${300 - results.length} results`)
  })

  test('60,000 findings are cut in seconds', () => {
    const many = Array.from({ length: 60_000 }, (_, index) =>
      aFinding({ container: `c${index}`, at: { ...placeIn(SHOP_WEB, 'web'), start: index } }),
    )
    const start = process.cpuUsage()
    expect(Buffer.byteLength(renderSarif(aReview({ findings: many }), OPTIONS))).toBeLessThanOrEqual(10_000_000)
    expect(ownMilliseconds(start)).toBeLessThan(5_000)
  })
})

test('any text gives a file that reads back, inert where it is printed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '##[add-mask]k8s', '\u202e', '\u009b2J'), (text, bait) => {
      const value = text + bait
      const finding = aFinding({ file: value, message: value, help: value, container: value, workload: value })
      const output = renderSarif(
        aReview({ findings: [finding], skipped: [{ file: value, line: 1, reason: value, kind: 'syntax' }] }),
        OPTIONS,
      )
      expect(JSON.parse(output).runs[0].results).toHaveLength(1)
      expect(output).not.toMatch(/##\[|[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029]/)
    }),
  )
})

describe('the hash of a line', () => {
  test('is used where it is at hand', () => {
    const lineHash = (file: string, line: number) => `${file}:${line}`
    expect(runOf(aReview({ findings: [aFinding()] }), { lineHash }).results[0].partialFingerprints).toEqual({
      primaryLocationLineHash: 'deploy/web.yaml:21',
      'pullPolicyFinding/v1': '8f14e45fceea167a',
    })
  })

  test('counts the lines that look the same from there on', () => {
    const hash = hashLines(`${'a\n'.repeat(300)}b`)
    expect([1, 2, 3].map(line => hash(line).split(':')[1])).toEqual(['1', '2', '3'])
    expect(new Set([1, 2, 3].map(line => hash(line).split(':')[0])).size).toBe(1)
  })

  test.each([
    ['blanks', 'a: b\nc', '  a:b\nc'],
    ['kinds of line breaks', 'a\nb\n', 'a\r\nb\r'],
  ])('does not see %s', (_, one, other) => {
    expect([1, 2].map(hashLines(one))).toEqual([1, 2].map(hashLines(other)))
  })

  test('sees a hundred characters and no more', () => {
    const tail = 'x'.repeat(99)
    expect(hashLines(`a${tail}b`)(1)).toBe(hashLines(`a${tail}c`)(1))
    expect(hashLines(`a${tail.slice(1)}b`)(1)).not.toBe(hashLines(`a${tail.slice(1)}c`)(1))
  })

  /** Worked out by hand: 'a' and the mark for the end, then 98 times nothing: (97 * 37 + 65535) * 37^98 mod 2^64. */
  test('is the number that its polynomial gives', () => {
    expect(hashLines('a')(1)).toBe(`${(((97n * 37n + 65535n) * 37n ** 98n) % 2n ** 64n).toString(16)}:1`)
  })
})
