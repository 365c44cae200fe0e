import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { FakeApp } from '../../fake/github/app.ts'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import type { FakeInstallation } from '../../fake/github/installation.ts'
import { itemsOf, memberOf } from '../../fake/github/json.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import { asApp, ask, octokitFor } from './octokit-client.ts'
import { receiveWebhooks, type WebhookReceiver } from './webhook-receiver.ts'

let github: FakeGitHub
let receiver: WebhookReceiver
let app: FakeApp
let repository: FakeRepository
let installation: FakeInstallation

beforeAll(async () => {
  github = await startFakeGitHub()
})
beforeEach(async () => {
  receiver = await receiveWebhooks('a secret')
  const events = ['pull_request', 'push', 'merge_group', 'check_run', 'issue_comment']
  app = github.app({ events, permissions: { checks: 'write', pull_requests: 'write' }, webhook: { url: receiver.url, secret: 'a secret' } })
  repository = github.repository(`acme/hooked-${app.id}`, { files: { 'a.yaml': 'a\n' } })
  installation = app.install(repository)
  await github.settled()
  receiver.received.length = 0
})
afterEach(async () => {
  await github.settled()
  await receiver.close()
  github.assertNoViolations()
})
afterAll(() => github.close())

async function heard(): Promise<readonly string[]> {
  await github.settled()
  return receiver.received.map(({ event, action }) => [event, action].filter(Boolean).join('.')).sort()
}

describe('what happens', () => {
  test('to a pull request is told, signed, with its installation', async () => {
    const pull = repository.pullRequest({ head: { files: { 'a.yaml': 'b\n' } } })
    await github.settled()
    const opened = receiver.received.find(({ event }) => event === 'pull_request')
    expect(opened).toMatchObject({
      action: 'opened',
      isSigned: true,
      payload: {
        number: 1,
        pull_request: { head: { sha: pull.headSha } },
        installation: { id: installation.id },
        repository: { id: repository.id },
        sender: { login: 'octocat' },
      },
    })
    const before = pull.headSha
    const after = pull.push({ 'a.yaml': 'c\n' })
    await github.settled()
    expect(receiver.received.find(({ action }) => action === 'synchronize')).toMatchObject({ payload: { before, after } })
  })

  test.each<readonly [string, (change: FakeRepository) => void, readonly string[]]>([
    ['a push', one => one.push('main', { files: { b: 'b' } }), ['push']],
    ['a new branch', one => one.push('other', { files: { b: 'b' } }), ['push']],
    ['a deleted branch', one => one.moveBranch('main', undefined, { account: github.account('octocat'), app: undefined }), ['push']],
    ['a pull request', one => one.pullRequest({ head: { files: { b: 'b' } } }), ['pull_request.opened', 'push']],
    [
      "a fork's pull request, whose push is not ours",
      one => one.pullRequest({ head: { files: { b: 'b' } }, fork: true }),
      ['pull_request.opened'],
    ],
    [
      'a merge',
      one => one.pullRequest({ head: { files: { b: 'b' } }, fork: true }).merge(),
      ['pull_request.closed', 'pull_request.opened', 'push'],
    ],
    [
      'a merge group',
      one => one.mergeGroup(one.pullRequest({ head: { files: { b: 'b' } }, fork: true })).destroy(),
      ['merge_group.checks_requested', 'merge_group.destroyed', 'pull_request.opened'],
    ],
  ])('%s', async (_name, change, expected) => {
    change(repository)
    expect(await heard()).toEqual(expected)
  })

  test('to a pull request whose text, base or state changes', async () => {
    const pull = repository.pullRequest({ head: { files: { b: 'b' } }, fork: true, draft: true })
    repository.moveBranch('next', repository.head(), { account: github.account('octocat'), app: undefined })
    await github.settled()
    receiver.received.length = 0
    pull.markReady()
    pull.convertToDraft()
    pull.changeTitle('Another')
    pull.changeBody('Text')
    pull.changeBase('next')
    pull.close()
    pull.reopen()
    expect(await heard()).toEqual(
      ['closed', 'converted_to_draft', 'edited', 'edited', 'edited', 'ready_for_review', 'reopened'].map(
        action => `pull_request.${action}`,
      ),
    )
    const changes = receiver.received
      .filter(({ action }) => action === 'edited')
      .map(({ payload }) => Object.keys(memberOf(payload, 'changes') ?? {}))
    expect(changes.flat().sort()).toEqual(['base', 'body', 'title'])
  })

  test('to the installation is told whatever the app listens to', async () => {
    const other = github.repository('acme/other')
    installation.addRepositories(other)
    installation.removeRepositories(other)
    installation.suspend()
    installation.unsuspend()
    installation.acceptPermissions()
    installation.delete()
    expect(await heard()).toEqual([
      'installation.deleted',
      'installation.new_permissions_accepted',
      'installation.suspend',
      'installation.unsuspend',
      'installation_repositories.added',
      'installation_repositories.removed',
    ])
  })

  test("to a check run: its button and its re-run are for its own app, and a comment is everybody's", async () => {
    const silent = github.app({ events: ['check_run'], webhook: { url: receiver.url, secret: 'a secret' } })
    silent.install(repository)
    const pull = repository.pullRequest({ head: { files: { b: 'b' } }, fork: true })
    const client = octokitFor(github, installation.issueToken().token.value).rest
    const here = { owner: 'acme', repo: repository.name }
    const actions = [{ label: 'Pin', description: 'Pin all images', identifier: 'pin' }]
    const { data } = await client.checks.create({ ...here, name: 'k', head_sha: pull.headSha, conclusion: 'success', actions })
    await client.issues.createComment({ ...here, issue_number: pull.number, body: 'x' })
    await github.settled()
    receiver.received.length = 0
    const run = repository.checkRuns[0]
    run?.press('pin', github.account('octocat'))
    await client.checks.rerequestRun({ ...here, check_run_id: data.id })
    expect(await heard()).toEqual(['check_run.requested_action', 'check_run.rerequested'])
    expect(receiver.received.find(({ action }) => action === 'requested_action')).toMatchObject({
      payload: { requested_action: { identifier: 'pin' }, check_run: { id: data.id } },
    })
    expect(() => run?.press('none', github.account('octocat'))).toThrow('no button')
  })

  test('elsewhere, or to those who do not listen, is not told', async () => {
    github.repository('acme/elsewhere').push('main', { files: { b: 'b' } })
    installation.suspend()
    repository.push('main', { files: { b: 'b' } })
    expect(await heard()).toEqual(['installation.suspend'])
  })
})

