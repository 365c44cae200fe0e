import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { outputTo } from '../../cli/command-io.ts'
import { hashLines } from '../../src/index.ts'
import { commit, git, makeRepository } from './git-repository.ts'
import { deployment, pullPolicy } from './pull-policy.ts'
import { makeTree } from './temporary-tree.ts'

const JOB = { GITHUB_ACTIONS: 'true', GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/shop' }

describe('every format, of files and of a range', () => {
  const TABLE: readonly (readonly [string, RegExp])[] = [
    ['text', /^web\.yaml\n[\s\S]*\nweb\.yaml:10:18: warning: [\s\S]*\npull-policy: 1 warning, .*\n$/],
    ['json', /^\{\n +"schemaVersion": 1,[\s\S]*\}\n$/],
    ['sarif', /^\{\n[\s\S]*"version": "2\.1\.0"[\s\S]*"ruleId":"latest-tag"[\s\S]*\}\n$/],
    ['markdown', /^## [\s\S]*\bweb\.yaml\b/],
    ['github', /^::warning file=web\.yaml,line=10,endLine=10,col=18,/],
  ]

  test.each(TABLE)('%s of files', async (format, shape) => {
    const { stdout, exitCode } = await pullPolicy(makeTree({ 'web.yaml': deployment('app') }), ['check', '--format', format])
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(shape)])
  })

  test.each(TABLE)('%s of a range', async (format, shape) => {
    const cwd = makeRepository()
    commit(cwd, { 'web.yaml': deployment('app') })
    const { stdout, exitCode } = await pullPolicy(cwd, ['check', '--format', format, '--base', 'HEAD~1'])
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(shape)])
  })
})

describe('SARIF', () => {
  const hashesIn = (stdout: string): string[] =>
    JSON.parse(stdout).runs[0].results.map(
      ({ partialFingerprints }: { partialFingerprints: Record<string, string> }) => partialFingerprints.primaryLocationLineHash,
    )
  const expected = (text: string) => [hashLines(text)(10)]

  test('has GitHub’s own hash of each line, of the file', async () => {
    const text = deployment('app')
    const { stdout } = await pullPolicy(makeTree({ 'web.yaml': text }), ['check', '--format', 'sarif'])
    expect(hashesIn(stdout)).toEqual(expected(text))
  })

  test('and of the file as the head of a range has it', async () => {
    const cwd = makeRepository()
    const text = deployment('app', 'committed')
    const head = commit(cwd, { 'web.yaml': text })
    commit(cwd, { 'web.yaml': deployment('app', 'later') })
    const { stdout } = await pullPolicy(cwd, ['check', '--format', 'sarif', '--base', `${head}~1`, '--head', head])
    expect(hashesIn(stdout)).toEqual(expected(text))
  })

  test('what came by standard input has the finding’s own: no uploader finds a file to hash', async () => {
    const { stdout } = await pullPolicy(makeTree(), ['check', '-', '--format', 'sarif'], { stdin: deployment('app') })
    const [{ partialFingerprints }] = JSON.parse(stdout).runs[0].results
    expect(hashesIn(stdout)).toEqual([partialFingerprints['pullPolicyFinding/v1']])
    expect(hashesIn(stdout)).not.toEqual(expected(deployment('app')))
  })
})

describe('github', () => {
  test('says in the log what annotations do not: what was not read, and how it ends', async () => {
    const cwd = makeTree({ 'web.yaml': deployment('app:1'), 'broken.yaml': 'image: "\n' })
    const { stdout } = await pullPolicy(cwd, ['check', '--format', 'github'])
    expect(stdout).toMatch(/^not read: broken\.yaml:\d+: .*\npull-policy: nothing found in 1 manifest, 1 skipped; .*\n$/)
  })

  test('a name of a file commands no runner', async () => {
    const cwd = makeTree({ '::add-mask::k8s.yaml': 'image: "\n' })
    const { stdout } = await pullPolicy(cwd, ['check', '--format', 'github'], { env: JOB })
    expect(stdout).not.toMatch(/^\s*::/m)
  })
})

