import { describe, expect, test } from '@jest/globals'
import { selectShown } from '../../../src/render/shown-findings.ts'
import { countShown, judge, renderFailure, renderVerdict, type Threshold, titleOf } from '../../../src/render/verdict.ts'
import type { Finding, Review } from '../../../src/report/review.ts'
import { aFinding, aReview, placeIn, SHOP_REVIEW, SHOP_WEB } from './sample-review.ts'

const ON_ERROR: Threshold = { failOn: 'error', failsOnSkipped: false }
const ON_WARNING: Threshold = { ...ON_ERROR, failOn: 'warning' }

function reviewOf(severities: readonly Finding['severity'][], parts: Partial<Review> = {}): Review {
  const findings = severities.map((severity, index) =>
    aFinding({ severity, container: `c${index}`, at: { ...placeIn(SHOP_WEB, 'app'), start: index } }),
  )
  return aReview({ findings, ...parts })
}

describe('counting', () => {
  test('one place counts once, with the highest severity of its group', () => {
    const findings = [
      aFinding({ rule: 'platform-digest', severity: 'warning' }),
      aFinding({ rule: 'missing-platform', severity: 'error', supersededBy: 'platform-digest' }),
      aFinding({ rule: 'moved-tag', severity: 'info', supersededBy: 'platform-digest' }),
    ]
    expect(countShown(findings)).toEqual({ errors: 1, warnings: 0, infos: 0 })
  })

  test('what is superseded for another container lends no severity', () => {
    const findings = [aFinding({ rule: 'a' }), aFinding({ rule: 'b', severity: 'error', supersededBy: 'a', container: 'wait' })]
    expect(countShown(findings)).toEqual({ errors: 0, warnings: 1, infos: 0 })
  })

  test('of two containers of one name the nearest takes the severity', () => {
    const later = placeIn(SHOP_WEB, 'envoyproxy/envoy:v1.30')
    const findings = [
      aFinding({ rule: 'a' }),
      aFinding({ rule: 'a', at: later }),
      aFinding({ rule: 'b', severity: 'error', supersededBy: 'a', at: later }),
    ]
    expect(selectShown(findings).map(({ severity, also }) => [severity, ...also])).toEqual([['warning'], ['error', 'b']])
  })

  test('what is out of scope is not counted', () => {
    expect(countShown([aFinding({ isInScope: false })])).toEqual({ errors: 0, warnings: 0, infos: 0 })
  })

  test('the sample agrees with its own summary', () => {
    const { errors, warnings, infos } = SHOP_REVIEW.summary
    expect(countShown(SHOP_REVIEW.findings)).toEqual({ errors, warnings, infos })
  })
})

describe('the threshold', () => {
  test.each([
    ['error', 'error', true],
    ['error', 'warning', true],
    ['error', 'info', true],
    ['error', 'never', false],
    ['warning', 'error', false],
    ['warning', 'warning', true],
    ['warning', 'info', true],
    ['warning', 'never', false],
    ['info', 'error', false],
    ['info', 'warning', false],
    ['info', 'info', true],
    ['info', 'never', false],
  ] as const)('%s under fail-on %s: fails is %s', (severity, failOn, fails) => {
    expect(judge(reviewOf([severity]), { ...ON_ERROR, failOn }).isFailing).toBe(fails)
  })

  test.each([
    ['changed-lines', 'standing', false],
    ['changed-files', 'standing', false],
    ['repository', 'standing', true],
    ['changed-lines', 'new', true],
  ] as const)('in a change with scope %s a %s finding counts: %s', (scope, state, fails) => {
    const review = aReview({ change: { base: 'a', head: 'b', scope }, findings: [aFinding({ severity: 'error', state })] })
    expect(judge(review, ON_ERROR).isFailing).toBe(fails)
  })

  test('what was skipped fails only where that is asked for', () => {
    const review = aReview({ skipped: [{ file: 'a.yaml', line: 3, reason: 'unexpected tab', kind: 'syntax' }] })
    expect(judge(review, ON_ERROR).isFailing).toBe(false)
    expect(judge(review, { failOn: 'never', failsOnSkipped: true }).isFailing).toBe(true)
  })
})

