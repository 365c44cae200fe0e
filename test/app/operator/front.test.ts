import { createHmac, randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Delivery, Front, type FrontLimits } from '../../../app/front/server.ts'
import { createLog } from '../../../app/log/log.ts'
import { Metrics } from '../../../app/metrics.ts'

const SECRET = 'the-current-secret'
const OLD_SECRET = 'the-previous-secret'
const PATH = '/api/github/webhooks'

let front: Front
let url: string
let received: Delivery[]
let lines: string[]
let metrics: Metrics
let receive: (delivery: Delivery) => Promise<void>
let isQueueReady: boolean

function makeFront(limits: Partial<FrontLimits> = {}): Front {
  return new Front({
    webhookPath: PATH,
    webhookSecrets: { current: SECRET, previous: OLD_SECRET },
    log: createLog('debug', { write: line => lines.push(line), now: () => new Date(0) }),
    metrics,
    receive: delivery => receive(delivery),
    isQueueReady: async () => isQueueReady,
    limits,
  })
}

async function start(limits: Partial<FrontLimits> = {}, adminPort: number | null = null): Promise<void> {
  front = makeFront(limits)
  await front.listen('127.0.0.1', 0, adminPort)
  url = `http://127.0.0.1:${front.port}`
}

beforeEach(() => {
  received = []
  lines = []
  metrics = new Metrics()
  isQueueReady = true
  receive = async delivery => void received.push(delivery)
})
afterEach(() => front.close())

interface Webhook {
  readonly body?: string
  readonly secret?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly without?: string
}

function send({ body = '{"action":"opened"}', secret = SECRET, headers = {}, without }: Webhook = {}): Promise<Response> {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const all: Record<string, string> = {
    'content-type': 'application/json',
    'x-github-event': 'pull_request',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': signature,
    ...headers,
  }
  if (without !== undefined) delete all[without]
  return fetch(url + PATH, { method: 'POST', headers: all, body })
}

async function counted(result: string): Promise<number> {
  const { text } = await metrics.render()
  const found = new RegExp(`^pull_policy_webhooks_total\\{[^}]*result="${result}"\\} (\\d+)$`, 'm').exec(text)
  return Number(found?.[1] ?? 0)
}

