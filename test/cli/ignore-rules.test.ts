import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findRoots } from '../../cli/roots.ts'
import { walk } from '../../cli/walk.ts'
import { git } from './git-repository.ts'
import { addFiles, makeTree } from './temporary-tree.ts'

function makeRepository(files: Readonly<Record<string, string>>): string {
  const cwd = makeTree(files)
  git(cwd, 'init', '-q')
  return cwd
}

function read(cwd: string, ...paths: readonly string[]): readonly string[] {
  return Array.from(walk(findRoots(paths.length === 0 ? ['.'] : paths, cwd), cwd), file =>
    file.kind === 'bytes' ? file.path : `${file.path}: ${file.reason}`,
  )
}

function readByGit(cwd: string): readonly string[] {
  const names = git(cwd, 'ls-files', '-z', '--others', '--exclude-standard').split('\0')
  return names.filter(name => name.endsWith('.yaml')).sort()
}

describe('what git ignores is left alone', () => {
  test.each([
    ['a name, at any depth', 'b.yaml', ['a.yaml', 'sub/a.yaml', 'sub/deep/a.yaml']],
    ['a name at the top', '/b.yaml', ['a.yaml', 'sub/a.yaml', 'sub/b.yaml', 'sub/deep/a.yaml', 'sub/deep/b.yaml']],
    ['a folder', 'sub/', ['a.yaml', 'b.yaml']],
    ['a folder by name, without a slash', 'deep', ['a.yaml', 'b.yaml', 'sub/a.yaml', 'sub/b.yaml']],
    ['a folder pattern matches no file', 'b.yaml/', ['a.yaml', 'b.yaml', 'sub/a.yaml', 'sub/b.yaml', 'sub/deep/a.yaml', 'sub/deep/b.yaml']],
    ['a path', 'sub/deep', ['a.yaml', 'b.yaml', 'sub/a.yaml', 'sub/b.yaml']],
    ['a glob', '*.yaml', []],
    ['a star stays in its folder', 'sub/*.yaml', ['a.yaml', 'b.yaml', 'sub/deep/a.yaml', 'sub/deep/b.yaml']],
    ['two stars do not', 'sub/**/a.yaml', ['a.yaml', 'b.yaml', 'sub/b.yaml', 'sub/deep/b.yaml']],
    ['one is taken back', '*.yaml\n!a.yaml', ['a.yaml', 'sub/a.yaml', 'sub/deep/a.yaml']],
    ['nothing is taken back from an ignored folder', 'sub/\n!sub/a.yaml', ['a.yaml', 'b.yaml']],
    ['the content of a folder, but for one', 'sub/*\n!sub/a.yaml', ['a.yaml', 'b.yaml', 'sub/a.yaml']],
    ['the last line wins', '!a.yaml\na.yaml', ['b.yaml', 'sub/b.yaml', 'sub/deep/b.yaml']],
    ['CRLF, a comment and an empty line', '# a.yaml\r\n\r\nb.yaml\r\n', ['a.yaml', 'sub/a.yaml', 'sub/deep/a.yaml']],
    ['a byte order mark', '\ufeffb.yaml', ['a.yaml', 'sub/a.yaml', 'sub/deep/a.yaml']],
    ['case matters', 'B.YAML', ['a.yaml', 'b.yaml', 'sub/a.yaml', 'sub/b.yaml', 'sub/deep/a.yaml', 'sub/deep/b.yaml']],
    ['a trailing blank does not', 'b.yaml   ', ['a.yaml', 'sub/a.yaml', 'sub/deep/a.yaml']],
  ])('%s', (_, patterns, expected) => {
    const paths = ['a.yaml', 'b.yaml', 'sub/a.yaml', 'sub/b.yaml', 'sub/deep/a.yaml', 'sub/deep/b.yaml']
    const cwd = makeRepository({ ...Object.fromEntries(paths.map(path => [path, ''])), '.gitignore': patterns })
    expect(read(cwd)).toEqual(expected)
    expect(readByGit(cwd)).toEqual(expected)
  })
})

