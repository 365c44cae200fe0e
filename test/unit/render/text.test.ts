import { describe, expect, test } from '@jest/globals'
import { renderFindings } from '../../../src/render/text/findings.ts'
import { renderText } from '../../../src/render/text.ts'
import type { Review } from '../../../src/report/review.ts'
import { expectFile } from './expected-file.ts'
import { aContainer, aFinding, anImage, aReview, placeAt, placeIn, SHOP_REVIEW, SHOP_WEB } from './sample-review.ts'

const PLAIN = { hasColor: false, failOn: 'error', failsOnSkipped: false } as const

/** Two source lines of the findings: the excerpt and what is under it. */
function excerptOf(text: string, needle: string, width?: number): readonly string[] {
  return excerptAt(aFinding({ at: placeIn(text, needle) }), width)
}

function excerptAt(finding: ReturnType<typeof aFinding>, width?: number): readonly string[] {
  const layout = width === undefined ? { hasColor: false } : { hasColor: false, width }
  return renderFindings(aReview({ findings: [finding] }), layout)
    .split('\n')
    .slice(1, 3)
}

describe('findings as text', () => {
  test('are the file that a person has read', () => {
    expectFile('shop-web.findings.txt', renderFindings(SHOP_REVIEW, { hasColor: false }))
  })

  test('nothing found is no text', () => {
    expect(renderFindings(aReview(), { hasColor: false })).toBe('')
  })

  test('a declared policy is said with its line', () => {
    const text = 'image: nginx\nimagePullPolicy: IfNotPresent\n'
    const review = aReview({
      containers: [
        aContainer({
          image: anImage(text, 'nginx'),
          pullPolicy: {
            written: 'IfNotPresent',
            at: placeIn(text, 'IfNotPresent'),
            effective: 'IfNotPresent',
            origin: 'declared',
            because: 'it is written',
          },
        }),
      ],
      findings: [aFinding({ rule: 'stale-latest', at: placeIn(text, 'nginx') })],
    })
    expect(renderFindings(review, { hasColor: false })).toContain('   = imagePullPolicy is IfNotPresent, as written on line 2\n')
  })

  test.each([
    ['invalid', '`always` is refused: only three are accepted'],
    ['unknown', 'is not known here: only three are accepted'],
    ['none', 'is not known here: only three are accepted'],
  ] as const)('a policy that is %s is said so', (origin, words) => {
    const pullPolicy = { written: 'always', at: null, effective: null, origin, because: 'only three are accepted' }
    const review = aReview({ containers: [aContainer({ pullPolicy })], findings: [aFinding()] })
    expect(renderFindings(review, { hasColor: false })).toContain(`= imagePullPolicy ${words}\n`)
  })
})

describe('the carets', () => {
  test.each([
    ['stand under a word', 'a: nginx # x', 'nginx', [' 1 | a: nginx # x', '   |    ^^^^^']],
    ['count a tab as four', '\ta:\tnginx', 'nginx', [' 1 |     a:    nginx', '   |           ^^^^^']],
    ['count wide characters as two', 'a: 漢字 # 漢 nginx', 'nginx', [' 1 | a: 漢字 # 漢 nginx', '   |              ^^^^^']],
    ['mark wide characters with two', 'a: 漢字', '漢字', [' 1 | a: 漢字', '   |    ^^^^']],
    ['count no combining mark', 'e\u0301: nginx', 'nginx', [' 1 | e\u0301: nginx', '   |    ^^^^^']],
    ['count a hidden character as one', 'a\u200b: nginx', 'nginx', [' 1 | a\uFFFD: nginx', '   |     ^^^^^']],
    ['count a pictograph as two', '🚀: nginx', 'nginx', [' 1 | 🚀: nginx', '   |     ^^^^^']],
    ['leave out a carriage return', 'a: nginx\r', 'nginx', [' 1 | a: nginx', '   |    ^^^^^']],
  ])('%s', (_, line, needle, expected) => {
    expect(excerptOf(line, needle)).toEqual(expected)
  })

  test('an empty range has one', () => {
    expect(excerptAt(aFinding({ at: placeAt('image:\n', 6, 6) }))).toEqual([' 1 | image:', '   |       ^'])
  })

  test('a range of many lines is marked to the end of its first', () => {
    const text = 'image: >-\n  nginx\n'
    expect(excerptAt(aFinding({ at: placeAt(text, 7, text.length - 1) }))).toEqual([' 1 | image: >-', '   |        ^^'])
  })

  test('a long line is cut on both sides of the range', () => {
    const line = `${'a'.repeat(100)} nginx ${'b'.repeat(100)}`
    const [source, carets] = excerptOf(line, 'nginx', 60)
    expect(source).toMatch(/^ 1 \| …a+ nginx b+…$/)
    expect(source?.length).toBeLessThanOrEqual(60)
    expect(source?.slice(carets?.indexOf('^'), (carets?.lastIndexOf('^') ?? 0) + 1)).toBe('nginx')
  })

  test('a range that is longer than the screen is cut', () => {
    const [source, carets] = excerptOf(`a: ${'x'.repeat(200)}`, 'x'.repeat(200), 60)
    expect(source?.length).toBeLessThanOrEqual(60)
    expect(carets?.length).toBeLessThanOrEqual(60)
  })

  test('a range behind what is kept of its line has no source line', () => {
    const text = `{"a": "${'x'.repeat(500)}", "image": "nginx"}`
    const lines = renderFindings(aReview({ findings: [aFinding({ at: placeIn(text, 'nginx') })] }), { hasColor: false }).split('\n')
    expect(lines[0]).toMatch(/^deploy\/web\.yaml:1:521: warning: /)
    expect(lines[1]).toMatch(/^ +=/)
  })
})

