import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { LineIndex } from '../../../src/source/position.ts'
import { ownMilliseconds } from '../../own-work.ts'

describe('a position', () => {
  test.each([
    ['ab\ncd', 0, 1, 1],
    ['ab\ncd', 2, 1, 3],
    ['ab\ncd', 3, 2, 1],
    ['ab\ncd', 5, 2, 3],
    ['ab\ncd', 99, 2, 3],
    ['ab\n', 3, 2, 1],
    ['', 0, 1, 1],
    ['a\r\nb', 1, 1, 2],
    ['a\r\nb', 3, 2, 1],
    ['a\rb', 2, 1, 3],
    ['a\u2028b\u0085c', 4, 1, 5],
    ['é😀x', 3, 1, 4],
    ['\n\n\nx', 3, 4, 1],
  ])('in %j at %i is %i:%i', (text, offset, line, column) => {
    expect(new LineIndex(text).position(offset)).toEqual({ line, column })
  })

  test('is the same whichever was asked for before', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '😀') }), fc.array(fc.nat(40)), (text, offsets) => {
        const lines = new LineIndex(text)
        for (const offset of offsets) {
          const before = text.slice(0, offset).split('\n')
          expect(lines.position(offset)).toEqual({ line: before.length, column: (before.at(-1) ?? '').length + 1 })
        }
      }),
    )
  })
})

describe("a line's text", () => {
  test.each([
    ['a\nb\n', 1, 'a'],
    ['a\nb\n', 2, 'b'],
    ['a\nb\n', 3, ''],
    ['a\nb\n', 4, ''],
    ['a\r\nb', 1, 'a'],
    ['a\rb\n', 1, 'a\rb'],
    ['\r\n\r\n', 2, ''],
    ['\n', 1, ''],
  ])('of %j, line %i, is %j', (text, line, expected) => {
    expect(new LineIndex(text).lineText(line)).toBe(expected)
  })
})

test('a million lines are looked up in time', () => {
  const lines = new LineIndex('a\n'.repeat(1_000_000))
  const started = process.cpuUsage()
  for (let offset = 1_999_999; offset > 0; offset -= 101) lines.position(offset)
  expect(ownMilliseconds(started)).toBeLessThan(2000)
})
