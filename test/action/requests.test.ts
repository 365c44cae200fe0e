import { describe, expect, test } from '@jest/globals'
import { onPullRequest } from '../fake/runner/workflow-event.ts'
import { StepHarness } from './step-harness.ts'

const pod = (name: string, tag: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: app, image: "registry.example.com/${name}:${tag}"}]}\n`
const pods = (count: number, tag: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`deploy/pod-${index}.yaml`, pod(`pod-${index}`, tag)]))

describe('point 28: what a step asks of GitHub', () => {
  const harness = new StepHarness()

  test.each([
    [10, 4],
    [400, 12], // 3,000 files are measured by the bench: 60 at most
  ])('is little: a pull request of %i files takes at most %i requests', async (files, most) => {
    const repository = harness.github.repository('acme/shop', { files: pods(files, '1') })
    const pull = repository.pullRequest({ head: { files: pods(files, '2') } })
    const { outputs, requestCount } = await harness.run({ event: onPullRequest(pull), inputs: { resolve: 'never' }, timeout: 120_000 })
    expect(outputs).toMatchObject({ conclusion: 'success', 'files-scanned': String(files) })
    expect(requestCount).toBeLessThanOrEqual(most)
    for (const { headers } of harness.github.requests.all) {
      expect(headers).toMatchObject({ 'x-github-api-version': '2022-11-28' })
      expect(headers['user-agent']).toMatch(/^pull-policy\/\d/)
    }
  })

  test('is asked again where GitHub wants patience, as long as it says', async () => {
    const pull = harness.github.repository('acme/shop').pullRequest({ head: { files: pods(1, '1') } })
    harness.github.limitNext({ path: '/compare/', retryAfter: 1 })
    const { outputs, log } = await harness.run({ event: onPullRequest(pull), inputs: { resolve: 'never' } })
    expect(outputs.conclusion).toBe('success')
    expect(log).toContain('asking again in 1 s')
    expect(harness.github.unusedFaults()).toEqual([])
  })
})
