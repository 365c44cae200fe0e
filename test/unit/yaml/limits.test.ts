import { describe, expect, test } from '@jest/globals'
import { readDocuments } from '../../../src/yaml/document.ts'
import { DEPTH_LIMIT } from '../../../src/yaml/fault.ts'
import { ownMilliseconds } from '../../own-work.ts'

/** Generous for a slow machine: what grows with the square of these inputs takes minutes. */
const MILLISECONDS = 5000

function readInTime(text: string): string {
  const started = process.cpuUsage()
  const [reading] = readDocuments(text, { skip: 'nothing' })
  expect(ownMilliseconds(started)).toBeLessThan(MILLISECONDS)
  return reading?.kind === 'problem' ? `${reading.problem}: ${reading.reason}` : String(reading?.kind)
}

const lines = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, index) => line(index)).join('\n')
const nested = (depth: number) => lines(depth, index => `${' '.repeat(index)}a:`)
const TOO_DEEP = `limit: collections nest deeper than ${DEPTH_LIMIT} levels here`
const TOO_MANY_ALIASES = 'limit: its aliases stand for more values than kubectl accepts'

describe('depth', () => {
  test.each([
    ['[', '['.repeat(20_000)],
    ['{a: ', '{a: '.repeat(20_000)],
    ['- ', '- '.repeat(20_000)],
    ['? ', '? '.repeat(20_000)],
    ['indentation', nested(2000)],
    ['brackets behind an anchor of another kind', `a: &a.b ${'['.repeat(5000)}`],
    ['closed brackets behind one', `a: &a.b ${'['.repeat(DEPTH_LIMIT)}${']'.repeat(DEPTH_LIMIT)}`],
  ])('of %s ends with a reason', (_, text) => expect(readInTime(text)).toBe(TOO_DEEP))

  test('is measured where it is too much', () => {
    const text = '['.repeat(600)
    expect(readDocuments(text, { skip: 'nothing' })).toMatchObject([
      { problem: 'limit', at: DEPTH_LIMIT, reason: TOO_DEEP.slice('limit: '.length) },
    ])
  })

  test.each([
    ['brackets', `${'['.repeat(DEPTH_LIMIT)}${']'.repeat(DEPTH_LIMIT)}`],
    ['keys', nested(DEPTH_LIMIT)],
    ['dashes', `${'- '.repeat(DEPTH_LIMIT)}a`],
  ])('up to the limit is read: %s', (_, text) => expect(readInTime(text)).toBe('document'))
})

describe('aliases', () => {
  const bomb = (item: (index: number) => string) => `a0: &a0 {k: v}\n${lines(60, index => `a${index + 1}: &a${index + 1} ${item(index)}`)}`

  test.each([
    ['a billion of them', bomb(index => `[${`*a${index},`.repeat(9)}]`)],
    ['merged a billion times', bomb(index => `{<<: [${`*a${index},`.repeat(9)}]}`)],
    ['a long chain', `- &a0 {k: v}\n${lines(20_000, index => `- &a${index + 1} {k: *a${index}}`)}`],
    ['a long chain of merges', `- &a0 {k: v}\n${lines(20_000, index => `- &a${index + 1} {<<: *a${index}}`)}`],
    ['tags between the anchors and their values', bomb(index => `\n  !!seq\n  [${`*a${index},`.repeat(9)}]`)],
    ['tags before anchors', `- &a0 x\n${lines(60, index => `-\n  !!seq\n  &a${index + 1}\n  [${`*a${index},`.repeat(9)}]`)}`],
    ['a list of lists', `- &a [${'x,'.repeat(2000)}]\n- &b [${'*a,'.repeat(2000)}]\n`],
  ])('%s end with a reason', (_, text) => expect(readInTime(text)).toBe(TOO_MANY_ALIASES))

  test.each([
    ['2,000 of one anchor', `base: &a {k: v}\nall:\n${lines(2000, () => '- *a')}`],
    ['2,000 merges', `base: &a {k: v}\nall:\n${lines(2000, () => '- <<: *a\n  k: w')}`],
    ['100 of a large one', `base: &a [${'x, '.repeat(1000)}]\nall:\n${lines(98, () => '- *a')}`],
  ])('%s are read', (_, text) => expect(readInTime(text)).toBe('document'))
})

