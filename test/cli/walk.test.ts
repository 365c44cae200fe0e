import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { findRoots } from '../../cli/roots.ts'
import { walk } from '../../cli/walk.ts'
import { addFiles, makeTree } from './temporary-tree.ts'

/** Each file that is come upon: its path, and behind it why it is unread. */
function visit(cwd: string, ...paths: readonly string[]): readonly string[] {
  return Array.from(walk(findRoots(paths.length === 0 ? ['.'] : paths, cwd), cwd), file =>
    file.kind === 'bytes' ? file.path : `${file.path}: ${file.skip}: ${file.reason}`,
  )
}

describe('which files are read', () => {
  test.each([
    ['deployment.yaml', true],
    ['deployment.yml', true],
    ['deployment.json', true],
    ['DEPLOYMENT.YAML', true],
    ['a.Yml', true],
    ['.hidden.yaml', true],
    ['.github/workflows/a.yml', true],
    ['.config/deep/er/a.yaml', true],
    ['.git/a.yaml', false],
    ['sub/.git/a.yaml', false],
    ['.gitlab/a.yaml', true],
    ['node_modules/a.yaml', true],
    ['deployment.yaml.bak', false],
    ['deployment.txt', false],
    ['yaml', false],
    ['.yaml', true],
    ['a.yamlx', false],
    ['a.jsonnet', false],
  ])('%s: %s', (path, isRead) => {
    expect(visit(makeTree({ [path]: 'a: 1' }))).toEqual(isRead ? [path] : [])
  })

  test('a file that is given by name is read whatever the name is', () => {
    expect(visit(makeTree({ 'a.txt': '', 'b.yaml': '' }), 'a.txt')).toEqual(['a.txt'])
  })

  test('a file that is given by name is read though git ignores it', () => {
    expect(visit(makeTree({ '.gitignore': '*.yaml', 'a.yaml': '' }), 'a.yaml')).toEqual(['a.yaml'])
  })

  test('the bytes are those of the file', () => {
    const cwd = makeTree({ 'a.yaml': 'a: ü\r\n', 'empty.yaml': '' })
    const texts = Array.from(walk(findRoots(['.'], cwd), cwd), file =>
      file.kind === 'bytes' ? Buffer.from(file.bytes).toString() : file.reason,
    )
    expect(texts).toEqual(['a: ü\r\n', ''])
  })
})