describe('a webhook', () => {
  beforeEach(() => start())

  test('is handed on once its signature is right, and answered once it is queued', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    receive = async delivery => {
      received.push(delivery)
      await promise
    }
    let isAnswered = false
    const answer = send({ headers: { 'x-github-delivery': 'aaaaaaaa-1' } }).then(response => {
      isAnswered = true
      return response
    })
    while (received.length === 0) await new Promise(setImmediate)
    expect(isAnswered).toBe(false)
    resolve()
    expect((await answer).status).toBe(202)
    expect(received).toEqual([{ id: 'aaaaaaaa-1', name: 'pull_request', payload: { action: 'opened' } }])
    expect(await counted('queued')).toBe(1)
  })

  test('that is signed with the secret before is taken while one is being replaced', async () => {
    expect((await send({ secret: OLD_SECRET })).status).toBe(202)
  })

  test('may hold any characters', async () => {
    expect((await send({ body: '{"title":"Grüße 🐳\\u0000"}' })).status).toBe(202)
    expect(received[0]?.payload).toEqual({ title: 'Grüße 🐳\0' })
  })

  test.each<readonly [string, Webhook, number]>([
    ['signed with another secret', { secret: 'somebody-elses-secret' }, 401],
    ["signed with Probot's own secret", { secret: 'development' }, 401],
    ['not signed', { without: 'x-hub-signature-256' }, 401],
    ['signed in the old way only', { without: 'x-hub-signature-256', headers: { 'x-hub-signature': 'sha1=0' } }, 401],
    ['signed with half a digest', { headers: { 'x-hub-signature-256': 'sha256=abc' } }, 401],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
    ['of no event', { without: 'x-github-event' }, 400],
    ['of no delivery', { without: 'x-github-delivery' }, 400],
    ['of an odd delivery', { headers: { 'x-github-delivery': '<script>' } }, 400],
    ['no JSON', { body: 'canary{' }, 400],
    ['no object', { body: '[]' }, 400],
    ['empty', { body: '' }, 401],
  ])('that is %s is refused and goes nowhere', async (_what, webhook, status) => {
    const response = await send(webhook)
    expect(response.status).toBe(status)
    expect(received).toEqual([])
    expect(await response.text()).toMatch(/^[a-z][A-Za-z0-9 /-]+\n$/)
  })

  test('whose signature does not fit because one byte was changed is refused', async () => {
    const body = '{"action":"opened"}'
    const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`
    expect((await send({ body: body.replace('o', 'O'), headers: { 'x-hub-signature-256': signature } })).status).toBe(401)
  })

  test('that comes again is taken once', async () => {
    const headers = { 'x-github-delivery': 'aaaaaaaa-2' }
    const answers = await Promise.all([send({ headers }), send({ headers }), send({ headers })])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 202])
    expect((await send({ headers })).status).toBe(200)
    expect(received).toHaveLength(1)
  })

  test('that could not be queued is answered so, without the reason, and is taken when it comes again', async () => {
    const headers = { 'x-github-delivery': 'aaaaaaaa-3' }
    receive = async () => {
      throw new Error('canary: redis://:hunter2@queue')
    }
    const response = await send({ headers })
    expect([response.status, await response.text()]).toEqual([503, 'not queued\n'])
    expect(lines.join('')).not.toMatch(/canary|hunter2/)
    receive = async delivery => void received.push(delivery)
    expect((await send({ headers })).status).toBe(202)
    expect(received).toHaveLength(1)
  })
})

test('a queue that hangs costs a webhook two seconds at most', async () => {
  await start({ receiveMs: 50 })
  receive = () => new Promise(() => {})
  expect((await send()).status).toBe(503)
})

describe('bodies', () => {
  /** Sends bytes as they are, and gives back what came until the connection was closed. */
  function talk(write: (send: (bytes: string | Buffer) => Promise<void>) => Promise<void>): Promise<string> {
    return new Promise(resolve => {
      const socket = connect(front.port, '127.0.0.1')
      let answer = ''
      let isOpen = true
      socket.on('data', data => {
        answer += data.toString('latin1')
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        isOpen = false
        resolve(answer)
      })
      socket.on('connect', () => {
        void write(bytes => (isOpen ? new Promise(sent => socket.write(bytes, () => sent())) : Promise.resolve()))
      })
    })
  }

  const HEAD = [
    `POST ${PATH} HTTP/1.1`,
    'host: a',
    'content-type: application/json',
    'x-github-event: push',
    'x-github-delivery: aaaaaaaa-4',
    `x-hub-signature-256: sha256=${'0'.repeat(64)}`,
  ].join('\r\n')

  test.each([
    ['announced', `${HEAD}\r\ncontent-length: ${300 * 1024 * 1024}\r\nconnection: close\r\n\r\n`, ''],
    ['not announced', `${HEAD}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n`, '100000\r\n'],
  ])('of 300 MB are refused and not kept, where their length is %s', async (_how, head, chunkHead) => {
    await start()
    const block = Buffer.alloc(1024 * 1024, 'a')
    globalThis.gc?.()
    const before = process.memoryUsage().rss
    let most = 0
    const answer = await talk(async write => {
      await write(head)
      for (let sent = 0; sent < 300; sent += 1) {
        await write(chunkHead)
        await write(block)
        if (chunkHead !== '') await write('\r\n')
        most = Math.max(most, process.memoryUsage().rss - before)
      }
    })
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(received).toEqual([])
    expect(most).toBeLessThan(50 * 1024 * 1024)
  })

  test('that come slowly are cut off', async () => {
    await start({ requestMs: 200, headersMs: 100, checkMs: 50 })
    const startedAt = Date.now()
    await talk(async write => {
      await write(`${HEAD}\r\ncontent-length: 100\r\n\r\n{`)
      for (let sent = 0; sent < 40; sent += 1) {
        await new Promise(resolve => setTimeout(resolve, 50))
        await write(' ')
      }
    })
    expect(Date.now() - startedAt).toBeLessThan(1500)
    expect(received).toEqual([])
  })

  test('of many strangers at a time are not all kept', async () => {
    await start({ allBodiesBytes: 1000, requestMs: 600, headersMs: 100, checkMs: 50 })
    const answers = await Promise.all(
      [1, 2, 3].map(() => talk(write => write(`${HEAD}\r\ncontent-length: 1000\r\nconnection: close\r\n\r\n${' '.repeat(600)}`))),
    )
    expect(answers.filter(answer => answer.startsWith('HTTP/1.1 503')).length).toBeGreaterThan(0)
    expect((await send()).status).toBe(202)
  })

  test('wait in no time of their own: the settings hold', async () => {
    await start()
    const { requestMs, headersMs, checkMs } = front.limits
    expect(requestMs + checkMs).toBeLessThanOrEqual(30_000)
    expect(headersMs).toBeLessThan(requestMs)
  })
})

describe('what is not a webhook', () => {
  beforeEach(() => start())

  test.each([
    ['GET', '/healthz', 200, 'ok\n'],
    ['GET', '/readyz', 200, 'ready\n'],
    ['GET', '/', 404, 'nothing here\n'],
    ['GET', '/probot', 404, 'nothing here\n'],
    ['GET', '/probot/import', 404, 'nothing here\n'],
    ['GET', '/ping', 404, 'nothing here\n'],
    ['GET', PATH, 405, 'method not allowed\n'],
    ['POST', '/healthz', 405, 'method not allowed\n'],
  ])('%s %s → %i', async (method, path, status, text) => {
    const response = await fetch(url + path, { method })
    expect([response.status, await response.text()]).toEqual([status, text])
  })

  test('/metrics are for whoever asks from inside', async () => {
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('pull_policy_webhooks_total')
    expect((await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.1' } })).status).toBe(404)
  })

  test('a queue that cannot be reached makes the app unready and leaves it alive', async () => {
    isQueueReady = false
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  test('draining makes it unready at once; webhooks are left to GitHub', async () => {
    front.startDraining()
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect((await send()).status).toBe(503)
    expect(received).toEqual([])
  })
})

test('with an admin port, metrics are there alone', async () => {
  await start({}, 0)
  expect((await fetch(`${url}/metrics`)).status).toBe(404)
  const admin = `http://127.0.0.1:${front.adminPort}`
  expect((await fetch(`${admin}/metrics`)).status).toBe(200)
  expect((await fetch(`${admin}/readyz`)).status).toBe(200)
  expect((await fetch(admin + PATH, { method: 'POST' })).status).toBe(404)
})

test('a port that is taken is said to be, with its variable', async () => {
  await start()
  await expect(makeFront().listen('127.0.0.1', front.port)).rejects.toThrow(
    `PORT: 127.0.0.1:${front.port} cannot be listened on (EADDRINUSE); set HOST and PORT`,
  )
})

test('200 webhooks of 18 kB at once are answered long before GitHub gives up', async () => {
  await start()
  const body = JSON.stringify({ filling: 'x'.repeat(18_000) })
  const times = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const startedAt = performance.now()
      const { status } = await send({ body })
      return status === 202 ? performance.now() - startedAt : Number.POSITIVE_INFINITY
    }),
  )
  expect(Math.max(...times)).toBeLessThan(5000)
  expect(received).toHaveLength(200)
})
