import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { formatGoDuration, parseGoDuration } from '../../../../src/kubernetes/kubelet/go-duration.ts'
import { ownMilliseconds } from '../../../own-work.ts'

describe('what Go reads as a duration', () => {
  test.each([
    ['0', 0n],
    ['-0', 0n],
    ['+5s', 5_000_000_000n],
    ['-5s', -5_000_000_000n],
    ['1ns', 1n],
    ['2us', 2_000n],
    ['2µs', 2_000n],
    ['2μs', 2_000n],
    ['3ms', 3_000_000n],
    ['2m', 120_000_000_000n],
    ['1h30m', 5_400_000_000_000n],
    ['1.5h', 5_400_000_000_000n],
    ['.5s', 500_000_000n],
    ['1.s', 1_000_000_000n],
    ['5m5m', 600_000_000_000n],
    ['168h', 604_800_000_000_000n],
    ['0.9999999999s', 999_999_999n],
    ['0.3333333333333333333h', 1_200_000_000_000n],
    ['9223372036854775807ns', 9_223_372_036_854_775_807n],
    ['-9223372036854775808ns', -9_223_372_036_854_775_808n],
  ])('%s → %d', (text, nanoseconds) => expect(parseGoDuration(text)).toEqual({ kind: 'duration', nanoseconds }))
})

describe('what it refuses, in its words', () => {
  test.each([
    ['', 'time: invalid duration ""'],
    ['-', 'time: invalid duration "-"'],
    ['5', 'time: missing unit in duration "5"'],
    ['7d', 'time: unknown unit "d" in duration "7d"'],
    ['1w2d', 'time: unknown unit "w" in duration "1w2d"'],
    ['2M', 'time: unknown unit "M" in duration "2M"'],
    ['2 m', 'time: unknown unit " m" in duration "2 m"'],
    ['m', 'time: invalid duration "m"'],
    ['.s', 'time: invalid duration ".s"'],
    ['"2m"', 'time: invalid duration "\\"2m\\""'],
    ['2é', 'time: unknown unit "\\xc3\\xa9" in duration "2\\xc3\\xa9"'],
    ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
    ['2562048h', 'time: invalid duration "2562048h"'],
  ])('%j', (text, reason) => expect(parseGoDuration(text)).toEqual({ kind: 'invalid-duration', reason }))
})

test.each([
  [0n, '0s'],
  [1n, '1ns'],
  [1_100n, '1.1µs'],
  [2_200_000n, '2.2ms'],
  [3_300_000_000n, '3.3s'],
  [60_000_000_000n, '1m0s'],
  [120_000_000_000n, '2m0s'],
  [245_001_000_000n, '4m5.001s'],
  [604_800_000_000_000n, '168h0m0s'],
  [-5_000_000_000n, '-5s'],
  [9_223_372_036_854_775_807n, '2562047h47m16.854775807s'],
])('%d is printed as %s', (nanoseconds, text) => expect(formatGoDuration(nanoseconds)).toBe(text))

test('whatever is printed is read again', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(1n << 62n), max: 1n << 62n }), nanoseconds => {
      expect(parseGoDuration(formatGoDuration(nanoseconds))).toEqual({ kind: 'duration', nanoseconds })
    }),
  )
})

test.each([
  ['digits', '9'.repeat(1_000_000)],
  ['parts', '1s'.repeat(500_000)],
  ['a fraction', `0.${'3'.repeat(1_000_000)}s`],
  ['a unit', `1${'s'.repeat(1_000_000)}`],
])('hostile: a megabyte of %s is read in no time', (_, text) => {
  const started = process.cpuUsage()
  parseGoDuration(text)
  expect(ownMilliseconds(started)).toBeLessThan(1500)
})
