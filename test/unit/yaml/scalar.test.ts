import { describe, expect, test } from '@jest/globals'
import { get } from '../../../src/yaml/lookup.ts'
import type { YamlScalar } from '../../../src/yaml/node.ts'
import { rootOf } from './tree.ts'

function scalarAt(text: string, key = 'k'): YamlScalar {
  const found = get(rootOf(text) ?? undefined, key)?.node
  if (found?.kind !== 'scalar') throw new Error(`no scalar at ${key}: ${JSON.stringify(text)}`)
  return found
}

describe('the value of a scalar, as kubectl has it', () => {
  test.each([
    ['k: a b  ', 'a b'],
    ['k: a#b', 'a#b'],
    ['k: a #b', 'a'],
    ['k: a\t# b', 'a'],
    ['k: a:b::c', 'a:b::c'],
    ['k: -a', '-a'],
    ['k: ?a', '?a'],
    ['k: :a', ':a'],
    ['k: a, [b] {c}', 'a, [b] {c}'],
    ['k: a\n  b\n\n  c\n', 'a b\nc'],
    ['k: a\r\n  b\r\n', 'a b'],
    ['k:\n  a\n  b', 'a b'],
    ['k: a\n  # c\n', 'a'],
    ['k:\ta', 'a'],
    ["k: 'it''s'", "it's"],
    ["k: 'a\\n'", 'a\\n'],
    ["k: 'a  \n\n  b'", 'a\nb'],
    ["k: ' a '", ' a '],
    ["k: ''", ''],
    ['k: "a\\tb\\u00e9\\x41\\U0001F600"', 'a\tbéA😀'],
    ['{"k": "a\\/b\\ud83d\\ude00"}', 'a/b😀'],
    ['k: "\\0\\a\\b\\v\\f\\r\\e\\ \\"\\\\\\N\\_\\L\\P\\n"', '\0\x07\b\v\f\r\x1b "\\\x85\xa0\u2028\u2029\n'],
    ['k: "a \\\n   b"', 'a b'],
    ['k: "a\\\r\n\r\n b"', 'a\nb'],
    ['k: "a  \n  b\n\n\n  c "', 'a b\n\nc '],
    ['k: "a\n"', 'a '],
    ['k: "\\  \n x"', '  x'],
    ['k: |\n  a\n   b\n\n  c\n', 'a\n b\n\nc\n'],
    ['k: |-\n  a\n\n', 'a'],
    ['k: |+\n  a\n\n', 'a\n\n'],
    ['k: |\n  a', 'a'],
    ['k: |\n', ''],
    ['k: |+\n\n\n', '\n\n'],
    ['k: |2\n   a\n  b\n', ' a\nb\n'],
    ['k: |2-\n   a\n', ' a'],
    ['k: |-2\n   a\n', ' a'],
    ['k: |\n\n  a\n', '\na\n'],
    ['k: | # c\n  a\n', 'a\n'],
    ['k: |\r\n  a\r\n  b\r\n', 'a\nb\n'],
    ['k: |\n  a\t\n   \n  b\n', 'a\t\n \nb\n'],
    ['k: >\n  a\n  b\n\n  c\n', 'a b\nc\n'],
    ['k: >\n  a\n   b\n  c\n', 'a\n b\nc\n'],
    ['k: >-\n  a\n\n\n  b\n', 'a\n\nb'],
    ['k: >\n\n  a\n', '\na\n'],
    ['k: a\rj: b', 'a'],
    ['k: a\u0085  b', 'a b'],
    ['k: a\u2028  b', 'a\u2028b'],
    ['# c\rk: a', 'a'],
    ['k: |\n  a\r  b\n', 'a\nb\n'],
    ['k: !!binary aW1hZ2U=', 'image'],
    ['k: !!binary |\n  aW1h\n  Z2U=\n', 'image'],
    ['k: !!str 3', '3'],
    ['{"k": "a"}', 'a'],
    ['{k: a b , j: c}', 'a b'],
    ['{k: a\n b}', 'a b'],
    ['{"k":a}', 'a'],
    ['{k: a:b}', 'a:b'],
    ['{k: http://x/y?z=1}', 'http://x/y?z=1'],
    ['? k\n: a', 'a'],
    ['? k\n:\n- a\nk: b', 'b'],
    ['? "k"\n: >\n a\n', 'a\n'],
  ])('%j → %j', (text, value) => expect(scalarAt(text).value).toBe(value))

  test('a key in quotes, tagged, anchored or behind a ? is that key', () => {
    for (const key of ['"k"', "'k'", '!!str k', '&a k', '&a !!str "k"', '? k\n', '"\\u006b"', '"k" ']) {
      expect(scalarAt(`a: 1\n${key}: v`).value).toBe('v')
    }
  })
})

