import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import { memberOf } from '../../fake/github/json.ts'
import type { FakePull } from '../../fake/github/pull.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import { ask, octokitFor } from './octokit-client.ts'

let github: FakeGitHub
let repository: FakeRepository
let pull: FakePull
let octokit: ReturnType<typeof octokitFor>

beforeAll(async () => {
  github = await startFakeGitHub()
  repository = github.repository('acme/shop', {
    files: { 'a.yaml': 'a\n', bin: new Uint8Array([0, 1]), 'long.yaml': 'x'.repeat(600_000), 'dir/b.yaml': 'b\n' },
  })
  pull = repository.pullRequest({ head: { files: { 'a.yaml': 'b\n' } } })
  octokit = octokitFor(github, github.actionsToken(repository))
})
afterEach(() => github.assertNoViolations())
afterAll(() => github.close())

const IN_SHOP = (selection: string) => `query { repository(owner: "acme", name: "shop") { ${selection} } }`

describe('blobs', () => {
  test.each([
    ['by branch and path', 'expression: "main:a.yaml"', { text: 'a\n', byteSize: 2, isBinary: false, isTruncated: false }],
    ['in a folder', 'expression: "main:dir/b.yaml"', { text: 'b\n', byteSize: 2, isBinary: false, isTruncated: false }],
    ['binary', 'expression: "main:bin"', { text: null, byteSize: 2, isBinary: true, isTruncated: false }],
    ['too long', 'expression: "main:long.yaml"', { text: 'x'.repeat(512_000), byteSize: 600_000, isBinary: false, isTruncated: true }],
    ['not there', 'expression: "main:none.yaml"', null],
    ['on no branch', 'expression: "none:a.yaml"', null],
  ])('%s', async (_name, where, expected) => {
    const query = IN_SHOP(`object(${where}) { ... on Blob { text byteSize isBinary isTruncated } }`)
    expect(await octokit.graphql(query)).toEqual({ repository: { object: expected } })
  })

  test('many at once, by their ids and by commit, with variables, fragments and a comment', async () => {
    const oid = pull.changes()[0]?.oid ?? ''
    const query = `
      # two of them
      query Blobs($owner: String!, $name: String!, $oid: GitObjectID, $expression: String = "unused") {
        repository(owner: $owner, name: $name) {
          first: object(oid: $oid) { __typename ...Text }
          second: object(expression: $expression) { ... { oid } ... on Tree { entries { name mode type } } }
          defaultBranchRef { name target { ... on Commit { oid } } }
        }
      }
      fragment Text on Blob { text }`
    const answer = await octokit.graphql(query, { owner: 'acme', name: 'shop', oid, expression: `${repository.head()}:dir` })
    expect(answer).toMatchObject({
      repository: {
        first: { __typename: 'Blob', text: 'b\n' },
        second: { entries: [{ name: 'b.yaml', mode: 33188, type: 'blob' }] },
        defaultBranchRef: { name: 'main', target: { oid: repository.head() } },
      },
    })
  })
})

describe('the entry of a commit at a path', () => {
  test('tells links, submodules and folders apart by their modes', async () => {
    const files = {
      'a.yaml': 'a\n',
      'link.yaml': { symlink: 'a.yaml' },
      'dir/run': { executable: 'b\n' },
      module: { submodule: 'c'.repeat(40) },
    }
    const other = github.repository('acme/modes', { files })
    const query = `query($oid: GitObjectID!, $path: String!) { repository(owner: "acme", name: "modes") { object(oid: $oid) { ... on Commit {
      file: file(path: $path) { ...entry } link: file(path: "link.yaml") { ...entry } run: file(path: "dir/run") { ...entry }
      folder: file(path: "dir") { ...entry } module: file(path: "module") { ...entry } none: file(path: "none") { ...entry }
    } } } } fragment entry on TreeEntry { mode type object { ... on Blob { text } } }`
    expect(await octokit.graphql(query, { oid: other.head(), path: 'a.yaml' })).toMatchObject({
      repository: {
        object: {
          file: { mode: 0o100644, type: 'blob', object: { text: 'a\n' } },
          link: { mode: 0o120000, type: 'blob', object: { text: 'a.yaml' } },
          run: { mode: 0o100755, type: 'blob' },
          folder: { mode: 0o040000, type: 'tree' },
          module: { mode: 0o160000, type: 'commit', object: null },
          none: null,
        },
      },
    })
  })
})

