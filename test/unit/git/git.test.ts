import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { readChanges } from '../../../src/git/git-blobs.ts'
import { type GitFolder, gitFolder } from '../../../src/git/git-process.ts'
import { findChanges, findMergeBase, parseRawDiff, resolveCommit, type TreeChange } from '../../../src/git/git-tree.ts'
import { commit, git, importCommit, makeRepository } from '../../cli/git-repository.ts'
import { addFiles, makeTree } from '../../cli/temporary-tree.ts'

const at = (cwd: string, env: Readonly<Record<string, string | undefined>> = { PATH: process.env.PATH }): GitFolder => gitFolder(cwd, env)

async function compare(folder: GitFolder, base: string, head: string): Promise<readonly TreeChange[]> {
  return findChanges(folder, await resolveCommit(folder, base), await resolveCommit(folder, head))
}

/** Each change as `base path → head path`, with the text, or why there is none. */
async function readAll(folder: GitFolder, base = 'HEAD^', head = 'HEAD'): Promise<readonly (readonly [string, string])[]> {
  const lines: (readonly [string, string])[] = []
  for await (const change of readChanges(folder, await compare(folder, base, head))) {
    const [before, after] = [change.base, change.head].map(file => {
      if (file === null) return '-'
      return `${file.path}: ${file.kind === 'bytes' ? Buffer.from(file.bytes).toString() : `${file.skip}: ${file.reason}`}`
    })
    lines.push([before ?? '', after ?? ''])
  }
  return lines
}

const refusal = (code: string, message: unknown) => expect.objectContaining({ name: 'UserError', code, message })

describe('a ref', () => {
  let cwd = ''
  let id = ''

  beforeAll(() => {
    cwd = makeRepository({ 'a.yaml': 'a' })
    id = git(cwd, 'rev-parse', 'HEAD')
    git(cwd, 'tag', 'v1')
    git(cwd, 'tag', '-a', '-m', 'annotated', 'v1-annotated')
  })

  test.each([['HEAD'], ['main'], ['v1'], ['v1-annotated'], ['HEAD^0'], ['refs/heads/main']])('%s is resolved to its commit', async ref => {
    expect(await resolveCommit(at(cwd), ref)).toBe(id)
  })

  test('is resolved from its first letters', async () => {
    expect(await resolveCommit(at(cwd), id.slice(0, 10))).toBe(id)
  })

  test('is resolved in a repository of SHA-256', async () => {
    const other = makeTree()
    git(other, 'init', '-q', '--object-format=sha256')
    const long = commit(other)
    expect([long.length, await resolveCommit(at(other), 'HEAD')]).toEqual([64, long])
  })

  test.each([['--output=x'], ['-h'], ['-'], [''], ['a\0b']])('%j is refused before git sees it', async ref => {
    await expect(resolveCommit(at('/nonexistent'), ref)).rejects.toEqual(
      refusal('bad-ref', `unexpected ref ${JSON.stringify(ref)}, expected a branch, a tag or a commit`),
    )
  })

  test.each([
    ['nope', 'there is no commit "nope" in this clone; `git fetch origin nope` brings it, then named FETCH_HEAD'],
    ['main..HEAD', 'there is no commit "main..HEAD" in this clone; `git fetch origin main..HEAD` brings it, then named FETCH_HEAD'],
    ['^main', 'there is no commit "^main" in this clone; name a branch, a tag or a commit that is in it'],
    ['HEAD:a.yaml', 'there is no commit "HEAD:a.yaml" in this clone; name a branch, a tag or a commit that is in it'],
    ['$(touch x)', 'there is no commit "$(touch x)" in this clone; name a branch, a tag or a commit that is in it'],
    ['b'.repeat(40), `there is no commit "${'b'.repeat(40)}" in this clone; \`git fetch origin ${'b'.repeat(40)}\` brings it`],
  ])('%s is not there: what to do is said', async (ref, message) => {
    await expect(resolveCommit(at(cwd), ref)).rejects.toEqual(refusal('bad-ref', message))
  })

  test('that only the remote has is named', async () => {
    git(cwd, 'update-ref', 'refs/remotes/origin/feature', 'HEAD')
    await expect(resolveCommit(at(cwd), 'feature')).rejects.toEqual(
      refusal('bad-ref', 'there is no commit "feature" in this clone; did you mean origin/feature?'),
    )
  })
})

