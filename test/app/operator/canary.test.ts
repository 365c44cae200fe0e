import { createHmac } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { permissionsOf } from '../../../app/operator/permissions.ts'
import type { FakeApp } from '../../fake/github/app.ts'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import { FakeRegistry } from '../../fake/registry/fake-registry.ts'
import { gives } from '../../fake/registry/faults.ts'
import { image } from '../../fake/registry/images.ts'
import { AppProcess } from '../harness/app-process.ts'

jest.setTimeout(60_000)

/** Stands for all that is private. It is part of names, paths, titles, texts, passwords and of what GitHub and registries answer. */
const CANARY = 'c4n4ry'

let github: FakeGitHub
let registry: FakeRegistry
let app: FakeApp
let running: AppProcess

beforeAll(async () => {
  github = await startFakeGitHub({ isEnterprise: true })
  registry = await new FakeRegistry({ auth: { kind: 'basic', users: { [`${CANARY}-puller`]: `${CANARY}-password` } } }).start()
  registry.push(`${CANARY}/app`, '1', image('linux/amd64'))
  registry.interfere(`${CANARY}/broken`, gives(`{"errors":[{"code":"UNKNOWN","message":"${CANARY}"}]}`, 'application/json'))
  app = github.app({
    slug: 'pull-policy',
    permissions: permissionsOf('default'),
    events: ['pull_request', 'push', 'merge_group', 'check_run'],
    webhook: { url: '', secret: `${CANARY}-webhook-secret` },
    hasStatelessTokens: true,
  })
  running = await AppProcess.start(github, app, {
    registries: [
      `  - { host: "${registry.host}", owners: [acme], plain-http: true, username: ${CANARY}-puller, password-env: REGISTRY_PASSWORD }`,
    ],
    env: { REGISTRY_PASSWORD: `${CANARY}-password`, LOG_LEVEL: 'debug' },
  })
})
afterAll(async () => {
  await registry.stop()
  await github.close()
})

function manifest(name: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${CANARY}
  annotations: { note: "${CANARY}" }
spec:
  containers:
    - name: ${CANARY}
      image: ${registry.host}/${CANARY}/${name}
`
}

async function post(body: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(`${running.url}/api/github/webhooks?${CANARY}`, { method: 'POST', body, headers })
  return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`
}

function signed(body: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    'x-github-event': 'pull_request',
    'x-github-delivery': 'aaaaaaaa-bbbb',
    'x-hub-signature-256': `sha256=${createHmac('sha256', app.webhook.secret).update(body).digest('hex')}`,
  }
}

test('nothing private comes out at any of its doors, whatever goes wrong', async () => {
  const repository = github.repository(`acme/${CANARY}`, { private: true, files: { [`${CANARY}/pod.yaml`]: manifest('app:0') } })
  app.install(repository)
  const words = { title: `${CANARY} title`, body: `${CANARY} body` }
  const open = (files: Readonly<Record<string, string>>, branch: string) =>
    repository.pullRequest({ ...words, head: { branch: `${CANARY}-${branch}`, files } })
  const settle = async () => {
    await github.settled()
    await running.idle()
  }

  // all is well, what cannot be read, what a registry garbles; and what GitHub refuses or drops, whomever it hits
  const message = { message: `${CANARY} said GitHub` }
  github.failNext({ method: 'POST', path: '/check-runs', status: 422, body: message })
  github.failNext({ method: 'POST', path: '/comments', status: 403, body: message })
  github.failNext({ method: 'GET', path: /\/pulls\/\d+$/, status: 0 })
  github.failNext({ method: 'GET', path: /\/pulls\/\d+$/, status: 502, body: message })
  github.failNext({ method: 'GET', path: /\/pulls\/\d+$/, status: 451, body: message })
  github.failNext({ method: 'POST', path: '/graphql', status: 200, body: { data: CANARY } })
  open({ [`${CANARY}/pod.yaml`]: manifest('app:1') }, 'well')
  open({ [`${CANARY}/broken.yaml`]: `a: [${CANARY}\nb: }{`, [`${CANARY}/bad.yaml`]: manifest('broken:1') }, 'broken')
  await settle()
  repository.push('main', { files: { '.github/pull-policy.yml': `${CANARY}: [` }, message: CANARY })
  await settle()
  expect(github.unusedFaults()).toEqual([])

  // at the front door
  const strange = JSON.stringify({ action: CANARY, installation: { id: 1 }, pull_request: { title: CANARY } })
  const answers = await Promise.all([
    post(strange, { ...signed(strange), 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }),
    post(`${CANARY}{`, signed(`${CANARY}{`)),
    post(strange, signed(strange)),
    post(strange, { ...signed(strange), 'x-github-event': CANARY }),
    post(strange, { 'content-type': CANARY }),
  ])
  await running.idle()
  await wait(50)

  const doors = await Promise.all(
    ['metrics', 'healthz', 'readyz', CANARY].map(async path => (await fetch(`${running.url}/${path}`)).text()),
  )
  const deliveries = app.deliveries.all.map(({ responseHeaders, responseBody }) => JSON.stringify([responseHeaders, responseBody]))
  expect(await running.stop()).toBe(0)
  const log = running.log.map(line => JSON.stringify(line))

  // all of it really happened, with the canary in it
  expect(repository.checkRuns.length).toBeGreaterThan(1)
  expect(JSON.stringify(github.requests.all)).toContain(CANARY)
  expect(registry.seen.some(({ headers }) => headers.authorization !== undefined)).toBe(true)
  expect(log.filter(line => line.includes('"level":"warn"')).length).toBeGreaterThan(2)
  expect(deliveries.length).toBeGreaterThan(6)

  for (const [door, texts] of Object.entries({ log, stderr: running.stderr, doors, answers, deliveries }))
    expect([door, texts.filter(text => text.includes(CANARY))]).toEqual([door, []])
  expect(log.join('')).not.toMatch(/ghs_|acme/)
})