describe('paths and their order', () => {
  test('byte by byte, folders as their paths are', () => {
    const files = [
      'B.yaml',
      'a-b.yaml',
      'a.yaml',
      'a/b.yaml',
      'a/c/d.yaml',
      'aa.yaml',
      'b.yaml',
      'ü.yaml',
      '\u{ffff}.yaml',
      '\u{10000}.yaml',
    ]
    const cwd = makeTree(Object.fromEntries(files.toReversed().map(path => [path, ''])))
    expect(visit(cwd)).toEqual(files)
  })

  test.each([
    ['seen from the folder in which the command runs', 'here', ['.'], ['a.yaml', 'sub/b.yaml']],
    ['without a leading dot', 'here', ['./sub'], ['sub/b.yaml']],
    ['without a doubled or closing slash', 'here', ['sub//', './/a.yaml'], ['sub/b.yaml', 'a.yaml']],
    ['up and down again', 'here/sub', ['../a.yaml'], ['../a.yaml']],
    ['beside', 'here', ['../there'], ['../there/c.yaml']],
  ])('%s', (_, from, paths, expected) => {
    const cwd = makeTree({ 'here/a.yaml': '', 'here/sub/b.yaml': '', 'there/c.yaml': '' })
    expect(visit(join(cwd, from), ...paths)).toEqual(expected)
  })

  test('an absolute path is shown from the folder in which the command runs', () => {
    const cwd = makeTree({ 'sub/a.yaml': '' })
    expect(visit(cwd, join(cwd, 'sub'))).toEqual(['sub/a.yaml'])
  })

  test.each([
    [
      ['.', 'a'],
      ['a/b.yaml', 'c.yaml'],
    ],
    [
      ['a', '.'],
      ['a/b.yaml', 'c.yaml'],
    ],
    [['a/b.yaml', 'a'], ['a/b.yaml']],
    [['a', 'a/b.yaml', 'a/../a/b.yaml'], ['a/b.yaml']],
    [
      ['c.yaml', 'c.yaml', '.'],
      ['c.yaml', 'a/b.yaml'],
    ],
  ])('%j: what paths share is read once', (paths, expected) => {
    expect(visit(makeTree({ 'a/b.yaml': '', 'c.yaml': '' }), ...paths)).toEqual(expected)
  })

  test.each([
    ['a line break', 'a\nb.yaml'],
    ['quotes and a backslash', 'a"\\\'b.yaml'],
    ['a leading dash', '-a.yaml'],
    ['a leading space and colons', ' ::a::.yaml'],
    ['glob characters', '[a]*?{b}.yaml'],
    ['right-to-left marks', 'a\u202elmay.yaml'],
    ['letters beyond ASCII', 'größe-日本-😀.yaml'],
    ['255 bytes', `${'x'.repeat(250)}.yaml`],
  ])('a name with %s is taken as it is', (_, name) => {
    expect(visit(makeTree({ [`sub/${name}`]: '' }))).toEqual([`sub/${name}`])
  })

  const whereNamesAreBytes = process.platform === 'linux' ? test : test.skip
  whereNamesAreBytes('a name that is no UTF-8 is read, and shown with U+FFFD', () => {
    const cwd = makeTree()
    mkdirSync(Buffer.concat([Buffer.from(`${cwd}/d`), Buffer.from([0xff])]))
    writeFileSync(
      Buffer.concat([Buffer.from(`${cwd}/d`), Buffer.from([0xff]), Buffer.from('/'), Buffer.from([0xe4]), Buffer.from('.yaml')]),
      'a: 1',
    )
    expect(visit(cwd)).toEqual(['d\ufffd/\ufffd.yaml'])
  })

  test('folders may lie deeper than functions may call each other', () => {
    const cwd = makeTree({ [`${'d/'.repeat(1500)}a.yaml`]: '' })
    expect(visit(cwd)).toEqual([`${'d/'.repeat(1500)}a.yaml`])
  })
})

describe('symbolic links', () => {
  test('a link to a file in the folder is passed over: the file is read under its own name', () => {
    const cwd = makeTree({ 'a.yaml': '' })
    symlinkSync('a.yaml', join(cwd, 'link.yaml'))
    expect(visit(cwd)).toEqual(['a.yaml'])
  })

  test('a link to a file of another given folder is passed over', () => {
    const cwd = makeTree({ 'a/a.yaml': '', 'b/b.yaml': '' })
    symlinkSync('../b/b.yaml', join(cwd, 'a/link.yaml'))
    expect(visit(cwd, 'a', 'b')).toEqual(['a/a.yaml', 'b/b.yaml'])
  })

  test('a link out of the folder is listed, and not followed', () => {
    const cwd = makeTree({ 'inside/a.yaml': '', 'outside.yaml': '' })
    symlinkSync('../outside.yaml', join(cwd, 'inside/link.yaml'))
    expect(visit(cwd, 'inside')).toEqual([
      'inside/a.yaml',
      'inside/link.yaml: unreadable: a symbolic link that leads out of the given folders is not followed',
    ])
  })

  test('a folder whose name begins like the given one is outside', () => {
    const cwd = makeTree({ 'app/a.yaml': '', 'app2/b.yaml': '' })
    symlinkSync('../app2/b.yaml', join(cwd, 'app/link.yaml'))
    expect(visit(cwd, 'app')[1]).toContain('leads out of the given folders')
  })

  test('a link to a file in the folder that is not read under its own name is listed', () => {
    const cwd = makeTree({ 'a.txt': '' })
    symlinkSync('a.txt', join(cwd, 'link.yaml'))
    expect(visit(cwd)).toEqual([
      'link.yaml: unreadable: a symbolic link is not followed, and what it leads to is not read either: its name does not end in .yaml, .yml or .json',
    ])
  })

  test('a link to nowhere and a link to itself are listed', () => {
    const cwd = makeTree()
    symlinkSync('missing', join(cwd, 'dangling.yaml'))
    symlinkSync('loop.yaml', join(cwd, 'loop.yaml'))
    expect(visit(cwd)).toEqual([
      'dangling.yaml: unreadable: a symbolic link that leads nowhere: no such file or directory',
      'loop.yaml: unreadable: a symbolic link that leads nowhere: too many symbolic links encountered',
    ])
  })

  test('folders that are links are not entered, so loops end', () => {
    const cwd = makeTree({ 'a/a.yaml': '' })
    symlinkSync('..', join(cwd, 'a/up'))
    symlinkSync('/', join(cwd, 'root.yaml'))
    expect(visit(cwd)).toEqual(['a/a.yaml'])
  })

  test('a link that is given by name is followed, to a file and to a folder', () => {
    const cwd = makeTree({ 'real/a.yaml': '', 'b.txt': '' })
    symlinkSync('real', join(cwd, 'folder'))
    symlinkSync('b.txt', join(cwd, 'file'))
    expect(visit(cwd, 'folder', 'file')).toEqual(['folder/a.yaml', 'file'])
  })
})