describe('where git cannot answer', () => {
  test('outside a repository it is said', async () => {
    const cwd = makeTree()
    await expect(resolveCommit(at(cwd), 'HEAD')).rejects.toEqual(
      refusal('git', expect.stringMatching(`^git finds no repository that it can read in ${cwd}: not a git repository`)),
    )
  })

  test('without git it is said', async () => {
    const cwd = makeTree()
    await expect(resolveCommit(at(cwd, { PATH: cwd }), 'HEAD')).rejects.toEqual(
      refusal('git', 'git could not be started: no such file or directory. To review a range of commits, git must be installed'),
    )
  })
})

describe('the merge base', () => {
  test('is where the head left the base', async () => {
    const cwd = makeRepository()
    const left = git(cwd, 'rev-parse', 'HEAD')
    git(cwd, 'checkout', '-q', '-b', 'feature')
    const head = await resolveCommit(at(cwd), commit(cwd))
    git(cwd, 'checkout', '-q', 'main')
    const base = await resolveCommit(at(cwd), commit(cwd))
    expect(await findMergeBase(at(cwd), base, head)).toBe(left)
  })

  test('that no history in common leads to is refused', async () => {
    const cwd = makeRepository()
    git(cwd, 'checkout', '-q', '--orphan', 'other')
    commit(cwd)
    const [base, head] = [await resolveCommit(at(cwd), 'main'), await resolveCommit(at(cwd), 'other')]
    await expect(findMergeBase(at(cwd), base, head)).rejects.toEqual(
      refusal('bad-ref', `${base} and ${head} have no history in common; name a base from which the head grew`),
    )
  })
})

describe('in a shallow clone', () => {
  function makeShallow(): { readonly origin: string; readonly cwd: string } {
    const origin = makeRepository({ 'a.yaml': '1' })
    git(origin, 'branch', 'old')
    commit(origin, { 'a.yaml': '2' })
    commit(origin, { 'a.yaml': '3' })
    const cwd = join(makeTree(), 'clone')
    git(origin, 'clone', '-q', '--depth=1', `file://${origin}`, cwd)
    return { origin, cwd }
  }

  test('a missing base says how to fetch it, never that nothing changed', async () => {
    const { origin, cwd } = makeShallow()
    const id = git(origin, 'rev-parse', 'old')
    await expect(resolveCommit(at(cwd), id)).rejects.toEqual(
      refusal(
        'bad-ref',
        `there is no commit "${id}" in this shallow clone; \`git fetch --depth=1 origin ${id}\` brings it; \`git fetch --unshallow origin\` brings the whole history, as does \`fetch-depth: 0\` of actions/checkout`,
      ),
    )
  })

  test('a parent that was cut off is missing too', async () => {
    const { cwd } = makeShallow()
    await expect(resolveCommit(at(cwd), 'HEAD^')).rejects.toEqual(
      refusal('bad-ref', expect.stringContaining('in this shallow clone; `git fetch --unshallow origin`')),
    )
  })

  test('a base that was fetched alone does not meet the head, and that is said', async () => {
    const { origin, cwd } = makeShallow()
    git(cwd, 'fetch', '-q', '--depth=1', 'origin', git(origin, 'rev-parse', 'old'))
    const [base, head] = [await resolveCommit(at(cwd), 'FETCH_HEAD'), await resolveCommit(at(cwd), 'HEAD')]
    await expect(findMergeBase(at(cwd), base, head)).rejects.toEqual(
      refusal('git', expect.stringContaining('cannot be told in this shallow clone; `git fetch --unshallow origin`')),
    )
  })

  test('of depth 2 the last commit can be compared', async () => {
    const { cwd } = makeShallow()
    git(cwd, 'fetch', '-q', '--deepen=1')
    const [base, head] = [await resolveCommit(at(cwd), 'HEAD^'), await resolveCommit(at(cwd), 'HEAD')]
    expect(await findMergeBase(at(cwd), base, head)).toBe(base)
    expect(await readAll(at(cwd))).toEqual([['a.yaml: 2', 'a.yaml: 3']])
  })
})

