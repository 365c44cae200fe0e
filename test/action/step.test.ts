import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { onPullRequest } from '../fake/runner/workflow-event.ts'
import { describeWithShared, sharedPath } from '../shared.ts'
import { deployment, faultyPull, PINNED, shop } from './samples.ts'
import { StepHarness } from './step-harness.ts'

const harness = new StepHarness()

describe('a pull request with an error and a warning', () => {
  test('fails, and says it in annotations, log, outputs, summary, report and SARIF', async () => {
    const { conclusion, exitCode, annotations, outputs, summary, log } = await harness.run({
      event: onPullRequest(faultyPull(shop(harness.github))),
    })
    expect([conclusion, exitCode]).toEqual(['failure', 1])
    expect(annotations.at(-1)?.message).toMatch(/^1 error is at or above fail-on: error\. deploy\/api\.yaml:12 /)
    expect(outputs).toMatchObject({
      'findings-count': '2',
      'errors-count': '1',
      'warnings-count': '1',
      'infos-count': '0',
      'files-scanned': '2',
      'files-skipped': '0',
      conclusion: 'failure',
    })
    expect(log).toMatch(
      /^pull-policy: 1 error, 1 warning in 2 changed manifests; at or above fail-on: error\..*Looked at 3 changed files$/m,
    )
    expect(log).toMatch(/^deploy\/api\.yaml:12: app: the API server refuses this object\n##\[error\]Because always is no pull policy/m)
    expect(summary).toMatch(/^## .* in 2 changed manifests: fails \(`fail-on: error`\)/)
    expect(summary).toMatch(/\| .*`deploy\/web\.yaml:11`.*`shop.*|`web` · `app`.*\*\*`latest`\*\*/)
    expect(JSON.parse(readFileSync(outputs['report-file'] ?? '', 'utf8')).summary).toMatchObject({ files: 2, errors: 1 })
    expect(JSON.parse(readFileSync(outputs['sarif-file'] ?? '', 'utf8')).runs[0].results.length).toBeGreaterThanOrEqual(2)
  })
})

describe('when it cannot be done', () => {
  test('what GitHub refuses fails the step with what to do', async () => {
    const repository = harness.github.repository('acme/hidden', { private: true, files: { 'a.yaml': deployment('a', PINNED) } })
    const pull = repository.pullRequest({ head: { files: { 'a.yaml': deployment('a', 'nginx:latest') } } })
    const event = onPullRequest(faultyPull(shop(harness.github)))
    harness.github.failNext({ path: '/shop/compare/', status: 401, body: { message: 'Bad credentials' } })
    const [expired, hidden, wrong] = await Promise.all([
      harness.run({ event }),
      harness.run({ event: onPullRequest(pull), permissions: { metadata: 'read' } }),
      harness.run({ event: onPullRequest(pull), inputs: { 'fail-on': 'high', suggestions: '11' } }),
    ])
    expect([expired, hidden, wrong].map(({ conclusion, outputs }) => [conclusion, outputs.conclusion])).toEqual(
      Array.from({ length: 3 }, () => ['failure', 'error']),
    )
    expect([expired, hidden, wrong].map(({ annotations }) => annotations.map(({ message }) => message))).toEqual([
      [expect.stringMatching(/^pull-policy could not review this: .*The token is not valid or has expired/)],
      [expect.stringMatching(/Resource not accessible by integration.*`contents: read`/)],
      [expect.stringMatching(/input `fail-on`: unexpected `high`, .*\n?.*input `suggestions`: unexpected `11`, expected a whole number/)],
    ])
  })
})

describeWithShared('recorded changes', () => {
  test('are annotated at the lines that hold what is spoken of', async () => {
    const rows = [
      ['argoproj__argo-workflows-c4bb6de9cf-tag-to-latest', 4],
      ['kubernetes-sigs__kustomize-0cae0feb9b-control', 0],
    ] as const
    const steps = await Promise.all(
      rows.map(([name]) => harness.run({ event: onPullRequest(harness.github.replayChange(sharedPath(`prs/${name}`))) })),
    )
    expect(steps.map(({ annotations }) => annotations.filter(({ level }) => level === 'warning').length)).toEqual(
      rows.map(([, count]) => count),
    )
    for (const [index, { annotations, conclusion, requestCount }] of steps.entries()) {
      expect([conclusion, requestCount]).toEqual(['success', 3])
      for (const { path = '', startLine = 0 } of annotations) {
        const line = readFileSync(sharedPath(`prs/${rows[index]?.[0]}/head/${path}`), 'utf8').split('\n')[startLine - 1]
        expect(line).toMatch(/image/)
      }
    }
  })
})
