import { describe, expect, test } from '@jest/globals'
import { annotationFor } from '../../fake/runner/annotation.ts'
import { COMMAND_NAMES, parseCommand } from '../../fake/runner/command.ts'
import { parseFileCommand } from '../../fake/runner/file-command.ts'
import { LineSplitter } from '../../fake/runner/line-splitter.ts'
import { SecretMasker } from '../../fake/runner/secrets.ts'
import { StepLog } from '../../fake/runner/step-log.ts'

const NAMES = new Set(COMMAND_NAMES)

describe('a line of output', () => {
  test.each<readonly [string, string, object | undefined]>([
    [
      'the newer form',
      '::warning file=a.yaml,line=3::careful',
      { name: 'warning', version: 2, data: 'careful', properties: { file: 'a.yaml', line: '3' } },
    ],
    ['the newer form after blanks', '  ::debug::x', { name: 'debug', data: 'x' }],
    ['however it is written', '::WARNING Line=3::x', { name: 'warning', properties: { line: '3' } }],
    ['data with its escapes', '::error::100%25%0D%0Asecond: a,b%3A', { data: '100%\r\nsecond: a,b%3A' }],
    ['an escaped escape', '::error::%250A', { data: '%0A' }],
    ['properties with theirs', '::error file=a%3Ab%2Cc%25%0A::x', { properties: { file: 'a:b,c%\n' } }],
    ['a property without a value', '::error file=,line=1,=x,title::x', { properties: { line: '1' } }],
    ['a value with an equals sign', '::error title=a=b::x', { properties: { title: 'a=b' } }],
    ['data with colons', '::error::a::b', { data: 'a::b' }],
    ['the newer form later in a line', 'file ::error::x', undefined],
    ['no end', '::error', undefined],
    ['an unknown name', '::explode::x', undefined],
    ['the older form', '##[set-output name=a]value', { name: 'set-output', version: 1, data: 'value', properties: { name: 'a' } }],
    ['the older form anywhere in a line', 'reading x##[add-mask]k8s', { name: 'add-mask', version: 1, data: 'k8s' }],
    ['the older form after a newer one that is none', '::x:: ##[debug]y', { name: 'debug', version: 1 }],
    ['properties of the older form', '##[error file=a%3Bb;line=3%5D]x%5D%3B', { properties: { file: 'a;b', line: '3]' }, data: 'x];' }],
    ['the older form without an end', '##[error x', undefined],
    ['only the first of the older form counts', '##[x]##[error]y', undefined],
    ['plain text', 'deployment.yaml: fine', undefined],
    ['nothing', '', undefined],
  ])('%s: %j', (_name, line, expected) => {
    const command = parseCommand(line, NAMES)
    const shown = command && { ...command, properties: Object.fromEntries(command.properties) }
    if (expected === undefined) expect(shown).toBeUndefined()
    else expect(shown).toMatchObject(expected)
  })

  test.each([
    ['a\nb', ['a', 'b']],
    ['a\r\nb\n', ['a', 'b']],
    ['a\rb', ['a', 'b']],
    ['a\n\nb', ['a', '', 'b']],
    ['a\u2028b', ['a\u2028b']],
    ['a\r', ['a']],
    ['', []],
  ])('%j ends as .NET ends lines, however it is cut into pieces', (text, expected) => {
    for (const size of [1, 2, 100]) {
      const lines: string[] = []
      const splitter = new LineSplitter(line => lines.push(line))
      const bytes = Buffer.from(text)
      for (let start = 0; start < bytes.length; start += size) splitter.write(bytes.subarray(start, start + size))
      splitter.end()
      expect(lines).toEqual(expected)
    }
  })
})

describe('an annotation', () => {
  test.each<readonly [string, object]>([
    ['::error file=/checkouts/shop/dir/a.yaml,line=3::x', { level: 'failure', path: 'dir/a.yaml', startLine: 3, endLine: undefined }],
    ['::error file=/elsewhere/a.yaml::x', { path: '/elsewhere/a.yaml', startLine: undefined }],
    ['::warning file=./a.yaml,line=3::x', { level: 'warning', path: './a.yaml' }],
    [
      '::notice title=T,file=a.yaml,line=3,endLine=3,col=2,endColumn=5::x',
      { level: 'notice', title: 'T', startLine: 3, endLine: 3, startColumn: 2, endColumn: 5 },
    ],
    ['::error file=a,line=3,endLine=4,col=2,endColumn=5::x', { startLine: 3, endLine: 4, startColumn: undefined, endColumn: undefined }],
    ['::error file=a,line=4,endLine=3,col=2::x', { startLine: undefined, endLine: undefined, startColumn: undefined }],
    ['::error file=a,endLine=3::x', { startLine: 3, endLine: 3 }],
    ['::error file=a,line=3,endColumn=5::x', { startColumn: 5, endColumn: 5 }],
    ['::error file=a,line=3,col=5,endColumn=2::x', { startColumn: undefined, endColumn: undefined, startLine: 3 }],
    ['::error file=a,col=5::x', { startLine: undefined, startColumn: undefined }],
    ['::error file=a,line=three::x', { startLine: undefined }],
    [`::error::${'x'.repeat(5000)}`, { message: 'x'.repeat(4096), path: undefined }],
  ])('%s', (line, expected) => {
    const parsed = parseCommand(line, NAMES)
    if (parsed === undefined) throw new Error('no command')
    expect(annotationFor({ ...parsed, stream: 'stdout', line }, '/checkouts/shop', text => text)).toMatchObject(expected)
  })
})

