import { describe, expect, test } from '@jest/globals'
import { renderLineDiff } from '../../../scripts/line-diff.ts'

describe('the lines that differ, as people read a diff', () => {
  test.each([
    ['nothing', 'a\nb\n', 'a\nb\n', ''],
    ['only the last line’s end', 'a\nb', 'a\nb\n', ''],
    ['a line that is edited', 'a\nb\nc\n', 'a\nx\nc\n', ' a\n-b\n+x\n c\n'],
    ['a line that is added', 'a\nc\n', 'a\nb\nc\n', ' a\n+b\n c\n'],
    ['lines that are removed', 'a\nb\nb\nc\n', 'a\nc\n', ' a\n-b\n-b\n c\n'],
    ['a new text', '', 'a\nb\n', '+a\n+b\n'],
    ['no line left', 'a\n', '', '-a\n'],
    ['lines far apart', '1\n2\n3\n4\n5\n6\n7\n8\n9\n', 'x\n2\n3\n4\n5\n6\n7\n8\ny\n', '-1\n+x\n 2\n 3\n 4\n@@\n 6\n 7\n 8\n-9\n+y\n'],
    ['the end of a long text', '1\n2\n3\n4\n5\n', '1\n2\n3\n4\n5\n6\n', '@@\n 3\n 4\n 5\n+6\n'],
  ])('%s', (_, before, after, diff) => {
    expect(renderLineDiff(before, after)).toBe(diff)
  })
})
