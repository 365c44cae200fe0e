import { describe, expect, test } from '@jest/globals'
import { onPullRequest } from '../fake/runner/workflow-event.ts'
import { deployment, faultyPull, shop } from './samples.ts'
import { StepHarness } from './step-harness.ts'

const harness = new StepHarness()

/** A server that stands in for GitHub's, or a proxy before it, that has REST alone. */
function withoutGraph(status: number, body: object): void {
  harness.github.failNext({ path: '/graphql', status, body: { ...body }, times: 1000 })
}

describe('where GraphQL does not serve', () => {
  test.each([
    ['404', 404, { message: 'Not Found' }],
    ['501', 501, { message: 'Not Implemented' }],
    ['an answer of another form', 200, { data: { repository: {} } }],
  ])('with %s, the same is shown as ever, read by REST', async (_name, status, body) => {
    const more = { 'link.yaml': { symlink: 'deploy/web.yaml' }, 'wide.yaml': deployment('wide', 'nginx:latest') }
    const event = onPullRequest(faultyPull(shop(harness.github, 'fail-on: warning\n'), { more }))
    const usual = await harness.run({ event })
    withoutGraph(status, body)
    const step = await harness.run({ event })
    expect(step.annotations).toEqual(usual.annotations)
    const { conclusion, 'errors-count': errors, 'warnings-count': warnings, 'files-skipped': skipped } = step.outputs
    expect([conclusion, errors, warnings, skipped]).toEqual(['failure', '1', '2', '1'])
    expect(step.log).toMatch(/not read: link\.yaml: a symbolic link is not followed/)
  })

  test('the one comment is found again, and edited', async () => {
    const pull = faultyPull(shop(harness.github))
    withoutGraph(404, { message: 'Not Found' })
    await harness.run({ event: onPullRequest(pull), inputs: { comment: 'changes' } })
    pull.push({ 'deploy/api.yaml': null })
    const step = await harness.run({ event: onPullRequest(pull), inputs: { comment: 'changes' } })
    expect([pull.comments().length, step.log.includes('could be written')]).toEqual([1, false])
    expect(pull.comments()[0]?.body).not.toContain('always')
  })

  test('what REST refuses is told in its words, and nothing is green', async () => {
    const event = onPullRequest(faultyPull(shop(harness.github)))
    withoutGraph(404, { message: 'Not Found' })
    harness.github.failNext({ path: '/git/trees/', status: 403, body: { message: 'Resource not accessible by integration' }, times: 9 })
    const step = await harness.run({ event })
    expect([step.conclusion, step.outputs.conclusion]).toEqual(['failure', 'error'])
    expect(step.annotations.at(-1)?.message).toMatch(
      /answered 403, Resource not accessible by integration\. The token needs `contents: read`/,
    )
  })
})
