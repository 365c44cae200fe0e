import { describe, expect, test } from '@jest/globals'
import nock from 'nock'
import { readChangedFiles, readCommitFiles } from '../../../src/github/read-files.ts'
import { listRepositoryFiles } from '../../../src/github/repository-files.ts'
import { API, accessToGitHub, withoutNetwork } from './nocked-github.ts'

const COMMITS = { base: 'a'.repeat(40), head: 'b'.repeat(40) }
const OID = 'd'.repeat(40)

interface Question {
  readonly query: string
  readonly variables: Readonly<Record<string, string>>
}

withoutNetwork()

/** Answers GraphQL with one entry for every path that is asked for, as often as needed. */
function entriesAre(entryFor: (path: string) => object | null): readonly Question[] {
  const questions: Question[] = []
  nock(API)
    .persist()
    .post('/graphql')
    .reply(200, async (request: Request) => {
      const question = JSON.parse(await request.text())
      questions.push(question)
      return { data: { repository: answer(question, entryFor) } }
    })
  return questions
}

function answer({ query, variables }: Question, entryFor: (path: string) => object | null): object {
  const files = [...query.matchAll(/f(\d+): file/g)].map(([, index]) => [`f${index}`, entryFor(variables[`p${index}`] ?? '')])
  const commits = Object.keys(variables).filter(name => /^c\d+$/.test(name))
  return Object.fromEntries(commits.map(commit => [commit, Object.fromEntries(files)]))
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const collected: T[] = []
  for await (const item of items) collected.push(item)
  return collected
}

function textEntry(text: string): object {
  return { mode: 33188, type: 'blob', oid: OID, object: { byteSize: Buffer.byteLength(text), isBinary: false, isTruncated: false, text } }
}

async function readOne(entry: object | null) {
  entriesAre(() => entry)
  const files = await collect(readCommitFiles(accessToGitHub(), COMMITS.head, ['a.yaml']))
  return files[0]
}

describe('what lies at a path', () => {
  test.each([
    ['nothing', null, /no file of this name/],
    ['a symbolic link', { mode: 40960, type: 'blob', oid: OID, object: { byteSize: 3, text: '../' } }, /symbolic link is not followed/],
    ['a submodule', { mode: 57344, type: 'commit', oid: OID, object: null }, /submodule is not looked into/],
    ['a folder', { mode: 16384, type: 'tree', oid: OID, object: {} }, /folder/],
  ])('%s is skipped with its reason', async (_name, entry, reason) => {
    expect(await readOne(entry)).toEqual({ kind: 'unread', path: 'a.yaml', reason: expect.stringMatching(reason), skip: 'unreadable' })
  })

  test('a file larger than 16 MiB is not fetched', async () => {
    const entry = {
      mode: 33188,
      type: 'blob',
      oid: OID,
      object: { byteSize: 16 * 1024 * 1024 + 1, isBinary: false, isTruncated: true, text: 'x' },
    }
    expect(await readOne(entry)).toMatchObject({ kind: 'unread', skip: 'too-large' })
  })

  test.each(['kind: Pod\r\n', '\ufeffkind: Pod\n', 'name: café\n', ''])('the text %j comes as its bytes', async text => {
    expect(await readOne(textEntry(text))).toEqual({ kind: 'bytes', path: 'a.yaml', bytes: Buffer.from(text) })
  })

  test('an executable file is a file', async () => {
    expect(await readOne({ ...textEntry('kind: Pod'), mode: 33261 })).toMatchObject({ kind: 'bytes' })
  })

  test.each([
    ['a long text', { byteSize: 600_000, isBinary: false, isTruncated: true, text: 'kind: Pod' }],
    ['a binary file', { byteSize: 20, isBinary: true, isTruncated: false, text: null }],
    ['a text that GitHub turned into UTF-8', { byteSize: 10, isBinary: false, isTruncated: false, text: 'name: café' }],
    ['a text without its byte order mark', { byteSize: 12, isBinary: false, isTruncated: false, text: 'kind: Pod' }],
  ])('%s is fetched by itself, byte by byte', async (_name, object) => {
    const bytes = Buffer.from('kind: Pod\n', 'utf16le')
    nock(API)
      .get(`/repos/acme/shop/git/blobs/${OID}`)
      .reply(200, { content: bytes.toString('base64').replace(/.{10}/g, '$&\n'), encoding: 'base64' })
    expect(await readOne({ mode: 33188, type: 'blob', oid: OID, object })).toEqual({ kind: 'bytes', path: 'a.yaml', bytes })
  })
})