describe('the last line', () => {
  test.each<[string, Review, Threshold, string]>([
    [
      'the sample',
      SHOP_REVIEW,
      ON_ERROR,
      'pull-policy: 1 warning, 0 errors in 1 changed manifest; below fail-on: error. 2 of 3 images resolved',
    ],
    [
      'a failing review',
      reviewOf(['warning', 'error', 'error']),
      ON_ERROR,
      'pull-policy: 2 errors, 1 warning in 1 manifest; at or above fail-on: error',
    ],
    ['infos', reviewOf(['info', 'info']), ON_ERROR, 'pull-policy: 0 warnings, 0 errors, 2 infos in 1 manifest; below fail-on: error'],
    ['nothing', aReview(), ON_ERROR, 'pull-policy: nothing found in 1 manifest; below fail-on: error'],
    [
      'no threshold',
      reviewOf(['error']),
      { ...ON_ERROR, failOn: 'never' },
      'pull-policy: 1 error, 0 warnings in 1 manifest; fail-on: never',
    ],
    [
      'old faults',
      aReview({ change: { base: 'a', head: 'b', scope: 'changed-files' }, findings: [aFinding({ severity: 'error', state: 'standing' })] }),
      ON_ERROR,
      'pull-policy: 1 error, 0 warnings in 1 changed manifest; nothing new at or above fail-on: error',
    ],
    [
      'skipped files',
      aReview({ skipped: [{ file: 'a.yaml', line: null, reason: 'r', kind: 'encoding' }] }),
      { failOn: 'error', failsOnSkipped: true },
      'pull-policy: nothing found in 1 manifest, 1 skipped; fails for what was skipped',
    ],
  ])('%s', (_, review, threshold, line) => {
    expect(renderVerdict(review, threshold)).toBe(line)
  })
})

describe('the reason of a failure', () => {
  test('names the first finding', () => {
    expect(renderFailure(SHOP_REVIEW, ON_WARNING)).toBe(
      '1 warning is at or above fail-on: warning. deploy/web.yaml:21 app: an existing Deployment keeps IfNotPresent',
    )
  })

  test('counts by severity and names the most severe', () => {
    expect(renderFailure(reviewOf(['warning', 'error', 'warning']), ON_WARNING)).toMatch(
      /^1 error and 2 warnings are at or above fail-on: warning\. .*c1: /,
    )
  })

  test('says that it counts what is new, where others of the same weight stood there before', () => {
    const change = { base: 'a81b3e0', head: '4f2c9d1', scope: 'changed-lines' } as const
    const findings = reviewOf(['error', 'error']).findings.map(
      (finding, at) => ({ ...finding, state: at === 0 ? 'new' : 'standing' }) as const,
    )
    expect(renderFailure(aReview({ change, findings }), ON_ERROR)).toMatch(/^1 new error is at or above fail-on: error\. /)
  })

  test('names what was skipped', () => {
    const review = aReview({ skipped: [{ file: 'a.yaml', line: 3, reason: 'unexpected tab', kind: 'syntax' }] })
    expect(renderFailure(review, { failOn: 'error', failsOnSkipped: true })).toBe(
      '1 file or part of one was not read, and fail-on-skipped is set. a.yaml: unexpected tab',
    )
  })

  test('there is none where the review passes', () => {
    expect(renderFailure(SHOP_REVIEW, ON_ERROR)).toBeUndefined()
  })
})

describe('a title', () => {
  test.each([
    ['ends before the reason', 'a happens, because of b; do c', 'app: a happens'],
    ['ends before the advice', 'a happens; do c', 'app: a happens'],
    ['loses its backticks', 'every node keeps `latest`, because x', 'app: every node keeps latest'],
    ['is not cut inside code', 'the image is `a; b, because c` here, because d', 'app: the image is a; b, because c here'],
    ['shows what would hide', 'a\u202eb\u001b[2Jc\nd', 'app: a\uFFFDb\uFFFD[2Jc ⏎ d'],
  ])('%s', (_, message, title) => {
    expect(titleOf(aFinding({ message }))).toBe(title)
  })

  test('is about the workload where no container is named', () => {
    expect(titleOf(aFinding({ container: null, message: 'a' }))).toBe('web: a')
  })
})