test('the viewer is the account of the token, with its `[bot]`', async () => {
  const query = 'query { viewer { login } }'
  const person = octokitFor(github, github.userToken('octocat'))
  const job = octokitFor(github, github.actionsToken(repository))
  expect([await person.graphql(query), await job.graphql(query)]).toEqual([
    { viewer: { login: 'octocat' } },
    { viewer: { login: 'github-actions[bot]' } },
  ])
})

describe('what is not understood', () => {
  test.each([
    ['a field that is not there', IN_SHOP('stars'), 'the fake has no field "stars" on Repository'],
    ['an argument that is not there', IN_SHOP('object(path: "a") { oid }'), '"object" on Repository has no argument "path"'],
    ['an object without a selection', IN_SHOP('object(expression: "main")'), '"object" needs a selection of fields'],
    ['a scalar with one', IN_SHOP('name { x }'), '"name" has no fields to select'],
    ['an input that is not there', 'mutation { minimizeComment(input: {id: "x"}) { clientMutationId } }', 'has no argument "input.id"'],
    ['a directive', IN_SHOP('name @include(if: true)'), 'directives are not known here'],
    ['a fragment that is not there', IN_SHOP('...None'), 'a fragment is spread that the document does not define'],
    ['half a document', 'query { repository(', 'unexpected end of the document'],
    ['no GraphQL', 'select * from repository', 'unexpected "* from repository"'],
  ])('%s is a violation', async (_name, query, violation) => {
    await expect(octokit.graphql(query)).rejects.toMatchObject({ status: 500 })
    expect(() => github.assertNoViolations()).toThrow(violation)
  })

  test('a repository that is not there, or a page without a size, is an error beside the data', async () => {
    await expect(octokit.graphql('{ repository(owner: "acme", name: "none") { name } }')).rejects.toMatchObject({
      errors: [{ type: 'NOT_FOUND' }],
      data: { repository: null },
    })
    await expect(octokit.graphql(IN_SHOP('pullRequest(number: 1) { comments { totalCount } }'))).rejects.toMatchObject({
      errors: [{ type: 'MISSING_PAGINATION_BOUNDARIES', path: ['repository', 'pullRequest', 'comments'] }],
    })
    await expect(octokit.graphql(IN_SHOP('pullRequest(number: 1) { comments(first: 101) { totalCount } }'))).rejects.toMatchObject({
      errors: [{ type: 'EXCESSIVE_PAGINATION' }],
    })
  })

  test('nobody is answered without a token', async () => {
    expect((await ask(github, 'POST /graphql', '', { query: '{ viewer { login } }' })).status).toBe(401)
  })
})

