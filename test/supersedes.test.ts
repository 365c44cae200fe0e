import { describe, expect, test } from '@jest/globals'
import { type RawFinding, supersede } from '../src/findings.ts'
import { selectShown } from '../src/render/shown-findings.ts'
import type { Finding } from '../src/report/review.ts'
import { RULES } from '../src/rules/index.ts'
import { GIVES_WAY_TO } from '../src/rules/supersedes.ts'

const AT = { start: 0, end: 5, line: 1, column: 1, endLine: 1, endColumn: 6, excerpt: 'image' }

function raw(rule: string, severity: Finding['severity'] = 'warning', group = ' container', widerGroup = ' container'): RawFinding {
  const finding: Finding = {
    rule,
    severity,
    message: rule,
    file: 'a.yaml',
    at: AT,
    container: 'app',
    workload: 'web',
    state: null,
    isInScope: true,
    supersededBy: null,
    isFixable: false,
    fingerprint: rule,
    help: '',
  }
  return { finding, identity: rule, block: null, group, widerGroup, images: [], placed: null }
}

const shownOf = (found: readonly RawFinding[]) => selectShown(supersede(found).map(({ finding }) => finding))
const rows = Object.entries(GIVES_WAY_TO).flatMap(([loser, winners]) => winners.map(winner => [loser, winner] as const))

describe('one message for one thing', () => {
  test.each(rows)('%s gives way to %s', (loser, winner) => {
    expect(shownOf([raw(loser), raw(winner)]).map(({ rule, also }) => [rule, also])).toEqual([[winner, [loser]]])
  })

  test.each(rows)('%s lends %s its severity', (loser, winner) => {
    expect(shownOf([raw(loser, 'error'), raw(winner, 'info')]).map(({ severity }) => severity)).toEqual(['error'])
  })

  test.each(rows)('%s and %s are rules', (loser, winner) => {
    const ids = RULES.map(({ id }) => id)
    expect([ids.includes(loser), ids.includes(winner)]).toEqual([true, true])
  })

  test('of a chain the last one is shown', () => {
    const chain = ['unpinned-image', 'floating-tag', 'latest-tag', 'stale-latest'].map(rule => raw(rule))
    expect(shownOf(chain).map(({ rule }) => rule)).toEqual(['stale-latest'])
  })

  test('findings about different things all stand', () => {
    expect(shownOf([raw('latest-tag'), raw('stale-latest', 'warning', ' another', ' another')])).toHaveLength(2)
  })

  test('what is said of one pull secret leaves another’s alone', () => {
    const wrong = raw('wrong-pull-secret', 'error', 'a pod', ' pod')
    expect(shownOf([wrong, raw('mismatched-pull-secret', 'warning', 'b pod', ' pod')])).toHaveLength(2)
    expect(shownOf([wrong, raw('mismatched-pull-secret', 'warning', 'a pod', ' pod')])).toHaveLength(1)
  })

  test('a missing pull secret does not matter where the list switches others off', () => {
    const shadowed = raw('shadowed-pull-secret', 'warning', ' pod', ' pod')
    expect(shownOf([shadowed, raw('missing-pull-secret', 'info', 'a pod', ' pod')]).map(({ rule }) => rule)).toEqual([
      'shadowed-pull-secret',
    ])
  })
})
