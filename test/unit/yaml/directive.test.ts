import { describe, expect, test } from '@jest/globals'
import { findDirectives } from '../../../src/yaml/directive.ts'
import { readDocuments } from '../../../src/yaml/document.ts'
import { ownMilliseconds } from '../../own-work.ts'

const find = (text: string) => findDirectives(text, readDocuments(text))

describe('a directive', () => {
  test.each([
    ['# pull-policy: ignore[latest-tag] why', ['latest-tag'], 'why'],
    ['#pull-policy:ignore[latest-tag]', ['latest-tag'], ''],
    ['#   pull-policy:  ignore[ latest-tag , never-pull ]   two  words ', ['latest-tag', 'never-pull'], 'two  words'],
    ['# pull-policy: ignore[latest-tag] until [2027]', ['latest-tag'], 'until [2027]'],
  ])('%j', (comment, rules, reason) => {
    const text = `a: b\n${comment}\nimage: c\n`
    expect(find(text)).toEqual([
      { kind: 'ignore-directive', rules, reason, line: 2, isOwnLine: true, range: { start: 5, end: 5 + comment.length } },
    ])
  })

  test.each([
    ['image: a # pull-policy: ignore[latest-tag] b', 1, false],
    ['image: a\n  # pull-policy: ignore[latest-tag]\n', 2, true],
    ['- image: |- # pull-policy: ignore[latest-tag]\n    a', 1, false],
    ['image: # pull-policy: ignore[latest-tag]\n  a', 1, false],
    ['{image: a, # pull-policy: ignore[latest-tag]\n}', 1, false],
    ['image: "a" # renovate: x # pull-policy: ignore[latest-tag]', 1, false],
    ['# flux # pull-policy: ignore[latest-tag]\nimage: a', 1, true],
    ['a: 1\n---\n# pull-policy: ignore[latest-tag]\nimage: a', 3, true],
    ['image: a\r\n# pull-policy: ignore[latest-tag]\r\n', 2, true],
    ['image: |\n    a\n  # pull-policy: ignore[latest-tag]\n', 3, true],
    ['? image # pull-policy: ignore[latest-tag]\n: a', 1, false],
  ])('in %j', (text, line, isOwnLine) => {
    expect(find(text)).toMatchObject([{ kind: 'ignore-directive', rules: ['latest-tag'], line, isOwnLine }])
  })

  test.each([
    'image: "# pull-policy: ignore[latest-tag]"',
    "image: 'a\n  # pull-policy: ignore[latest-tag]'",
    'image: |\n  # pull-policy: ignore[latest-tag]\n',
    'image: >\n  a\n  # pull-policy: ignore[latest-tag]\n\n  b\n',
    '"a # pull-policy: ignore[latest-tag]": image',
    'image: a# pull-policy: ignore[latest-tag]',
    '# say "# pull-policy: ignore[latest-tag]"\nimage: a',
    'image: [\n# pull-policy: ignore[latest-tag]\n',
    'image: {{ x }}\n# pull-policy: ignore[latest-tag]\n',
  ])('%j holds none', text => expect(find(text)).toEqual([]))
})

describe('a malformed one says what is wrong', () => {
  test.each([
    ['ignore latest-tag', 'unexpected `ignore latest-tag`, expected `ignore[rule, ...] reason`'],
    ['ignor[latest-tag]', 'unexpected `ignor[latest-tag]`, expected `ignore[rule, ...] reason`'],
    ['ignore[latest-tag', 'unexpected `ignore[latest-tag`, expected `ignore[rule, ...] reason`'],
    ['ignore[latest-tag]why', 'unexpected `ignore[latest-tag]why`, expected `ignore[rule, ...] reason`'],
    ['', 'unexpected end of the line, expected `ignore[rule, ...] reason`'],
    ['ignore[]', 'unexpected `]`, expected the id of a rule'],
    ['ignore[latest-tag,]', 'unexpected `]`, expected the id of a rule'],
    ['ignore[,latest-tag]', 'unexpected `,`, expected the id of a rule'],
    ['ignore[*]', 'unexpected `*`, expected the id of a rule'],
    ['ignore[Latest Tag]', 'unexpected `Latest Tag`, expected the id of a rule'],
  ])('%j', (written, reason) => {
    expect(find(`image: a # pull-policy: ${written}`)).toMatchObject([{ kind: 'malformed-directive', reason, line: 1 }])
  })
})

test('ten thousand directives in a large document are told from text in time', () => {
  const text = `items:\n${'- image: a # pull-policy: ignore[latest-tag] x\n  args: ["# pull-policy: ignore[latest-tag]"]\n'.repeat(10_000)}`
  const started = process.cpuUsage()
  expect(find(text)).toHaveLength(10_000)
  expect(ownMilliseconds(started)).toBeLessThan(3000)
})
