import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { hasHiddenCharacters, revealHidden } from '../../../../src/render/escape/hidden-characters.ts'
import { jsonLine } from '../../../../src/render/escape/json.ts'
import { breakCommands } from '../../../../src/render/escape/runner-log.ts'
import { shellName, shellPath } from '../../../../src/render/escape/shell.ts'
import { clip, padTo, terminalText, textWidth } from '../../../../src/render/escape/terminal.ts'
import { blobUrl, encodePath } from '../../../../src/render/escape/uri.ts'
import { workflowCommand } from '../../../../src/render/escape/workflow-command.ts'
import { ownMilliseconds } from '../../../own-work.ts'

describe('hidden characters', () => {
  test.each([
    ['NUL', '\u0000'],
    ['ESC', '\u001b'],
    ['DEL', '\u007f'],
    ['CSI', '\u009b'],
    ['soft hyphen', '\u00ad'],
    ['combining grapheme joiner', '\u034f'],
    ['zero-width space', '\u200b'],
    ['zero-width joiner', '\u200d'],
    ['right-to-left override', '\u202e'],
    ['first strong isolate', '\u2068'],
    ['line separator', '\u2028'],
    ['byte order mark', '\ufeff'],
    ['Hangul filler', '\u3164'],
    ['tag letter', '\u{e0061}'],
    ['lone surrogate', '\ud800'],
    ['variation selector after a letter', '\ufe0f'],
  ])('%s is one', (_, character) => {
    expect(hasHiddenCharacters(`a${character}b`)).toBe(true)
    expect(revealHidden(`a${character}b`)).toBe('a\uFFFDb')
  })

  test.each(['nginx:1.25', 'ü', '漢字', 'e\u0301', '🚀', '⚠️', '±'])('%s has none', text => {
    expect(hasHiddenCharacters(text)).toBe(false)
    expect(revealHidden(text)).toBe(text)
  })
})

describe('for a terminal', () => {
  test.each([
    ['a\nb', 'a ⏎ b'],
    ['a\tb', 'a b'],
    ['\u001b]8;;https://evil.example\u0007x', '\uFFFD]8;;https://evil.example\uFFFDx'],
    ['###[group]', '##\uFFFD[group]'],
  ])('%j is %s', (text, shown) => {
    expect(terminalText(text)).toBe(shown)
  })

  test.each([
    ['abc', 3],
    ['漢字', 4],
    ['e\u0301', 1],
    ['🚀', 2],
    ['ａ', 2],
    ['…', 1],
  ])('%s takes %i columns', (text, columns) => {
    expect(textWidth(text)).toBe(columns)
    expect(textWidth(padTo(text, 6))).toBe(6)
  })

  test('a text is never cut through a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 20 }), (text, length) => {
        expect(clip(text, length).length).toBeLessThanOrEqual(Math.max(length, 1))
        expect(clip(text, length).isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('for a runner’s log', () => {
  test.each([
    ['::error::x', '\uFFFD:error::x'],
    ['a\n \t::error::x', 'a\n \t\uFFFD:error::x'],
    ['a ::error::x', 'a ::error::x'],
    ['a ##[error]x', 'a #\uFFFD[error]x'],
    ['a: b::c', 'a: b::c'],
  ])('%j becomes %j', (text, broken) => {
    expect(breakCommands(text)).toBe(broken)
  })

  test('blank lines by the thousand cost no time', () => {
    const start = process.cpuUsage()
    breakCommands(`${'\n'.repeat(200_000)}${' '.repeat(200_000)}::`)
    expect(ownMilliseconds(start)).toBeLessThan(1_000)
  })
})

describe('a workflow command', () => {
  test.each([
    [{ file: 'a.yaml', line: 3 }, 'x', '::warning file=a.yaml,line=3::x'],
    [{ file: 'a:b,c%\n.yaml' }, 'x', '::warning file=a%3Ab%2Cc%25%0A.yaml::x'],
    [{}, 'a: b, c%\r\nd', '::warning::a: b, c%25%0D%0Ad'],
    [{}, '##[add-mask]x', '::warning::#\uFFFD[add-mask]x'],
  ])('of %j and %j is %s', (properties, message, command) => {
    expect(workflowCommand('warning', properties, message)).toBe(command)
  })
})

describe('JSON', () => {
  test.each([
    ['\u202e', '"\\u202e"'],
    ['\u009b', '"\\u009b"'],
    ['a##[b', '"a#\\u0023[b"'],
    ['a##b', '"a##b"'],
  ])('%j is written %s', (value, json) => {
    expect(jsonLine(value)).toBe(json)
    expect(JSON.parse(json)).toBe(value)
  })
})

describe('in a printed command', () => {
  test.each(['web', 'web-1', 'a.b.c', '0', 'a'.repeat(253)])('the name %s is itself', name => {
    expect(shellName(name, 'NAME')).toBe(name)
  })

  test.each([null, '', '-rf', 'web-', 'Web', 'a b', "a'b", 'a;b', '$(id)', '`id`', 'a\nb', 'a..b', '.a', 'ü', 'a'.repeat(254)])(
    'the name %j is a placeholder',
    name => {
      expect(shellName(name, 'NAME')).toBe('NAME')
    },
  )

  test.each(['deploy/web.yaml', './a_b/C-1.yml', '.github/x.yaml'])('the path %s is itself', path => {
    expect(shellPath(path, 'PATH')).toBe(path)
  })

  test.each(['-x.yaml', 'a b.yaml', '$(id).yaml', "a'.yaml", 'a\n.yaml', '~/a.yaml', '*.yaml', ''])(
    'the path %j is a placeholder',
    path => {
      expect(shellPath(path, 'PATH')).toBe('PATH')
    },
  )
})

describe('an address', () => {
  test.each([
    ['a b/c#d?.yaml', 'a%20b/c%23d%3F.yaml'],
    ['a)](javascript:alert(1)', 'a%29%5D%28javascript%3Aalert%281%29'],
    ['ü|`<>"\n', '%C3%BC%7C%60%3C%3E%22%0A'],
  ])('of %j is %s', (path, address) => {
    expect(encodePath(path)).toBe(address)
  })

  test('of a line names commit, path and line', () => {
    expect(blobUrl('https://github.com/acme/shop', 'feature/x', 'a b.yaml', 3)).toBe(
      'https://github.com/acme/shop/blob/feature%2Fx/a%20b.yaml#L3',
    )
  })
})