describe('deliveries', () => {
  test('are logged with their answers, and can be sent again under the same GUID', async () => {
    receiver.status = 500
    repository.push('main', { files: { b: 'b' } })
    await github.settled()
    receiver.status = 202
    const list = await ask(github, 'GET /app/hook/deliveries?status=failure', asApp(app))
    const [failed] = itemsOf(list.json)
    expect(list.json).toHaveLength(1)
    expect(failed).toMatchObject({
      event: 'push',
      action: null,
      status_code: 500,
      redelivery: false,
      installation_id: installation.id,
      repository_id: repository.id,
    })
    const id = String(memberOf(failed, 'id'))
    expect((await ask(github, `GET /app/hook/deliveries/${id}`, asApp(app))).json).toMatchObject({
      response: { payload: 'taken' },
      request: { payload: { ref: 'refs/heads/main' } },
    })
    expect((await ask(github, `POST /app/hook/deliveries/${id}/attempts`, asApp(app))).status).toBe(202)
    await github.settled()
    expect(receiver.received.map(({ guid }) => guid)).toEqual(Array(2).fill(memberOf(failed, 'guid')))
    expect(app.deliveries.all[0]).toMatchObject({ isRedelivery: true, statusCode: 202, status: 'OK' })
  })

  test('come by pages with a cursor', async () => {
    for (let count = 0; count < 3; count += 1) repository.push('main', { files: { b: `${count}` } })
    await github.settled()
    const first = await ask(github, 'GET /app/hook/deliveries?per_page=2', asApp(app))
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    const second = await ask(github, `GET ${next.slice(github.apiUrl.length)}`, asApp(app))
    expect([itemsOf(first.json).length, itemsOf(second.json).length, second.headers.get('link')]).toEqual([2, 2, null])
  })

  test('can be lost, held, turned round and doubled', async () => {
    app.deliveries.loseNext()
    repository.push('main', { files: { b: '1' } })
    expect(await heard()).toEqual([])
    expect(app.deliveries.all[0]).toMatchObject({ statusCode: 0, status: 'failed to connect to host' })
    app.deliveries.hold()
    const shas = ['2', '3'].map(text => repository.push('main', { files: { b: text } }))
    expect(await heard()).toEqual([])
    app.deliveries.release(held => [...held.slice(1), ...held.slice(1)])
    await github.settled()
    expect(receiver.received.map(({ payload }) => memberOf(payload, 'after'))).toEqual([shas[1], shas[1]])
  })

  test('the address and the secret can be changed by the app', async () => {
    const other = await receiveWebhooks('another secret')
    await ask(github, 'PATCH /app/hook/config', asApp(app), { url: other.url, secret: 'another secret' })
    repository.push('main', { files: { b: 'b' } })
    await github.settled()
    await other.close()
    expect(other.received.map(({ event, isSigned }) => [event, isSigned])).toEqual([['push', true]])
  })
})
