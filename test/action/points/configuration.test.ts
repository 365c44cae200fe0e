import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { onPullRequest } from '../../fake/runner/workflow-event.ts'
import { deployment, faultyPull, PINNED, shop } from '../samples.ts'
import { StepHarness } from '../step-harness.ts'

const harness = new StepHarness()

describe('configuration comes from the default branch', () => {
  test('holds though the change edits it, which is said; inputs override it', async () => {
    const configuration = 'fail-on: never\npaths:\n  exclude: [deploy/api.yaml]\nrules:\n  latest-tag: error\n'
    const pull = faultyPull(shop(harness.github, configuration), {
      more: { '.github/pull-policy.yml': 'fail-on: warning\nrules:\n  latest-tag: off\n' },
    })
    const event = onPullRequest(pull)
    const [byFile, byInput] = await Promise.all([
      harness.run({ event }),
      harness.run({ event, inputs: { 'fail-on': 'error', paths: 'deploy/web.yaml' } }),
    ])
    expect([byFile.conclusion, byInput.conclusion]).toEqual(['success', 'failure'])
    expect(byFile.annotations.map(({ level, path }) => [level, path])).toEqual([
      ['notice', undefined],
      ['failure', 'deploy/web.yaml'],
    ])
    expect(byFile.annotations[0]?.message).toBe(
      'This change edits .github/pull-policy.yml, and it is valid. It takes effect once it is merged into main.',
    )
    expect(byFile.summary).toMatch(/configuration `\.github\/pull-policy\.yml` from `main`/)
    expect(byFile.summary).toMatch(/\*This change edits \.github\/pull-policy\.yml, and it is valid\./)
    expect(byFile.requestCount).toBe(3)
  })

  test("holds too where git reads it: the checkout is the change's own, and has the author's", async () => {
    const pull = faultyPull(shop(harness.github, 'fail-on: error\n'), { more: { '.github/pull-policy.yml': 'fail-on: never\n' } })
    harness.github.failNext({ status: 403, body: { message: 'Resource not accessible by integration' }, times: 1000 })
    for (const depth of [2, 'full'] as const) {
      const step = await harness.run({ event: onPullRequest(pull), checkout: { depth } })
      expect([step.conclusion, step.outputs.conclusion]).toEqual(['failure', 'failure'])
      expect(step.log).toMatch(/read from the checkout by git/)
    }
  })

  test('a change that would break it, or take it away, is told so, and is not failed for it', async () => {
    const repository = shop(harness.github, 'fail-on: never\n')
    const broken = faultyPull(repository, { more: { '.github/pull-policy.yml': 'fail-on: [\n' } })
    const gone = repository.pullRequest({ head: { files: { '.github/pull-policy.yml': null } } })
    const steps = await Promise.all([broken, gone].map(pull => harness.run({ event: onPullRequest(pull) })))
    expect(steps.map(({ conclusion }) => conclusion)).toEqual(['success', 'success'])
    expect(steps.map(({ annotations }) => annotations[0]?.message)).toEqual([
      expect.stringMatching(
        /edits \.github\/pull-policy\.yml, and it is not valid: \.github\/pull-policy\.yml:\d+:\d+: .*Once merged into main, every run fails/,
      ),
      expect.stringMatching(/removes \.github\/pull-policy\.yml\. It still holds here/),
    ])
  })

  test('where it is wrong the step fails with line, column and what is allowed', async () => {
    const pull = faultyPull(shop(harness.github, 'fail-on: high\nscoped: all\n'))
    const { conclusion, outputs, annotations, summary } = await harness.run({ event: onPullRequest(pull) })
    expect([conclusion, outputs.conclusion]).toEqual(['failure', 'error'])
    expect(annotations).toHaveLength(1)
    expect(annotations[0]?.message).toMatch(
      /\.github\/pull-policy\.yml:1:10: unexpected `high`, expected one of `error`, `warning`, `info`, `never`/,
    )
    expect(annotations[0]?.message).toMatch(/\.github\/pull-policy\.yml:2:1: unexpected/)
    expect(summary).toMatch(/^## ❌ Nothing was reviewed/)
  })

  test('another path is read where the input says so, and must be there', async () => {
    const repository = harness.github.repository('acme/shop', {
      files: {
        'policies/pull.yml': 'fail-on: never\n',
        'deploy/web.yaml': deployment('web', PINNED),
        'deploy/api.yaml': deployment('api', PINNED),
      },
    })
    const event = onPullRequest(faultyPull(repository))
    const [found, missing] = await Promise.all([
      harness.run({ event, inputs: { config: './policies/pull.yml' } }),
      harness.run({ event, inputs: { config: 'policies/missing.yml' } }),
    ])
    expect([found.conclusion, missing.conclusion]).toEqual(['success', 'failure'])
    expect(found.summary).toMatch(/configuration `policies\/pull\.yml` from `main`/)
    expect(missing.annotations[0]?.message).toMatch(/input `config`: there is no "policies\/missing\.yml" on the branch "main"/)
  })
})

describe('what a change silences itself', () => {
  test('is said, and lowers the verdict of a change from here, but not of one from a fork', async () => {
    const silenced = deployment(
      'api',
      PINNED,
      '          # pull-policy: ignore[unsupported-pull-policy] not now\n          imagePullPolicy: always\n',
    )
    const more = { 'deploy/api.yaml': silenced, 'deploy/web.yaml': deployment('web', PINNED) }
    const repository = shop(harness.github)
    const steps = await Promise.all(
      [false, true].map(fork =>
        harness.run({ event: onPullRequest(faultyPull(repository, { fork, author: fork ? 'contributor' : 'octocat', more })) }),
      ),
    )
    expect(steps.map(({ conclusion }) => conclusion)).toEqual(['success', 'failure'])
    for (const { summary, outputs } of steps) {
      expect(summary).toMatch(/silenced by this change/)
      expect(JSON.parse(readFileSync(outputs['report-file'] ?? '', 'utf8')).suppressed).toHaveLength(1)
    }
  })
})