describe('what stands for nothing', () => {
  test.each([
    ['k:', 2],
    ['k: # c', 2],
    ['k:\nj: 1', 2],
    ['k: &a\nj: 1', 5],
    ['{k: , j: 1}', 3],
    ['{k:\n}', 3],
    ['{j: 1, k}', 8],
    ['? k', 3],
  ])('%j has an empty range at %i', (text, at) => {
    const { value, type, range } = scalarAt(text)
    expect({ value, type, range }).toEqual({ value: '', type: 'null', range: { start: at, end: at } })
  })
})

describe('the type of a scalar, as kubectl has it', () => {
  test.each([
    ['null', ['', '~', 'null', 'Null', 'NULL', '!!null ""']],
    ['boolean', ['true', 'True', 'TRUE', 'false', 'yes', 'Yes', 'NO', 'on', 'Off', 'y', 'N', '!!bool "true"']],
    [
      'number',
      [
        '0',
        '-1',
        '+1',
        '017',
        '08',
        '0o17',
        '0x1F',
        '-0x1f',
        '0b101',
        '1_000',
        '1.',
        '1.5',
        '.5',
        '-.5',
        '1e3',
        '1.5E-3',
        '.inf',
        '-.INF',
        '.nan',
        '!!int "3"',
        '12345678901234567890',
      ],
    ],
    [
      'string',
      [
        'a',
        'tRue',
        'nULL',
        'yEs',
        '1.2.3',
        '1:30',
        '2020-01-01',
        '0x',
        '0xG',
        '0b2',
        '1e',
        '-x',
        '--1',
        '.',
        '...x',
        '_1',
        '1.5.',
        '+.nan',
        '1 2',
        '"1"',
        "'true'",
        '"~"',
        '!!str 1',
        '! 1',
        '!x 1',
        '!!binary MQ==',
      ],
    ],
  ] as const)('%s', (type, written) => {
    expect(written.filter(text => scalarAt(`k: ${text}`).type !== type)).toEqual([])
  })

  test('a block scalar is a string, whatever it says', () => expect(scalarAt('k: |-\n  1').type).toBe('string'))
})

describe('the range of a scalar', () => {
  test.each([
    ['k: nginx:1.25 # c', 'nginx:1.25'],
    ['k:   "a b"  ', '"a b"'],
    ["k: 'a\n  b' # c", "'a\n  b'"],
    ['k: a\n  b\n\nj: c', 'a\n  b'],
    ['k: |\n  a\n\n\nj: b', '|\n  a'],
    ['k: >-\n  a\n  b  \n   \nj: b', '>-\n  a\n  b  '],
    ['k: |+ # c\n\nj: b', '|+'],
    ['k: |\r\n  a\r\n', '|\r\n  a'],
    ['k: &a !t  x', 'x'],
    ['{k: a , j: b}', 'a'],
    ['{k: "a"}', '"a"'],
    ['k: é😀 ', 'é😀'],
  ])('in %j is %j', (text, written) => {
    const { start, end } = scalarAt(text).range
    expect(text.slice(start, end)).toBe(written)
  })
})