describe('the files of a change', () => {
  const LONG = Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n')

  test('are read on both sides, in the order of their paths', async () => {
    const cwd = makeRepository({ 'edited.yaml': 'old', 'deleted.yml': 'was', 'same.yaml': 'same', 'dir/old.json': LONG, 'other.txt': 'x' })
    git(cwd, 'mv', 'dir/old.json', 'new.json')
    git(cwd, 'rm', '-q', 'deleted.yml')
    commit(cwd, { 'edited.yaml': 'new', 'added.YAML': 'is', 'other.txt': 'y', 'new.json': `${LONG}\nmore` })
    expect(await readAll(at(cwd))).toEqual([
      ['-', 'added.YAML: is'],
      ['deleted.yml: was', '-'],
      ['edited.yaml: old', 'edited.yaml: new'],
      [`dir/old.json: ${LONG}`, `new.json: ${LONG}\nmore`],
    ])
  })

  test.each([
    ['a line break', 'a\nb.yaml'],
    ['a tab and quotes', 'a\t"b\'.yaml'],
    ['a backslash', 'a\\nb.yaml'],
    ['a leading colon, as pathspecs have', ':(top)a.yaml'],
    ['letters beyond ASCII', 'größe-😀.yaml'],
    ['blanks', ' a b .yaml'],
  ])('with %s in their names are found', async (_, name) => {
    const cwd = makeRepository({ [name]: 'old' })
    commit(cwd, { [name]: 'new' })
    expect(await readAll(at(cwd))).toEqual([[`${name}: old`, `${name}: new`]])
  })

  test('come from the commits: the work tree and where the command runs do not matter', async () => {
    const cwd = makeRepository({ 'sub/a.yaml': 'old' })
    commit(cwd, { 'sub/a.yaml': 'new' })
    addFiles(cwd, { 'sub/a.yaml': 'not committed', 'sub/b.yaml': 'not committed' })
    expect(await readAll(at(join(cwd, 'sub')))).toEqual([['sub/a.yaml: old', 'sub/a.yaml: new']])
  })

  test('that are links or submodules are named with the reason', async () => {
    const cwd = makeRepository({ 'a.yaml': 'text' })
    renameSync(join(cwd, 'a.yaml'), join(cwd, 'b.txt'))
    symlinkSync('/etc/passwd', join(cwd, 'a.yaml'))
    symlinkSync('b.txt', join(cwd, 'link.yaml'))
    git(cwd, 'update-index', '--add', '--cacheinfo', `160000,${git(cwd, 'rev-parse', 'HEAD')},module.yaml`)
    mkdirSync(join(cwd, 'module.yaml'))
    commit(cwd)
    expect(await readAll(at(cwd))).toEqual([
      ['a.yaml: text', 'a.yaml: unreadable: a symbolic link is not followed'],
      ['-', 'link.yaml: unreadable: a symbolic link is not followed'],
      ['-', 'module.yaml: unreadable: a submodule is not looked into'],
    ])
  })

  test('whose mode alone changed are there', async () => {
    const cwd = makeRepository({ 'a.yaml': 'text' })
    chmodSync(join(cwd, 'a.yaml'), 0o755)
    commit(cwd)
    expect(await readAll(at(cwd))).toEqual([['a.yaml: text', 'a.yaml: text']])
  })

  test('above 16 MiB are named, and do not stop those after them', async () => {
    const cwd = makeRepository({ 'b.yaml': 'old', 'empty.yaml': '' })
    writeFileSync(join(cwd, 'a.yaml'), '')
    truncateSync(join(cwd, 'a.yaml'), 16 * 1024 * 1024 + 1)
    commit(cwd, { 'b.yaml': 'new', 'empty.yaml': 'no more' })
    expect(await readAll(at(cwd))).toEqual([
      ['-', 'a.yaml: too-large: the file is larger than 16 MiB'],
      ['b.yaml: old', 'b.yaml: new'],
      ['empty.yaml: ', 'empty.yaml: no more'],
    ])
  })

  test('may be thousands: they are read as they are asked for', async () => {
    const cwd = makeRepository()
    importCommit(cwd, Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`${index}.yaml`, `${index}: ${'x'.repeat(500)}`])))
    expect(await readAll(at(cwd))).toHaveLength(3000)
    const [first] = await compare(at(cwd), 'HEAD^', 'HEAD')
    for await (const { head } of readChanges(at(cwd), await compare(at(cwd), 'HEAD^', 'HEAD'))) {
      expect(head?.path).toBe(first?.head?.path)
      break
    }
  }, 30_000)

  test('are none where none changed', async () => {
    const cwd = makeRepository({ 'a.yaml': '1' })
    expect(await readAll(at(cwd), 'HEAD', 'HEAD')).toEqual([])
  })

  test('that the clone lacks stop the review, with what to do', async () => {
    const origin = makeRepository({ 'a.yaml': 'old' })
    commit(origin, { 'a.yaml': 'new' })
    git(origin, 'config', 'uploadpack.allowFilter', 'true')
    const cwd = join(makeTree(), 'clone')
    git(origin, 'clone', '-q', '--filter=blob:none', '--no-checkout', `file://${origin}`, cwd)
    await expect(readAll(at(cwd))).rejects.toEqual(
      refusal(
        'git',
        expect.stringMatching(
          /^git could not read the files of the change: .*\. In a partial clone, `git fetch --refetch --no-filter origin` brings them$/,
        ),
      ),
    )
  })
})

