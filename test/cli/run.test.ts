import { readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { run } from '../../cli/run.ts'
import { memoryIo, type World } from './memory-io.ts'
import { makeTree } from './temporary-tree.ts'

const pod = (image: string, policy = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: app\n      image: ${image}\n${policy && `      imagePullPolicy: ${policy}\n`}`

const CLEAN = pod('nginx:1.27.3')
const WARNING = pod('nginx')
const ERROR = pod('nginx:1.27.3', 'Sometimes')
const BROKEN = 'apiVersion: v1\nkind: Pod\nspec:\n  containers: [{image: "nginx\n'

async function execute(line: string, world: World) {
  const io = memoryIo(world)
  const exitCode = await run(line.split(' '), io)
  return { exitCode, ...io.written() }
}

describe('the exit code', () => {
  test.each([
    ['check', 'clean', CLEAN, 0],
    ['check', 'a warning', WARNING, 0],
    ['check', 'an error', ERROR, 1],
    ['check --fail-on warning', 'clean', CLEAN, 0],
    ['check --fail-on warning', 'a warning', WARNING, 1],
    ['check --fail-on warning', 'an error', ERROR, 1],
    ['check --fail-on info', 'a warning', WARNING, 1],
    ['check --fail-on info', 'clean', CLEAN, 0],
    ['check --fail-on never', 'an error', ERROR, 0],
    ['check', 'a broken file', BROKEN, 0],
    ['check --fail-on-skipped', 'a broken file', BROKEN, 1],
    ['check --fail-on-skipped --fail-on never', 'a broken file', BROKEN, 1],
    ['check --fail-on-skipped', 'a warning', WARNING, 0],
    ['check --format json', 'an error', ERROR, 1],
    ['check --format json --output report.json', 'an error', ERROR, 1],
    ['check nope.yaml', 'a missing path', CLEAN, 2],
    ['check a.yaml nope', 'a missing path beside one that is there', ERROR, 2],
    ['check --bogus', 'a wrong option', CLEAN, 2],
    ['check --output nope/report.txt', 'an output in a folder that is not there', CLEAN, 2],
    ['--help', 'help', CLEAN, 0],
    ['--version', 'version', CLEAN, 0],
  ])('%s, %s', async (line, _, text, expected) => {
    const { exitCode, stderr } = await execute(line, { cwd: makeTree({ 'a.yaml': text }) })
    expect([exitCode, stderr]).toEqual([expected, expected === 2 ? expect.stringMatching(/^pull-policy: .+\n$/) : ''])
  })
})

describe('the report', () => {
  test('goes to standard output, with paths as seen from where the command runs', async () => {
    const { stdout } = await execute('check', { cwd: makeTree({ 'k8s/a.yaml': WARNING }) })
    expect(stdout).toContain('k8s/a.yaml:7:14: warning:')
    expect(stdout.endsWith('\n')).toBe(true)
  })

  test('as JSON is one document with the tool in it', async () => {
    const { stdout } = await execute('check --format json', { cwd: makeTree({ 'a.yaml': WARNING }) })
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      tool: { name: 'pull-policy', version },
      summary: { files: 1, containers: 1, warnings: 1 },
    })
  })

  test.each([
    ['a pipe', {}, false],
    ['a terminal', { isTerminal: true }, true],
    ['a dumb terminal', { isTerminal: true, env: { TERM: 'dumb' } }, false],
    ['a terminal with NO_COLOR', { isTerminal: true, env: { NO_COLOR: '1' } }, false],
    ['a terminal with an empty NO_COLOR', { isTerminal: true, env: { NO_COLOR: '' } }, true],
    ['a pipe with FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, true],
    ['a terminal with FORCE_COLOR=0', { isTerminal: true, env: { FORCE_COLOR: '0' } }, false],
    ['a pipe with FORCE_COLOR and NO_COLOR', { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }, true],
  ])('in colour on %s: %j', async (_, world, isColoured) => {
    const { stdout } = await execute('check', { cwd: makeTree({ 'a.yaml': WARNING }), ...world })
    expect(stdout.includes('\x1b[')).toBe(isColoured)
  })

  test('that nothing was read is said', async () => {
    const { exitCode, stderr } = await execute('check sub', { cwd: makeTree({ 'sub/a.txt': '' }) })
    expect([exitCode, stderr]).toEqual([
      0,
      'pull-policy: nothing was read: sub holds no file whose name ends in .yaml, .yml or .json, or git ignores them all\n',
    ])
  })
})

describe('standard input', () => {
  test('is a file among others', async () => {
    const { stdout } = await execute('check - a.yaml', { cwd: makeTree({ 'a.yaml': WARNING }), stdin: WARNING })
    expect(stdout).toMatch(/<stdin>:7:14: warning:[\s\S]*a\.yaml:7:14: warning:/)
  })

  test('is not read unless it is asked for', async () => {
    const { stdout } = await execute('check', { cwd: makeTree({ 'a.yaml': CLEAN }), stdin: ERROR })
    expect(stdout).not.toContain('<stdin>')
  })

  test('above 16 MiB is listed, and not collected', async () => {
    let chunks = 0
    async function* endless() {
      for (; chunks < 1000; chunks++) yield Buffer.alloc(1024 * 1024, 'a')
    }
    const { stdout } = await execute('check - --format json', { cwd: makeTree(), stdin: endless() })
    expect(JSON.parse(stdout).skipped).toEqual([
      { file: '<stdin>', line: null, kind: 'too-large', reason: 'the file is larger than 16 MiB' },
    ])
    expect(chunks).toBe(16)
  })
})

describe('--output', () => {
  test('takes the report instead of standard output, never in colour', async () => {
    const cwd = makeTree({ 'a.yaml': WARNING, 'report.txt': 'an older, longer report'.repeat(1000) })
    const { stdout, exitCode } = await execute('check a.yaml --output report.txt', { cwd, env: { FORCE_COLOR: '1' } })
    expect([exitCode, stdout]).toEqual([0, ''])
    expect(readFileSync(join(cwd, 'report.txt'), 'utf8')).toMatch(/^[^\x1b]*a\.yaml:7:14: warning:[^\x1b]*\n$/)
  })

  test.each([
    ['a link', 'link.txt', 'it is a symbolic link'],
    ['a link to nowhere', 'dangling.txt', 'it is a symbolic link'],
    ['a file in a folder that is a link', 'folder/report.txt', 'a folder on the way is a symbolic link'],
  ])('is not written through %s', async (_, output, reason) => {
    const cwd = makeTree({ 'here/a.yaml': CLEAN, 'victim.txt': 'as it was' })
    symlinkSync('../victim.txt', join(cwd, 'here/link.txt'))
    symlinkSync('../missing.txt', join(cwd, 'here/dangling.txt'))
    symlinkSync('..', join(cwd, 'here/folder'))
    const { exitCode, stderr, stdout } = await execute(`check a.yaml --output ${output}`, { cwd: join(cwd, 'here') })
    expect([exitCode, stdout, stderr]).toEqual([
      2,
      '',
      `pull-policy: the report cannot be written to "${output}": ${reason}, and the report is not written through one\n`,
    ])
    expect([readdirSync(cwd).sort(), readFileSync(join(cwd, 'victim.txt'), 'utf8')]).toEqual([['here', 'victim.txt'], 'as it was'])
  })

  test.each([
    ['a folder that is missing', 'nope/report.txt', 'there is no such folder'],
    ['a folder', 'sub', 'illegal operation on a directory'],
  ])('cannot be %s', async (_, output, reason) => {
    const { exitCode, stderr } = await execute(`check a.yaml --output ${output}`, { cwd: makeTree({ 'a.yaml': CLEAN, 'sub/b.yaml': '' }) })
    expect([exitCode, stderr]).toEqual([2, `pull-policy: the report cannot be written to "${output}": ${reason}\n`])
  })
})

describe('progress', () => {
  const files = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}.yaml`, '']))
  const clock = (step: number) => {
    let time = 0
    return () => (time += step)
  }

  test('is shown on a terminal where the review is long, and wiped', async () => {
    const { stderr } = await execute('check', { cwd: makeTree(files), isTerminal: true, now: clock(60) })
    expect(stderr).toMatch(/^(\r\d+ files read)+\r\x1b\[K$/)
  })

  test.each([
    ['where it is short', true, 1],
    ['where nobody looks', false, 60],
  ])('is not shown %s', async (_, isTerminal, step) => {
    expect((await execute('check', { cwd: makeTree(files), isTerminal, now: clock(step) })).stderr).toBe('')
  })
})