describe('what cannot be read', () => {
  test('a file above 16 MiB is listed without being read; one of 16 MiB is read', () => {
    const cwd = makeTree({ 'fits.yaml': '', 'large.yaml': '', 'named.txt': '' })
    truncateSync(join(cwd, 'fits.yaml'), 16 * 1024 * 1024)
    truncateSync(join(cwd, 'large.yaml'), 16 * 1024 * 1024 + 1)
    truncateSync(join(cwd, 'named.txt'), 1024 ** 4)
    expect(visit(cwd, '.', 'named.txt')).toEqual([
      'fits.yaml',
      'large.yaml: too-large: the file is larger than 16 MiB',
      'named.txt: too-large: the file is larger than 16 MiB',
    ])
  })

  test('an endless file that is given by name ends at the limit', () => {
    expect(visit('/dev', 'zero')).toEqual(['zero: too-large: the file is larger than 16 MiB'])
  })

  test.each([
    ['a missing path', 'nope.yaml', 'there is no file or folder "nope.yaml"'],
    ['a path below a file', 'a.yaml/b', 'there is no file or folder "a.yaml/b"'],
    ['an empty path', '', 'unexpected empty path, expected a file, a folder or `-`'],
    ['a path that is too long', 'x'.repeat(300), `"${'x'.repeat(300)}" cannot be read: name too long`],
  ])('%s is refused before anything is read', (_, path, message) => {
    expect(() => findRoots(['a.yaml', path], makeTree({ 'a.yaml': '' }))).toThrow(
      expect.objectContaining({ code: 'missing-path', message }),
    )
  })

  const asNobody = process.getuid?.() === 0 ? test : test.skip
  asNobody('a file and a folder without permission are listed, and hide no other', () => {
    const cwd = makeTree({ 'a.yaml': '', 'closed.yaml': '', 'closed/b.yaml': '', 'z.yaml': '' })
    chmodSync(cwd, 0o755)
    chmodSync(join(cwd, 'closed.yaml'), 0)
    chmodSync(join(cwd, 'closed'), 0)
    process.seteuid?.(65534)
    try {
      expect(visit(cwd)).toEqual([
        'a.yaml',
        'closed.yaml: unreadable: permission denied',
        'closed: unreadable: the folder cannot be listed: permission denied',
        'z.yaml',
      ])
    } finally {
      process.seteuid?.(0)
    }
  })
})

test('files are read one by one, as they are asked for', () => {
  const cwd = makeTree({ 'a.yaml': '', 'b.yaml': 'before' })
  const files = walk(findRoots(['.'], cwd), cwd)
  files.next()
  addFiles(cwd, { 'b.yaml': 'after' })
  const second = files.next().value
  expect(second?.kind === 'bytes' && Buffer.from(second.bytes).toString()).toBe('after')
})
