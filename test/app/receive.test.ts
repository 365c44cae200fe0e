import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import nock from 'nock'
import { Probot } from 'probot'
import { loadReviewer, readParts } from '../../app/application.ts'
import application from '../../app/index.ts'
import { createLog } from '../../app/log/log.ts'
import type { Reviewer } from '../../app/reviewer.ts'
import { startFakeGitHub } from '../fake/github/fake-github.ts'
import { withoutNetwork } from '../unit/github/nocked-github.ts'
import { deployment } from './harness/manifests.ts'

/** The app as Probot itself loads it, with all of the network shut. */
const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const SILENT = createLog('error', { write: () => {}, now: () => new Date() })
const SECRET = '0123456789abcdef0123456789abcdef'

let probot: Probot
let asked: string[]
let reviewer: Reviewer | undefined

withoutNetwork()

beforeEach(async () => {
  asked = []
  nock.emitter.on('no match', request => void asked.push(request.url))
  probot = new Probot({ appId: 1, privateKey: KEY, secret: SECRET, baseUrl: 'http://127.0.0.1:9/api/v3' })
  await probot.ready()
})
afterEach(async () => {
  await reviewer?.drain(0)
  reviewer = undefined
  nock.emitter.removeAllListeners('no match')
})

const opened = {
  action: 'opened',
  installation: { id: 7 },
  repository: { id: 1, full_name: 'acme/shop', default_branch: 'main' },
  pull_request: { number: 1 },
  sender: { id: 2, login: 'octocat', type: 'User' },
}

function receive(name: string, payload: object): Promise<void> {
  return probot.receive({ id: '1', name, payload } as Parameters<Probot['receive']>[0])
}

describe('the app in Probot', () => {
  test('is a function that Probot loads, and needs nothing of its server', async () => {
    await expect(probot.load(application)).resolves.toBeUndefined()
  })

  test('handlers put a job into the queue and ask GitHub nothing', async () => {
    reviewer = loadReviewer(probot, { ...readParts({}), log: SILENT })
    await receive('pull_request', opened)
    expect(asked).toEqual([])
    expect(reviewer.queueState()).toMatchObject({ waiting: 1, running: 0 })
  })

  test.each([
    ['pull_request', { action: 'opened' }],
    ['pull_request', { ...opened, repository: null }],
    ['check_run', { action: 'requested_action', installation: { id: 7 } }],
    ['push', { ref: 7, commits: 'none', installation: { id: 7 } }],
    ['installation', { action: 'deleted', installation: { id: 7 } }],
  ])('%s %j makes no handler throw', async (name, payload) => {
    reviewer = loadReviewer(probot, { ...readParts({}), log: SILENT })
    await expect(receive(name, payload)).resolves.toBeUndefined()
    expect(reviewer.queueState()).toMatchObject({ waiting: 0, running: 0 })
  })

  test('with an APP_ID and no secret it refuses to be loaded, and names the variable', () => {
    expect(() => readParts({ APP_ID: '1', PRIVATE_KEY: KEY })).toThrow('WEBHOOK_SECRET')
  })
})

test('with somebody’s token, as `probot receive` has one, one event is worked on from end to end', async () => {
  nock.enableNetConnect('127.0.0.1')
  const github = await startFakeGitHub()
  const repository = github.repository('acme/shop', {
    files: { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }), '.github/pull-policy.yml': 'profile: air-gapped\n' },
    collaborators: { octocat: 'write' },
  })
  const pull = repository.pullRequest({ head: { files: { 'web.yaml': deployment('web', { image: 'acme/app:latest', policy: 'Never' }) } } })
  probot = new Probot({ githubToken: github.userToken('octocat'), baseUrl: github.apiUrl })
  await probot.ready()
  reviewer = loadReviewer(probot, { ...readParts({}), log: SILENT })
  await receive('pull_request', { ...opened, repository: { id: repository.id, full_name: 'acme/shop' } })
  await expect(reviewer.drain(20_000)).resolves.toBe(0)
  expect(pull.comments()).toHaveLength(1)
  github.assertNoViolations()
  await github.close()
}, 30_000)
