import { describe, expect, test } from '@jest/globals'
import nock from 'nock'
import { listChangedFiles } from '../../../src/github/changed-files.ts'
import { API, accessToGitHub, withoutNetwork } from './nocked-github.ts'

const RANGE = { base: 'a'.repeat(40), head: 'b'.repeat(40), pullRequest: 7 }
const MERGE_BASE = 'c'.repeat(40)

withoutNetwork()

function compareGives(files: readonly object[]): void {
  nock(API)
    .get(`/repos/acme/shop/compare/${RANGE.base}...${RANGE.head}`)
    .query({ per_page: '1', page: '1' })
    .reply(200, { merge_base_commit: { sha: MERGE_BASE }, files })
}

function filesNamed(count: number, from = 0): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({ filename: `deploy/${from + index}.yaml`, status: 'modified' }))
}

describe('the two sides of a file', () => {
  test.each([
    [
      { status: 'added', filename: 'a.yaml' },
      { base: null, head: 'a.yaml' },
    ],
    [
      { status: 'modified', filename: 'a.yaml' },
      { base: 'a.yaml', head: 'a.yaml' },
    ],
    [
      { status: 'changed', filename: 'a.yaml' },
      { base: 'a.yaml', head: 'a.yaml' },
    ],
    [
      { status: 'removed', filename: 'a.yaml' },
      { base: 'a.yaml', head: null },
    ],
    [
      { status: 'renamed', filename: 'b.yaml', previous_filename: 'a.yaml' },
      { base: 'a.yaml', head: 'b.yaml' },
    ],
    [
      { status: 'renamed', filename: 'b.yaml', previous_filename: 'a.txt' },
      { base: null, head: 'b.yaml' },
    ],
    [
      { status: 'renamed', filename: 'b.txt', previous_filename: 'a.yaml' },
      { base: 'a.yaml', head: null },
    ],
    [
      { status: 'copied', filename: 'b.yaml', previous_filename: 'a.yaml' },
      { base: null, head: 'b.yaml' },
    ],
    [
      { status: 'added', filename: 'A.YML' },
      { base: null, head: 'A.YML' },
    ],
    [
      { status: 'added', filename: '.hidden/pod.json' },
      { base: null, head: '.hidden/pod.json' },
    ],
    [
      { status: 'added', filename: 'x\n::add-mask::k8s\n.yaml' },
      { base: null, head: 'x\n::add-mask::k8s\n.yaml' },
    ],
  ])('%j', async (entry, paths) => {
    compareGives([entry])
    expect(await listChangedFiles(accessToGitHub(), RANGE)).toMatchObject({ mergeBase: MERGE_BASE, paths: [paths], fileCount: 1 })
  })

  test.each(['README.md', 'yaml', 'a.yaml.tpl', 'a.jsonl'])('%s is counted and not read', async filename => {
    compareGives([{ status: 'modified', filename }])
    expect(await listChangedFiles(accessToGitHub(), RANGE)).toMatchObject({ mergeBase: MERGE_BASE, paths: [], fileCount: 1 })
  })
})

describe('what GitHub shows of a file', () => {
  const patch = '@@ -1,2 +1,3 @@\n a\n+b\n c'
  test.each([
    [
      'its hunks, by the path in the head',
      { status: 'renamed', filename: 'b.yaml', previous_filename: 'a.yaml', patch },
      [['b.yaml', [{ start: 1, end: 4 }]]],
    ],
    ['nothing of a long or binary one', { status: 'modified', filename: 'a.yaml' }, []],
    ['nothing of one that is only renamed', { status: 'renamed', filename: 'b.yaml', previous_filename: 'a.yaml' }, []],
    ['nothing of one whose mode alone is another', { status: 'changed', filename: 'a.yaml' }, []],
    ['nothing of one that is gone', { status: 'removed', filename: 'a.yaml', patch: '@@ -1 +0,0 @@\n-a' }, []],
    ['nothing of a file that is not read', { status: 'modified', filename: 'a.txt', patch }, []],
  ])('%s', async (_name, entry, expected) => {
    compareGives([entry])
    expect([...(await listChangedFiles(accessToGitHub(), RANGE)).hunks]).toEqual(expected)
  })

  test('page by page, too', async () => {
    compareGives(filesNamed(300))
    for (const page of [1, 2, 3]) listGives(page, filesNamed(100, page * 100))
    listGives(4, [{ status: 'added', filename: 'z.yaml', patch: '@@ -0,0 +1 @@\n+a' }])
    expect([...(await listChangedFiles(accessToGitHub(), RANGE)).hunks]).toEqual([['z.yaml', [{ start: 1, end: 2 }]]])
  })
})