describe('.gitignore files in several folders', () => {
  test.each([
    ['the deeper one wins', { '.gitignore': 'a.yaml', 'sub/.gitignore': '!a.yaml' }, ['sub/a.yaml', 'sub/deep/a.yaml']],
    ['the deeper one counts from its own folder', { 'sub/.gitignore': '/a.yaml' }, ['a.yaml', 'sub/deep/a.yaml']],
    ['a path in the deeper one too', { 'sub/.gitignore': 'deep/a.yaml' }, ['a.yaml', 'sub/a.yaml']],
    ['it does not reach beside itself', { 'sub/deep/.gitignore': 'a.yaml' }, ['a.yaml', 'sub/a.yaml']],
    ['one in an ignored folder is not heard', { '.gitignore': 'sub/', 'sub/.gitignore': '!a.yaml' }, ['a.yaml']],
    ['a lone slash and a lone bang say nothing', { 'sub/.gitignore': '/\n!\n!/\n   \n' }, ['a.yaml', 'sub/a.yaml', 'sub/deep/a.yaml']],
    [
      'an ignored folder can be taken back by a deeper one',
      { '.gitignore': 'deep/', 'sub/.gitignore': '!deep/' },
      ['a.yaml', 'sub/a.yaml', 'sub/deep/a.yaml'],
    ],
  ])('%s', (_, ignoreFiles, expected) => {
    const cwd = makeRepository({ 'a.yaml': '', 'sub/a.yaml': '', 'sub/deep/a.yaml': '', ...ignoreFiles })
    expect(read(cwd)).toEqual(expected)
    expect(readByGit(cwd)).toEqual(expected)
  })

  test('folder names are no globs', () => {
    const cwd = makeRepository({
      '[a]*/.gitignore': 'a.yaml',
      '[a]*/a.yaml': '',
      'ab/a.yaml': '',
      'back\\slash/.gitignore': '/a.yaml',
      'back\\slash/a.yaml': '',
    })
    expect(read(cwd)).toEqual(['ab/a.yaml'])
    expect(readByGit(cwd)).toEqual(['ab/a.yaml'])
  })
})

describe('where a part of a repository is given', () => {
  const FILES = {
    '.gitignore': '*.gen.yaml\n/sub/out/\n',
    'sub/.gitignore': 'skip.yaml\n',
    'sub/a.yaml': '',
    'sub/b.gen.yaml': '',
    'sub/skip.yaml': '',
    'sub/out/c.yaml': '',
    'sub/out/d.gen.yaml': '',
  }

  test('the .gitignore files above it hold', () => {
    expect(read(makeRepository(FILES), 'sub')).toEqual(['sub/a.yaml'])
  })

  test('they hold where the command runs in a folder below the top', () => {
    expect(read(join(makeRepository(FILES), 'sub'))).toEqual(['a.yaml'])
  })

  test('a folder that they ignore is read all the same, and then none of them counts', () => {
    expect(read(makeRepository(FILES), 'sub/out')).toEqual(['sub/out/c.yaml', 'sub/out/d.gen.yaml'])
  })

  test('above the top of the repository nothing counts', () => {
    const cwd = makeTree({ '.gitignore': 'a.yaml', 'repository/a.yaml': '' })
    git(join(cwd, 'repository'), 'init', '-q')
    expect(read(cwd, 'repository')).toEqual(['repository/a.yaml'])
  })

  test('where there is no repository, .gitignore counts from the given folder down', () => {
    const cwd = makeTree({ '.gitignore': '*.yaml', 'sub/a.yaml': '', 'sub/b.yaml': '', 'sub/.gitignore': 'b.yaml' })
    expect(read(cwd, 'sub')).toEqual(['sub/a.yaml'])
  })
})

