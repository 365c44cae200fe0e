import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codeBlock, codeElement, codeSpan, isShowable, markdownSentence, tableCell } from '../../../../src/render/escape/markdown.ts'
import { liveText } from '../markdown-reader.ts'

const D = '\uFFFD'

describe('a code span', () => {
  test.each([
    ['nginx:1.25', '`nginx:1.25`'],
    ['', '` `'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a``b`c', '```a``b`c```'],
    [' a', '`  a `'],
    ['a\nb', '`a ⏎ b`'],
    ['a\r\nb', '`a ⏎ b`'],
    ['a\u2028b', '`a ⏎ b`'],
    ['a\tb', '`a b`'],
    ['a\u202eb\u200bc\u0000', `\`a${D}b${D}c${D}\``],
    ['\u001b[31m', `\`${D}[31m\``],
    ['##[error]', `\`#${D}[error]\``],
    ['<b>@me</b>', '`<b>@me</b>`'],
  ])('of %j is %s', (text, span) => {
    expect(codeSpan(text)).toBe(span)
  })

  test('of a megabyte is short', () => {
    expect(codeSpan('a'.repeat(1_000_000)).length).toBeLessThan(300)
  })

  test('of any text is one span and nothing else', () => {
    fc.assert(
      fc.property(hostileText(), text => {
        expect(liveText(codeSpan(text))).toBe('¤')
      }),
    )
  })
})

describe('a cell', () => {
  test.each([
    ['`a|b`', '`a\\|b`'],
    ['`a\\|b`', '`a\\¦b`'],
    ['`a\\\\||b`', '`a\\\\¦\\|b`'],
  ])('%s is %s', (markdown, cell) => {
    expect(tableCell(markdown)).toBe(cell)
  })

  test('of any text ends nowhere, however backslashes are read', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('\\', '|', '`', 'a', ' ')), parts => {
        const cell = tableCell(codeSpan(parts.join('')))
        expect(cell.replace(/\\./g, '')).not.toContain('|')
        expect(cell).not.toMatch(/(?<!\\)\|/)
      }),
    )
  })
})

describe('a sentence', () => {
  test.each([
    ['keeps words', 'the tag is new', 'the tag is new'],
    ['keeps code', 'the tag is `latest`; do', 'the tag is `latest`; do'],
    ['makes a mention code', 'ask @octocat now', 'ask `@octocat` now'],
    ['makes a reference code', 'see #12, GH-3 or a/b#4', 'see `#12,` `GH-3` or `a/b#4`'],
    ['makes an address code', 'at https://evil.example or www.evil.example', 'at `https://evil.example` or `www.evil.example`'],
    ['makes a commit code', 'in 4f2c9d1ab here', 'in `4f2c9d1ab` here'],
    ['makes a tag code', 'a <script> b', 'a `<script>` b'],
    ['makes an entity code', 'a &lt; b', 'a `&lt;` b'],
    ['makes an emoji code', 'a :tada: b', 'a `:tada:` b'],
    ['makes a formula code', 'a $x$ b', 'a `$x$` b'],
    ['escapes what marks up', '*a* _b_ [c](d) ~e~ !f', '\\*a\\* \\_b\\_ \\[c\\](d) \\~e\\~ \\!f'],
    ['is no list', '- a', '\\- a'],
    ['is no numbered list', '1. a', '1\\. a'],
    ['is no heading', '# a', '`#` a'],
    ['is one line', 'a\n\nb', 'a b'],
    ['drops a backtick that has no partner', 'a ` b', 'a  b'],
    ['keeps spans apart', '@a`b`', '`@a` `b`'],
  ])('%s', (_, text, markdown) => {
    expect(markdownSentence(text)).toBe(markdown)
  })

  test('of any text is inert', () => {
    fc.assert(
      fc.property(hostileText(), text => {
        expect(liveText(markdownSentence(text))).not.toMatch(LIVE)
      }),
      { numRuns: 500 },
    )
  })
})

/** What GitHub makes something of, in text that is not code: mentions, references, links, HTML, entities, markup, formulas. */
const LIVE = /[@#<>&|$`*_~[\]\\]|:\/\/|www\.|[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/

/** Any text, and pieces that mean something to GitHub, in any order. */
function hostileText(): fc.Arbitrary<string> {
  const bait = fc.constantFrom(
    '`',
    '``',
    '```',
    '\n',
    '\\',
    '|',
    '@me',
    '#1',
    '[a](b)',
    '<b>',
    '<!--',
    '-->',
    '&lt;',
    'www.a.b',
    'https://a.b',
    '\u202e',
    '\u200b',
    '*',
    '$',
    ' ',
    '##[',
  )
  return fc.array(fc.oneof(bait, fc.string({ unit: 'binary' }))).map(parts => parts.join(''))
}

describe('code as HTML', () => {
  test.each([
    ['wait', '<code>wait</code>'],
    ['</code><img src=x>', '<code>&#60;/code&#62;&#60;img src&#61;x&#62;</code>'],
    ['a\u202e*b*', '<code>a&#65533;&#42;b&#42;</code>'],
  ])('%j is %s', (text, html) => {
    expect(codeElement(text)).toBe(html)
  })
})

describe('a block', () => {
  test('has a fence longer than any run of backticks within', () => {
    expect(codeBlock('diff', ' a\n+```\n-````x\n')).toBe('`````diff\n a\n+```\n-````x\n`````')
  })

  test.each([
    ['plain lines', 'a\n\tb\n', true],
    ['an escape', 'a\u001b[2J\n', false],
    ['a bidirectional mark', 'a\u202eb\n', false],
    ['a zero-width space', 'a\u200bb\n', false],
    ['a carriage return', 'a\r\n', false],
    ['a pictograph with its selector', '# ⚠️ careful\n', true],
  ])('can show %s: %s', (_, text, can) => {
    expect(isShowable(text)).toBe(can)
  })
})
