import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Annotation } from '../../../src/render/github.ts'
import { renderAnnotations, renderWorkflowCommands } from '../../../src/render/github.ts'
import type { Finding } from '../../../src/report/review.ts'
import { aContainer, aFinding, anImage, aReview, placeAt, SHOP_REVIEW, SHOP_WEB } from './sample-review.ts'

/** So many findings of a severity, each at a place of its own. */
function findingsOf(severity: Finding['severity'], number: number): readonly Finding[] {
  const text = 'x\n'.repeat(number)
  return Array.from({ length: number }, (_, index) =>
    aFinding({ severity, container: `${severity}-${index}`, at: placeAt(text, index * 2, index * 2 + 1) }),
  )
}

function levelsOf(annotations: readonly Annotation[]): Record<string, number> {
  return Object.fromEntries(['error', 'warning', 'notice'].map(level => [level, annotations.filter(a => a.level === level).length]))
}

describe('the sample', () => {
  const annotations = renderAnnotations(SHOP_REVIEW)

  test('is one warning and one pin; nothing is said of the container that stays', () => {
    expect(
      annotations.map(({ level, title, file, line, endLine, column, endColumn }) => [level, title, file, line, endLine, column, endColumn]),
    ).toEqual([
      ['warning', 'app: an existing Deployment keeps IfNotPresent', 'deploy/web.yaml', 21, 21, 18, 41],
      ['notice', 'wait: pin ready for busybox:1.36', 'deploy/web.yaml', 16, 16, 18, 30],
    ])
  })

  test('the warning says why, what to do, and where, and names all rules', () => {
    expect(annotations[0]?.message.split('\n')).toEqual([
      'Because that was filled in from 1.4.0 and does not follow the tag to latest: each node goes on with the latest it pulled first.',
      'Name a version, as 1.4.0 did; or write imagePullPolicy: Always to ask the registry at every start.',
      'Deployment shop/web > containers[app] (sticky-pull-policy, changed-pull-policy, latest-tag)',
    ])
  })

  test('the pin gives the whole line', () => {
    expect(annotations[1]?.message.split('\n')).toEqual([
      `image: busybox:1.36@sha256:${'6d5f1e0c9a8b7c6d'.repeat(4)}`,
      'The digest is that of an index for 8 platforms. imagePullPolicy stays Always. The patch has this line too.',
      'Deployment shop/web > initContainers[wait]',
    ])
  })

  test('as workflow commands it is two lines', () => {
    expect(renderWorkflowCommands(annotations).split('\n')).toEqual([
      expect.stringMatching(
        /^::warning file=deploy\/web\.yaml,line=21,endLine=21,col=18,endColumn=41,title=app%3A an existing Deployment keeps IfNotPresent::Because that .* first\.%0AName a version, /,
      ),
      expect.stringMatching(
        /^::notice file=deploy\/web\.yaml,line=16,endLine=16,col=18,endColumn=30,title=wait%3A pin ready for busybox%3A1\.36::image: busybox:1\.36@sha256:/,
      ),
      '',
    ])
  })
})

describe('places', () => {
  test('two findings of one place are one annotation, under the graver one', () => {
    const review = aReview({
      findings: [
        aFinding({ rule: 'a', severity: 'info', message: 'b is so' }),
        aFinding({ rule: 'c', severity: 'error', message: 'd is so' }),
      ],
    })
    const annotations = renderAnnotations(review)
    expect(annotations.map(({ level, title }) => [level, title])).toEqual([['error', 'app: d is so']])
    expect(annotations[0]?.message).toContain('\nAlso: b is so.\n')
    expect(annotations[0]?.message).toMatch(/\(c, a\)$/)
  })

  test('a range of many lines has no columns', () => {
    const [annotation] = renderAnnotations(aReview({ findings: [aFinding({ at: placeAt('a: >-\n  b\n', 3, 9) })] }))
    expect(annotation).toMatchObject({ line: 1, endLine: 2 })
    expect(annotation).not.toHaveProperty('column')
    expect(annotation).not.toHaveProperty('endColumn')
  })

  test('outside a change no pin is announced', () => {
    expect(renderAnnotations({ ...SHOP_REVIEW, change: null, findings: [] })).toEqual([])
  })

  test.each([
    ['an alias', '*image', '*image'],
    ['an escape', '"bus\\u0062ox:1.36"', '"bus\\u0062ox:1.36"'],
  ])('%s has no pin of one line', (_, text, written) => {
    const place = anImage(text, written).at
    const container = aContainer({
      image: { ...anImage(text, written), value: 'busybox:1.36', at: place },
      pin: { status: 'offered', value: 'busybox:1.36@sha256:0', reason: null },
    })
    expect(renderAnnotations(aReview({ change: { base: 'a', head: 'b', scope: 'changed-lines' }, containers: [container] }))).toEqual([])
  })
})