describe('a conversation', () => {
  test('pages, and hides what is outdated', async () => {
    const talk = github.repository('acme/talk')
    const opened = talk.pullRequest({ head: { files: { a: 'a' } } })
    const client = octokitFor(github, github.actionsToken(talk))
    for (const body of ['one', 'two', 'three'])
      await client.rest.issues.createComment({ owner: 'acme', repo: 'talk', issue_number: 1, body })
    const page =
      'query($after: String) { repository(owner: "acme", name: "talk") { pullRequest(number: 1) { comments(first: 2, after: $after) { totalCount nodes { id body viewerDidAuthor isMinimized author { login } } pageInfo { hasNextPage endCursor } } } } }'
    const comments = async (after: string | null) =>
      memberOf(memberOf(memberOf(await client.graphql(page, { after }), 'repository'), 'pullRequest'), 'comments')
    const first = await comments(null)
    expect(first).toMatchObject({
      totalCount: 3,
      nodes: [{ body: 'one', viewerDidAuthor: true, isMinimized: false, author: { login: 'github-actions' } }, { body: 'two' }],
      pageInfo: { hasNextPage: true },
    })
    expect(await comments(String(memberOf(memberOf(first, 'pageInfo'), 'endCursor')))).toMatchObject({
      nodes: [{ body: 'three' }],
      pageInfo: { hasNextPage: false },
    })

    const [id] = opened.comments().map(({ nodeId }) => nodeId)
    const hide =
      'mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized minimizedReason } } }'
    expect(await client.graphql(hide, { id })).toEqual({
      minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: 'outdated' } },
    })
    expect(opened.comments()[0]?.minimized).toBe('OUTDATED')
    const readOnly = octokitFor(github, github.readOnlyToken(talk))
    await expect(readOnly.graphql(hide, { id })).rejects.toMatchObject({
      errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
    })
  })

  test('has threads, which are resolved by those who may write contents', async () => {
    const here = { owner: 'acme', repo: 'shop', pull_number: 1 }
    await octokit.rest.pulls.createReviewComment({ ...here, commit_id: pull.headSha, path: 'a.yaml', line: 1, body: 'here' })
    const threads = IN_SHOP(
      'pullRequest(number: 1) { reviewThreads(first: 10) { nodes { id isResolved isOutdated path line comments(first: 1) { nodes { body databaseId } } } } }',
    )
    const [thread] = (
      await octokit.graphql<{ repository: { pullRequest: { reviewThreads: { nodes: readonly { id: string }[] } } } }>(threads)
    ).repository.pullRequest.reviewThreads.nodes
    expect(thread).toMatchObject({ isResolved: false, isOutdated: false, path: 'a.yaml', line: 1, comments: { nodes: [{ body: 'here' }] } })

    const resolve = 'mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { isResolved resolvedBy { login } } } }'
    const commenter = octokitFor(github, github.actionsToken(repository, { contents: 'read', pull_requests: 'write' }))
    await expect(commenter.graphql(resolve, { id: thread?.id })).rejects.toMatchObject({ errors: [{ type: 'FORBIDDEN' }] })
    expect(await octokit.graphql(resolve, { id: thread?.id })).toEqual({
      resolveReviewThread: { thread: { isResolved: true, resolvedBy: { login: 'github-actions' } } },
    })

    pull.push({ 'a.yaml': 'c\n' })
    expect(await octokit.graphql(threads)).toMatchObject({
      repository: { pullRequest: { reviewThreads: { nodes: [{ isOutdated: true, line: null, isResolved: true }] } } },
    })
  })
})

describe('a commit by the API', () => {
  const commit = 'mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }'

  test('is made upon the expected head only', async () => {
    const files = github.repository('acme/files', { files: { 'a.yaml': 'a\n', 'b.yaml': 'b\n' } })
    const opened = files.pullRequest({ head: { branch: 'change', files: { 'a.yaml': 'c\n' } } })
    const client = octokitFor(github, github.actionsToken(files))
    const fileChanges = {
      additions: [{ path: 'a.yaml', contents: Buffer.from('d\n').toString('base64') }],
      deletions: [{ path: 'b.yaml' }],
    }
    const input = {
      branch: { repositoryNameWithOwner: 'acme/files', branchName: 'change' },
      message: { headline: 'Pin' },
      expectedHeadOid: opened.headSha,
      fileChanges,
    }
    await client.graphql(commit, { input })
    expect([...files.git.filesOf(files.head('change')).keys()]).toEqual(['a.yaml'])
    expect(opened.headSha).toBe(files.head('change'))
    await expect(client.graphql(commit, { input })).rejects.toMatchObject({ errors: [{ type: 'STALE_DATA' }] })
  })
})