describe('.git/info/exclude', () => {
  test('holds, and .gitignore overrules it', () => {
    const cwd = makeRepository({ 'a.yaml': '', 'b.yaml': '', '.gitignore': '!a.yaml' })
    writeFileSync(join(cwd, '.git/info/exclude'), '*.yaml\n')
    expect(read(cwd)).toEqual(['a.yaml'])
    expect(readByGit(cwd)).toEqual(['a.yaml'])
  })

  test('holds in a linked work tree', () => {
    const cwd = makeRepository({ 'first.txt': '' })
    git(cwd, 'add', '.')
    git(cwd, 'commit', '-q', '-m', 'first')
    git(cwd, 'worktree', 'add', '-q', 'linked')
    writeFileSync(join(cwd, '.git/info/exclude'), 'a.yaml\n')
    addFiles(join(cwd, 'linked'), { 'a.yaml': '', 'b.yaml': '' })
    expect(read(join(cwd, 'linked'))).toEqual(['b.yaml'])
    expect(readByGit(join(cwd, 'linked'))).toEqual(['b.yaml'])
  })
})

describe('ignore files that cannot be followed wholly', () => {
  test('a symbolic link is listed', () => {
    const cwd = makeTree({ 'a.yaml': '', rules: 'a.yaml' })
    symlinkSync('rules', join(cwd, '.gitignore'))
    expect(read(cwd)).toEqual(['.gitignore: a symbolic link is not followed', 'a.yaml'])
  })

  test('one above the given folder is listed too, once', () => {
    const cwd = makeRepository({ 'sub/a.yaml': '', 'sub/deep/.gitignore': 'x', 'sub/deep/b.yaml': '' })
    symlinkSync('elsewhere', join(cwd, '.gitignore'))
    expect(read(cwd, 'sub', 'sub/deep')).toEqual(['.gitignore: a symbolic link is not followed', 'sub/a.yaml', 'sub/deep/b.yaml'])
  })

  test('a pattern that could take for ever is left out, and the others hold', () => {
    const cwd = makeTree({
      '.gitignore': `b.yaml\na/${'**/a/'.repeat(12)}b.yaml\n`,
      'a.yaml': '',
      'b.yaml': '',
      [`${'a/'.repeat(200)}c.yaml`]: '',
    })
    expect(read(cwd)).toEqual(['.gitignore: line 2 has more than two `**` and is not followed', 'a.yaml', `${'a/'.repeat(200)}c.yaml`])
  })

  test('one larger than 1 MiB is not followed', () => {
    expect(read(makeTree({ '.gitignore': 'a.yaml\n'.repeat(150_000), 'a.yaml': '' }))).toEqual([
      '.gitignore: the ignore file is larger than 1 MiB; nothing in it is followed',
      'a.yaml',
    ])
  })
})

test('random rules in three folders ignore what git ignores', () => {
  const names = ['a', 'b', 'ab', 'b!']
  const folders = ['', ...names.map(name => `${name}/`), ...names.map(name => `a/${name}/`)]
  const cwd = makeRepository(Object.fromEntries(folders.flatMap(folder => names.map(name => [`${folder}${name}.yaml`, '']))))
  const atom = fc.constantFrom('a', 'b', '!', '*', '?', '[ab]', '[!a]', '\\!', '.yaml')
  const segment = fc.oneof(
    { weight: 4, arbitrary: fc.array(atom, { minLength: 1, maxLength: 3 }).map(atoms => atoms.join('')) },
    { weight: 1, arbitrary: fc.constant('**') },
  )
  const pattern = fc
    .tuple(
      fc.constantFrom('', '!'),
      fc.constantFrom('', '/'),
      fc.array(segment, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '/', ' '),
    )
    .map(([bang, anchor, segments, end]) => `${bang}${anchor}${segments.join('/')}${end}`)
    .filter(line => !/\*\*\*|[^/]\*\*|\*\*[^/]|\*\*.*\*\*.*\*\*/.test(line))
  const rules = fc.array(pattern, { maxLength: 4 }).map(lines => lines.join('\n'))

  fc.assert(
    fc.property(rules, rules, rules, (top, nested, deeper) => {
      addFiles(cwd, { '.gitignore': top, 'a/.gitignore': nested, 'a/b/.gitignore': deeper })
      expect(read(cwd)).toEqual(readByGit(cwd))
    }),
    { numRuns: 150, seed: 20_260_101 },
  )
})