describe('size', () => {
  const MANY = 400_000
  test.each([
    ['100,000 keys', lines(100_000, index => `key${index}: value`), 'document'],
    ['100,000 keys in brackets', `{${lines(100_000, index => `key${index}: value,`)}}`, 'document'],
    ['one key 100,000 times', 'key: value\n'.repeat(100_000), 'document'],
    ['100,000 anchors', lines(100_000, index => `- &a${index} b`), 'document'],
    ['100,000 items', '- a\n'.repeat(100_000), 'document'],
    ['one long line', `a: ${'b'.repeat(MANY)}`, 'document'],
    ['spaces within a value', `a: b${' '.repeat(MANY)}c`, 'document'],
    ['spaces within quotes', `a: "b${' '.repeat(MANY)}\n"`, 'document'],
    ['line ends within a value', `a: b${'\n'.repeat(MANY)} c`, 'document'],
    ['line ends within quotes', `a: "b${'\n'.repeat(MANY)}"`, 'document'],
    ['lines of a value', `a: b\n${' c\n'.repeat(MANY)}`, 'document'],
    ['lines of a block scalar', `a: |\n${' b\n'.repeat(MANY)}`, 'document'],
    ['blank lines of a block scalar', `a: |\n${'\n'.repeat(MANY)}`, 'document'],
    ['a blank line of a block scalar', `a: |\n${' '.repeat(MANY)}\n`, 'document'],
    ['comments', `a: b\n${'# c\n'.repeat(MANY)}`, 'document'],
    ['escapes', `a: "${'\\n'.repeat(MANY)}"`, 'document'],
    ['colons', `a: ${'b:c'.repeat(MANY)}`, 'document'],
    ['hashes', `a: ${'b#'.repeat(MANY)}`, 'document'],
    ['lone carriage returns', `a: b\r${'# c\r'.repeat(MANY)}`, 'document'],
    ['quotes', `a: ${'"'.repeat(MANY)}`, `syntax: unexpected \`${'"'.repeat(24)}...\`, expected the end of the line`],
    ['a quote without end', `a: "${'b c\n'.repeat(MANY)}`, 'syntax: unexpected end of the document, expected a closing "'],
    ['a bracket without end', `a: [${'b,\n'.repeat(MANY)}`, 'syntax: unexpected end of the document, expected a value'],
    ['braces', `a: ${'{{'.repeat(MANY)}`, `template: a template: \`${'{'.repeat(60)}\` is to be filled in before this is YAML`],
    ['exclamation marks', `a: ${'!'.repeat(MANY)}`, 'document'],
  ])('%s', (_, text, expected) => expect(readInTime(text)).toBe(expected))

  test.each([
    ['marks', '---\n', MANY],
    ['documents', '---\nimage: a\n', 100_000],
    ['templates', '---\nimage: {{ a }}\n', 20_000],
    ['JSON objects', '{"image":"a"}', 100_000],
    ['marks that end nothing', '...\n', 0],
  ])('of %s: each is one', (_, text, count) => {
    const started = process.cpuUsage()
    expect(readDocuments(text.repeat(count || MANY))).toHaveLength(count)
    expect(ownMilliseconds(started)).toBeLessThan(MILLISECONDS)
  })
})

describe('what only the package yaml reads', () => {
  test('is read in small documents', () => {
    expect(readInTime('a: &b.c x\nd: *b.c\n')).toBe('document')
  })

  test('is refused in large ones, and in many', () => {
    const refusal =
      'limit: an anchor named by more than letters, digits, `_` and `-` is followed only in small documents with ordinary line ends'
    expect(readInTime(`a: &b.c x\n${'# d\n'.repeat(100_000)}`)).toBe(refusal)
    const many = readDocuments('---\nimage: &b.c x\n'.repeat(50_000))
    expect(many).toHaveLength(50_000)
    expect(many.at(0)).toMatchObject({ kind: 'document' })
    expect(many.at(-1)).toMatchObject({ kind: 'problem', reason: refusal.slice('limit: '.length) })
  })

  test('is refused with line ends that the package does not know', () => {
    expect(readInTime('a: &b.c x\rd: e')).toMatch(/^limit: an anchor named by/)
  })

  test('is refused in our words', () => {
    expect(readInTime('a: &b.c "x"\nd: *b.c\ne: [f')).toBe(
      'syntax: unexpected end of the document, expected the indentation of the lines above, or the end of a bracket',
    )
    expect(readInTime('a: &b.c [*b.c]')).toBe('syntax: unexpected alias `*b.c` inside the value of `&b.c`, expected one below it')
  })
})
