import { chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { runGit } from '../../fake/github/git/git-command.ts'
import {
  onMergeGroup,
  onPullRequest,
  onPullRequestTarget,
  onPush,
  onSchedule,
  onWorkflowDispatch,
} from '../../fake/runner/workflow-event.ts'
import { makeWorkspace } from '../../fake/runner/workspace.ts'
import { deployment, faultyPull, PINNED, shop, WRONG_POLICY } from '../samples.ts'
import { type Step, StepHarness } from '../step-harness.ts'

const harness = new StepHarness()

/** Where the step annotates lines of files. */
const places = ({ annotations }: Step) =>
  annotations.flatMap(({ level, path, startLine }) => (path === undefined ? [] : [`${level} ${path}:${startLine}`]))

/** What {@link faultyPull} brings. */
const FAULTS = ['failure deploy/api.yaml:12', 'warning deploy/web.yaml:11']

/** Lets GitHub refuse whatever is asked of it. */
function refuseAll(path?: string): void {
  harness.github.failNext({
    status: 403,
    body: { message: 'Resource not accessible by integration' },
    times: 1000,
    ...(path ? { path } : {}),
  })
}

describe('13. pull_request, pull_request_target, merge_group, push (new branch, force, tag, delete), schedule, workflow_dispatch', () => {
  test('pull requests and their queue have the files of the change', async () => {
    const pull = faultyPull(shop(harness.github))
    const events = [onPullRequest(pull), onPullRequestTarget(pull), onMergeGroup(pull.repository.mergeGroup(pull))]
    const steps = await Promise.all(events.map(event => harness.run({ event })))
    expect(steps.map(places)).toEqual([FAULTS, FAULTS, FAULTS])
  })

  test('pushes have what they bring', async () => {
    const repository = shop(harness.github)
    const main = repository.head()
    const first = repository.push('feature', { files: { 'deploy/web.yaml': deployment('web', 'nginx:latest') } })
    const second = repository.push('feature', { files: { 'deploy/api.yaml': deployment('api', PINNED, WRONG_POLICY) } })
    const signature = harness.github.world.newSignature(repository.world.account('octocat'))
    const forced = repository.git.commitFiles(main, { 'new.yaml': deployment('new', 'nginx:latest') }, 'Start over', signature)
    const ref = 'refs/heads/feature'
    const [web, api] = ['warning deploy/web.yaml:11', 'failure deploy/api.yaml:12']
    const rows = [
      [onPush(repository, { ref, after: second }), [api, web]],
      [onPush(repository, { ref, before: first, after: second }), [api]],
      [onPush(repository, { ref, before: second, after: forced }), ['warning new.yaml:11']],
      [onPush(repository, { ref: 'refs/tags/v1', after: first }), [web]],
      [onPush(repository, { ref: 'refs/heads/main', after: first }), [web]],
      [onPush(repository, { ref, before: second }), []],
    ] as const
    repository.git.writeRef('refs/heads/forced', forced)
    const steps = await Promise.all(rows.map(([event]) => harness.run({ event })))
    expect(steps.map(places)).toEqual(rows.map(([, expected]) => expected))
    expect(steps.at(-1)?.log).toMatch(/nothing to review, the push deleted/)
    expect(steps.at(-1)?.requestCount).toBe(0)
  })

  test('events without a change have all files, or what a branch brings beside the named base', async () => {
    const repository = harness.github.repository('acme/shop', { files: { 'a.yaml': deployment('a', 'nginx:latest'), 'd.txt': '' } })
    repository.push('feature', { files: { 'b/c.json': '{"kind": "Pod"}', 'b.yaml': deployment('b', 'nginx:latest') } })
    const all = ['warning a.yaml:11', 'warning b.yaml:11']
    const rows = [
      [onSchedule(repository), {}, ['warning a.yaml:11'], /Looked at 1 YAML and JSON file$/m],
      [onWorkflowDispatch(repository, {}, 'feature'), {}, all, /Looked at 3 YAML and JSON files$/m],
      [onWorkflowDispatch(repository, {}, 'feature'), { 'base-ref': 'main' }, ['warning b.yaml:11'], /Looked at 2 changed files$/m],
    ] as const
    const steps = await Promise.all(rows.map(([event, inputs]) => harness.run({ event, inputs })))
    expect(steps.map(places)).toEqual(rows.map(([, , expected]) => expected))
    for (const [index, step] of steps.entries()) expect(step.log).toMatch(rows[index]?.[3] ?? '')
  })
})

describe('14. pull_request_target works by the API alone and reads no file of the work tree', () => {
  test('with an empty workspace, and with one that a stranger has filled; git is no way out', async () => {
    const pull = faultyPull(shop(harness.github), { fork: true })
    const event = onPullRequestTarget(pull)
    const filled = harness.github.world.newFolder('filled')
    mkdirSync(join(filled, 'deploy'))
    for (const name of ['web.yaml', 'other.yaml'])
      writeFileSync(join(filled, 'deploy', name), deployment('x', 'nginx:latest', WRONG_POLICY))
    symlinkSync('/etc/passwd', join(filled, 'deploy', 'api.yaml'))
    const steps = await Promise.all([harness.run({ event }), harness.run({ event, workspace: filled })])
    expect(steps.map(places)).toEqual([FAULTS, FAULTS])
    refuseAll('/compare/')
    const refused = await harness.run({ event, checkout: { depth: 2 } })
    expect([refused.conclusion, places(refused)]).toEqual(['failure', []])
    expect(refused.annotations[0]?.message).toMatch(/Resource not accessible by integration.*`contents: read`/)
    expect(refused.annotations[0]?.message).not.toMatch(/By git/)
  })
})

describe('15. changed files: by the API, then by git, and never green where neither serves', () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`f/${String(index).padStart(4, '0')}.yaml`, `image: ${index}\n`]))

  test('more than GitHub lists are found in the trees, and the last is reviewed; at most 60 requests for 3,000 files', async () => {
    const files = { ...many(3000), 'z.yaml': deployment('web', 'nginx:latest') }
    const step = await harness.run({ event: onPullRequest(shop(harness.github).pullRequest({ head: { files } })) })
    expect(places(step)).toEqual(['warning z.yaml:11'])
    expect(step.log).toMatch(/Looked at 3001 changed files/)
    expect(step.requestCount).toBeLessThanOrEqual(60)
  })

  test('450 files are listed by pages, and a merge group of 350 is read from both trees', async () => {
    const repository = shop(harness.github)
    const listed = repository.pullRequest({ head: { files: { ...many(449), 'z.yaml': deployment('web', 'nginx:latest') } } })
    const queued = repository.pullRequest({ head: { files: { ...many(349), 'y.yaml': deployment('web', 'nginx:latest') } } })
    const events = [onPullRequest(listed), onMergeGroup(repository.mergeGroup(queued))]
    const steps = await Promise.all(events.map(event => harness.run({ event })))
    expect(steps.map(places)).toEqual([['warning z.yaml:11'], ['warning y.yaml:11']])
    expect(steps.map(({ log }) => /Looked at (\d+) changed files/.exec(log)?.[1])).toEqual(['450', '350'])
  })

  test('what GitHub refuses is read from the checkout; the change and the lines are those of the head', async () => {
    const pull = faultyPull(shop(harness.github))
    pull.repository.push('main', { files: { 'other.yaml': deployment('other', 'nginx:latest') } })
    refuseAll()
    const event = onPullRequest(pull)
    const steps = await Promise.all(([2, 'full'] as const).map(depth => harness.run({ event, checkout: { depth } })))
    expect(steps.map(places)).toEqual([FAULTS, FAULTS])
    const alone = await harness.run({ event, checkout: { depth: 2 }, inputs: { token: '', comment: 'changes' } })
    expect([places(alone), alone.requestCount, alone.annotations[0]?.message]).toEqual([
      FAULTS,
      0,
      expect.stringMatching(/^There is no token, so no comment was tried/),
    ])
    for (const { summary, log } of steps) {
      expect(log).toMatch(/Resource not accessible by integration/)
      expect(summary).toMatch(/read from the checkout by git/)
    }
  })

  test('where the checkout has no history, or there is none, the step fails and says what to do', async () => {
    const pull = faultyPull(shop(harness.github))
    refuseAll()
    const event = onPullRequest(pull)
    const steps = await Promise.all(([1, 'none'] as const).map(depth => harness.run({ event, checkout: { depth } })))
    for (const { conclusion, outputs, annotations } of steps) {
      expect([conclusion, outputs.conclusion, annotations.length]).toEqual(['failure', 'error', 1])
      expect(annotations[0]?.message).toMatch(/^pull-policy could not review this: .*`contents: read`.*By git, in the workspace: /)
    }
    expect(steps[0]?.annotations[0]?.message).toMatch(/fetch-depth: 0/)
    expect(steps[1]?.annotations[0]?.message).toMatch(/git finds no repository/)
  })
})

