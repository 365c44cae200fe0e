import { describe, expect, test } from '@jest/globals'
import { applyPatch, pathsOfPatch } from '../../app/pin/patch-application.ts'

const PATCH = ['--- a/web.yaml', '+++ b/web.yaml', '@@ -1,3 +1,3 @@', ' a', '-b', '+B', ' c', '@@ -5,2 +5,2 @@', ' e', '-f', '+F', ''].join(
  '\n',
)

describe('a patch of our own, applied to the file that it was made from', () => {
  test.each([
    ['as it is', PATCH, 'a\nb\nc\nd\ne\nf\n', 'a\nB\nc\nd\ne\nF\n'],
    ['with lines that follow', PATCH, 'a\nb\nc\nd\ne\nf\ng\n', 'a\nB\nc\nd\ne\nF\ng\n'],
    ['with another line where it was', PATCH, 'a\nx\nc\nd\ne\nf\n', undefined],
    ['shifted by a line', PATCH, 'new\na\nb\nc\nd\ne\nf\n', undefined],
    ['with CRLF', PATCH.replaceAll(/^([ +-][a-zA-Z])$/gm, '$1\r'), 'a\r\nb\r\nc\r\nd\r\ne\r\nf\r\n', 'a\r\nB\r\nc\r\nd\r\ne\r\nF\r\n'],
    [
      'without a last line break',
      '--- a/web.yaml\n+++ b/web.yaml\n@@ -1 +1 @@\n-b\n\\ No newline at end of file\n+B\n\\ No newline at end of file\n',
      'b',
      'B',
    ],
    [
      'whose lines look like a patch’s own',
      '--- a/web.yaml\n+++ b/web.yaml\n@@ -1,2 +1,2 @@\n --- a/x\n-+++ b/y\n++++ b/z\n',
      '--- a/x\n+++ b/y\n',
      '--- a/x\n+++ b/z\n',
    ],
  ])('%s', (_, patch, text, expected) => expect(applyPatch(patch, 'web.yaml', text)).toBe(expected))

  test('a file that is not in it', () => expect(applyPatch(PATCH, 'other.yaml', 'a\n')).toBeUndefined())

  test.each([
    ['+++ b/deploy/web.yaml\n', ['deploy/web.yaml']],
    ['+++ "b/d\\303\\251ploy \\"x\\".yaml"\n', ['déploy "x".yaml']],
    ['+++ b/with space.yaml\t\n', ['with space.yaml']],
  ])('%j names %j', (patch, paths) => expect(pathsOfPatch(patch)).toEqual(paths))
})