test('both sides are asked for at their own commits, a renamed file by both names', async () => {
  const questions = entriesAre(path => textEntry(path))
  const paths = [
    { base: 'old.yaml', head: 'new.yaml' },
    { base: 'gone.yaml', head: null },
    { base: null, head: 'fresh.yaml' },
  ]
  const files = await collect(readChangedFiles(accessToGitHub(), COMMITS, paths))
  expect(files.map(({ base, head }) => [base?.path, head?.path])).toEqual([
    ['old.yaml', 'new.yaml'],
    ['gone.yaml', undefined],
    [undefined, 'fresh.yaml'],
  ])
  const bytes = files
    .flatMap(({ base, head }) => [base, head])
    .flatMap(file => (file?.kind === 'bytes' ? Buffer.from(file.bytes).toString() : []))
  expect(bytes).toEqual(['old.yaml', 'new.yaml', 'gone.yaml', 'fresh.yaml'])
  expect(questions).toHaveLength(1)
  expect(questions[0]?.variables).toMatchObject({ c0: COMMITS.base, c1: COMMITS.head, p0: 'old.yaml', p1: 'new.yaml' })
})

test('names are variables: none can become a part of the query', async () => {
  const name = 'a") { oid } evil: viewer { login } #.yaml'
  const questions = entriesAre(() => textEntry('x'))
  await collect(readCommitFiles(accessToGitHub(), COMMITS.head, [name]))
  expect(questions[0]?.query).not.toContain('evil')
  expect(Object.values(questions[0]?.variables ?? {})).toContain(name)
})

test('3,000 changed files take 24 requests', async () => {
  const questions = entriesAre(path => textEntry(path))
  const paths = Array.from({ length: 3000 }, (_, index) => ({ base: `${index}.yaml`, head: `${index}.yaml` }))
  const files = await collect(readChangedFiles(accessToGitHub(), COMMITS, paths))
  expect(files.map(({ head }) => head?.path)).toEqual(paths.map(({ head }) => head))
  expect(questions).toHaveLength(24)
})

test('no file, no request', async () => {
  expect(await collect(readChangedFiles(accessToGitHub(), COMMITS, []))).toEqual([])
})

describe('when GitHub fails at a batch', () => {
  test.each([
    ['with 502', 502, { message: 'Bad gateway' }],
    ['with an error in the answer', 200, { data: null, errors: [{ message: 'Something went wrong while executing your query' }] }],
  ])('%s, its halves are asked for', async (_name, status, body) => {
    nock(API).post('/graphql').reply(status, body)
    const questions = entriesAre(path => textEntry(path))
    const files = await collect(readCommitFiles(accessToGitHub(), COMMITS.head, ['a.yaml', 'b.yaml', 'c.yaml']))
    expect(files.map(({ path }) => path)).toEqual(['a.yaml', 'b.yaml', 'c.yaml'])
    expect(questions.map(({ variables }) => Object.keys(variables).filter(name => name.startsWith('p')).length)).toEqual([2, 1])
  })

  test('an endless failure ends', async () => {
    nock(API).persist().post('/graphql').reply(502, { message: 'Bad gateway' })
    nock(API).persist().get(/trees/).query(true).reply(502, { message: 'Bad gateway' })
    const access = accessToGitHub()
    await expect(collect(readCommitFiles(access, COMMITS.head, ['a.yaml', 'b.yaml']))).rejects.toThrow(/could not be read.*502/)
    expect(access.requestCount()).toBe(7)
  })
})

describe('when GraphQL refuses', () => {
  test.each([
    ['NOT_FOUND', 'Could not resolve to a Repository', /answered 404, Could not resolve/],
    ['FORBIDDEN', 'Resource not accessible by integration', /answered 403.*`contents: read`/],
  ])('%s', async (type, message, expected) => {
    nock(API)
      .post('/graphql')
      .times(2)
      .reply(200, { data: { repository: null }, errors: [{ type, message }] })
    await expect(collect(readCommitFiles(accessToGitHub(), COMMITS.head, ['a.yaml', 'b.yaml']))).rejects.toThrow(expected)
  })

  test('a commit that was replaced meanwhile is told, not taken for empty', async () => {
    nock(API)
      .post('/graphql')
      .reply(200, { data: { repository: { c0: null } } })
    nock(API).get(/trees/).query(true).reply(404, { message: 'Not Found' })
    await expect(collect(readCommitFiles(accessToGitHub(), COMMITS.head, ['a.yaml']))).rejects.toThrow(/is not in acme\/shop any more/)
  })
})

