import { statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Contract } from '../../fake/github/contract.ts'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import { ROUTES } from '../../fake/github/routes/index.ts'
import { ask, octokitFor } from './octokit-client.ts'

describe("GitHub's description, as far as the fake has it", () => {
  const contract = new Contract()

  test('every operation in it is answered, and nothing else is', () => {
    const described = contract.operations.map(({ name }) => name).filter(name => name !== 'GET /rate_limit')
    expect(Object.keys(ROUTES).sort()).toEqual(described.sort())
  })

  test('is small enough to be read by a test in no time', () => {
    expect(statSync(new URL('../../fake/github/openapi-subset.json', import.meta.url)).size).toBeLessThan(400_000)
  })

  test('says what is wrong with a webhook', () => {
    expect(contract.webhookFaults('merge_group', 'checks_requested', { action: 'checks_requested' }).join()).toContain(
      "required property 'merge_group'",
    )
    expect(contract.webhookFaults('merge_group', 'eaten', {})).toEqual(['the webhook merge-group-eaten is not described'])
  })
})

describe('when a request is not as GitHub describes it', () => {
  let github: FakeGitHub
  let token: string
  let sha: string

  beforeAll(async () => {
    github = await startFakeGitHub()
    const repository = github.repository('acme/shop', { files: { 'a.yaml': 'a\n' } })
    token = `token ${github.actionsToken(repository)}`
    sha = repository.head()
  })
  afterAll(() => github.close())

  const annotation = { path: 'a.yaml', start_line: 1, end_line: 1, annotation_level: 'warning', message: 'm' }
  const output = { title: 't', summary: 's' }
  test.each([
    ['a path that GitHub does not have', 'GET /repos/acme/shop/nothing', undefined, 'the fake has no GET /repos/acme/shop/nothing'],
    ['a method that the path does not take', 'PUT /repos/acme/shop', undefined, 'the fake has no PUT /repos/acme/shop'],
    ['a query parameter that is misspelt', 'GET /repos/acme/shop/pulls?perpage=100', undefined, 'query parameter "perpage" is not known'],
    [
      'a query value that is none of those allowed',
      'GET /repos/acme/shop/pulls?state=merged',
      undefined,
      'must be equal to one of the allowed values',
    ],
    ['a body that is missing', 'POST /repos/acme/shop/check-runs', undefined, 'the body is missing'],
    ['a body where none is taken', 'DELETE /repos/acme/shop/issues/comments/1', {}, 'a body was sent where none is taken'],
    ['a field that is missing', 'POST /repos/acme/shop/check-runs', { head_sha: 'x' }, "required property 'name'"],
    [
      'a field that is misspelt',
      'POST /repos/acme/shop/check-runs',
      { name: 'k', head_sha: 'x', summary: 's' },
      'the field .summary is not known',
    ],
    [
      'a field of a change that is misspelt',
      'PATCH /repos/acme/shop/check-runs/1',
      { conclusions: 'success' },
      'the field .conclusions is not known',
    ],
    [
      '51 annotations',
      'POST /repos/acme/shop/check-runs',
      { name: 'k', head_sha: 'x', output: { ...output, annotations: Array(51).fill(annotation) } },
      'must NOT have more than 50 items',
    ],
    [
      'an unknown level',
      'POST /repos/acme/shop/check-runs',
      { name: 'k', head_sha: 'x', output: { ...output, annotations: [{ ...annotation, annotation_level: 'error' }] } },
      'allowed values',
    ],
    [
      'a summary of 65,536 characters',
      'POST /repos/acme/shop/check-runs',
      { name: 'k', head_sha: 'x', output: { title: 't', summary: 'x'.repeat(65_536) } },
      'must NOT have more than 65535 characters',
    ],
    [
      'four buttons',
      'POST /repos/acme/shop/check-runs',
      { name: 'k', head_sha: 'x', actions: Array(4).fill({ label: 'l', description: 'd', identifier: 'i' }) },
      'must NOT have more than 3 items',
    ],
    [
      'a label of 21 characters',
      'POST /repos/acme/shop/check-runs',
      { name: 'k', head_sha: 'x', actions: [{ label: 'l'.repeat(21), description: 'd', identifier: 'i' }] },
      'must NOT have more than 20 characters',
    ],
  ])('%s', async (_name, request, body, violation) => {
    const answer = await ask(github, request, token, body)
    expect(answer.status).toBe(500)
    expect(() => github.assertNoViolations()).toThrow(violation)
  })

  test('the client that makes no mistake leaves no violation', async () => {
    await octokitFor(github, token.slice('token '.length)).rest.checks.create({
      owner: 'acme',
      repo: 'shop',
      name: 'k',
      head_sha: sha,
      output,
    })
    expect(() => github.assertNoViolations()).not.toThrow()
  })
})