describe('a step that prints', () => {
  const print = (...lines: readonly string[]) => {
    const log = new StepLog('/checkouts/shop', new SecretMasker(), false)
    for (const line of lines) log.read(line, 'stdout')
    return log
  }

  test('eleven errors and eleven warnings keeps ten of each, the first', () => {
    const log = print(...Array.from({ length: 22 }, (_, index) => `::${index % 2 === 0 ? 'error' : 'warning'}::${index}`))
    expect(log.annotations.map(({ message }) => message)).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`))
    expect(log.dropped).toBe(2)
  })

  test('a mask hides its value from there on, line by line', () => {
    const log = print(
      'k8s',
      '::add-mask::k8s%0Ahelm',
      'k8s and helm',
      '::error::k8s',
      `in base64: ${Buffer.from('k8s').toString('base64')}`,
    )
    expect(log.lines).toEqual(['k8s', '*** and ***', '##[error]***', 'in base64: ***'])
    expect(log.annotations[0]?.message).toBe('***')
  })

  test('stop-commands makes commands text, until its token comes', () => {
    const log = print('::stop-commands::a-token', '::error::no', 'x##[set-output name=a]b', '::A-TOKEN::', '::error::yes')
    expect(log.annotations.map(({ message }) => message)).toEqual(['yes'])
    expect(log.stopped.map(({ name }) => name)).toEqual(['error', 'set-output'])
    expect([...log.outputs]).toEqual([])
    expect(log.lines).toContain('::error::no')
  })

  test('a token can end with the older form too', () => {
    expect(print('::stop-commands::t', 'anything ##[t]', '::error::yes').annotations).toHaveLength(1)
  })

  test.each([
    ['a token that anybody knows', '::stop-commands::pause-logging'],
    ['a token that is a command', '::stop-commands::warning'],
    ['no token', '::stop-commands::'],
    ['set-env', '::set-env name=A::b'],
    ['add-path', '::add-path::/tmp'],
    ['set-output without a name', '::set-output::b'],
    ['echo of neither on nor off', '::echo::maybe'],
    ['a matcher that is not there', '::add-matcher::none.json'],
  ])('%s fails it, with two errors', (_name, line) => {
    const log = print(line)
    expect(log.hasFailed).toBe(true)
    expect(log.annotations).toHaveLength(2)
  })

  test('set-output and save-state, old as they are, still work', () => {
    const log = print('::set-output name=a::1', '##[save-state name=b]2')
    expect([Object.fromEntries(log.outputs), Object.fromEntries(log.state), log.hasFailed]).toEqual([{ a: '1' }, { b: '2' }, false])
  })

  test('echo repeats commands, but not masks, and debug is told only where asked for', () => {
    const log = print(
      '::echo::on',
      '::set-output name=a::1',
      '::add-mask::k8s',
      '::debug::quiet',
      '::group::Files',
      '::endgroup::',
      '::echo::off',
      '::set-output name=a::2',
    )
    expect(log.lines).toEqual(['::set-output name=a::1', '::add-mask::***', '##[group]Files', '##[endgroup]', '::echo::off'])
    const loud = new StepLog('/checkouts/shop', new SecretMasker(), true)
    loud.read('::debug::loud', 'stderr')
    expect(loud.lines).toEqual(['##[debug]loud'])
  })
})

describe('a command file', () => {
  test.each<readonly [string, string, object]>([
    [
      'pairs',
      'a=1\nb=2=3\n\nc=\n',
      {
        entries: [
          ['a', '1'],
          ['b', '2=3'],
          ['c', ''],
        ],
      },
    ],
    [
      'several lines',
      'a<<END\none\ntwo\nEND\nb=1',
      {
        entries: [
          ['a', 'one\ntwo'],
          ['b', '1'],
        ],
      },
    ],
    ['no lines', 'a<<END\nEND\n', { entries: [['a', '']] }],
    ['an equals sign first', 'a=<<b\n', { entries: [['a', '<<b']] }],
    ['carriage returns are kept', 'a=1\r\n', { entries: [['a', '1\r']] }],
    ['nothing', '', { entries: [] }],
    ['neither sign', 'abc\n', { kind: 'invalid', reason: "Invalid format 'abc'" }],
    ['no end', 'a<<END\none\n', { kind: 'invalid', reason: "Invalid value. Matching delimiter not found 'END'" }],
    ['no name', '<<END\nEND\n', { kind: 'invalid' }],
  ])('%s', (_name, text, expected) => expect(parseFileCommand(text)).toMatchObject(expected))
})
