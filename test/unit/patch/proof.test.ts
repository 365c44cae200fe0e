import { describe, expect, test } from '@jest/globals'
import { disproveEdits } from '../../../src/patch/proof.ts'

const BEFORE = 'image: nginx:1.29 # why\nother: [a, 1]\nalias: &x b\nagain: *x\n'
const PINNED = 'nginx:1.29@sha256:0'
const AFTER = BEFORE.replace('nginx:1.29', PINNED)
const meant = new Map([[BEFORE.indexOf('nginx'), PINNED]])

describe('an edit is proven by reading its result again', () => {
  test('only the image changed', () => expect(disproveEdits(BEFORE, AFTER, meant)).toBeUndefined())

  test.each([
    ['another value changed', AFTER.replace('[a,', '[b,')],
    ['another type', AFTER.replace('1]', '"1"]')],
    ['a key changed', AFTER.replace('other:', 'others:')],
    ['an item more', AFTER.replace('1]', '1, 2]')],
    ['an entry more', `${AFTER}more: 1\n`],
    ['another shape', AFTER.replace('[a, 1]', '{a: 1}')],
    ['another alias', AFTER.replace('&x', '&y').replace('*x', '*y')],
    ['another image than was meant', AFTER.replace('1.29@', '1.30@')],
    ['the image is cut by a comment', BEFORE.replace('1.29', '1.29 #@sha256:0')],
  ])('%s', (_, after) => expect(disproveEdits(BEFORE, after, meant)).toBe('the edit would change more than the image'))

  test('a document more', () => expect(disproveEdits(BEFORE, `${AFTER}---\na: 1\n`, meant)).toMatch(/number of documents/))

  test('a text that can no longer be read', () =>
    expect(disproveEdits(BEFORE, AFTER.replace('[a, 1]', '[a, 1'), meant)).toMatch(/how a document is read/))

  test('an image that is not where it was meant to be', () =>
    expect(disproveEdits(BEFORE, BEFORE, new Map([[1, PINNED]]))).toMatch(/would not reach every image/))
})
