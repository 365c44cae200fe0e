import { mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import { writeCommit } from '../../fake/github/git/commit.ts'
import { followLine, patchLines } from '../../fake/github/git/diff.ts'
import { runGit } from '../../fake/github/git/git-command.ts'
import { type Files, shownPath, writeFiles } from '../../fake/github/git/tree.ts'

let github: FakeGitHub
let folder: string

beforeAll(async () => {
  github = await startFakeGitHub()
  folder = mkdtempSync(join(tmpdir(), 'fake-github-git-'))
})
afterAll(async () => {
  await github.close()
  rmSync(folder, { recursive: true })
})

const TEN_LINES = Array.from({ length: 10 }, (_, index) => `line ${index + 1}\n`).join('')

describe('the repository underneath', () => {
  test('is sound in the eyes of git, which can clone it and push to it', () => {
    const repository = github.repository('acme/sound', {
      files: { 'a.yaml': 'a\n', 'dir/b.yaml': 'b\n', 'dir.x': 'c\n', link: { symlink: 'a.yaml' }, run: { executable: '#!/bin/sh\n' } },
    })
    repository.push('feature', { files: { 'dir/b.yaml': null, 'x\n::add-mask::y.yaml': 'n\n' } })
    runGit(repository.git.path, ['fsck', '--strict', '--full'])

    runGit(folder, ['clone', '--quiet', repository.git.path, 'sound'])
    const clone = join(folder, 'sound')
    expect(readFileSync(join(clone, 'dir/b.yaml'), 'utf8')).toBe('b\n')
    expect(readlinkSync(join(clone, 'link'))).toBe('a.yaml')

    runGit(clone, ['commit', '--quiet', '--allow-empty', '-m', 'From outside'])
    runGit(clone, ['push', '--quiet', 'origin', 'HEAD:refs/heads/pushed'])
    expect(repository.git.commit(repository.head('pushed')).message).toBe('From outside\n')
  })

  test('holds thousands of files and the objects of forks', () => {
    const files = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [`dir-${index % 7}/f${index}.yaml`, `n: ${index}\n`.repeat(index % 50)]),
    )
    const repository = github.repository('acme/thousands', { files })
    const pull = repository.pullRequest({ head: { files: { 'dir-1/f1.yaml': 'changed\n' } }, fork: true })
    for (const { git } of [repository, pull.headRepository]) runGit(git.path, ['fsck', '--strict', '--full'])
    runGit(folder, ['clone', '--quiet', '--branch', pull.headBranch, pull.headRepository.git.path, 'forked'])
    expect(readFileSync(join(folder, 'forked/dir-1/f1.yaml'), 'utf8')).toBe('changed\n')
    expect(readFileSync(join(folder, 'forked/dir-0/f7.yaml'), 'utf8')).toBe('n: 7\n'.repeat(7))
  })

  test('the same test makes the same commits', async () => {
    const other = await startFakeGitHub()
    const again = await startFakeGitHub()
    const heads = [other, again].map(one => one.repository('acme/same', { files: { a: 'a' } }).head())
    await Promise.all([other.close(), again.close()])
    expect(heads[0]).toBe(heads[1])
  })

  test('a path that is no UTF-8 is kept byte by byte', () => {
    const repository = github.repository('acme/bytes')
    const name = Buffer.from([0x66, 0xff, 0x2e, 0x79])
    const pull = repository.pullRequest({ head: { files: new Map([[name, 'x\n']]) } })
    const [change] = pull.changes()
    expect(Buffer.from(change?.path ?? '', 'latin1').equals(name)).toBe(true)
    expect(shownPath(change?.path ?? '')).toBe('f\ufffd.y')
  })
})