describe('Markdown', () => {
  test('names the base as it was asked for, and whence the configuration came', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app:1'), '.github/pull-policy.yml': 'profile: default\n' })
    git(cwd, 'branch', 'old')
    const base = git(cwd, 'rev-parse', 'HEAD')
    const head = commit(cwd, { 'web.yaml': deployment('app') })
    const { stdout } = await pullPolicy(cwd, ['check', '--format', 'markdown', '--base', 'old'])
    expect(stdout).toContain(`\`${head.slice(0, 7)}\` against \`old\` at \`${base.slice(0, 7)}\``)
    expect(stdout).toContain(`configuration \`.github/pull-policy.yml\` from \`${base.slice(0, 12)}\``)
    expect(stdout).not.toContain('https://github.com/acme/shop')
  })

  test('says that there is no configuration', async () => {
    const { stdout } = await pullPolicy(makeTree({ 'web.yaml': deployment('app') }), ['check', '--format', 'markdown'])
    expect(stdout).toContain('no configuration file')
  })

  test('links to the lines of the head where a job names the repository', async () => {
    const cwd = makeRepository()
    const head = commit(cwd, { 'web.yaml': deployment('app') })
    const { stdout } = await pullPolicy(cwd, ['check', '--format', 'markdown', '--base', 'HEAD~1'], { env: JOB, isFile: true })
    expect(stdout).toContain(`(https://github.com/acme/shop/blob/${head}/web.yaml#L10)`)
  })
})

describe('what holds lines of manifests is kept from a runner that reads along', () => {
  const cwd = () =>
    makeTree({ 'web.yaml': deployment('app'), 'known.json': `{"docker.io/library/app:latest": "sha256:${'a1'.repeat(32)}"}` })
  const PIN = ['pin', 'web.yaml', '--resolutions', 'known.json']
  const MARKDOWN = ['check', 'web.yaml', '--format', 'markdown']

  test.each([
    ['Markdown', MARKDOWN],
    ['a patch', PIN],
  ])('%s is printed between words that nobody knows beforehand', async (_, args) => {
    const folder = cwd()
    const plain = (await pullPolicy(folder, args)).stdout
    const first = (await pullPolicy(folder, args, { env: JOB })).stdout
    const [, token] = /^::stop-commands::([0-9a-f-]{36})\n/.exec(first) ?? []
    expect(first).toBe(`::stop-commands::${token}\n${plain.replace(/\n?$/, '\n')}::${token}::\n`)
    expect((await pullPolicy(folder, args, { env: JOB })).stdout).not.toBe(first)
  })

  test.each([
    ['Markdown', MARKDOWN],
    ['a patch', PIN],
  ])('%s that goes into a file is left as it is', async (_, args) => {
    const folder = cwd()
    const plain = (await pullPolicy(folder, args)).stdout
    expect((await pullPolicy(folder, args, { env: JOB, isFile: true })).stdout).toBe(plain)
  })

  test('an empty patch is empty', async () => {
    expect((await pullPolicy(cwd(), ['pin', 'web.yaml', '--offline'], { env: JOB })).stdout).toBe('')
  })

  test('a patch that comes through a pipe of a job can be applied', async () => {
    const folder = cwd()
    const { stdout } = await pullPolicy(folder, PIN, { env: JOB })
    const patch = join(makeTree({ 'p.diff': stdout }), 'p.diff')
    git(folder, 'init', '-q')
    expect(git(folder, 'apply', '--verbose', patch)).toBe('')
  })

  test('an output knows whether it is a file', () => {
    const folder = makeTree({ 'out.txt': '' })
    const [file, device] = [openSync(join(folder, 'out.txt'), 'w'), openSync('/dev/null', 'w')]
    const isFile = (fd?: number) => outputTo(Object.assign(new PassThrough(), fd === undefined ? {} : { fd }), 'it').isFile
    expect([isFile(file), isFile(device), isFile()]).toEqual([true, false, false])
    closeSync(file)
    closeSync(device)
  })
})
