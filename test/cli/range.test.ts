import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { commit, git, makeRepository } from './git-repository.ts'
import { deployment, pullPolicy, reportOf } from './pull-policy.ts'
import { addFiles, makeTree } from './temporary-tree.ts'

const filesOf = ({ containers }: { containers: { file: string }[] }) => containers.map(({ file }) => file)

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
    expect(filesOf(report)).toEqual(['web.yaml'])
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
    expect(report.change.scope).toBe('repository')
    expect(report.findings).toMatchObject([{ rule: 'latest-tag', file: 'old.yaml', state: 'standing' }])
  })

  test('a standing finding fails the command only where the scope is the repository', async () => {
    const cwd = makeRepository({ 'old.yaml': deployment('old', 'old') })
    commit(cwd, { 'web.yaml': deployment('app:2') })
    const exitCode = async (scope: string) =>
      (await pullPolicy(cwd, ['check', '--base', 'HEAD~1', '--fail-on', 'warning', '--scope', scope])).exitCode
    expect([await exitCode('changed-files'), await exitCode('repository')]).toEqual([0, 1])
  })

  test('a file that is renamed is compared with what it was', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app:1.0') })
    git(cwd, 'mv', 'web.yaml', 'shop.yaml')
    commit(cwd, { 'shop.yaml': deployment('app:1.1') })
    expect((await reportOf(cwd, '--base', 'HEAD~1')).containers).toMatchObject([
      { file: 'shop.yaml', base: { image: 'app:1.0' }, image: { value: 'app:1.1' } },
    ])
  })

  test('what a deleted file had is gone', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app'), 'other.yaml': deployment('other:1', 'other') })
    git(cwd, 'rm', '-q', 'web.yaml')
    commit(cwd)
    const report = await reportOf(cwd, '--base', 'HEAD~1')
    expect(report.gone).toMatchObject([{ rule: 'latest-tag', file: 'web.yaml' }])
    expect(report.findings).toEqual([])
  })
})

describe('paths narrow a range', () => {
  let cwd = ''

  beforeAll(() => {
    cwd = makeRepository({ 'a/web.yaml': deployment('app:1'), 'b/web.yaml': deployment('app:1'), 'c.yaml': deployment('app:1') })
    commit(cwd, { 'a/web.yaml': deployment('app:2'), 'b/web.yaml': deployment('app:2'), 'c.yaml': deployment('app:2') })
  })

  test.each([
    [[], ['a/web.yaml', 'b/web.yaml', 'c.yaml']],
    [['.'], ['a/web.yaml', 'b/web.yaml', 'c.yaml']],
    [['a'], ['a/web.yaml']],
    [
      ['./a/', 'c.yaml'],
      ['a/web.yaml', 'c.yaml'],
    ],
    [['b/web.yaml'], ['b/web.yaml']],
    [['a/../b'], ['b/web.yaml']],
  ])('%j at the top', async (paths, files) => {
    expect(filesOf(await reportOf(cwd, '--base', 'HEAD~1', ...paths))).toEqual(files)
  })

  test.each([
    [[], ['a/web.yaml', 'b/web.yaml', 'c.yaml']],
    [['.'], ['a/web.yaml']],
    [['web.yaml'], ['a/web.yaml']],
    [['../b'], ['b/web.yaml']],
    [['..'], ['a/web.yaml', 'b/web.yaml', 'c.yaml']],
  ])('%j below a folder is seen from there, and the report from the top', async (paths, files) => {
    expect(filesOf(await reportOf(join(cwd, 'a'), '--base', 'HEAD~1', ...paths))).toEqual(files)
  })

  test('a whole path does too', async () => {
    expect(filesOf(await reportOf(cwd, '--base', 'HEAD~1', join(cwd, 'a')))).toEqual(['a/web.yaml'])
  })

  test('a path of the base alone is one', async () => {
    git(cwd, 'checkout', '-q', '-b', 'without')
    git(cwd, 'rm', '-q', '-r', 'a')
    commit(cwd)
    expect((await pullPolicy(cwd, ['check', '--base', 'main', '--head', 'without', 'a'])).exitCode).toBe(0)
    git(cwd, 'checkout', '-q', 'main')
  })

  test.each([
    ['that no commit has', 'aa', 'there is no file or folder "aa" in the base nor in the head'],
    ['outside of the repository', '../x', 'unexpected path "../x", expected one in the repository'],
    ['that is empty', '', 'unexpected path "", expected one in the repository'],
  ])('one %s is wrong usage, not an empty change', async (_, path, message) => {
    const { exitCode, stdout, stderr } = await pullPolicy(cwd, ['check', '--base', 'HEAD~1', path])
    expect([exitCode, stdout, stderr]).toEqual([2, '', `pull-policy: ${message}\n`])
  })
})

