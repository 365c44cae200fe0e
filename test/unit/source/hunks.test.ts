import { describe, expect, test } from '@jest/globals'
import { isInHunks, parseHunks } from '../../../src/source/hunks.ts'

describe('the lines of the head that a patch shows', () => {
  test.each([
    ['one hunk', '@@ -1,3 +1,4 @@ apiVersion: v1\n a\n b\n+c\n d', [{ start: 1, end: 5 }]],
    [
      'two',
      '@@ -1 +1 @@\n-a\n+b\n@@ -10,2 +10,3 @@\n a\n+b\n c',
      [
        { start: 1, end: 2 },
        { start: 10, end: 13 },
      ],
    ],
    ['a new file', '@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file', [{ start: 1, end: 3 }]],
    ['only deletions', '@@ -4,2 +3,0 @@\n-a\n-b', []],
    ['a file that is deleted', '@@ -1,2 +0,0 @@\n-a\n-b', []],
    ['lines that end in CRLF', '@@ -1 +1 @@\r\n-a\r\n+b\r', [{ start: 1, end: 2 }]],
    ['headers of the file before it', 'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n+b', [{ start: 1, end: 2 }]],
    ['an empty line of context without its blank', '@@ -1,3 +1,3 @@\n a\n\n-b\n+c', [{ start: 1, end: 4 }]],
    ['nothing', '', []],
    ['no patch at all', 'Binary files differ', []],
  ])('%s', (_name, patch, expected) => expect(parseHunks(patch)).toEqual(expected))

  test('a line of the text that looks like a header is none', () => {
    expect(parseHunks('@@ -1,2 +1,3 @@\n a\n+@@ -1 +90 @@\n b')).toEqual([{ start: 1, end: 4 }])
  })
})

test.each([
  [2, false],
  [3, true],
  [5, true],
  [6, false],
  [9, true],
  [10, false],
])('line %d is shown: %s', (line, expected) => {
  expect(
    isInHunks(
      [
        { start: 3, end: 6 },
        { start: 9, end: 10 },
      ],
      line,
    ),
  ).toBe(expected)
})
