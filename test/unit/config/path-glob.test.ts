import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import ignore from 'ignore'
import { findPathGlobFault, makePathMatcher } from '../../../src/config/path-glob.ts'

describe('which paths a pattern covers', () => {
  test.each([
    ['web.yaml', 'web.yaml', true, 'a name at the root'],
    ['web.yaml', 'deploy/web.yaml', true, 'a name at any depth'],
    ['web.yaml', 'deploy/my-web.yaml', false, 'the whole name'],
    ['*.yaml', 'deploy/web.yaml', true, 'a pattern of a name'],
    ['charts', 'charts/app/values.yaml', true, 'a folder covers all in it'],
    ['charts', 'infra/charts/values.yaml', true, 'a folder at any depth'],
    ['charts/', 'charts/values.yaml', true, 'a slash at the end: a folder'],
    ['charts/', 'infra/charts/values.yaml', true, 'a slash at the end ties it to no place'],
    ['charts/', 'charts', false, 'a slash at the end: no file'],
    ['/charts', 'charts/values.yaml', true, 'a slash in front: the root'],
    ['/charts', 'infra/charts/values.yaml', false, 'a slash in front: only the root'],
    ['deploy/web.yaml', 'deploy/web.yaml', true, 'a slash within: from the root'],
    ['deploy/web.yaml', 'infra/deploy/web.yaml', false, 'a slash within: only from the root'],
    ['deploy/*', 'deploy/a/web.yaml', true, 'what matches a folder covers all in it'],
    ['deploy/*.yaml', 'deploy/a/web.yaml', false, 'a star stays in its segment'],
    ['deploy/**/web.yaml', 'deploy/web.yaml', true, 'no folder between'],
    ['deploy/**/web.yaml', 'deploy/a/b/web.yaml', true, 'some folders between'],
    ['deploy/**', 'deploy/a/b/web.yaml', true, 'all below'],
    ['**/test/**', 'a/test/b.yaml', true, 'in a folder at any depth'],
    ['.github', '.github/workflows/ci.yml', true, 'a dot is no more than a character'],
    ['Web.yaml', 'web.yaml', false, 'case counts'],
  ])('%s, %s: %s (%s)', (pattern, path, expected) => expect(makePathMatcher([pattern])(path)).toBe(expected))

  test('any of several', () => {
    const matches = makePathMatcher(['a.yaml', 'charts/'])
    expect(['a.yaml', 'charts/b.yaml', 'b.yaml'].map(matches)).toEqual([true, true, false])
  })

  test('none of none', () => expect(makePathMatcher([])('a.yaml')).toBe(false))
})

test('it agrees with a reader of .gitignore', () => {
  const segment = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '?', '**')
  const pattern = fc
    .tuple(fc.constantFrom('', '/'), fc.array(segment, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '/'))
    .map(([start, segments, end]) => `${start}${segments.join('/')}${end}`)
  const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'c'), { minLength: 1, maxLength: 4 }).map(segments => segments.join('/'))
  fc.assert(
    fc.property(pattern, path, (written, file) => {
      expect({ written, file, isCovered: makePathMatcher([written])(file) }).toEqual({
        written,
        file,
        isCovered: ignore().add(written).ignores(file),
      })
    }),
    { numRuns: 3000 },
  )
})

test.each([
  ['./deploy', "unexpected `./deploy`, expected a path that starts at the repository's root, without `.` or `..`"],
  ['../deploy', "unexpected `../deploy`, expected a path that starts at the repository's root, without `.` or `..`"],
  ['.', "unexpected `.`, expected a path that starts at the repository's root, without `.` or `..`"],
  ['/', 'unexpected `/`, expected a name between slashes'],
  ['a//b', 'unexpected `/`, expected a name between slashes'],
  ['', 'unexpected empty pattern, expected at least one character'],
])('%j is no pattern', (text, fault) => expect(findPathGlobFault(text)).toBe(fault))

test.each(['.github', '..a', '**', 'a/'])('%s is one', text => expect(findPathGlobFault(text)).toBeUndefined())
