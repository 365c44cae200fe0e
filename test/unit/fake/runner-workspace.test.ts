import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import { askGit, runGit } from '../../fake/github/git/git-command.ts'
import type { FakePull } from '../../fake/github/pull.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import {
  onMergeGroup,
  onPullRequest,
  onPullRequestTarget,
  onPush,
  onSchedule,
  onWorkflowDispatch,
} from '../../fake/runner/workflow-event.ts'
import { makeWorkspace } from '../../fake/runner/workspace.ts'

let github: FakeGitHub
let repository: FakeRepository
let pull: FakePull

beforeAll(async () => {
  github = await startFakeGitHub()
  repository = github.repository('acme/shop', { files: { 'a.yaml': 'a\n', 'dir/b.yaml': 'b\n', 'other/c.yaml': 'c\n' } })
  repository.push('main', { files: { 'a.yaml': 'aa\n' } })
  pull = repository.pullRequest({ head: { branch: 'change', files: { 'a.yaml': 'b\n' } }, fork: true })
  repository.push('main', { files: { 'dir/b.yaml': 'bb\n' } })
})
afterAll(() => github.close())

const git = (folder: string, ...args: readonly string[]) => runGit(folder, args).toString().trim()

describe('a workspace for a pull request', () => {
  test.each([
    ['depth 1: no parents', 1, 1, false],
    ['depth 2: the parents and no more', 2, 3, true],
    ['the whole history', 'full', 5, true],
  ] as const)('%s', (_name, depth, commits, hasParent) => {
    const folder = makeWorkspace(onPullRequest(pull), { depth })
    expect(git(folder, 'rev-parse', 'HEAD')).toBe(repository.git.readRef('refs/pull/1/merge'))
    expect(git(folder, 'rev-parse', 'refs/remotes/pull/1/merge')).toBe(git(folder, 'rev-parse', 'HEAD'))
    expect(askGit(folder, ['symbolic-ref', '-q', 'HEAD']).status).toBe(1)
    expect(Number(git(folder, 'rev-list', '--count', 'HEAD'))).toBe(commits)
    expect(askGit(folder, ['rev-parse', '--verify', '-q', 'HEAD^1']).status === 0).toBe(hasParent)
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8') + readFileSync(join(folder, 'dir/b.yaml'), 'utf8')).toBe('b\nbb\n')
    if (hasParent) expect(git(folder, 'diff', '--name-only', 'HEAD^1', 'HEAD')).toBe('a.yaml')
  })

  test('what is not there can be fetched by its SHA', () => {
    const folder = makeWorkspace(onPullRequest(pull), { depth: 1 })
    git(folder, 'fetch', '--quiet', '--depth=1', 'origin', pull.baseSha, pull.headSha)
    expect(git(folder, 'diff', '--name-only', pull.baseSha, pull.headSha)).toBe('a.yaml')
  })

  test('sparse: a file outside is in the commit and not on disk', () => {
    const folder = makeWorkspace(onPullRequest(pull), { depth: 1, sparse: ['dir'] })
    expect([existsSync(join(folder, 'dir/b.yaml')), existsSync(join(folder, 'other/c.yaml'))]).toEqual([true, false])
    expect(git(folder, 'ls-files', '-t', 'other/c.yaml')).toBe('S other/c.yaml')
    expect(git(folder, 'cat-file', 'blob', 'HEAD:other/c.yaml')).toBe('c')
  })

  test('without a checkout it is empty, and with a path the repository is below', () => {
    expect(existsSync(join(makeWorkspace(onPullRequest(pull), { depth: 'none' }), '.git'))).toBe(false)
    expect(existsSync(join(makeWorkspace(onPullRequest(pull), { depth: 1, path: 'src/shop' }), 'src/shop/.git'))).toBe(true)
  })

  test("another's workspace is refused by git, as in a container job", () => {
    const folder = makeWorkspace(onPullRequest(pull), { depth: 1 })
    const command = ['-c', 'alias.elsewhere=!GIT_TEST_ASSUME_DIFFERENT_OWNER=1 git status', 'elsewhere']
    expect(askGit(folder, command).stderr).toContain('detected dubious ownership')
  })
})