describe('what is not committed is no part of a range', () => {
  const repository = () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app:1'), 'other.yaml': deployment('other:1', 'other'), 'a.txt': '' })
    commit(cwd, { 'web.yaml': deployment('app:2') })
    return cwd
  }
  const NOTE = 'pull-policy: not part of this review, because not committed: '

  test.each([
    ['an edited file', { 'web.yaml': deployment('app') }, false, 'web.yaml'],
    ['a staged file', { 'other.yaml': deployment('other') }, true, 'other.yaml'],
    ['a new file', { 'new/x.yml': deployment('new') }, false, 'new/x.yml'],
  ])('%s is named, and not reviewed', async (_, files, isStaged, named) => {
    const cwd = repository()
    addFiles(cwd, files)
    if (isStaged) git(cwd, 'add', '--all')
    const { stdout, stderr } = await pullPolicy(cwd, ['check', '--base', 'HEAD~1', '--format', 'json'])
    expect(stderr).toBe(`${NOTE}${named}\n`)
    expect(JSON.parse(stdout).containers).toMatchObject([{ image: { value: 'app:2' } }])
  })

  test('a few are named, the others counted', async () => {
    const cwd = repository()
    addFiles(cwd, Object.fromEntries(['1', '2', '3', '4', '5'].map(name => [`${name}.json`, '{}'])))
    expect((await pullPolicy(cwd, ['check', '--base', 'HEAD~1'])).stderr).toBe(`${NOTE}1.json, 2.json, 3.json and 2 more\n`)
  })

  test.each([
    ['nothing is edited', {}, []],
    ['only other files are', { 'a.txt': 'text' }, []],
    ['a file is written again as it was', { 'web.yaml': deployment('app:2') }, []],
    ['what is edited is not below the paths', { 'other.yaml': deployment('x', 'other') }, ['web.yaml']],
    ['the head is named', { 'web.yaml': deployment('app') }, ['--head', 'main']],
  ])('nothing is said where %s', async (_, files, args) => {
    const cwd = repository()
    addFiles(cwd, files)
    expect((await pullPolicy(cwd, ['check', '--base', 'HEAD~1', ...args])).stderr).toBe('')
  })

  test('a filter that the repository names is not run to find out', async () => {
    const cwd = repository()
    const witness = join(makeTree(), 'witness')
    addFiles(cwd, { '.git/info/attributes': '*.yaml filter=evil\n' })
    git(cwd, 'config', 'filter.evil.clean', `touch ${witness}; cat`)
    git(cwd, 'config', 'filter.evil.required', 'true')
    writeFileSync(join(cwd, 'web.yaml'), deployment('app'))
    expect((await pullPolicy(cwd, ['check', '--base', 'HEAD~1'])).stderr).toBe(`${NOTE}web.yaml\n`)
    expect(existsSync(witness)).toBe(false)
  })

  test('a repository without a work tree has none of it', async () => {
    const cwd = makeTree()
    git(cwd, 'clone', '-q', '--bare', repository(), '.')
    const { stderr, exitCode } = await pullPolicy(cwd, ['check', '--base', 'HEAD~1', 'web.yaml'])
    expect([exitCode, stderr]).toEqual([0, ''])
  })
})