describe('what a change looks like', () => {
  const before: Files = {
    'a.yaml': TEN_LINES,
    'old.yaml': TEN_LINES,
    'gone.yaml': 'x\n',
    link: { symlink: 'a.yaml' },
    bin: new Uint8Array([0, 1]),
  }
  const cases: readonly (readonly [string, Files, object])[] = [
    ['added', { 'new.yaml': 'n\n' }, { status: 'added', additions: 1, patch: '@@ -0,0 +1 @@\n+n' }],
    ['without a final newline', { 'new.yaml': 'n' }, { patch: '@@ -0,0 +1 @@\n+n\n\\ No newline at end of file' }],
    ['removed', { 'gone.yaml': null }, { status: 'removed', deletions: 1, patch: '@@ -1 +0,0 @@\n-x' }],
    [
      'renamed and nothing else',
      { 'old.yaml': null, 'now.yaml': TEN_LINES },
      { status: 'renamed', previousPath: 'old.yaml', path: 'now.yaml', patch: undefined },
    ],
    [
      'renamed and changed',
      { 'old.yaml': null, 'now.yaml': TEN_LINES.replace('line 5', 'five') },
      { status: 'renamed', previousPath: 'old.yaml', additions: 1, deletions: 1 },
    ],
    ['binary', { bin: new Uint8Array([0, 2]) }, { status: 'modified', additions: 0, patch: undefined }],
    ['made executable', { 'a.yaml': { executable: TEN_LINES } }, { status: 'modified', newMode: '100755', patch: undefined }],
    ['a symbolic link made a file', { link: 'text\n' }, { status: 'changed', oldMode: '120000', newMode: '100644', patch: undefined }],
    ['a symbolic link pointed elsewhere', { link: { symlink: 'old.yaml' } }, { status: 'modified', newMode: '120000' }],
    [
      'a submodule',
      { sub: { submodule: 'a'.repeat(40) } },
      { status: 'added', newMode: '160000', patch: `@@ -0,0 +1 @@\n+Subproject commit ${'a'.repeat(40)}` },
    ],
    [
      'a name with a line feed and quotes',
      { 'x\n##[set-output name=a]"b".yaml': 'n\n' },
      { path: 'x\n##[set-output name=a]"b".yaml', patch: '@@ -0,0 +1 @@\n+n' },
    ],
    ['a line that looks like the next file', { 'a.yaml': `${TEN_LINES}diff --git a/x b/x\n` }, { additions: 1 }],
  ]
  test.each(cases)('%s', (_name, files, expected) => {
    const repository = github.repository('acme/change', { files: before })
    const changes = repository.pullRequest({ head: { files } }).changes()
    expect(changes).toHaveLength(1)
    expect(changes[0]).toMatchObject(expected)
  })

  test('the base moving on changes nothing, conflicts show, and a merge takes both sides', () => {
    const repository = github.repository('acme/moving', { files: { 'a.yaml': TEN_LINES, 'b.yaml': 'b\n' } })
    const pull = repository.pullRequest({ head: { files: { 'a.yaml': TEN_LINES.replace('line 9', 'nine') } } })
    repository.push('main', { files: { 'a.yaml': TEN_LINES.replace('line 1\n', 'one\n'), 'c.yaml': 'c\n' } })
    expect(pull.changes().map(({ path }) => path)).toEqual(['a.yaml'])
    const merged = pull.trialMerge.kind === 'merged' ? pull.trialMerge.oid : ''
    expect(repository.git.readRef('refs/pull/1/merge')).toBe(merged)
    expect(repository.git.commit(merged).parents).toEqual([repository.head(), pull.headSha])
    expect(runGit(repository.git.path, ['show', `${merged}:a.yaml`]).toString()).toBe(
      TEN_LINES.replace('line 1\n', 'one\n').replace('line 9', 'nine'),
    )

    repository.push('main', { files: { 'a.yaml': TEN_LINES.replace('line 9', 'neuf') } })
    expect(pull.trialMerge.kind).toBe('conflict')
    expect(repository.git.readRef('refs/pull/1/merge')).toBeUndefined()
  })
})

describe('the commit where two histories parted', () => {
  test('is the last one that they share, though an older one is nearer', () => {
    const { git, world } = github.repository('acme/parted')
    const signature = world.newSignature(github.account('octocat'))
    const commit = (...parents: readonly string[]) =>
      writeCommit(git.store, {
        tree: writeFiles(git.store, new Map(), {}),
        parents,
        author: signature,
        committer: signature,
        message: `after ${parents}`,
      })
    const first = commit()
    const main = commit(commit(first))
    const detour = commit(commit(commit(main)))
    const head = commit(commit(first), detour)
    expect(git.mergeBase(main, head)).toBe(main)
    expect(git.mergeBase(head, main)).toBe(main)
    expect(git.mergeBase(main, commit('0'.repeat(40)))).toBeUndefined()
  })
})

describe('the lines of a patch', () => {
  const patch = '@@ -1,3 +1,4 @@\n a\n-b\n+B\n+BB\n c\n@@ -10 +11 @@ tail\n-z\n+Z\n\\ No newline at end of file'

  test('are numbered on both sides', () => {
    expect(patchLines(patch).map(({ left, right, hunk }) => [left, right, hunk])).toEqual([
      [1, 1, 0],
      [2, undefined, 0],
      [undefined, 2, 0],
      [undefined, 3, 0],
      [3, 4, 0],
      [10, undefined, 1],
      [undefined, 11, 1],
    ])
  })

  test.each([
    [1, 1],
    [2, undefined],
    [3, 4],
    [7, 8],
    [10, undefined],
    [11, 12],
  ])('line %i of the old side is %s on the new one', (line, followed) => expect(followLine(patch, line)).toBe(followed))
})