describe('an event', () => {
  test('pull_request: the trial merge, read-only from a fork', () => {
    const event = onPullRequest(pull, 'opened')
    expect(event).toMatchObject({ name: 'pull_request', ref: 'refs/pull/1/merge', headRef: 'change', baseRef: 'main', isReadOnly: true })
    expect(event.payload).toMatchObject({
      action: 'opened',
      number: 1,
      pull_request: { head: { sha: pull.headSha, repo: { full_name: 'contributor/shop' } } },
    })
    expect(event.payload).not.toHaveProperty('installation')
  })

  test('pull_request of Dependabot: read-only too', () => {
    const bump = repository.pullRequest({ head: { files: { 'dir/b.yaml': 'new\n' } }, author: 'dependabot[bot]' })
    expect(onPullRequest(bump).isReadOnly).toBe(true)
  })

  test('pull_request with a conflict: no run', () => {
    const conflicting = repository.pullRequest({ head: { files: { 'other/c.yaml': 'mine\n' } } })
    repository.push('main', { files: { 'other/c.yaml': 'theirs\n' } })
    expect(() => onPullRequest(conflicting)).toThrow('conflicts')
  })

  test('pull_request_target: the default branch, with a token that may write', () => {
    expect(onPullRequestTarget(pull)).toMatchObject({
      name: 'pull_request_target',
      sha: repository.head(),
      ref: 'refs/heads/main',
      isReadOnly: false,
      headRef: 'change',
    })
  })

  test("merge_group: the queue's commit, which can be checked out", () => {
    const group = repository.mergeGroup(pull)
    const event = onMergeGroup(group)
    expect(event).toMatchObject({
      name: 'merge_group',
      sha: group.headSha,
      ref: group.headRef,
      payload: { action: 'checks_requested', merge_group: { head_sha: group.headSha, base_sha: repository.head() } },
    })
    expect(git(makeWorkspace(event, { depth: 1 }), 'rev-parse', 'HEAD')).toBe(group.headSha)
  })

  test('push: both ends, no lists of files, and a named branch in the workspace', () => {
    const before = repository.head()
    const after = repository.push('main', { files: { 'n.yaml': 'n\n' } })
    const event = onPush(repository, { before, after })
    expect(event).toMatchObject({
      name: 'push',
      sha: after,
      ref: 'refs/heads/main',
      payload: { before, after, created: false, forced: false, commits: [{ id: after }] },
    })
    expect(JSON.stringify(event.payload.commits)).not.toContain('added')
    expect(git(makeWorkspace(event, { depth: 1 }), 'symbolic-ref', 'HEAD')).toBe('refs/heads/main')
  })

  test('push of a new branch, by force, and of a deleted one', () => {
    const sha = repository.push('fresh', { files: { 'n.yaml': 'm\n' } })
    expect(onPush(repository, { ref: 'refs/heads/fresh', after: sha }).payload).toMatchObject({ created: true, before: '0'.repeat(40) })
    expect(onPush(repository, { ref: 'refs/heads/fresh', before: sha, after: repository.head() }).payload).toMatchObject({ forced: true })
    expect(onPush(repository, { ref: 'refs/heads/fresh', before: sha })).toMatchObject({
      sha: '0'.repeat(40),
      payload: { deleted: true, head_commit: null },
    })
  })

  test('push of a tag', () => {
    repository.git.writeRef('refs/tags/v1', repository.head())
    const event = onPush(repository, { ref: 'refs/tags/v1', after: repository.head() })
    expect(git(makeWorkspace(event, { depth: 1 }), 'rev-parse', 'HEAD')).toBe(repository.head())
  })

  test('schedule and workflow_dispatch: the branch, and what was asked', () => {
    expect(onSchedule(repository, '5 4 * * *')).toMatchObject({
      name: 'schedule',
      sha: repository.head(),
      payload: { schedule: '5 4 * * *' },
    })
    expect(onWorkflowDispatch(repository, { 'base-ref': 'main' })).toMatchObject({
      name: 'workflow_dispatch',
      ref: 'refs/heads/main',
      payload: { inputs: { 'base-ref': 'main' } },
    })
  })
})
