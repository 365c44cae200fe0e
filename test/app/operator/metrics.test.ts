import { expect, test } from '@jest/globals'
import { Metrics } from '../../../app/metrics.ts'

async function linesOf(metrics: Metrics): Promise<readonly string[]> {
  const { text } = await metrics.render()
  return text.split('\n').filter(line => !line.startsWith('#'))
}

test('what the app does is counted', async () => {
  const metrics = new Metrics()
  metrics.webhookAnswered('pull_request', 'queued', 0.004)
  metrics.webhookCoalesced()
  metrics.jobEnded('done', 1.5)
  metrics.gitHubAnswered('GET', '/repos/{owner}/{repo}/pulls/{pull_number}', 200, 4999)
  metrics.gitHubAnswered('POST', '/graphql', 502)
  metrics.written('comment', 'created')
  metrics.analysisTimedOut()
  metrics.duplicatesHealed(2)
  metrics.registryAnswered('resolved', 0.2)
  metrics.watchQueue(() => ({ waiting: 3, active: 2, oldestSeconds: 12 }))
  expect(await linesOf(metrics)).toEqual(
    expect.arrayContaining([
      'pull_policy_webhooks_total{event="pull_request",result="queued"} 1',
      'pull_policy_ack_seconds_bucket{le="0.005"} 1',
      'pull_policy_coalesced_total 1',
      'pull_policy_jobs_total{result="done"} 1',
      'pull_policy_job_seconds_sum 1.5',
      'pull_policy_github_requests_total{route="GET /repos/{owner}/{repo}/pulls/{pull_number}",status="200"} 1',
      'pull_policy_github_requests_total{route="POST /graphql",status="502"} 1',
      'pull_policy_rate_limit_remaining 4999',
      'pull_policy_writes_total{kind="comment",result="created"} 1',
      'pull_policy_analysis_timeouts_total 1',
      'pull_policy_duplicates_healed_total 2',
      'pull_policy_registry_seconds_bucket{le="0.25",result="resolved"} 1',
      'pull_policy_queue_depth 3',
      'pull_policy_queue_active 2',
      'pull_policy_queue_oldest_seconds 12',
    ]),
  )
})

test('the event loop is watched', async () => {
  expect((await new Metrics().render()).text).toContain('pull_policy_nodejs_eventloop_lag_seconds')
})

test.each([
  '/repos/acme/secret/pulls',
  '/repos/{owner}/secret/pulls',
  '/orgs/acme/installation',
  '/repos/{owner}/{repo}/contents/secret',
  '/repos/{owner}/{repo}/git/trees/secret',
  'https://api.github.invalid/repositories/1/pulls?page=2',
  '/repos/{owner}/{repo}/compare/main...secret',
])('an address with a name in it is no label: %s', async url => {
  const metrics = new Metrics()
  metrics.gitHubAnswered('GET', url, 200)
  const text = (await linesOf(metrics)).join('\n')
  expect(text).toContain('route="GET other"')
  expect(text).not.toMatch(/acme|secret|repositories/)
})

test("a stranger's event is no label", async () => {
  const metrics = new Metrics()
  metrics.webhookAnswered('canary', 'refused-signature', 0)
  expect((await linesOf(metrics)).join('\n')).not.toContain('canary')
})

test('two apps in one process count apart', async () => {
  const [one, other] = [new Metrics(), new Metrics()]
  one.jobEnded('failed', 1)
  expect((await linesOf(other)).join('\n')).not.toContain('result="failed"')
})