describe('a fault of our own', () => {
  const brokenInput = (message: string) => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new TypeError(message)) }),
  })

  test('is told from a mistake of the user, with what to report', async () => {
    const { exitCode, stderr } = await execute('check -', { cwd: makeTree(), stdin: brokenInput('x is not a function') })
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(
      /^pull-policy: this is a fault of pull-policy \d+\.\d+\.\d+ on Node v[\d.]+, not of your files\. Please report it .*\nTypeError: x is not a function\n( {4}at .*\n){1,5}$/,
    )
  })

  test('cannot command a terminal or a runner', async () => {
    const { stderr } = await execute('check -', {
      cwd: makeTree(),
      stdin: brokenInput('x\n::add-mask::k8s\n \t::debug::\n##[set-output name=a]b\x1b[31m'),
    })
    expect(stderr).not.toMatch(/^\s*::|##\[|\x1b/m)
  })
})

describe('help', () => {
  test('of the program names every command and the exit codes', async () => {
    const { stdout } = await execute('--help', { cwd: makeTree() })
    expect(stdout).toContain('\n  check [PATH...]       say which pull policy')
    expect(stdout).toContain('\n  3  a fault of pull-policy itself\n')
  })

  test('of a command names every option with its values and default', async () => {
    const { stdout } = await execute('check --help', { cwd: makeTree() })
    expect(stdout).toContain('Usage: pull-policy check [OPTION...] [PATH...]\n')
    expect(stdout).toMatch(/\n {2}--fail-on error\|warning\|info\|never {2,}exit with 1 where .*\n/)
    expect(stdout).toMatch(/\n {2}--output FILE {2,}write the report/)
    expect(stdout).toMatch(/\n {2}-h, --help {2,}show this help\n/)
  })
})
