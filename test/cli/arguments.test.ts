import { describe, expect, test } from '@jest/globals'
import { parseInvocation } from '../../cli/arguments.ts'
import { COMMANDS } from '../../cli/options.ts'

const REVIEW = { paths: ['.'], failOn: undefined, failsOnSkipped: false, config: undefined, profile: undefined, namesVersions: false }
const REGISTRIES = { kind: 'registries', plainHttp: [], privateHosts: [], realmHosts: [], authorities: [], cache: undefined }
const BY_DEFAULT = { kind: 'check', ...REVIEW, format: 'text', output: undefined, range: undefined, answers: { kind: 'nobody' } }
const PIN_BY_DEFAULT = { kind: 'pin', ...REVIEW, isWriting: false, isUpdating: false, answers: REGISTRIES }

describe('what is understood', () => {
  test.each([
    ['check', {}],
    ['check a.yaml b', { paths: ['a.yaml', 'b'] }],
    ['check -', { paths: ['-'] }],
    ['check -- --format', { paths: ['--format'] }],
    ['check --format json', { format: 'json' }],
    ['check --format=json', { format: 'json' }],
    ['check --format json --format text', { format: 'text' }],
    ['check a --fail-on never b', { failOn: 'never', paths: ['a', 'b'] }],
    ['check --fail-on error', { failOn: 'error' }],
    ['check --fail-on warning', { failOn: 'warning' }],
    ['check --fail-on info', { failOn: 'info' }],
    ['check --fail-on-skipped', { failsOnSkipped: true }],
    ['check --output report.txt', { output: 'report.txt' }],
    ['check --output=-report.txt', { output: '-report.txt' }],
    ['check --config a.yml --profile air-gapped', { config: 'a.yml', profile: 'air-gapped' }],
    ['check --base main', { range: { base: 'main', head: 'HEAD', paths: [], scope: undefined } }],
    ['check --base main --head topic --scope repository', { range: { base: 'main', head: 'topic', paths: [], scope: 'repository' } }],
    ['check --base main a', { paths: ['a'], range: { base: 'main', head: 'HEAD', paths: ['a'], scope: undefined } }],
    ['check --resolve', { answers: REGISTRIES }],
    ['check --resolve --name-version --cache a.jsonl', { answers: { ...REGISTRIES, cache: 'a.jsonl' }, namesVersions: true }],
    ['check --resolve --offline', { answers: { kind: 'nobody' } }],
    ['check --resolutions known.json', { answers: { kind: 'file', path: 'known.json' } }],
  ])('%s', (line, expected) => {
    expect(parseInvocation(line.split(' '))).toEqual({ ...BY_DEFAULT, ...expected })
  })

  test.each([
    ['pin', {}],
    ['pin a --write', { paths: ['a'], isWriting: true }],
    ['pin --update --offline', { isUpdating: true, answers: { kind: 'nobody' } }],
    ['pin --name-version --resolutions known.json', { answers: { kind: 'file', path: 'known.json' }, namesVersions: true }],
    ['pin --plain-http a:1 --plain-http=b', { answers: { ...REGISTRIES, plainHttp: ['a:1', 'b'] } }],
    [
      'pin --private-host a --realm-host b --ca-file c --ca-file d',
      { answers: { ...REGISTRIES, privateHosts: ['a'], realmHosts: ['b'], authorities: ['c', 'd'] } },
    ],
  ])('%s', (line, expected) => {
    expect(parseInvocation(line.split(' '))).toEqual({ ...PIN_BY_DEFAULT, ...expected })
  })

  test.each([
    ['explain', { kind: 'explain', word: undefined }],
    ['explain latest-tag', { kind: 'explain', word: 'latest-tag' }],
    ['--help', { kind: 'help', command: undefined }],
    ['-h', { kind: 'help', command: undefined }],
    ['-V', { kind: 'version' }],
    ['-v', { kind: 'version' }],
    ['pin a -h', { kind: 'help', command: COMMANDS[1] }],
    ['--version', { kind: 'version' }],
    ['check --help', { kind: 'help', command: COMMANDS[0] }],
    ['check a.yaml --format json --help', { kind: 'help', command: COMMANDS[0] }],
  ])('%s', (line, expected) => {
    expect(parseInvocation(line.split(' '))).toEqual(expected)
  })
})