describe('16. renames, copies, deletions, mode changes and missing patches', () => {
  test('deleted files are never opened; a renamed one is reported by its new path alone', async () => {
    const repository = harness.github.repository('acme/shop', {
      files: {
        'a.yaml': deployment('a', PINNED),
        'b.yaml': deployment('b', PINNED),
        'gone.yaml': 'kind: Gone\nimage: nginx:latest\n',
        'c.yaml': deployment('c', 'nginx:latest'),
      },
    })
    const files = {
      'a.yaml': null,
      'moved/a.yaml': deployment('a', PINNED),
      'b.yaml': null,
      'moved/b.yaml': deployment('b', 'ghcr.io/acme/app:latest'),
      'gone.yaml': null,
      'copy.yaml': deployment('copy', 'nginx:latest'),
      'long.yaml': `${'# a line of comment\n'.repeat(30_000)}${deployment('long', 'nginx:latest')}`,
      'wide.yaml': Buffer.from(`\ufeff${deployment('wide', 'nginx:latest')}`, 'utf16le'),
    }
    const event = onPullRequest(repository.pullRequest({ head: { files } }))
    const byApi = await harness.run({ event })
    expect(places(byApi)).toEqual(['warning copy.yaml:11', 'warning long.yaml:30011', 'warning moved/b.yaml:11', 'warning wide.yaml:11'])
    expect(byApi.outputs['files-skipped']).toBe('0')
    refuseAll()
    expect(places(await harness.run({ event, checkout: { depth: 'full' } })).toSorted()).toEqual(places(byApi))
  })
})

