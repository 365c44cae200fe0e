import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findGlobFault, LONGEST_GLOB, matchesGlob, parseGlob } from '../../../src/config/glob.ts'
import { ownMilliseconds } from '../../own-work.ts'

describe('what a pattern matches', () => {
  test.each([
    ['a', 'a', true],
    ['a', 'ab', false],
    ['', '', true],
    ['*', '', true],
    ['*', 'abc', true],
    ['*', 'a/b', false],
    ['a*c', 'abbc', true],
    ['a*c', 'a/c', false],
    ['a*b*c', 'a1b2b3c', true],
    ['?', 'a', true],
    ['?', '', false],
    ['?', '/', false],
    ['a?c', 'abc', true],
    ['**', 'a/b/c', true],
    ['a**c', 'a/b/c', true],
    ['**/c', 'c', true],
    ['**/c', 'a/b/c', true],
    ['**/c', 'a/bc', false],
    ['a/**/c', 'a/c', true],
    ['a/**/c', 'a/b/b/c', true],
    ['a/**/c', 'abc', false],
    ['a/**/c', 'a/bc', false],
    ['a/**', 'a/b/c', true],
    ['a/**', 'a', false],
    ['**/a/**/b/**', 'x/a/y/z/b/c', true],
    ['**/**/a', 'a', true],
    ['**/**/a', 'x/y/a', true],
    ['***/a', 'x/y/a', true],
    ['a/*/c', 'a/b/c', true],
    ['a/*/c', 'a/b/b/c', false],
    ['a.b', 'axb', false],
    ['[ab]', 'a', false],
    ['[ab]', '[ab]', true],
    ['{a,b}', 'a', false],
    ['A', 'a', false],
  ])('%s, %s: %s', (pattern, text, expected) => expect(matchesGlob(parseGlob(pattern), text)).toBe(expected))
})

describe('where it may end', () => {
  test.each([
    ['a', 'a/b', 'at-end', false],
    ['a', 'a/b', 'at-segment', true],
    ['a', 'a', 'at-segment', true],
    ['a', 'ab', 'at-segment', false],
    ['a*', 'ab/c', 'at-segment', true],
    ['a', 'a/b', 'before-slash', true],
    ['a', 'a', 'before-slash', false],
  ] as const)('%s, %s, %s: %s', (pattern, text, end, expected) => expect(matchesGlob(parseGlob(pattern), text, end)).toBe(expected))
})

/** The plainest thing that can be right: tries every length for every run. */
function matchesSlowly(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  const isAtStart = pattern.startsWith('\u0000')
  const body = isAtStart ? pattern.slice(1) : pattern
  if (isAtStart && body.startsWith('**/')) {
    const rest = `\u0000${body.slice(3)}`
    return matchesSlowly(rest, text) || [...text].some((character, at) => character === '/' && matchesSlowly(rest, text.slice(at + 1)))
  }
  if (body.startsWith('**'))
    return Array.from({ length: text.length + 1 }, (_, at) => at).some(at => matchesSlowly(body.slice(2), text.slice(at)))
  if (body.startsWith('*')) {
    const slash = text.indexOf('/')
    const most = slash < 0 ? text.length : slash
    return Array.from({ length: most + 1 }, (_, at) => at).some(at => matchesSlowly(body.slice(1), text.slice(at)))
  }
  if (body === '') return text === ''
  if (text === '' || (body[0] === '?' ? text[0] === '/' : body[0] !== text[0])) return false
  return matchesSlowly(body[0] === '/' ? `\u0000${body.slice(1)}` : body.slice(1), text.slice(1))
}

test('it agrees with trying everything', () => {
  const pattern = fc
    .array(fc.constantFrom('a', 'b', '/', '*', '?', '**', '/**/'), { maxLength: 6 })
    .map(parts => parts.join('').replace(/\*{3,}/g, '**'))
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 })
  fc.assert(
    fc.property(pattern, text, (written, path) => {
      expect(matchesGlob(parseGlob(written), path)).toBe(matchesSlowly(`\u0000${written}`, path))
    }),
    { numRuns: 5000 },
  )
})

test.each([
  ['stars', '*a'.repeat(LONGEST_GLOB / 2), 'a'.repeat(20_000)],
  ['deep runs', '**a'.repeat(LONGEST_GLOB / 3), `${'a/'.repeat(10_000)}b`],
  ['whole segments', '**/'.repeat(LONGEST_GLOB / 3), 'a/'.repeat(10_000)],
])('hostile: many %s take time in the length of the text only', (_, pattern, text) => {
  const started = process.cpuUsage()
  matchesGlob(parseGlob(pattern), text)
  expect(ownMilliseconds(started)).toBeLessThan(2000)
})

test.each([
  ['', 'unexpected empty pattern, expected at least one character'],
  [' ', 'unexpected empty pattern, expected at least one character'],
  ['!a', 'unexpected `!`, expected a pattern that says what it matches'],
  ['a\\b', 'unexpected `\\`, expected `/` between segments'],
  ['a\nb', 'unexpected control character, expected a pattern on one line'],
  ['a'.repeat(513), 'unexpected pattern of 513 characters, expected at most 512'],
])('%j is none', (text, fault) => expect(findGlobFault(text)).toBe(fault))

test.each(['a', '**', '*.yaml', 'a b', '[id]'])('%s is one', text => expect(findGlobFault(text)).toBeUndefined())