describe('what is not understood is answered with what would be', () => {
  const ALLOWED = `one of ${[
    '--format',
    '--base',
    '--head',
    '--scope',
    '--fail-on',
    '--fail-on-skipped',
    '--output',
    '--config',
    '--profile',
    '--resolve',
    '--offline',
    '--resolutions',
    '--name-version',
    '--plain-http',
    '--private-host',
    '--realm-host',
    '--ca-file',
    '--cache',
    '--help',
  ].join(', ')}`
  test.each([
    [
      [],
      'unexpected end of the arguments, expected one of the commands check, pin, explain; `pull-policy --help` shows what can be asked for',
    ],
    [
      ['deployment.yaml'],
      'unexpected "deployment.yaml", expected one of the commands check, pin, explain; `pull-policy --help` shows what can be asked for',
    ],
    [
      ['chekc'],
      'unexpected "chekc", expected one of the commands check, pin, explain; `pull-policy --help` shows what can be asked for; did you mean check?',
    ],
    [
      ['--format', 'json', 'check'],
      'unexpected "--format", expected one of the commands check, pin, explain; `pull-policy --help` shows what can be asked for',
    ],
    [['check', '--fromat', 'json'], `unexpected option --fromat of \`check\`, expected ${ALLOWED}; did you mean --format?`],
    [
      ['check', '--fail-on-skiped'],
      `unexpected option --fail-on-skiped of \`check\`, expected ${ALLOWED}; did you mean --fail-on-skipped?`,
    ],
    [['check', '--head', 'x'], 'unexpected --head without --base, expected both, as --base main --head ...'],
    [
      ['check', '--plain-http', 'a:1'],
      'unexpected --plain-http without --resolve, expected both, since `check` asks no registry by itself',
    ],
    [['pin', '--cache='], 'unexpected --cache "", expected the name of a file'],
    [['check', '-', '--base', 'x'], 'unexpected "-" beside --base, expected paths in the repository'],
    [['check', '--rules=x'], `unexpected option --rules of \`check\`, expected ${ALLOWED}`],
    [['check', '--__proto__'], `unexpected option --__proto__ of \`check\`, expected ${ALLOWED}`],
    [['check', '--version'], `unexpected option --version of \`check\`, expected ${ALLOWED}`],
    [['check', '-o'], `unexpected option -o of \`check\`, expected ${ALLOWED}`],
    [['check', '--format'], 'unexpected end of the arguments after --format, expected one of text, json, sarif, markdown, github'],
    [['check', '--format', 'jsno'], 'unexpected --format "jsno", expected one of text, json, sarif, markdown, github; did you mean json?'],
    [['check', '--format='], 'unexpected --format "", expected one of text, json, sarif, markdown, github'],
    [
      ['check', '--format', '--output'],
      'unexpected "--output" after --format, expected one of text, json, sarif, markdown, github; a value that starts with a dash is written --format=--output',
    ],
    [
      ['check', '--fail-on', 'Warning'],
      'unexpected --fail-on "Warning", expected one of error, warning, info, never; did you mean warning?',
    ],
    [['check', '--fail-on-skipped=yes'], 'unexpected value "yes" of --fail-on-skipped, expected none, since it is on or off'],
    [['check', '--output'], 'unexpected end of the arguments after --output, expected FILE'],
    [['check', '--output='], 'unexpected --output "", expected the name of a file'],
    [['check', '--output', '-'], 'unexpected --output "-", expected the name of a file'],
  ])('%j', (argv, message) => {
    expect(() => parseInvocation(argv)).toThrow(expect.objectContaining({ name: 'UserError', code: 'usage', message }))
  })
})
