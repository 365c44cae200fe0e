import { describe, expect, test } from '@jest/globals'
import { walk } from '../../../src/yaml/walk.ts'
import { rootOf } from './tree.ts'

function pathsOf(text: string, skipped: readonly string[] = []): string[] {
  const paths: string[] = []
  walk(rootOf(text), (_, path) => {
    paths.push(path.join('.'))
    return skipped.includes(String(path.at(-1))) ? 'skip' : 'enter'
  })
  return paths
}

describe('a walk sees every mapping once, from the top down', () => {
  test.each([
    ['a: {b: {c: d}}\ne: [{f: g}, [{h: i}]]', ['', 'a', 'a.b', 'e.0', 'e.1.0']],
    ['- a\n- b: c', ['1']],
    ['a', []],
    ['---', []],
    ['a: &x {b: c}\nd: *x', ['', 'a']],
    ['a: &x {b: c}\nd: {<<: *x}', ['', 'a', 'd']],
    ['d: {<<: {b: {c: e}}}', ['', 'd', 'd.b']],
    ['d: {<<: [{b: {}}, {c: {}}]}', ['', 'd', 'd.b', 'd.c']],
    ['a: {}\na: {}', ['', 'a', 'a']],
  ])('%j', (text, expected) => expect(pathsOf(text)).toEqual(expected))

  test('not below one that is skipped', () => {
    expect(pathsOf('status: {a: {b: c}}\nspec: {d: {}}', ['status'])).toEqual(['', 'status', 'spec', 'spec.d'])
  })

  test('and what was skipped where it is used again', () => {
    expect(pathsOf('status: {a: &x {b: c}}\nspec: *x', ['status'])).toEqual(['', 'status', 'spec'])
  })

  test('through a chain of aliases below a part that is skipped, however long', () => {
    const chain = Array.from({ length: 150 }, (_, index) => `  a${index + 1}: &a${index + 1} {x: *a${index}}\n`).join('')
    expect(pathsOf(`status:\n  a0: &a0 {}\n${chain}spec: *a150\n`, ['status'])).toHaveLength(153)
  })
})
