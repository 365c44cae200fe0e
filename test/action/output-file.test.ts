import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { makeOwnFolder, type OutputFolders, outputFolders, writeOutputFile } from '../../action/output-file.ts'

let root: string
let folders: OutputFolders

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'pull-policy-output-')))
  folders = { workspace: join(root, 'work'), temporary: join(root, 'temp') }
  for (const folder of ['work', 'temp', 'elsewhere']) mkdirSync(join(root, folder))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('files that are written', () => {
  test.each([
    ['below the workspace', 'a.sarif'],
    ['in folders that are made for it', 'out/deep/a.sarif'],
    ['over an older one', 'old.sarif'],
  ])('%s', (_name, written) => {
    writeFileSync(join(folders.workspace, 'old.sarif'), 'something longer than the new one')
    const path = writeOutputFile(written, 'new', folders)
    expect(path).toBe(join(folders.workspace, written))
    expect(readFileSync(path, 'utf8')).toBe('new')
  })

  test("in the runner's temporary folder, by its whole path", () => {
    const written = join(folders.temporary, 'a.sarif')
    expect(readFileSync(writeOutputFile(written, 'new', folders), 'utf8')).toBe('new')
  })

  test('two steps have folders of their own', () => expect(makeOwnFolder(folders)).not.toBe(makeOwnFolder(folders)))
})

describe('files that are refused', () => {
  test('through a link of that very name', () => {
    symlinkSync(join(root, 'elsewhere', 'x'), join(folders.workspace, 'a.sarif'))
    expect(() => writeOutputFile('a.sarif', 'new', folders)).toThrow(/"a.sarif" cannot be written: it is a symbolic link/)
    expect(existsSync(join(root, 'elsewhere', 'x'))).toBe(false)
  })

  test('through a folder that is a link', () => {
    symlinkSync(join(root, 'elsewhere'), join(folders.workspace, 'out'))
    expect(() => writeOutputFile('out/deep/a.sarif', 'new', folders)).toThrow(/a folder on the way is a symbolic link/)
    expect(existsSync(join(root, 'elsewhere', 'deep'))).toBe(false)
  })

  test.each(['../a.sarif', 'out/../../elsewhere/a.sarif', '/etc/a.sarif', '.'])('outside: %s', written => {
    expect(() => writeOutputFile(written, 'new', folders)).toThrow(/outside the workspace/)
  })

  test('where a file stands for a folder', () => {
    writeFileSync(join(folders.workspace, 'out'), '')
    expect(() => writeOutputFile('out/a.sarif', 'new', folders)).toThrow(/cannot be written: not a directory \(ENOTDIR\)/)
  })
})

test('the temporary folder is made where the runner only names it', () => {
  const temporary = join(root, 'not', 'yet')
  expect(makeOwnFolder({ ...folders, temporary }).startsWith(join(temporary, 'pull-policy-'))).toBe(true)
})

test('the runner names both folders; without one it is the workspace, and without that the folder of the process', () => {
  const here = process.cwd()
  expect(outputFolders({ GITHUB_WORKSPACE: '/w', RUNNER_TEMP: '' })).toEqual({ workspace: '/w', temporary: '/w' })
  expect(outputFolders({ GITHUB_WORKSPACE: '', RUNNER_TEMP: '' })).toEqual({ workspace: here, temporary: here })
  expect(outputFolders({ GITHUB_WORKSPACE: '/w', RUNNER_TEMP: '/t' })).toEqual({ workspace: '/w', temporary: '/t' })
})
