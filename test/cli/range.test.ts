import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { run } from '../../cli/run.ts'
import { describeWithShared, sharedPath } from '../shared.ts'
import { commit, git, makeRepository } from './git-repository.ts'
import { memoryIo } from './memory-io.ts'
import { makeTree } from './temporary-tree.ts'

const PATH = process.env.PATH

function deployment(image: string, name = 'web'): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: ${image}\n`
}

async function pullPolicy(cwd: string, ...args: readonly string[]) {
  const io = memoryIo({ cwd, env: { PATH } })
  return { exitCode: await run(args, io), ...io.written() }
}

async function reportOf(cwd: string, ...args: readonly string[]) {
  const { stdout } = await pullPolicy(cwd, 'check', '--format', 'json', ...args)
  return JSON.parse(stdout)
}

describe('a range of commits', () => {
  test('says what it was, what it is, and what an existing object keeps', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app:1.0') })
    const base = git(cwd, 'rev-parse', 'HEAD')
    const head = commit(cwd, { 'web.yaml': deployment('app:latest') })
    const report = await reportOf(cwd, '--base', base)
    expect(report.change).toEqual({ base, head, scope: 'changed-lines' })
    expect(report.containers).toMatchObject([
      {
        base: { image: 'app:1.0', effective: 'IfNotPresent' },
        pullPolicy: { effective: 'Always' },
        onUpdate: { effective: 'IfNotPresent' },
      },
    ])
    expect(report.findings.map(({ rule, state, supersededBy }: Record<string, unknown>) => [rule, state, supersededBy])).toContainEqual([
      'sticky-pull-policy',
      'new',
      null,
    ])
  })

  test('starts where the head left the base, not at the base', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app:1.0') })
    const fork = git(cwd, 'rev-parse', 'HEAD')
    git(cwd, 'checkout', '-q', '-b', 'topic')
    commit(cwd, { 'web.yaml': deployment('app:1.1') })
    git(cwd, 'checkout', '-q', 'main')
    commit(cwd, { 'other.yaml': deployment('other', 'other') })
    const report = await reportOf(cwd, '--base', 'main', '--head', 'topic')
    expect(report.change.base).toBe(fork)
    expect(report.containers.map(({ file }: { file: string }) => file)).toEqual(['web.yaml'])
  })

  test('an old finding is out of scope until its lines are touched, or the scope is wider', async () => {
    const cwd = makeRepository({ 'web.yaml': `${deployment('app')}---\n${deployment('other:1', 'other')}` })
    const base = git(cwd, 'rev-parse', 'HEAD')
    commit(cwd, { 'web.yaml': `${deployment('app')}---\n${deployment('other:2', 'other')}` })
    expect((await reportOf(cwd, '--base', base)).summary.warnings).toBe(0)
    expect((await reportOf(cwd, '--base', base, '--scope', 'changed-files')).summary.warnings).toBe(1)
  })

  test('the scope repository reads the files that the change leaves alone', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app:1'), 'old.yaml': deployment('old', 'old') })
    const base = git(cwd, 'rev-parse', 'HEAD')
    commit(cwd, { 'web.yaml': deployment('app:2') })
    const report = await reportOf(cwd, '--base', base, '--scope', 'repository')
    expect(report.findings).toMatchObject([{ rule: 'latest-tag', file: 'old.yaml', state: 'standing' }])
  })

  test('the configuration is the base’s: a change cannot switch its own rules off', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app:1') })
    const base = git(cwd, 'rev-parse', 'HEAD')
    commit(cwd, { 'web.yaml': deployment('app'), '.github/pull-policy.yml': 'rules: {latest-tag: off, sticky-pull-policy: off}\n' })
    expect((await reportOf(cwd, '--base', base)).summary.warnings).toBe(1)
  })

  test('a base that is not there is answered with what to do', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app') })
    const { exitCode, stdout, stderr } = await pullPolicy(cwd, 'check', '--base', 'nowhere')
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/git fetch origin nowhere/)
  })

  test('a clone that is too shallow is answered with what to do', async () => {
    const origin = makeRepository({ 'web.yaml': deployment('app:1') })
    git(origin, 'checkout', '-q', '-b', 'topic')
    commit(origin, { 'web.yaml': deployment('app:2') })
    git(origin, 'checkout', '-q', 'main')
    commit(origin, { 'else.yaml': deployment('app:3', 'else') })
    const cwd = makeTree()
    git(cwd, 'clone', '-q', '--depth', '1', '--no-single-branch', pathToFileURL(origin).href, '.')
    const { exitCode, stderr } = await pullPolicy(cwd, 'check', '--base', 'origin/main', '--head', 'origin/topic')
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/shallow clone/)
  })

  test('a change without any manifest is said in words', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app') })
    commit(cwd, { 'README.md': 'text' })
    const { exitCode, stderr } = await pullPolicy(cwd, 'check', '--base', 'HEAD~1')
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/changes no file whose name ends in/)
  })
})

describe('the configuration of the work tree', () => {
  test('holds for files, and the command line has the last word', async () => {
    const cwd = makeTree({ 'web.yaml': deployment('app:1'), '.github/pull-policy.yml': 'profile: reproducible\n' })
    expect((await reportOf(cwd)).findings).toMatchObject([{ rule: 'unpinned-image', severity: 'error' }])
    expect((await reportOf(cwd, '--profile', 'default')).findings).toEqual([])
  })

  test('paths that it excludes are not read', async () => {
    const cwd = makeTree({
      'a/web.yaml': deployment('app'),
      'b/web.yaml': deployment('app'),
      '.github/pull-policy.yml': 'paths: {exclude: [b/]}\n',
    })
    expect((await reportOf(cwd)).containers.map(({ file }: { file: string }) => file)).toEqual(['a/web.yaml'])
  })

  test('a mistake in it is answered with line and column', async () => {
    const cwd = makeTree({ 'web.yaml': deployment('app'), '.github/pull-policy.yml': 'profil: default\n' })
    const { exitCode, stderr } = await pullPolicy(cwd, 'check')
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/\.github\/pull-policy\.yml:1:1: .*did you mean .?profile/)
  })
})

describe('every format', () => {
  test.each([
    ['text', /^web\.yaml\n/],
    ['json', /"schemaVersion": 1/],
    ['sarif', /"version": "2\.1\.0"/],
    ['markdown', /^## /],
    ['github', /^::warning file=web\.yaml,line=10,/],
  ])('%s', async (format, start) => {
    const cwd = makeTree({ 'web.yaml': deployment('app') })
    const { stdout } = await pullPolicy(cwd, 'check', '--format', format)
    expect(stdout).toMatch(start)
  })

  test('Markdown in a job is kept from the runner, which would carry out a command in it', async () => {
    const cwd = makeTree({ 'web.yaml': deployment('app') })
    const io = memoryIo({ cwd, env: { PATH, GITHUB_ACTIONS: 'true' } })
    await run(['check', '--format', 'markdown'], io)
    const [, token] = /^::stop-commands::(\S+)\n/.exec(io.written().stdout) ?? []
    expect(io.written().stdout.endsWith(`::${token}::\n`)).toBe(true)
  })
})

describe('explain', () => {
  test.each([
    ['latest-tag', /^The image is whatever/],
    ['ifnotpresent', /^IfNotPresent: /],
    ['imagepullbackoff', /300/],
  ])('%s', async (word, text) => {
    expect((await pullPolicy(makeTree(), 'explain', word)).stdout).toMatch(text)
  })

  test('without a word it lists what there is', async () => {
    expect((await pullPolicy(makeTree(), 'explain')).stdout).toMatch(
      /^Topics:\n[\s\S]*garbage-collection[\s\S]*\nRules:\n[\s\S]*latest-tag/,
    )
  })

  test('a word that is near one', async () => {
    const { exitCode, stderr } = await pullPolicy(makeTree(), 'explain', 'latst-tag')
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/did you mean latest-tag\?/)])
  })
})

describe('pin', () => {
  const DIGEST = `sha256:${'a1'.repeat(32)}`
  const known = JSON.stringify({ 'docker.io/library/app:1': DIGEST })

  test('prints the patch, and says what became of each image', async () => {
    const cwd = makeTree({ 'web.yaml': deployment('app:1'), 'other.yaml': deployment('other:1', 'other'), 'known.json': known })
    const { exitCode, stdout, stderr } = await pullPolicy(cwd, 'pin', 'web.yaml', 'other.yaml', '--resolutions', 'known.json')
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`-          image: app:1\n+          image: app:1@${DIGEST}\n`)
    expect(stderr).toMatch(/^web\.yaml:10: app:1: pinned; the policy stays IfNotPresent\nother\.yaml:10: other:1: not resolved: /)
    expect(readFileSync(join(cwd, 'web.yaml'), 'utf8')).toBe(deployment('app:1'))
  })

  test('--write edits the file, and once more changes nothing', async () => {
    const cwd = makeTree({ 'web.yaml': deployment('app:1'), 'known.json': known })
    await pullPolicy(cwd, 'pin', 'web.yaml', '--write', '--resolutions', 'known.json')
    expect(readFileSync(join(cwd, 'web.yaml'), 'utf8')).toBe(deployment(`app:1@${DIGEST}`))
    expect((await pullPolicy(cwd, 'pin', 'web.yaml', '--resolutions', 'known.json')).stdout).toBe('')
  })

  test('--offline asks nobody', async () => {
    const cwd = makeTree({ 'web.yaml': deployment('app:1') })
    expect((await pullPolicy(cwd, 'pin', '--offline')).stderr).toMatch(/app:1: not resolved: no registry was asked/)
  })
})

describeWithShared('real changes, replayed as commits', () => {
  const cases = readdirSync(sharedPath('prs'), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && /-(tag-to-latest|digest-added|policy-added|control)$/.test(entry.name))
    .slice(0, 14)
    .map(({ name }) => name)

  test.each(cases)('%s', async name => {
    const cwd = makeRepository()
    cpSync(sharedPath(`prs/${name}/base`), cwd, { recursive: true })
    const base = commit(cwd)
    for (const entry of readdirSync(cwd)) if (entry !== '.git') rmSync(join(cwd, entry), { recursive: true })
    cpSync(sharedPath(`prs/${name}/head`), cwd, { recursive: true })
    commit(cwd)
    const report = await reportOf(cwd, '--base', base)
    const { changes } = JSON.parse(readFileSync(sharedPath(`prs/${name}/expected.json`), 'utf8'))
    for (const { kind, file, containerName, base, head } of changes) {
      if (kind !== 'container' || !base || !head || head.image === null) continue
      const found = report.containers.find(
        (container: { file: string; name: string; image: { line: number } }) =>
          container.file === file && container.name === containerName && container.image?.line === head.imageLine,
      )
      expect(found).toMatchObject({ base: { image: base.image }, pullPolicy: { effective: head.effectivePolicy } })
    }
    if (name.endsWith('-control')) expect(report.findings.filter(({ state }: { state: string }) => state === 'new')).toEqual([])
  })
})
