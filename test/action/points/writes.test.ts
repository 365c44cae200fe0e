import { describe, expect, test } from '@jest/globals'
import { IssueComment } from '../../fake/github/issue-comment.ts'
import type { FakePull } from '../../fake/github/pull.ts'
import { image } from '../../fake/registry/images.ts'
import { onPullRequest, onPullRequestTarget } from '../../fake/runner/workflow-event.ts'
import { deployment, faultyPull, PINNED, shop, WRONG_POLICY } from '../samples.ts'
import { type Step, StepHarness } from '../step-harness.ts'

const harness = new StepHarness()

const EVERYTHING = { comment: 'findings', suggestions: '5', check: 'true' }
const READING = { contents: 'read', pull_requests: 'read', metadata: 'read' } as const

const notices = ({ annotations }: Step) => annotations.filter(({ level }) => level === 'notice')
const faults = ({ annotations }: Step) => annotations.filter(({ level }) => level !== 'notice').map(({ level, path }) => [level, path])

/** Our comments: those by the workflow's account that begin with the marker. */
const ownComments = (pull: FakePull) =>
  pull
    .comments()
    .filter(({ author, body }) => author.account.login === 'github-actions[bot]' && body.startsWith('<!-- pull-policy:comment'))

describe('20. a token that may only read', () => {
  test('of a fork or of Dependabot: nothing is tried, one notice says it, and everything else is delivered', async () => {
    const repository = shop(harness.github)
    const pulls = [faultyPull(repository, { fork: true }), faultyPull(repository, { author: 'dependabot[bot]' })]
    const [fork, dependabot, plain] = await Promise.all([
      ...pulls.map(pull => harness.run({ event: onPullRequest(pull), inputs: EVERYTHING })),
      harness.run({ event: onPullRequest(faultyPull(repository)) }),
    ])
    expect(harness.github.requests.writes()).toEqual([])
    for (const [who, step] of [
      ['a fork', fork],
      ['Dependabot', dependabot],
    ] as const) {
      expect(step && notices(step).map(({ message }) => message)).toEqual([
        expect.stringMatching(
          new RegExp(
            `from ${who}, whose token may only read, so no suggestions, no comment, no check run was tried\\..*https://docs\\.github\\.com/`,
          ),
        ),
      ])
      expect(step && [step.conclusion, faults(step)]).toEqual([plain?.conclusion, plain && faults(plain)])
      expect(step?.summary).toMatch(/no comment, no check run was tried/)
      expect(Object.keys(step?.outputs ?? {}).sort()).toEqual(Object.keys(plain?.outputs ?? {}).sort())
    }
  })

  test('that nobody knew of: the refusals are one notice with the permissions, and the result is the same', async () => {
    const event = onPullRequest(faultyPull(shop(harness.github)))
    const [refused, never] = await Promise.all([
      harness.run({ event, permissions: READING, inputs: EVERYTHING }),
      harness.run({ event, permissions: READING, inputs: { ...EVERYTHING, 'fail-on': 'never' } }),
    ])
    expect([refused.conclusion, never.conclusion]).toEqual(['failure', 'success'])
    for (const step of [refused, never]) {
      expect(notices(step)).toHaveLength(1)
      expect(notices(step)[0]?.message).toMatch(/`pull-requests: write`.*`checks: write`.*https:\/\/docs\.github\.com\//)
      expect(faults(step).slice(0, 2)).toEqual([
        ['failure', 'deploy/api.yaml'],
        ['warning', 'deploy/web.yaml'],
      ])
    }
  })

  test('a private repository that hides what may not be written, with 404, is no other case', async () => {
    const event = onPullRequest(faultyPull(shop(harness.github)))
    harness.github.failNext({ method: 'POST', path: '/issues/', status: 404, body: { message: 'Not Found' } })
    const step = await harness.run({ event, inputs: { comment: 'changes' } })
    expect(notices(step).map(({ message }) => message)).toEqual([expect.stringMatching(/404.*`pull-requests: write`/)])
    expect(step.conclusion).toBe('failure')
  })
})

describe('20. a list that must be read before anything is written', () => {
  test('is refused with the permission that writing takes, so that nobody has to come twice', async () => {
    const event = onPullRequest(faultyPull(shop(harness.github)))
    const body = { message: 'Resource not accessible by integration' }
    harness.github.failNext({ method: 'GET', path: '/issues/', status: 403, body })
    const step = await harness.run({ event, inputs: { comment: 'changes' } })
    expect(notices(step).map(({ message }) => message)).toEqual([expect.stringMatching(/403.*needs `pull-requests: write`/)])
    expect(notices(step)[0]?.message.match(/pull-requests: write/g)).toHaveLength(1)
    harness.github.failNext({ method: 'GET', path: '/issues/', status: 422, body })
    const odd = await harness.run({ event, inputs: { comment: 'changes' } })
    expect(notices(odd)[0]?.message).not.toMatch(/Nothing was reviewed/)
    harness.github.failNext({ method: 'POST', path: '/issues/', status: 422, body: { message: 'Validation Failed' } })
    const invalid = await harness.run({ event, inputs: { comment: 'changes' } })
    expect(notices(invalid)[0]?.message).toMatch(/^GitHub answered 422, Validation Failed\. Annotations, [^`]*everything\.$/)
  })
})

describe('21. the comment', () => {
  test('is found by its author and marker among 300, edited only where it says something else, and calm once all is mended', async () => {
    const pull = faultyPull(shop(harness.github))
    const stranger = { account: harness.github.account('mallory'), app: undefined }
    const spoof = new IssueComment(pull, stranger, '<!-- pull-policy:comment Review/review -->\nTrust me')
    for (let index = 0; index < 300; index += 1) new IssueComment(pull, stranger, `remark ${index}`)
    const run = () => harness.run({ event: onPullRequest(pull), inputs: { comment: 'findings' } })

    await run()
    const [comment] = ownComments(pull)
    expect(comment?.body).toMatch(/^<!-- pull-policy:comment Review\/review -->\n### ❌ /)
    await run()
    expect([ownComments(pull).length, comment?.edits]).toEqual([1, 0])
    pull.push({ 'deploy/web.yaml': deployment('web', 'ghcr.io/acme/app:1.5.0'), 'deploy/api.yaml': deployment('api', PINNED) })
    await run()
    expect([ownComments(pull).length, comment?.edits]).toEqual([1, 1])
    expect(comment?.body).toMatch(/^<!-- .* -->\n### ✅ /)
    expect([spoof.body, spoof.edits]).toEqual(['<!-- pull-policy:comment Review/review -->\nTrust me', 0])
  })

  test('is one though two runs come at once, and another for another job; none where nothing about images changes', async () => {
    const repository = shop(harness.github)
    const pull = faultyPull(repository)
    const prose = repository.pullRequest({ head: { files: { 'README.md': 'More\n', 'list.yaml': 'a: 1\n' } } })
    const inputs = { comment: 'changes' }
    await Promise.all([
      harness.run({ event: onPullRequest(pull), inputs }),
      harness.run({ event: onPullRequest(pull), inputs }),
      harness.run({ event: onPullRequest(prose), inputs }),
    ])
    expect([ownComments(pull).length, ownComments(prose).length]).toEqual([1, 0])
    await harness.run({ event: onPullRequest(pull), inputs, env: { GITHUB_JOB: 'nightly-->x' } })
    expect(ownComments(pull).map(({ body }) => body.split('\n')[0])).toEqual([
      '<!-- pull-policy:comment Review/review -->',
      expect.stringMatching(/^<!-- pull-policy:comment Review\/nightly[^>]* -->$/),
    ])
  })

  test("is written for a fork's change where the workflow's token may: pull_request_target", async () => {
    const pull = faultyPull(shop(harness.github), { fork: true })
    const step = await harness.run({ event: onPullRequestTarget(pull), inputs: { comment: 'findings' } })
    expect([ownComments(pull).length, notices(step).length]).toEqual([1, 0])
  })
})

describe('22. suggestions', () => {
  test('come as one review of at most so many, on changed lines only, and never twice; a 422 loses nothing else', async () => {
    const hub = await harness.registry('registry-1.docker.io')
    for (const name of ['nginx', 'redis', 'httpd']) hub.push(`library/${name}`, '1.0.1', image('linux/amd64'))
    const repository = harness.github.repository('acme/shop', {
      files: {
        'a.yaml': deployment('a', 'nginx:1.0.0'),
        'b.yaml': deployment('b', 'redis:1.0.0'),
        'far.yaml': `${deployment('far', 'httpd:1.0.1')}${'# x\n'.repeat(30)}`,
      },
    })
    const files = {
      'a.yaml': deployment('a', 'nginx:1.0.1'),
      'b.yaml': deployment('b', 'redis:1.0.1'),
      'c.yaml': deployment('c', 'httpd:1.0.1'),
      'far.yaml': `${deployment('far', 'httpd:1.0.1')}${'# x\n'.repeat(30)}# end\n`,
    }
    const pull = repository.pullRequest({ head: { files } })
    const run = (more = {}) => harness.run({ event: onPullRequest(pull), inputs: { resolve: 'trusted', suggestions: '2', ...more } })

    await run()
    expect(pull.reviews.map(({ state }) => state)).toEqual(['COMMENTED'])
    const posted = [...pull.reviewComments.values()]
    expect(posted.map(({ anchor }) => anchor)).toEqual([
      expect.objectContaining({ path: 'a.yaml', line: 11 }),
      expect.objectContaining({ path: 'b.yaml', line: 11 }),
    ])
    expect(posted[0]?.body).toMatch(
      /^Pins `nginx:1\.0\.1` .*\n```suggestion\n {10}image: nginx:1\.0\.1@sha256:[0-9a-f]{64}\n```\n<!-- pull-policy:suggestion [0-9a-f]+ -->$/,
    )
    const again = await run()
    expect([pull.reviews.length, pull.reviewComments.size]).toEqual([1, 2])
    expect(again.summary).toMatch(/Also offered as suggestions at `a\.yaml` line 11/)

    const other = repository.pullRequest({ head: { files: { 'new.yaml': deployment('new', 'nginx:1.0.1') } } })
    harness.github.failNext({ method: 'POST', path: '/reviews', status: 422, body: { message: 'Unprocessable Entity' }, times: 9 })
    const unprocessable = await harness.run({ event: onPullRequest(other), inputs: { resolve: 'trusted', suggestions: '2' } })
    expect([again.conclusion, unprocessable.conclusion, other.reviewComments.size]).toEqual(['success', 'success', 0])
    expect(unprocessable.summary).toMatch(/1 suggestion was not taken: .*422, Unprocessable Entity.*The patch has what/)
    expect(unprocessable.annotations.map(({ title }) => title)).toContainEqual(expect.stringMatching(/pin ready for nginx:1\.0\.1/))
  })
})

describe('23. the check run', () => {
  test('has all annotations, fifty a request, and is completed once; the same run is not made twice', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`d/${index}.yaml`, deployment(`d${index}`, 'nginx', WRONG_POLICY)]),
    )
    const pull = shop(harness.github).pullRequest({ head: { files } })
    const step = () => harness.run({ event: onPullRequest(pull), inputs: { check: 'true' } })
    await step()
    const [run] = pull.repository.checkRuns
    expect([run?.name, run?.headSha, run?.conclusion, run?.completions]).toEqual(['pull-policy', pull.headSha, 'failure', 1])
    expect(run?.annotations).toHaveLength(120)
    expect(run?.detailsUrl).toMatch(/\/acme\/shop\/actions\/runs\/9000000001$/)
    expect(harness.github.requests.counts()['PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}']).toBe(2)
    await step()
    expect(pull.repository.checkRuns.map(({ completions }) => completions)).toEqual([1])
  })

  test('is completed where the step fails before there is a review, too', async () => {
    const pull = faultyPull(shop(harness.github))
    harness.github.failNext({ path: '/compare/', status: 404, body: { message: 'Not Found' } })
    const { conclusion } = await harness.run({ event: onPullRequest(pull), inputs: { check: 'true' } })
    expect(conclusion).toBe('failure')
    expect(pull.repository.checkRuns.map(run => [run.conclusion, run.completions, run.title])).toEqual([
      ['failure', 1, 'Nothing was reviewed'],
    ])
  })
})
