import { describe, expect, test } from '@jest/globals'
import nock from 'nock'
import { connect } from '../../action/connection.ts'
import { onPullRequest } from '../fake/runner/workflow-event.ts'
import { withoutNetwork } from '../unit/github/nocked-github.ts'
import { StepHarness } from './step-harness.ts'

describe('a step on an enterprise server', () => {
  const harness = new StepHarness({ isEnterprise: true })

  test('asks below /api/v3, and links to the server', async () => {
    const pull = harness.github.repository('acme/shop').pullRequest({ head: { files: { 'pod.yaml': POD } } })
    const { annotations, summary } = await harness.run({ event: onPullRequest(pull) })
    expect(annotations.map(({ path }) => path)).toEqual(['pod.yaml'])
    expect(harness.github.apiUrl).toMatch(/\/api\/v3$/)
    expect(summary).toContain(`${harness.github.url}/acme/shop/blob/`)
  })
})

describe('the addresses of an enterprise server', () => {
  withoutNetwork()

  test.each([
    ['where the runner says', 'https://ghe.invalid/graphql-elsewhere', '/graphql-elsewhere'],
    ['at /api/graphql, where the runner says nothing', '', '/api/graphql'],
    ['there too, where only the address of the API was set to another host', 'https://api.github.com/graphql', '/api/graphql'],
  ])('GraphQL is asked %s', async (_name, url, path) => {
    nock('https://ghe.invalid')
      .post(path)
      .reply(200, { data: { answer: 1 } })
    const { api } = connect('t', { GITHUB_API_URL: 'https://ghe.invalid/api/v3', GITHUB_GRAPHQL_URL: url })
    await expect(api.graphql('{ answer }', {})).resolves.toEqual({ answer: 1 })
  })

  test('a slash at the end of the address changes nothing', async () => {
    nock('https://ghe.invalid').get('/api/v3/repos/acme/shop').reply(200, { full_name: 'acme/shop', default_branch: 'main' })
    const { api } = connect('t', { GITHUB_API_URL: 'https://ghe.invalid/api/v3/' })
    expect((await api.rest.repos.get({ owner: 'acme', repo: 'shop' })).data.default_branch).toBe('main')
  })
})

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: app
      image: nginx:latest
`
