import { expect, test } from '@jest/globals'
import { findNearest } from '../../cli/nearest.ts'

const KNOWN = ['format', 'fail-on', 'fail-on-skipped', 'pin', 'output']

test.each([
  ['fromat', 'format'],
  ['forma', 'format'],
  ['formats', 'format'],
  ['fail-in', 'fail-on'],
  ['fail_on_skipped', 'fail-on-skipped'],
  ['pni', 'pin'],
  ['pi', 'pin'],
  ['ouptut', 'output'],
  ['x', undefined],
  ['', undefined],
  ['zzz', undefined],
  ['resolve', undefined],
  ['x'.repeat(100_000), undefined],
])('%s → %s', (written, meant) => {
  expect(findNearest(written, KNOWN)).toBe(meant)
})