describe('17. fetch-depth 1, 2 and 0, sparse checkout, no checkout at all, and a container\'s "dubious ownership"', () => {
  test('all the same, since GitHub is asked', async () => {
    const event = onPullRequest(faultyPull(shop(harness.github)))
    const checkouts = [{ depth: 1 }, { depth: 2 }, { depth: 'full' }, { depth: 1, sparse: ['other'] }, { depth: 1, path: 'sub' }] as const
    const steps = await Promise.all(checkouts.map(checkout => harness.run({ event, checkout })))
    expect(steps.map(places)).toEqual(checkouts.map(() => FAULTS))
  })

  test('a checkout of another user serves, whatever stands in its work tree or in its configuration', async () => {
    const event = onPullRequest(faultyPull(shop(harness.github)))
    const workspace = makeWorkspace(event, { depth: 2 })
    writeFileSync(join(workspace, 'deploy', 'web.yaml'), 'kind: Nothing\n')
    if (process.getuid?.() === 0) chownSync(workspace, 4711, 4711)
    refuseAll()
    expect(places(await harness.run({ event, workspace }))).toEqual(FAULTS)
  })

  test('a repository that was never cloned serves, by an event that names branches alone, and with no token', async () => {
    const event = onPullRequest(faultyPull(shop(harness.github, 'fail-on: never\n')))
    const workspace = makeWorkspace(event, { depth: 'full' })
    runGit(workspace, ['branch', 'main', 'refs/remotes/origin/main'])
    runGit(workspace, ['remote', 'remove', 'origin'])
    const sha = event.payload.after ?? ''
    const branches = { pull_request: { base: { ref: 'main' }, head: { ref: 'change', sha } } }
    const written = { ...event, payload: { ...branches, repository: { default_branch: 'main' } } }
    const step = await harness.run({ event: written, workspace, inputs: { token: '' } })
    expect([step.conclusion, places(step), step.requestCount]).toEqual(['success', FAULTS, 0])
    const nameless = await harness.run({ event: { ...event, payload: branches }, workspace, inputs: { token: '' } })
    expect(nameless.annotations.at(-1)?.message).toMatch(/neither the event, by `repository\.default_branch`, nor the checkout/)
  })

  test('a sparse checkout without its contents does not serve, and says so', async () => {
    const event = onPullRequest(faultyPull(shop(harness.github)))
    refuseAll()
    const { conclusion, annotations } = await harness.run({ event, checkout: { depth: 2, sparse: ['other'] } })
    expect(conclusion).toBe('failure')
    expect(annotations[0]?.message).toMatch(/could not read the files of the change|could not be read/)
  })
})

describe('18. changed-lines speaks of a container block, an image or a policy that the change touches', () => {
  test('what stood there before is left alone, until the scope is wider', async () => {
    const before = deployment('web', PINNED, WRONG_POLICY)
    const repository = harness.github.repository('acme/shop', { files: { 'web.yaml': before, 'other.yaml': before } })
    const pull = repository.pullRequest({ head: { files: { 'web.yaml': `# a comment\n${before}` } } })
    const block = repository.pullRequest({ head: { files: { 'web.yaml': `${before}          stdin: true\n` } } })
    const scopes = ['changed-lines', 'changed-files', 'repository'] as const
    const steps = await Promise.all([
      ...scopes.map(scope => harness.run({ event: onPullRequest(pull), inputs: { scope } })),
      harness.run({ event: onPullRequest(block) }),
    ])
    const errors = (step: Step) => [step.conclusion, step.outputs['errors-count']]
    expect(steps.map(errors)).toEqual([
      ['success', '0'],
      ['success', '1'],
      ['failure', '2'],
      ['success', '1'],
    ])
    expect(steps[2] && places(steps[2]).toSorted()).toEqual(['failure other.yaml:12', 'failure web.yaml:13'])
  })
})

describe("19. paths are the repository's, and lines and columns those of the head", () => {
  test('though the base has moved on, and the checkout lies in a folder of its own', async () => {
    const pull = faultyPull(shop(harness.github))
    pull.repository.push('main', { files: { 'deploy/web.yaml': `# one\n# two\n${deployment('web', PINNED)}` } })
    const event = onPullRequest(pull)
    const { annotations } = await harness.run({ event, checkout: { depth: 1, path: 'somewhere' } })
    expect(
      annotations.map(({ path, startLine, endLine, startColumn, endColumn }) => [path, startLine, endLine, startColumn, endColumn]),
    ).toEqual([
      ['deploy/api.yaml', 12, 12, 28, 34],
      ['deploy/web.yaml', 11, 11, 18, 41],
      [undefined, undefined, undefined, undefined, undefined],
    ])
    refuseAll()
    expect(places(await harness.run({ event, checkout: { depth: 2 } }))).toEqual(expect.arrayContaining(FAULTS))
  })
})
