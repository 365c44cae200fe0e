import { describe, expect, test } from '@jest/globals'
import { asText, at, entriesNamed, entriesOf, get, items } from '../../../src/yaml/lookup.ts'
import type { YamlNode } from '../../../src/yaml/node.ts'
import { meaningOf, rootOf } from './tree.ts'

const treeOf = (text: string): YamlNode | undefined => rootOf(text) ?? undefined
const meaningAt = (text: string, key: string) => meaningOf(get(treeOf(text), key)?.node ?? null)

describe('the value of a key', () => {
  test.each([
    ['a: x\nb: z', 'b', 'z'],
    ['a: x\na: z', 'a', 'z'],
    ['{a: x, "a": z}', 'a', 'z'],
    ['a: x', 'b', null],
    ['- a', 'a', null],
    ['a', 'a', null],
    ['1: x', '1', 'x'],
    ['? a\n: x', 'a', 'x'],
    ['- &k a', 'a', null],
    ['a: &k b\n*k : x', 'b', 'x'],
  ])('%j, %s → %j', (text, key, expected) => expect(meaningAt(text, key)).toBe(expected))

  test('of nothing is nothing', () => expect(get(undefined, 'a')).toBeUndefined())

  test('behind an alias says where the alias stands and which node it means', () => {
    const root = treeOf('a: &x nginx\nb: *x')
    const found = get(root, 'b')
    expect(found?.writtenAt).toEqual({ start: 15, end: 17 })
    expect(found?.node.range).toEqual({ start: 6, end: 11 })
    expect(found?.node).toBe(get(root, 'a')?.node)
  })

  test('is found through an alias to the mapping', () => {
    expect(asText(at(treeOf('a: &x {b: {c: d}}\ne: *x'), ['e', 'b', 'c'])?.node)).toBe('d')
  })
})

describe('merge keys, as kubectl 1.32 merges', () => {
  test.each([
    ['<<: {a: m}', 'm'],
    ['<<: {a: m}\na: own', 'own'],
    ['a: own\n<<: {a: m}', 'm'],
    ['<<: {a: first}\n<<: {a: second}', 'second'],
    ['<<: [{a: first}, {a: second}]', 'first'],
    ['<<: [{b: first}, {a: second}]', 'second'],
    ['<<: {<<: {a: inner}}', 'inner'],
    ['<<: {a: outer, <<: {a: inner}}', 'inner'],
    ['<<: [{<<: {a: inner}}, {a: second}]', 'inner'],
    ['"<<": {a: m}', null],
    ["'<<': {a: m}", null],
    ['!!merge <<: {a: m}', 'm'],
    ['!!str <<: {a: m}', null],
    ['<<: text', null],
    ['<<:', null],
    ['<<: [text, {a: m}]', 'm'],
  ])('%j → a is %j', (text, expected) => expect(meaningAt(text, 'a')).toBe(expected))

  test.each([
    ['x: &x {a: m}\nw: {<<: *x}', 'm'],
    ['x: &x {a: m}\nz: &z {a: o}\nw: {<<: [*z, *x]}', 'o'],
    ['x: &x {a: m}\nw: {<<: *x, a: own}', 'own'],
  ])('%j → w.a is %j', (text, expected) => expect(asText(at(treeOf(text), ['w', 'a'])?.node)).toBe(expected))

  test('a merged value is written where its own mapping has it', () => {
    const text = 'x: &x {image: nginx}\nw: {<<: *x}'
    expect(at(treeOf(text), ['w', 'image'])?.writtenAt).toEqual({ start: 14, end: 19 })
  })
})

describe('the entries of a mapping', () => {
  const entriesAt = (text: string) => entriesOf(treeOf(text)).map(({ key, node }) => `${key}: ${String(meaningOf(node))}`)

  test.each([
    ['a: x\nb: z', ['a: x', 'b: z']],
    ['a: x\nb: w\na: z', ['a: z', 'b: w']],
    ['<<: {a: m, b: o}\na: x', ['a: x', 'b: o']],
    ['a: x\n<<: {a: m}', ['a: m']],
    ['<<: [{a: first}, {a: second, b: o}]', ['a: first', 'b: o']],
    ['- a', []],
  ])('%j', (text, expected) => expect(entriesAt(text)).toEqual(expected))

  test('agree with the look-up of each key', () => {
    const root = treeOf('a: 1\n<<: [{a: 2, b: 3}, {c: 4, <<: {d: 5}}]\nb: 6\n<<: {c: 7}')
    for (const { key, node } of entriesOf(root)) expect(get(root, key)?.node).toBe(node)
    expect(entriesOf(root)).toHaveLength(4)
  })

  test('that write a key themselves show a duplicate', () => {
    expect(entriesNamed(treeOf('a: x\nb: w\na: z\n<<: {a: m}'), 'a').map(({ value }) => meaningOf(value))).toEqual(['x', 'z'])
    expect(entriesNamed(treeOf('- a'), 'a')).toEqual([])
  })
})

describe('items and paths', () => {
  test('items look through aliases, of the list and in it', () => {
    const root = treeOf('a: &l [&x b, *x, c]\nd: *l')
    expect(items(get(root, 'd')?.node).map(({ node }) => meaningOf(node))).toEqual(['b', 'b', 'c'])
    expect(items(root)).toEqual([])
    expect(items(undefined)).toEqual([])
  })

  test.each([
    [['spec', 'containers', 1, 'image'], 'b'],
    [['spec', 'containers', 2, 'image'], undefined],
    [['spec', 'containers', 'image'], undefined],
    [['spec', 0], undefined],
    [['nothing', 'containers'], undefined],
    [[], undefined],
  ])('%j → %j', (path, expected) => {
    expect(asText(at(treeOf('spec:\n  containers:\n  - image: a\n  - image: b\n'), path)?.node)).toBe(expected)
  })
})

describe('text', () => {
  test.each([
    ['a', 'a'],
    ['"1"', '1'],
    ['1', undefined],
    ['true', undefined],
    ['~', undefined],
    ['[a]', undefined],
  ])('%j → %j', (text, expected) => expect(asText(treeOf(text))).toBe(expected))
})