describe('limits', () => {
  test.each([
    ['errors leave room for the failure of the step', { error: 500, warning: 0, info: 0 }, { error: 9, warning: 0, notice: 1 }],
    ['warnings take all ten', { error: 0, warning: 500, info: 0 }, { error: 0, warning: 10, notice: 1 }],
    ['notices leave room for what is left out', { error: 0, warning: 0, info: 500 }, { error: 0, warning: 0, notice: 10 }],
    ['what fits is whole', { error: 9, warning: 10, info: 9 }, { error: 9, warning: 10, notice: 9 }],
  ])('%s', (_, numbers, expected) => {
    const findings = (['info', 'warning', 'error'] as const).flatMap(severity =>
      findingsOf(severity, numbers[severity]).map(finding => ({ ...finding, file: severity })),
    )
    expect(levelsOf(renderAnnotations(aReview({ findings })))).toEqual(expected)
  })

  test('the last notice counts what was left out and names where it starts', () => {
    const last = renderAnnotations(aReview({ findings: findingsOf('error', 12) })).at(-1)
    expect(last).toMatchObject({ level: 'notice', title: '3 more in the summary', line: 10 })
    expect(last?.message).toContain('starting with deploy/web.yaml:10.')
  })

  test('at most three pins, after the findings', () => {
    const text = 'nginx:1\n'.repeat(20)
    const containers = Array.from({ length: 20 }, (_, index) =>
      aContainer({
        name: `c${index}`,
        image: { ...anImage(text, 'nginx:1'), at: placeAt(text, index * 8, index * 8 + 7) },
        pin: { status: 'offered', value: 'nginx:1@sha256:0', reason: null },
      }),
    )
    const change = { base: 'a', head: 'b', scope: 'changed-lines' } as const
    const titles = renderAnnotations(
      aReview({ change, containers, findings: [aFinding({ severity: 'info', file: 'b', message: 'x' })] }),
    ).map(({ title }) => title)
    expect(titles).toEqual(['app: x', 'c0: pin ready for nginx:1', 'c1: pin ready for nginx:1', 'c2: pin ready for nginx:1'])
  })

  test('title and message keep within GitHub’s lengths', () => {
    const long = 'ü'.repeat(10_000)
    const findings = Array.from({ length: 30 }, (_, index) => aFinding({ rule: `r${index}`, message: long, help: long, container: long }))
    const [annotation] = renderAnnotations(aReview({ findings }))
    expect(annotation?.title.length).toBeLessThanOrEqual(255)
    expect(annotation?.message.length).toBeLessThanOrEqual(4096)
  })
})

test('no text of a file can end its command or start another', () => {
  const bait = fc.constantFrom('\n', '\r\n', '::', '::error::', '##[add-mask]', '%0A', '\u2028', '\u0085', ',file=x', ':', '\u001b[2J', 'a')
  fc.assert(
    fc.property(fc.array(fc.oneof(bait, fc.string({ unit: 'binary' })), { maxLength: 12 }), parts => {
      const text = parts.join('')
      const finding = aFinding({ file: text, message: text, help: text, container: text, workload: text })
      const container = aContainer({
        file: text,
        kind: text,
        name: text,
        workload: text,
        namespace: text,
        image: { ...anImage(SHOP_WEB, 'web'), value: text },
      })
      const output = renderWorkflowCommands(renderAnnotations(aReview({ findings: [finding], containers: [container] })))
      expect(output.split(/\r\n|[\r\n\u2028\u2029\u0085]/)).toHaveLength(2)
      expect(output).not.toContain('##[')
      const [head = '', ...rest] = output.slice('::warning '.length).split('::')
      expect(rest.length).toBeGreaterThan(0)
      expect(head.split(',').map(property => property.split('=')[0])).toEqual(['file', 'line', 'endLine', 'col', 'endColumn', 'title'])
    }),
  )
})
