import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findNearest } from '../../../src/config/nearest.ts'

const KEYS = ['profile', 'rules', 'fail-on', 'fail-on-skipped', 'off', 'info', 'comment', 'pre-pulled']

describe('what was probably meant', () => {
  test.each([
    ['rule', 'rules'],
    ['ruels', 'rules'],
    ['profil', 'profile'],
    ['failOn', 'fail-on'],
    ['fail_on', 'fail-on'],
    ['FAIL-ON', 'fail-on'],
    ['fail on', 'fail-on'],
    ['prepulled', 'pre-pulled'],
    ['of', 'off'],
    ['inof', 'info'],
    ['coment', 'comment'],
    ['rules', 'rules'],
    ['colour', undefined],
    ['x', undefined],
    ['', undefined],
  ])('%j → %s', (word, expected) => expect(findNearest(word, KEYS)).toBe(expected))
})

test('a word with one character changed is found again', () => {
  const word = fc.constantFrom('profile', 'rules', 'comment', 'fail-on-skipped')
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom('', 'q', 'zz'), (wanted, at, put) => {
      const start = at % wanted.length
      const misspelt =
        put === 'zz' ? `${wanted.slice(0, start)}z${wanted.slice(start)}` : `${wanted.slice(0, start)}${put}${wanted.slice(start + 1)}`
      expect(findNearest(misspelt, KEYS)).toBe(wanted)
    }),
  )
})

test('nothing is guessed of a word that is too long', () => expect(findNearest('rules'.repeat(100_000), KEYS)).toBeUndefined())