describe('a range that cannot be told is no empty one', () => {
  test('a base that is not there is answered with what to do', async () => {
    const { exitCode, stdout, stderr } = await pullPolicy(makeRepository(), ['check', '--base', 'nowhere'])
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/git fetch origin nowhere/)
  })

  test('so is a clone that is too shallow', async () => {
    const origin = makeRepository({ 'web.yaml': deployment('app:1') })
    git(origin, 'checkout', '-q', '-b', 'topic')
    commit(origin, { 'web.yaml': deployment('app:2') })
    git(origin, 'checkout', '-q', 'main')
    commit(origin, { 'else.yaml': deployment('app:3', 'else') })
    const cwd = makeTree()
    git(cwd, 'clone', '-q', '--depth', '1', '--no-single-branch', pathToFileURL(origin).href, '.')
    const { exitCode, stdout, stderr } = await pullPolicy(cwd, ['check', '--base', 'origin/main', '--head', 'origin/topic'])
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/shallow clone; `git fetch --unshallow origin`.* `fetch-depth: 0`/)
  })

  test('so is a folder that lies in no repository', async () => {
    const { exitCode, stderr } = await pullPolicy(makeTree(), ['check', '--base', 'main'])
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/git finds no repository/)])
  })

  test('a change without any manifest is said in words', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app') })
    commit(cwd, { 'README.md': 'text' })
    const { exitCode, stderr } = await pullPolicy(cwd, ['check', '--base', 'HEAD~1'])
    expect([exitCode, stderr]).toEqual([0, 'pull-policy: the range changes no file whose name ends in .yaml, .yml or .json\n'])
  })

  test('so is one of which the paths, or the configuration, leave nothing', async () => {
    const cwd = makeRepository({ 'a/web.yaml': deployment('app:1'), 'b/web.yaml': deployment('app:1') })
    commit(cwd, { '.github/pull-policy.yml': 'paths: {exclude: [b/]}\n' })
    commit(cwd, { 'b/web.yaml': deployment('app:2') })
    const said = async (...paths: string[]) => (await pullPolicy(cwd, ['check', '--base', 'HEAD~1', ...paths])).stderr
    expect(await said('a')).toBe('pull-policy: the range changes no file whose name ends in .yaml, .yml or .json below a\n')
    expect(await said()).toMatch(/\.json but 1 that the configuration leaves out\n$/)
  })

  test('so is a head that adds nothing, even where the rest is read', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app:1') })
    expect((await pullPolicy(cwd, ['check', '--base', 'main'])).stderr).toBe(
      'pull-policy: HEAD adds no commit to main, so there is no change to review\n',
    )
    expect((await pullPolicy(cwd, ['check', '--base', 'main', '--scope', 'repository'])).stderr).toMatch(
      /so its other files are read \(1\)\n$/,
    )
  })
})

describe('the configuration of a range', () => {
  test('is the base’s: a change cannot switch its own rules off', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app:1') })
    commit(cwd, { 'web.yaml': deployment('app'), '.github/pull-policy.yml': 'rules: {latest-tag: off, sticky-pull-policy: off}\n' })
    expect((await reportOf(cwd, '--base', 'HEAD~1')).summary.warnings).toBe(1)
  })

  test('is found from a folder below, too', async () => {
    const cwd = makeRepository({ 'a/web.yaml': deployment('app:1'), '.github/pull-policy.yml': 'scope: changed-files\n' })
    commit(cwd, { 'a/web.yaml': deployment('app:2') })
    expect((await reportOf(join(cwd, 'a'), '--base', 'HEAD~1')).change.scope).toBe('changed-files')
  })

  test('that cannot be read stops the command: it is not taken for none', async () => {
    const cwd = makeRepository({ 'web.yaml': deployment('app:1') })
    git(cwd, 'update-index', '--add', '--cacheinfo', `120000,${git(cwd, 'hash-object', '-w', 'web.yaml')},.github/pull-policy.yml`)
    git(cwd, 'commit', '-q', '-m', 'a link')
    git(cwd, 'checkout', '-q', '--', '.')
    const { exitCode, stderr } = await pullPolicy(cwd, ['check', '--base', 'HEAD'])
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(/\.github\/pull-policy\.yml of [0-9a-f]{40} is a symlink, which is not followed\n$/),
    ])
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
    expect(filesOf(await reportOf(cwd))).toEqual(['a/web.yaml'])
  })

  test('a mistake in it is answered with line and column', async () => {
    const cwd = makeTree({ 'web.yaml': deployment('app'), '.github/pull-policy.yml': 'profil: default\n' })
    const { exitCode, stderr } = await pullPolicy(cwd, ['check'])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/\.github\/pull-policy\.yml:1:1: .*did you mean .?profile/)
  })
})
