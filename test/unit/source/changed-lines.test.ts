import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findChangedLines, type LineRange, meetsLines } from '../../../src/source/changed-lines.ts'
import { ownMilliseconds } from '../../own-work.ts'

/** Lines as one letter each. */
const text = (letters: string) => [...letters].join('\n')

/** The numbers of the lines that a change of `base` into `head` added or changed. */
function changed(base: string, head: string): readonly number[] {
  return findChangedLines(base, head).flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index))
}

describe('lines of the head that a change touches', () => {
  test.each([
    ['nothing, where both are the same', 'abc', 'abc', []],
    ['a line that was edited', 'abc', 'axc', [2]],
    ['a line that was added at the start', 'abc', 'xabc', [1]],
    ['a line that was added at the end', 'abc', 'abcx', [4]],
    ['a line that was added in the middle', 'abcd', 'abxcd', [3]],
    ['no line, where lines only went', 'abcd', 'ad', []],
    ['every line of a new text', '', 'abc', [1, 2, 3]],
    ['two places with what stands between them left out', 'abcdefg', 'xbcdefy', [1, 7]],
    ['the shorter part of two that changed places', 'abcde', 'bcdea', [5]],
    ['lines that stand many times, by those that stand once', 'a--b--c', 'a--b-x-c', [6]],
    ['all between two anchors, where nothing stands once', 'a-+-+b', 'a-+-+-+b', [6, 7]],
  ])('%s: %s → %s', (_, base, head, lines) => expect(changed(text(base), text(head))).toEqual(lines))

  test('a line end that changed is a change of its line', () => expect(changed('a\r\nb\n', 'a\nb\n')).toEqual([1]))

  test('a lone CR and U+2028 end no line, as in Git', () => expect(changed('a\rb\u2028c\nd', 'a\rb\u2028c\nx')).toEqual([2]))
})

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', '', '  image: x'), { maxLength: 30 })

describe('whatever the two texts are', () => {
  test('the lines that are not touched stand in the base, in the same order', () => {
    fc.assert(
      fc.property(lines, lines, (base, head) => {
        const touched = new Set(changed(base.join('\n'), head.join('\n')))
        const kept = (head.length === 0 ? [''] : head).filter((_, index) => !touched.has(index + 1))
        expect(isSubsequence(kept, base.length === 0 ? [''] : base)).toBe(true)
      }),
    )
  })

  test('ranges are in order, apart, not empty, and within the head', () => {
    fc.assert(
      fc.property(lines, lines, (base, head) => {
        let last = 0
        for (const { start, end } of findChangedLines(base.join('\n'), head.join('\n'))) {
          expect(start).toBeGreaterThan(last)
          expect(end).toBeGreaterThan(start)
          last = end
        }
        expect(last).toBeLessThanOrEqual(Math.max(1, head.length) + 1)
      }),
    )
  })

  test('a text and itself have no changed line', () => {
    fc.assert(fc.property(lines, same => expect(findChangedLines(same.join('\n'), same.join('\n'))).toEqual([])))
  })
})

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0
  for (const line of whole) if (at < part.length && part[at] === line) at += 1
  return at === part.length
}

describe('large and hostile texts take no time to speak of', () => {
  const many = (of: (index: number) => string) => Array.from({ length: 100_000 }, (_, index) => of(index)).join('\n')
  test.each([
    ['the same line over and over', many(() => 'a'), many(() => 'b')],
    ['all lines in the opposite order', many(index => `${index}`), many(index => `${100_000 - index}`)],
    ['every other line edited', many(index => `${index}`), many(index => (index % 2 === 0 ? `${index}` : 'x'))],
    ['two lines in turn, shifted by one', many(index => `${index % 2}`), many(index => `${(index + 1) % 2}`)],
    ['anchors that hold only once the one before them is set aside', peeled('X', 'P'), peeled('Y', 'Q')],
  ])('%s', (_, base, head) => {
    const start = process.cpuUsage()
    expect(findChangedLines(base, head).length).toBeGreaterThan(0)
    expect(ownMilliseconds(start)).toBeLessThan(5000)
  })
})

/** Each line of a number stands twice, until its neighbour has cut one of the two off. */
function peeled(last: string, first: string): string {
  return [first, ...Array.from({ length: 30_000 }, (_, index) => [30_000 - index, 30_001 - index, last]).flat()].join('\n')
}

describe('whether a stretch of lines meets what changed', () => {
  const ranges: readonly LineRange[] = [
    { start: 3, end: 5 },
    { start: 9, end: 10 },
  ]
  test.each([
    [1, 2, false],
    [1, 3, true],
    [4, 4, true],
    [4, 20, true],
    [5, 8, false],
    [9, 9, true],
    [10, 10, false],
    [5, 9, true],
  ])('lines %d to %d: %s', (first, last, meets) => expect(meetsLines(ranges, first, last)).toBe(meets))

  test('no range, no meeting', () => expect(meetsLines([], 1, 9)).toBe(false))

  test('a million questions to a hundred thousand ranges are answered at once', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ({ start: 2 * index + 1, end: 2 * index + 2 }))
    const start = process.cpuUsage()
    for (let line = 1; line <= 1_000_000; line += 1) meetsLines(many, line, line)
    expect(ownMilliseconds(start)).toBeLessThan(5000)
  })
})