describe('a review as text', () => {
  test('is the file that a person has read', () => {
    expectFile('shop-web.txt', renderText(SHOP_REVIEW, PLAIN))
  })

  test('of many containers is the file that a person has read', () => {
    expectFile('many.txt', renderText(MANY, { ...PLAIN, width: 100 }))
  })

  test.each([90, 100, 140])('keeps its tables within %i columns', width => {
    const tables = renderText(MANY, { ...PLAIN, width }).split('services/a.yaml:')[0] ?? ''
    expect(tables.split('\n').filter(line => line.length > width)).toEqual([])
  })

  test('with colours is the same text', () => {
    const coloured = renderText(MANY, { ...PLAIN, hasColor: true })
    expect(coloured).toContain('\u001b[33mwarning:\u001b[39m')
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderText(MANY, PLAIN))
  })

  test('what is empty is not mentioned', () => {
    expect(renderText(aReview(), PLAIN)).toBe('pull-policy: nothing found in 1 manifest; below fail-on: error\n')
  })
})

const HOSTILE = [
  '\u001b]0;title\u0007',
  '\u001b[2J\u001b[1;1H',
  '\u009b31m',
  'x\n::add-mask::kubernetes\n',
  'x\r::error::y',
  '::stop-commands::t',
  ' ##[set-output name=a]b',
  '\u202egnp.exe',
  'a\u200bb',
  'a\u2028::warning::b',
  '\ud800',
]

test.each(HOSTILE)('%j in every field neither commands a terminal nor a runner', text => {
  const at = placeIn(`image: ${text.split('\n')[0]}x\n`, 'x')
  const container = aContainer({ file: text, kind: text, namespace: text, workload: text, name: text, image: anImage(SHOP_WEB, 'web') })
  const image = { ...anImage(SHOP_WEB, 'web'), value: text }
  const review: Review = aReview({
    containers: [{ ...container, image, pullPolicy: { written: text, at: null, effective: null, origin: 'invalid', because: text } }],
    findings: [aFinding({ file: text, message: text, help: text, container: text, workload: text, at })],
    suppressed: [{ rule: 'a', file: text, line: 1, reason: text, until: text, by: 'comment', isAddedByChange: true }],
    skipped: [{ file: text, line: 1, reason: text, kind: 'syntax' }],
  })
  const output = renderText(review, { ...PLAIN, failOn: 'info' })
  expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/)
  expect(output).not.toContain('##[')
  expect(output.split('\n').filter(line => line.trimStart().startsWith('::'))).toEqual([])
})

/** Three files with several workloads each, as a repository has them. */
const MANY: Review = (() => {
  const images = [
    'nginx',
    'ghcr.io/acme/payments-gateway:2024.11.3',
    'redis:7.2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  ]
  const containers = ['services/a.yaml', 'services/b.yaml', 'services/c.yaml'].flatMap((file, f) =>
    ['web', 'worker'].flatMap((workload, document) =>
      images.slice(0, 1 + ((f + document) % 3)).map((value, index) =>
        aContainer({
          file,
          document,
          workload,
          namespace: f === 2 ? null : 'shop',
          name: index === 2 ? null : (['web', 'gateway'][index] ?? null),
          path: `spec.template.spec.${index === 1 ? 'initContainers' : 'containers'}[${index}]`,
          role: index === 1 ? 'initContainer' : 'container',
          image: { ...anImage(value, value), digest: value.split('@')[1] ?? null },
          pullPolicy:
            index === 0
              ? {
                  written: null,
                  at: null,
                  effective: 'Always',
                  origin: 'defaulted',
                  because: 'no policy is written, and no tag means `latest`',
                }
              : {
                  written: 'IfNotPresent',
                  at: placeIn(SHOP_WEB, 'Always'),
                  effective: 'IfNotPresent',
                  origin: 'declared',
                  because: 'it is written',
                },
        }),
      ),
    ),
  )
  return aReview({
    summary: { files: 3, documents: 6, containers: containers.length, errors: 1, warnings: 1, infos: 0 },
    containers,
    findings: [
      aFinding({ file: 'services/a.yaml', container: 'web', at: placeIn('image: nginx', 'nginx') }),
      aFinding({
        file: 'services/b.yaml',
        rule: 'unsupported-pull-policy',
        severity: 'error',
        message: 'the API server refuses this, because `always` is no pull policy; write `Always`',
        at: placeIn('  imagePullPolicy: always', 'always'),
      }),
    ],
    suppressed: [
      {
        rule: 'never-pull',
        file: 'services/c.yaml',
        line: 12,
        reason: 'loaded on every node',
        until: '2027-01-01',
        by: 'comment',
        isAddedByChange: true,
      },
    ],
    skipped: [
      { file: 'chart/templates/web.yaml', line: 4, reason: 'a template: what Helm makes of it is not known here', kind: 'template' },
    ],
  })
})()
