import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import type { FakePull } from '../../fake/github/pull.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import { octokitFor } from './octokit-client.ts'

const TWENTY_LINES = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`).join('')
/** Hunks: lines 1 to 5 and 15 to 20. */
const CHANGED = TWENTY_LINES.replace('line 2\n', 'two\n').replace('line 18\n', 'eighteen\n')

let github: FakeGitHub
let repository: FakeRepository
let pull: FakePull
let client: ReturnType<typeof octokitFor>['rest']
let here: { owner: string; repo: string }
let onPull: typeof here & { pull_number: number }
let onIssue: typeof here & { issue_number: number }

beforeAll(async () => {
  github = await startFakeGitHub()
})
beforeEach(() => {
  repository = github.repository(`acme/talk-${github.world.newId()}`, { files: { 'a.yaml': TWENTY_LINES, 'b.yaml': 'b\n' } })
  pull = repository.pullRequest({ head: { files: { 'a.yaml': CHANGED } } })
  client = octokitFor(github, github.actionsToken(repository)).rest
  here = { owner: 'acme', repo: repository.name }
  onPull = { ...here, pull_number: pull.number }
  onIssue = { ...here, issue_number: pull.number }
})
afterEach(() => github.assertNoViolations())
afterAll(() => github.close())

describe('comments', () => {
  test('are made, changed, listed and taken away, by github-actions[bot] through its app', async () => {
    const { data } = await client.issues.createComment({ ...onIssue, body: 'one' })
    expect(data).toMatchObject({
      body: 'one',
      user: { login: 'github-actions[bot]', type: 'Bot' },
      performed_via_github_app: { slug: 'github-actions', id: 15368 },
    })
    await client.issues.updateComment({ ...here, comment_id: data.id, body: 'two' })
    expect((await client.issues.listComments(onIssue)).data.map(({ body }) => body)).toEqual(['two'])
    expect(pull.comments()[0]).toMatchObject({ body: 'two', edits: 1 })
    await client.issues.deleteComment({ ...here, comment_id: data.id })
    expect(pull.comments()).toEqual([])
  })

  test('may be shown without the app that they came through', async () => {
    github.world.hidesApps = true
    const { data } = await client.issues.createComment({ ...onIssue, body: 'one' })
    github.world.hidesApps = false
    expect(data).toMatchObject({ user: { login: 'github-actions[bot]' }, performed_via_github_app: null })
  })

  test('300 of them come by pages', async () => {
    const fast = await startFakeGitHub({ limits: { contentPerMinute: 1000 } })
    const other = fast.repository('acme/shop')
    other.pullRequest({ head: { files: { a: 'a' } } })
    const octokit = octokitFor(fast, fast.userToken('somebody'))
    for (let index = 0; index < 300; index += 1)
      await octokit.rest.issues.createComment({ owner: 'acme', repo: 'shop', issue_number: 1, body: `${index}` })
    const comments = await octokit.paginate(octokit.rest.issues.listComments, {
      owner: 'acme',
      repo: 'shop',
      issue_number: 1,
      per_page: 100,
    })
    expect(comments.map(({ body }) => body)).toEqual(Array.from({ length: 300 }, (_, index) => `${index}`))
    await fast.close()
  })

  test.each([
    ['65,536 characters are taken', 'x'.repeat(65_536), undefined],
    ['65,537 are not', 'x'.repeat(65_537), 'Body is too long (maximum is 65536 characters)'],
    ['nothing is not', ' ', 'Body cannot be blank'],
  ])('%s', async (_name, body, refusal) => {
    const made = client.issues.createComment({ ...onIssue, body })
    if (refusal === undefined) await expect(made).resolves.toMatchObject({ status: 201 })
    else await expect(made).rejects.toMatchObject({ status: 422, message: expect.stringContaining(refusal) })
  })

  test('a locked conversation takes none', async () => {
    pull.isLocked = true
    await expect(client.issues.createComment({ ...onIssue, body: 'x' })).rejects.toMatchObject({ status: 403 })
  })

  test("somebody without a role cannot change another's, and a person's carries no app", async () => {
    const stranger = octokitFor(github, github.userToken('stranger')).rest
    const { data } = await client.issues.createComment({ ...onIssue, body: 'mine' })
    await expect(stranger.issues.updateComment({ ...here, comment_id: data.id, body: 'yours' })).rejects.toMatchObject({ status: 403 })
    expect((await stranger.issues.createComment({ ...onIssue, body: 'x' })).data).toMatchObject({
      performed_via_github_app: null,
      author_association: 'NONE',
    })
  })
})

describe('a review', () => {
  type NewReview = Parameters<typeof client.pulls.createReview>[0]
  const review = (comments: NonNullable<NewReview>['comments'], rest: Partial<NewReview> = {}) =>
    client.pulls.createReview({ ...onPull, event: 'COMMENT', body: 'See below', ...(comments && { comments }), ...rest })

  const LINE = 'Pull request review thread line must be part of the diff'
  const HUNK = "Pull request review thread diff hunk can't be blank"
  test.each<readonly [string, object, string | undefined]>([
    ['an added line', { line: 2 }, undefined],
    ['a line beside it', { line: 5 }, undefined],
    ['a removed line, on the left', { line: 2, side: 'LEFT' }, undefined],
    ['several lines of a hunk', { line: 5, start_line: 1 }, undefined],
    ['a position', { position: 3 }, undefined],
    ['a line outside every hunk', { line: 10 }, `${LINE} and ${HUNK}`],
    ['a line that is not there', { line: 400 }, `${LINE} and ${HUNK}`],
    ['lines of two hunks', { line: 18, start_line: 2 }, 'Pull request review thread start line must be part of the same hunk as the line.'],
    ['a start that is the end', { line: 2, start_line: 2 }, 'Pull request review thread start line must precede the end line.'],
    ['a start outside', { line: 16, start_line: 12 }, 'Pull request review thread start line must be part of the same hunk as the line.'],
    [
      'both outside',
      { line: 12, start_line: 10 },
      `${LINE}, Pull request review thread start line must be part of the same hunk as the line., and ${HUNK}`,
    ],
    ['no line', {}, `${LINE} and ${HUNK}`],
    ['a file that is not changed', { path: 'b.yaml', line: 1 }, `Pull request review thread path is invalid and ${HUNK}`],
  ])('%s', async (_name, place, refusal) => {
    const made = review([
      { path: 'a.yaml', line: 3, body: 'well' },
      { path: 'a.yaml', body: 'x', ...place },
    ])
    if (refusal === undefined) {
      await made
      expect((await client.pulls.listReviewComments(onPull)).data).toHaveLength(2)
      return
    }
    await expect(made).rejects.toMatchObject({ status: 422, response: { data: { message: 'Unprocessable Entity', errors: [refusal] } } })
    expect(pull.reviews).toEqual([])
    expect(pull.reviewComments.size).toBe(0)
  })

  test.each<readonly [string, object]>([
    ['a comment without a body', { body: '' }],
    ['a commit of another branch', { commit_id: 'f'.repeat(40) }],
    ['a body that is too long', { body: 'x'.repeat(65_537) }],
  ])('%s is refused', async (_name, rest) => {
    await expect(review([], rest)).rejects.toMatchObject({ status: 422 })
  })

  test('people can have one pending review, submit it, and not approve their own change', async () => {
    const author = octokitFor(github, github.userToken('octocat')).rest
    const { data } = await author.pulls.createReview(onPull)
    expect(data.state).toBe('PENDING')
    expect((await client.pulls.listReviews(onPull)).data).toEqual([])
    await expect(author.pulls.createReview(onPull)).rejects.toMatchObject({ status: 422 })
    await expect(author.pulls.createReview({ ...onPull, event: 'APPROVE' })).rejects.toMatchObject({ status: 422 })
    await author.pulls.submitReview({ ...onPull, review_id: data.id, event: 'COMMENT', body: 'done' })
    expect((await client.pulls.listReviews(onPull)).data.map(({ state, body }) => [state, body])).toEqual([['COMMENTED', 'done']])
  })

  test('a comment moves with its line, and is outdated once the line is changed', async () => {
    await review([{ path: 'a.yaml', line: 18, body: 'here' }])
    const shown = async () =>
      (await client.pulls.listReviewComments(onPull)).data.map(({ line, original_line, position }) => [line, original_line, position])
    expect(await shown()).toEqual([[18, 18, 12]])
    pull.push({ 'a.yaml': CHANGED.replace('two\n', 'two\ntwo and a half\n') })
    expect(await shown()).toEqual([[19, 18, 13]])
    pull.push({ 'a.yaml': CHANGED.replace('eighteen\n', 'achtzehn\n') })
    expect(await shown()).toEqual([[null, 18, null]])
  })

  test('a single comment that cannot stand is refused by its fields', async () => {
    const made = client.pulls.createReviewComment({ ...onPull, commit_id: pull.headSha, path: 'a.yaml', line: 10, body: 'x' })
    const errors = [
      {
        resource: 'PullRequestReviewComment',
        code: 'custom',
        field: 'pull_request_review_thread.line',
        message: 'pull_request_review_thread.line must be part of the diff',
      },
      { resource: 'PullRequestReviewComment', code: 'missing_field', field: 'pull_request_review_thread.diff_hunk' },
    ]
    await expect(made).rejects.toMatchObject({ status: 422, response: { data: { message: 'Validation Failed', errors } } })
  })

  test('a comment may be about a whole file, if the file is changed', async () => {
    const about = (path: string) =>
      client.pulls.createReviewComment({ ...onPull, commit_id: pull.headSha, path, subject_type: 'file', body: 'x' })
    expect((await about('a.yaml')).data).toMatchObject({ subject_type: 'file', path: 'a.yaml' })
    await expect(about('b.yaml')).rejects.toMatchObject({ status: 422 })
  })

  test('answers stay in the thread of what they answer', async () => {
    const { data } = await client.pulls.createReviewComment({ ...onPull, commit_id: pull.headSha, path: 'a.yaml', line: 2, body: 'first' })
    const reply = await client.pulls.createReplyForReviewComment({ ...onPull, comment_id: data.id, body: 'second' })
    expect(reply.data.in_reply_to_id).toBe(data.id)
    const again = await client.pulls.createReplyForReviewComment({ ...onPull, comment_id: reply.data.id, body: 'third' })
    expect(again.data.in_reply_to_id).toBe(data.id)
    expect(data.diff_hunk).toBe('@@ -1,5 +1,5 @@\n line 1\n-line 2\n+two')
  })
})

describe('a check run', () => {
  const annotation = (line: number) => ({
    path: 'a.yaml',
    start_line: line,
    end_line: line,
    annotation_level: 'warning' as const,
    message: `${line}`,
  })
  const output = { title: 't', summary: 's' }

  test('collects the annotations of every request, and completes once', async () => {
    const lines = Array.from({ length: 50 }, (_, index) => annotation(index + 1))
    const { data } = await client.checks.create({
      ...here,
      name: 'k',
      head_sha: pull.headSha,
      status: 'in_progress',
      output: { ...output, annotations: lines },
    })
    expect(data).toMatchObject({ status: 'in_progress', conclusion: null, completed_at: null, pull_requests: [{ number: 1 }] })
    await client.checks.update({ ...here, check_run_id: data.id, output: { ...output, annotations: lines.slice(0, 20) } })
    const done = await client.checks.update({ ...here, check_run_id: data.id, conclusion: 'failure' })
    expect(done.data).toMatchObject({ status: 'completed', conclusion: 'failure', output: { annotations_count: 70, title: 't' } })
    expect((await client.checks.listAnnotations({ ...here, check_run_id: data.id, per_page: 100 })).data).toHaveLength(70)
    expect(repository.checkRuns[0]).toMatchObject({ completions: 1, conclusion: 'failure' })
  })

  test.each([
    ['completed without a conclusion', { status: 'completed' as const }],
    ['stale, which GitHub alone may say', { conclusion: 'stale' as never }],
    [
      'columns over several lines',
      { output: { ...output, annotations: [{ ...annotation(1), end_line: 2, start_column: 1, end_column: 2 }] } },
    ],
    ['an end before the start', { output: { ...output, annotations: [{ ...annotation(2), end_line: 1 }] } }],
    ['a title of 256 characters', { output: { ...output, annotations: [{ ...annotation(1), title: 'x'.repeat(256) }] } }],
    ['a message of more than 64 KB', { output: { ...output, annotations: [{ ...annotation(1), message: 'x'.repeat(64 * 1024 + 1) }] } }],
    ['a commit that is not there', { head_sha: 'f'.repeat(40) }],
  ])('%s is refused', async (_name, fields) => {
    await expect(
      client.checks.create({ ...here, name: 'k', head_sha: pull.headSha, ...fields } as Parameters<typeof client.checks.create>[0]),
    ).rejects.toMatchObject({ status: 422 })
  })

  test('the list shows the last run of each name, or all', async () => {
    for (const conclusion of ['failure', 'success'] as const)
      await client.checks.create({ ...here, name: 'k', head_sha: pull.headSha, conclusion })
    const list = async (filter: 'latest' | 'all') =>
      (await client.checks.listForRef({ ...here, ref: pull.headSha, filter })).data.check_runs.map(({ conclusion }) => conclusion)
    expect(await list('latest')).toEqual(['success'])
    expect(await list('all')).toEqual(['failure', 'success'])
  })

  test('belongs to the app that made it, and people can make none', async () => {
    const app = github.app({ slug: `other-${repository.id}`, permissions: { checks: 'write' } })
    const { token } = app.install(repository).issueToken()
    const { data } = await client.checks.create({ ...here, name: 'k', head_sha: pull.headSha })
    await expect(
      octokitFor(github, token.value).rest.checks.update({ ...here, check_run_id: data.id, conclusion: 'neutral' }),
    ).rejects.toMatchObject({ status: 403 })
    await expect(
      octokitFor(github, github.userToken('octocat')).rest.checks.create({ ...here, name: 'k', head_sha: pull.headSha }),
    ).rejects.toMatchObject({ status: 403 })
  })

  test("a fork's pull request is not named", async () => {
    const forked = repository.pullRequest({ head: { files: { 'b.yaml': 'c\n' } }, fork: true })
    const { data } = await client.checks.create({ ...here, name: 'k', head_sha: forked.headSha, external_id: `pr:${forked.number}` })
    expect(data).toMatchObject({ pull_requests: [], external_id: 'pr:2' })
  })
})