test.each([
  ['', []],
  [
    ':100644 100755 aa bb M\0a.yaml\0',
    [{ base: { path: 'a.yaml', kind: 'file', id: 'aa' }, head: { path: 'a.yaml', kind: 'file', id: 'bb' } }],
  ],
  [
    ':100644 100644 aa bb R087\0a.yaml\0b.yaml\0:120000 000000 cc 00 D\0c.yaml\0',
    [
      { base: { path: 'a.yaml', kind: 'file', id: 'aa' }, head: { path: 'b.yaml', kind: 'file', id: 'bb' } },
      { base: { path: 'c.yaml', kind: 'symlink', id: 'cc' }, head: null },
    ],
  ],
  [':000000 160000 00 dd A\0m.yaml\0', [{ base: null, head: { path: 'm.yaml', kind: 'submodule', id: 'dd' } }]],
])('raw diff %j', (output, expected) => {
  expect(parseRawDiff(output)).toEqual(expected)
})

describe('a repository by a stranger', () => {
  /** Two commits and settings that would each leave a file behind if git obeyed them. */
  function makeHostile(): { readonly cwd: string; readonly trap: string } {
    const cwd = makeRepository({ 'a.yaml': 'old', '.gitattributes': '*.yaml diff=evil filter=evil' })
    commit(cwd, { 'a.yaml': 'new' })
    const trap = join(cwd, 'trap')
    const program = join(cwd, 'evil.sh')
    writeFileSync(program, `#!/bin/sh\ntouch ${trap}\ncat "$1" 2>/dev/null\n`, { mode: 0o755 })
    for (const key of [
      'core.fsmonitor',
      'core.pager',
      'pager.diff-tree',
      'diff.external',
      'diff.evil.command',
      'diff.evil.textconv',
      'filter.evil.smudge',
      'filter.evil.clean',
      'core.sshCommand',
      'core.askPass',
      'core.editor',
      'core.alternateRefsCommand',
      'credential.helper',
      'gpg.program',
    ])
      git(cwd, 'config', key, program)
    mkdirSync(join(cwd, '.git/hooks'), { recursive: true })
    for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout'])
      writeFileSync(join(cwd, '.git/hooks', hook), `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 })
    return { cwd, trap }
  }

  test('does not get its programs run', async () => {
    const { cwd, trap } = makeHostile()
    const folder = at(cwd)
    expect(await readAll(folder)).toEqual([['a.yaml: old', 'a.yaml: new']])
    expect(await findMergeBase(folder, await resolveCommit(folder, 'HEAD^'), await resolveCommit(folder, 'HEAD'))).toHaveLength(40)
    await expect(resolveCommit(folder, 'nope')).rejects.toThrow()
    expect(existsSync(trap)).toBe(false)
  })

  test('that lacks content does not get a program run to fetch it', async () => {
    const { cwd, trap } = makeHostile()
    git(cwd, 'config', 'core.repositoryFormatVersion', '1')
    git(cwd, 'config', 'extensions.partialClone', 'origin')
    git(cwd, 'config', 'remote.origin.promisor', 'true')
    git(cwd, 'config', 'remote.origin.url', `ext::${join(cwd, 'evil.sh')}`)
    git(cwd, 'config', 'protocol.ext.allow', 'always')
    const id = git(cwd, 'rev-parse', 'HEAD:a.yaml')
    renameSync(join(cwd, '.git/objects', id.slice(0, 2), id.slice(2)), join(cwd, 'gone'))
    await expect(readAll(at(cwd))).rejects.toEqual(refusal('git', expect.any(String)))
    expect(existsSync(trap)).toBe(false)
  })

  test('cannot swap a commit for another by a replacement', async () => {
    const cwd = makeRepository({ 'a.yaml': 'old' })
    commit(cwd, { 'a.yaml': 'new' })
    git(cwd, 'replace', git(cwd, 'rev-parse', 'HEAD:a.yaml'), git(cwd, 'rev-parse', 'HEAD^:a.yaml'))
    expect(await readAll(at(cwd))).toEqual([['a.yaml: old', 'a.yaml: new']])
  })

  const asRoot = process.getuid?.() === 0 ? test : test.skip
  asRoot('is read though it belongs to another user, as in a container job', async () => {
    const cwd = makeRepository({ 'a.yaml': 'old' })
    commit(cwd, { 'a.yaml': 'new' })
    chownSync(cwd, 65534, 65534)
    chownSync(join(cwd, '.git'), 65534, 65534)
    expect(() => git(cwd, 'rev-parse', 'HEAD')).toThrow(/dubious ownership/)
    expect(await readAll(at(cwd))).toEqual([['a.yaml: old', 'a.yaml: new']])
  })
})

test('what a hook or a user set by GIT_... points elsewhere, and does not count', async () => {
  const cwd = makeRepository({ 'a.yaml': 'old' })
  commit(cwd, { 'a.yaml': 'new' })
  const elsewhere = makeRepository({ 'b.yaml': 'x' })
  const trap = join(cwd, 'trap')
  const env = {
    PATH: process.env.PATH,
    GIT_DIR: join(elsewhere, '.git'),
    GIT_WORK_TREE: elsewhere,
    GIT_INDEX_FILE: '/nonexistent',
    GIT_OBJECT_DIRECTORY: '/nonexistent',
    GIT_EXTERNAL_DIFF: `touch ${trap}`,
    GIT_TRACE: trap,
    GIT_CONFIG_PARAMETERS: "'core.bare'='nonsense'",
    GIT_LITERAL_PATHSPECS: '1',
  }
  expect(await readAll(at(cwd, env))).toEqual([['a.yaml: old', 'a.yaml: new']])
  expect(existsSync(trap)).toBe(false)
})
