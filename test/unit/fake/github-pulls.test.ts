import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import type { Files } from '../../fake/github/git/tree.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import { describeWithShared, sharedPath } from '../../shared.ts'
import { octokitFor } from './octokit-client.ts'

let github: FakeGitHub

beforeAll(async () => {
  github = await startFakeGitHub({ limits: { pullFiles: 250, compareFiles: 30, diffFiles: 30, patchLines: 50 } })
})
afterEach(() => github.assertNoViolations())
afterAll(() => github.close())

const manyFiles = (count: number): Files =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${String(index).padStart(4, '0')}.yaml`, `n: ${index}\n`]))
const clientOf = (repository: FakeRepository) => octokitFor(github, github.actionsToken(repository)).rest
const at = (repository: FakeRepository) => ({ owner: repository.owner.login, repo: repository.name })

describe('the files of a pull request', () => {
  test('come by pages, up to the limit, while the count is the true one', async () => {
    const repository = github.repository('acme/many')
    const pull = repository.pullRequest({ head: { files: manyFiles(260) } })
    const octokit = octokitFor(github, github.actionsToken(repository))
    const files = await octokit.paginate(octokit.rest.pulls.listFiles, { ...at(repository), pull_number: pull.number, per_page: 100 })
    expect(files).toHaveLength(250)
    expect(github.requests.all.filter(({ operation }) => operation?.endsWith('/files'))).toHaveLength(3)
    expect((await octokit.rest.pulls.get({ ...at(repository), pull_number: 1 })).data.changed_files).toBe(260)
    expect((await octokit.rest.pulls.listFiles({ ...at(repository), pull_number: 1 })).data).toHaveLength(30)
    expect((await octokit.rest.pulls.listFiles({ ...at(repository), pull_number: 1, per_page: 500 })).data).toHaveLength(100)
  })

  test('tell of renames, deletions, links and what has no patch', async () => {
    const repository = github.repository('acme/kinds', { files: { 'old.yaml': 'a\nb\nc\n', 'gone.yaml': 'x\n' } })
    const files: Files = {
      'old.yaml': null,
      'now.yaml': 'a\nb\nc\n',
      'gone.yaml': null,
      link: { symlink: 'now.yaml' },
      bin: new Uint8Array([0]),
      'long.yaml': 'x\n'.repeat(51),
      'ü&#.yaml': '',
    }
    const pull = repository.pullRequest({ head: { files } })
    const { data } = await clientOf(repository).pulls.listFiles({ ...at(repository), pull_number: pull.number })
    expect(data.map(({ filename, status, previous_filename, patch }) => [filename, status, previous_filename, patch])).toEqual([
      ['bin', 'added', undefined, undefined],
      ['gone.yaml', 'removed', undefined, '@@ -1 +0,0 @@\n-x'],
      ['link', 'added', undefined, '@@ -0,0 +1 @@\n+now.yaml\n\\ No newline at end of file'],
      ['long.yaml', 'added', undefined, undefined],
      ['now.yaml', 'renamed', 'old.yaml', undefined],
      ['ü&#.yaml', 'added', undefined, undefined],
    ])
    const blob = await clientOf(repository).git.getBlob({ ...at(repository), file_sha: data[2]?.sha ?? '' })
    expect(Buffer.from(blob.data.content, 'base64').toString()).toBe('now.yaml')
  })

  test('a whole diff is refused with 406 above the limit', async () => {
    const repository = github.repository('acme/wide')
    const small = repository.pullRequest({ head: { files: manyFiles(2) } })
    const large = repository.pullRequest({ head: { files: manyFiles(31) } })
    const asDiff = (number: number) =>
      clientOf(repository).pulls.get({ ...at(repository), pull_number: number, mediaType: { format: 'diff' } })
    expect(String((await asDiff(small.number)).data)).toContain('+n: 1')
    await expect(asDiff(large.number)).rejects.toMatchObject({ status: 406 })
  })
})

describe('a comparison', () => {
  test('has the files on its first page only, and no more than the limit', async () => {
    const repository = github.repository('acme/compared')
    const base = repository.head()
    repository.push('feature', { files: manyFiles(40) })
    const compare = (page: number) =>
      clientOf(repository).repos.compareCommitsWithBasehead({ ...at(repository), basehead: `${base}...feature`, page })
    expect((await compare(1)).data).toMatchObject({ status: 'ahead', ahead_by: 1, behind_by: 0, total_commits: 1 })
    expect((await compare(1)).data.files).toHaveLength(30)
    expect((await compare(2)).data.files).toHaveLength(0)
  })

  test.each([
    ['main...main', 'identical'],
    ['feature...main', 'behind'],
    ['main...feature', 'ahead'],
    ['feature...other', 'diverged'],
  ])('%s is %s', async (basehead, status) => {
    const repository = github.repository('acme/status')
    repository.push('feature', { files: { a: 'a' } })
    repository.push('other', { files: { b: 'b' } })
    const { data } = await clientOf(repository).repos.compareCommitsWithBasehead({ ...at(repository), basehead })
    expect(data.status).toBe(status)
  })
})

describe('a pull request', () => {
  test('follows the pushes to its branch, and says what can be merged', async () => {
    const repository = github.repository('acme/pushed', { files: { 'a.yaml': 'a\n' } })
    const pull = repository.pullRequest({ head: { files: { 'a.yaml': 'b\n' } }, title: 'Change a' })
    const get = async () => (await clientOf(repository).pulls.get({ ...at(repository), pull_number: pull.number })).data
    expect(await get()).toMatchObject({
      title: 'Change a',
      state: 'open',
      mergeable: true,
      commits: 1,
      additions: 1,
      deletions: 1,
      head: { sha: pull.headSha },
    })
    const sha = pull.push({ 'b.yaml': 'b\n' })
    expect(await get()).toMatchObject({ commits: 2, changed_files: 2, head: { sha } })
    repository.push('main', { files: { 'main.yaml': 'm\n' } })
    const replaced = pull.forcePush({ 'c.yaml': 'c\n' })
    expect(await get()).toMatchObject({ commits: 1, changed_files: 1, head: { sha: replaced }, base: { sha: repository.head() } })
    const merge = pull.merge()
    expect(await get()).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: merge })
    expect(repository.head()).toBe(merge)
  })

  test('is closed when its branch is deleted', () => {
    const repository = github.repository('acme/deleted')
    const pull = repository.pullRequest({ head: { branch: 'change', files: { a: 'a' } } })
    repository.moveBranch('change', undefined, { account: github.account('octocat'), app: undefined })
    expect(pull.state).toBe('closed')
  })

  test('from a fork names the other repository, which may be gone, and its blobs can be read in the base', async () => {
    const repository = github.repository('acme/forked', { files: { 'a.yaml': 'a\n' } })
    const pull = repository.pullRequest({ head: { files: { 'a.yaml': 'b\n' } }, fork: true })
    const client = clientOf(repository)
    const get = async () => (await client.pulls.get({ ...at(repository), pull_number: pull.number })).data
    expect((await get()).head.repo?.full_name).toBe('contributor/forked')
    pull.headRepository.delete()
    expect((await get()).head.repo).toBeNull()
    const [file] = (await client.pulls.listFiles({ ...at(repository), pull_number: pull.number })).data
    expect(
      Buffer.from((await client.git.getBlob({ ...at(repository), file_sha: file?.sha ?? '' })).data.content, 'base64').toString(),
    ).toBe('b\n')
    await expect(client.repos.getContent({ owner: 'contributor', repo: 'forked', path: 'a.yaml' })).rejects.toMatchObject({ status: 404 })
  })
})

describe('contents', () => {
  const files: Files = {
    'a.yaml': 'a\n',
    '.github/pull-policy.yml': 'profile: default\n',
    link: { symlink: 'a.yaml' },
    away: { symlink: '../../etc/passwd' },
    'big.yaml': 'x'.repeat(1024 * 1024 + 1),
    sub: { submodule: 'b'.repeat(40) },
  }

  test.each([
    ['.github/pull-policy.yml', { type: 'file', content: Buffer.from('profile: default\n').toString('base64') }],
    ['link', { type: 'file', path: 'link', content: Buffer.from('a\n').toString('base64') }],
    ['away', { type: 'symlink', target: '../../etc/passwd' }],
    ['big.yaml', { type: 'file', encoding: 'none', content: '' }],
    ['sub', { type: 'submodule' }],
  ])('%s', async (path, expected) => {
    const repository = github.repository('acme/contents', { files })
    expect((await clientOf(repository).repos.getContent({ ...at(repository), path })).data).toMatchObject(expected)
  })

  test('a folder lists what is in it, and a missing file is 404', async () => {
    const repository = github.repository('acme/contents', { files })
    const { data } = await clientOf(repository).repos.getContent({ ...at(repository), path: '' })
    expect(Array.isArray(data) && data.map(({ name, type }) => [name, type])).toEqual([
      ['.github', 'dir'],
      ['a.yaml', 'file'],
      ['away', 'symlink'],
      ['big.yaml', 'file'],
      ['link', 'symlink'],
      ['sub', 'file'],
    ])
    await expect(clientOf(repository).repos.getContent({ ...at(repository), path: 'none' })).rejects.toMatchObject({ status: 404 })
  })
})

describe('git data', () => {
  test('blob, tree, commit and ref make a branch, whose ref moves forward only', async () => {
    const repository = github.repository('acme/made', { files: { 'a.yaml': 'a\n', 'b.yaml': 'b\n' } })
    const { git } = clientOf(repository)
    const blob = await git.createBlob({ ...at(repository), content: Buffer.from('c\n').toString('base64'), encoding: 'base64' })
    const entries = [
      { path: 'dir/c.yaml', mode: '100644', type: 'blob', sha: blob.data.sha } as const,
      { path: 'b.yaml', mode: '100644', type: 'blob', sha: null } as const,
    ]
    const tree = await git.createTree({ ...at(repository), base_tree: repository.head(), tree: entries })
    const commit = await git.createCommit({ ...at(repository), message: 'Made', tree: tree.data.sha, parents: [repository.head()] })
    await git.createRef({ ...at(repository), ref: 'refs/heads/made', sha: commit.data.sha })
    const listed = await git.getTree({ ...at(repository), tree_sha: 'made', recursive: '1' })
    expect(listed.data.tree.map(({ path }) => path)).toEqual(['a.yaml', 'dir', 'dir/c.yaml'])
    await expect(git.updateRef({ ...at(repository), ref: 'heads/made', sha: repository.head() })).rejects.toMatchObject({ status: 422 })
    await git.updateRef({ ...at(repository), ref: 'heads/made', sha: repository.head(), force: true })
    expect(repository.head('made')).toBe(repository.head())
  })
})

describeWithShared('a recorded change', () => {
  test('becomes a pull request with the files that it changed', async () => {
    const pull = github.replayChange(sharedPath('prs/argoproj__argo-cd-0484f9f8a6-kustomize-image'), { fork: true })
    const { data } = await clientOf(pull.repository).pulls.listFiles({ owner: 'argoproj', repo: 'argo-cd', pull_number: pull.number })
    expect(data.map(({ filename, status }) => [filename, status])).toEqual([
      ['manifests/base/redis/kustomization.yaml', 'modified'],
      ['manifests/namespace-install-with-hydrator.yaml', 'modified'],
      ['manifests/namespace-install.yaml', 'modified'],
    ])
  })
})