describe('where GraphQL does not serve', () => {
  const TREE = [
    { path: 'deploy', mode: '040000', type: 'tree', sha: OID },
    { path: 'a.yaml', mode: '100644', type: 'blob', sha: OID, size: 10 },
    { path: 'link.yaml', mode: '120000', type: 'blob', sha: OID, size: 3 },
    { path: 'sub.yaml', mode: '160000', type: 'commit', sha: OID },
    { path: 'huge.yaml', mode: '100644', type: 'blob', sha: OID, size: 16 * 1024 * 1024 + 1 },
  ]
  const treesAnswer = (commit: string) =>
    nock(API).get(`/repos/acme/shop/git/trees/${commit}`).query({ recursive: '1' }).reply(200, { tree: TREE, truncated: false })
  const blobAnswers = (times: number) =>
    nock(API)
      .get(`/repos/acme/shop/git/blobs/${OID}`)
      .times(times)
      .reply(200, { content: Buffer.from('kind: Pod\n').toString('base64'), encoding: 'base64' })

  test.each([
    ['404', 404, { message: 'Not Found' }, 1],
    ['501', 501, { message: 'Not Implemented' }, 1],
    ['502 for ever', 502, { message: 'Bad gateway' }, 4],
    ['a page', 200, '<html>', 1],
    ['nothing', 200, { data: {} }, 1],
    ['null for all', 200, { data: { repository: { c0: null, c1: null } } }, 1],
    ["another schema's error", 200, { data: null, errors: [{ message: "Field 'file' doesn't exist on type 'Commit'" }] }, 3],
  ])('%s: trees tell what lies where, and blobs are read one by one', async (_name, status, body, questions) => {
    nock(API).persist().post('/graphql').reply(status, body)
    treesAnswer(COMMITS.base)
    treesAnswer(COMMITS.head)
    blobAnswers(2)
    const access = accessToGitHub()
    const both = ['a.yaml', 'link.yaml', 'sub.yaml', 'huge.yaml', 'gone.yaml'].map(path => ({ base: path, head: path }))
    const files = await collect(readChangedFiles(access, COMMITS, both))
    expect(files.map(({ head }) => (head?.kind === 'bytes' ? Buffer.from(head.bytes).toString() : head?.reason))).toEqual([
      'kind: Pod\n',
      'a symbolic link is not followed',
      'a submodule is not looked into',
      'the file is larger than 16 MiB',
      expect.stringMatching(/no file of this name/),
    ])
    expect(files.map(({ base }) => base?.kind)).toEqual(['bytes', 'unread', 'unread', 'unread', 'unread'])
    expect(access.requestCount()).toBeLessThanOrEqual(questions + 6)
  })

  test('eight blobs are asked for at a time, and the files come in their order', async () => {
    const idOf = (index: number) => String(index).padStart(40, '0')
    const paths = Array.from({ length: 20 }, (_, index) => `${index}.yaml`)
    const tree = paths.map((path, index) => ({ path, mode: '100644', type: 'blob', sha: idOf(index), size: 2 }))
    nock(API).post('/graphql').reply(404, { message: 'Not Found' })
    nock(API).get(/trees/).query(true).times(2).reply(200, { tree, truncated: false })
    let open = 0
    let most = 0
    nock(API)
      .get(/blobs/)
      .times(40)
      .reply(200, async (request: Request) => {
        open += 1
        most = Math.max(most, open)
        await new Promise(resolve => setTimeout(resolve, 5))
        open -= 1
        const name = String(Number(new URL(request.url).pathname.split('/').at(-1)))
        return { content: Buffer.from(name).toString('base64'), encoding: 'base64' }
      })
    const both = paths.map(path => ({ base: path, head: path }))
    const files = await collect(readChangedFiles(accessToGitHub(), COMMITS, both))
    const texts = files.map(({ head }) => (head?.kind === 'bytes' ? `${Buffer.from(head.bytes)}.yaml` : head?.reason))
    expect(texts).toEqual(paths)
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(8)
  })

  test('a bad token, and a budget that is used up, are told as such', async () => {
    nock(API).post('/graphql').reply(401, { message: 'Bad credentials' })
    await expect(collect(readCommitFiles(accessToGitHub(), COMMITS.head, ['a.yaml']))).rejects.toThrow(/answered 401, Bad credentials/)
    nock(API)
      .post('/graphql')
      .reply(200, { data: null, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] }, { 'retry-after': '900' })
    await expect(collect(readCommitFiles(accessToGitHub(), COMMITS.head, ['a.yaml']))).rejects.toThrow(/rate limit of this token/)
  })

  test('more files than a budget bears are refused at once, so that git can serve', async () => {
    nock(API).post('/graphql').reply(404, { message: 'Not Found' })
    const access = accessToGitHub()
    const paths = Array.from({ length: 501 }, (_, index) => `${index}.yaml`)
    await expect(collect(readCommitFiles(access, COMMITS.head, paths))).rejects.toThrow(/GraphQL does not answer.*501.*fetch-depth: 0/)
    expect(access.requestCount()).toBe(2)
  })
})

describe('all files of a commit', () => {
  test('are listed in one request: YAML and JSON, links and submodules too', async () => {
    const tree = [
      { path: 'deploy', type: 'tree' },
      { path: 'deploy/web.yaml', type: 'blob' },
      { path: 'vendor.yaml', type: 'commit' },
      { path: 'README.md', type: 'blob' },
      { path: 'folder.yaml', type: 'tree' },
    ]
    nock(API).get(`/repos/acme/shop/git/trees/${COMMITS.head}`).query({ recursive: '1' }).reply(200, { tree, truncated: false })
    expect(await listRepositoryFiles(accessToGitHub(), COMMITS.head)).toEqual(['deploy/web.yaml', 'vendor.yaml'])
  })

  test('a list that is cut is no list', async () => {
    nock(API).get(/trees/).query(true).reply(200, { tree: [], truncated: true })
    await expect(listRepositoryFiles(accessToGitHub(), COMMITS.head)).rejects.toThrow(/longer than GitHub gives out/)
  })
})
