import { describe, expect, test } from '@jest/globals'
import { meaningOf, nodesOf, rootOf } from './tree.ts'

const map = (...entries: readonly (readonly [unknown, unknown])[]) => ({ entries })
const nothing = { null: '' }

describe('the tree of a text', () => {
  test.each<[string, unknown]>([
    ['a:\n  b: c\n  d:\n    e: f\n', map(['a', map(['b', 'c'], ['d', map(['e', 'f'])])])],
    ['a:\n- b\n- c\nd: e', map(['a', ['b', 'c']], ['d', 'e'])],
    ['a:\n  - b\n  - c\nd: e', map(['a', ['b', 'c']], ['d', 'e'])],
    ['- a: b\n  c: d\n- e', [map(['a', 'b'], ['c', 'd']), 'e']],
    ['- - a\n  - b\n-\n  - c\n-\n- d', [['a', 'b'], ['c'], nothing, 'd']],
    ['-\n  a: b\n-   c: d\n    e: f', [map(['a', 'b']), map(['c', 'd'], ['e', 'f'])]],
    ['- a:\n  - b\n  c:\n- d', [map(['a', ['b']], ['c', nothing]), 'd']],
    ['a:\n\n  # c\n  b: c # d\n\n# e\nf: g\n', map(['a', map(['b', 'c'])], ['f', 'g'])],
    [
      'a:\n    b: 1\n    c: 2\n# deeper than its parent, and fine\nd: 3',
      map(['a', map(['b', { number: '1' }], ['c', { number: '2' }])], ['d', { number: '3' }]),
    ],
    ['[a, [b], {c: d}, ]', ['a', ['b'], map(['c', 'd'])]],
    ['{a: [b], "c":{}, d, e: ,}', map(['a', ['b']], ['c', map()], ['d', nothing], ['e', nothing])],
    ['[a: b, "c": d, ? e : f]', [map(['a', 'b']), map(['c', 'd']), map(['e', 'f'])]],
    ['{\n\ta: b,\n\t"c": d # e\n}', map(['a', 'b'], ['c', 'd'])],
    ['a: 1\na: 2', map(['a', { number: '1' }], ['a', { number: '2' }])],
    ['a: &x 1\nb: *x', map(['a', { number: '1' }], ['b', { number: '1' }])],
    ['a: &x\n  b: c\nd: *x\ne: &x f\ng: *x', map(['a', map(['b', 'c'])], ['d', map(['b', 'c'])], ['e', 'f'], ['g', 'f'])],
    ['a: &x\n- b\nc: [*x, *x]', map(['a', ['b']], ['c', [['b'], ['b']]])],
    ['&x a: 1\nb: *x', map(['a', { number: '1' }], ['b', 'a'])],
    ['- &x a\n- *x : b', ['a', map(['a', 'b'])]],
    ['&m\n&k a: *k', map(['a', 'a'])],
    ['!!map\n&k a: b', map(['a', 'b'])],
    ['&k\n!!seq\n- b', ['b']],
    ['a: !!str\n  b', map(['a', 'b'])],
    ['- &x\n- !!str', [nothing, '']],
    ['a:\n|\n x\n', map(['a', 'x\n'])],
    ['? a\n? b\n: c\nd: e', map(['a', nothing], ['b', 'c'], ['d', 'e'])],
    ['? a\n: - b\n  - c\n', map(['a', ['b', 'c']])],
    ['? a\n: b: c\n', map(['a', map(['b', 'c'])])],
    ['---\n- a', ['a']],
    ['--- {a: b}', map(['a', 'b'])],
    ['--- &x\na: b', map(['a', 'b'])],
    ['--- |\n a\n', 'a\n'],
    ['%YAML 1.1\n--- # c\na: b\n', map(['a', 'b'])],
    ['\ufeffa: b\nc: d', map(['a', 'b'], ['c', 'd'])],
    ['a: b\r\nc:\r\n- d\r\n', map(['a', 'b'], ['c', ['d']])],
    ['a: b\rc: d', map(['a', 'b'], ['c', 'd'])],
    ['a: b\u0085c: d', map(['a', 'b'], ['c', 'd'])],
    ['# c\u2028a: b', map(['a', 'b'])],
    ['"a b"  : c\n\'d\': e\nf g: h', map(['a b', 'c'], ['d', 'e'], ['f g', 'h'])],
    ['__proto__: a\nconstructor: b', map(['__proto__', 'a'], ['constructor', 'b'])],
  ])('of %j', (text, meaning) => expect(meaningOf(rootOf(text))).toEqual(meaning))
})

describe('the range of a collection', () => {
  test.each([
    ['a: b\nc:\n  d # e\n', 'a: b\nc:\n  d'],
    ['a:\n', 'a:'],
    ['  - a\n  -\n# c', '- a\n  -'],
    ['[a, b ] # c', '[a, b ]'],
    ['{ a: b\n}\n', '{ a: b\n}'],
    ['&x !t [a]', '[a]'],
    ['&x\na: b', 'a: b'],
    ['&x a: b', '&x a: b'],
    ['? a\n: b', '? a\n: b'],
    ['- |\n  a\n\n\n# c', '- |\n  a'],
  ])('in %j is %j', (text, written) => {
    const { start, end } = rootOf(text)?.range ?? { start: 0, end: 0 }
    expect(text.slice(start, end)).toBe(written)
  })

  test('of an alias is the alias', () => {
    const alias = [...nodesOf(rootOf('a: &x {b: c}\nd: *x'))].find(node => node.kind === 'alias')
    expect(alias?.range).toEqual({ start: 16, end: 18 })
  })
})

describe('the target of an alias is the very node of the anchor', () => {
  test.each([
    'a: &x {b: c}\nd: *x',
    'a:\n  !!map\n  &x\n  b: c\nd: *x',
    'a: &x\n  !!seq\n  - b\nd: *x',
    'a: !t &x |\n  b\nd: *x',
    '- &x b\n- *x : c',
    '[&x , *x]',
  ])('%j', text => {
    const nodes = [...nodesOf(rootOf(text))]
    const alias = nodes.find(node => node.kind === 'alias')
    expect(alias?.kind === 'alias' && alias.target).toBe(nodes.find(node => node.anchor === 'x'))
  })
})