describe('more files than a comparison holds', () => {
  test('299 are complete: one request', async () => {
    compareGives(filesNamed(299))
    const access = accessToGitHub()
    expect((await listChangedFiles(access, RANGE)).fileCount).toBe(299)
    expect(access.requestCount()).toBe(1)
  })

  test('300 may be cut: the pull request is listed page by page', async () => {
    compareGives(filesNamed(300))
    for (const page of [1, 2, 3, 4]) listGives(page, filesNamed(page === 4 ? 50 : 100, (page - 1) * 100))
    const { paths, fileCount } = await listChangedFiles(accessToGitHub(), RANGE)
    expect(fileCount).toBe(350)
    expect(paths.at(-1)).toEqual({ base: 'deploy/349.yaml', head: 'deploy/349.yaml' })
  })

  test('3,000 are where the list ends: the trees of both commits have the rest', async () => {
    compareGives(filesNamed(300))
    for (let page = 1; page <= 30; page += 1) listGives(page, filesNamed(100, page * 100))
    treeIs(MERGE_BASE, { 'a.yaml': '1' })
    treeIs(RANGE.head, Object.fromEntries(Array.from({ length: 3200 }, (_, index) => [`deploy/${index}.yaml`, '2'])))
    const access = accessToGitHub()
    const { paths, fileCount, hunks } = await listChangedFiles(access, RANGE)
    expect([paths.length, fileCount, hunks.size]).toEqual([3201, 3201, 0])
    expect(access.requestCount()).toBe(33)
  })

  test('trees that are cut, too, are told as such: nothing is said of a part', async () => {
    compareGives(filesNamed(300))
    nock(API).get(`/repos/acme/shop/git/trees/${MERGE_BASE}`).query(true).reply(200, { tree: [], truncated: true })
    await expect(listChangedFiles(accessToGitHub(), { ...RANGE, pullRequest: null })).rejects.toThrow(/longer than GitHub gives out/)
  })

  test('a push has no such list: the trees of both commits are compared', async () => {
    compareGives(filesNamed(300))
    treeIs(MERGE_BASE, { 'same.yaml': '1', 'edited.yaml': '2', 'gone.yaml': '3', 'old/name.yaml': '4', 'notes.txt': '5' })
    treeIs(RANGE.head, { 'same.yaml': '1', 'edited.yaml': '6', 'new/name.yaml': '4', 'fresh.yaml': '7', 'notes.txt': '8' })
    const access = accessToGitHub()
    expect(await listChangedFiles(access, { ...RANGE, pullRequest: null })).toMatchObject({
      mergeBase: MERGE_BASE,
      paths: [
        { base: 'edited.yaml', head: 'edited.yaml' },
        { base: 'old/name.yaml', head: 'new/name.yaml' },
        { base: null, head: 'fresh.yaml' },
        { base: 'gone.yaml', head: null },
      ],
      fileCount: 5,
    })
    expect(access.requestCount()).toBe(3)
  })

  test('a file that became a link has changed', async () => {
    compareGives(filesNamed(300))
    treeIs(MERGE_BASE, { 'a.yaml': '1' })
    treeIs(RANGE.head, { 'a.yaml': '1' }, '120000')
    const { paths } = await listChangedFiles(accessToGitHub(), { ...RANGE, pullRequest: null })
    expect(paths).toEqual([{ base: 'a.yaml', head: 'a.yaml' }])
  })

  test('listing needs another permission, which is named', async () => {
    compareGives(filesNamed(300))
    nock(API).get('/repos/acme/shop/pulls/7/files').query(true).reply(403, { message: 'Resource not accessible by integration' })
    await expect(listChangedFiles(accessToGitHub(), RANGE)).rejects.toThrow(/pull request #7 could not be read.*`pull-requests: read`/)
  })
})

function listGives(page: number, files: readonly object[]): void {
  nock(API)
    .get('/repos/acme/shop/pulls/7/files')
    .query({ per_page: '100', page: String(page) })
    .reply(200, files)
}

function treeIs(commit: string, files: Readonly<Record<string, string>>, mode = '100644'): void {
  const tree = Object.entries(files).map(([path, sha]) => ({ path, sha, mode, type: 'blob' }))
  nock(API).get(`/repos/acme/shop/git/trees/${commit}`).query({ recursive: '1' }).reply(200, { tree, truncated: false })
}

test('a comparison with fewer files than the pull request has is not taken for the whole', async () => {
  compareGives(filesNamed(1))
  nock(API).get('/repos/acme/shop/pulls/7/files').query({ per_page: '100', page: '1' }).reply(200, filesNamed(3))
  expect(await listChangedFiles(accessToGitHub(), { ...RANGE, fileCount: 3 })).toMatchObject({ fileCount: 3 })
})
