import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifyWithFallback } from '@octokit/webhooks-methods'
import { UserError } from '../../src/index.ts'
import type { Log } from '../log/log.ts'
import type { Metrics, WebhookResult } from '../metrics.ts'
import { isFromInside } from './inside.ts'
import { BodyReader } from './request-body.ts'
import { SeenDeliveries } from './seen-deliveries.ts'
import { readWebhookHeaders, type WebhookHeaders } from './webhook-request.ts'
import type { WebhookSecrets } from './webhook-secrets.ts'

/** A webhook whose signature was right. */
export interface Delivery {
  /** GUID; the same when GitHub delivers it again. */
  readonly id: string
  readonly name: string
  /** An object, as it was parsed; nothing in it is checked yet. */
  readonly payload: Readonly<Record<string, unknown>>
}

/** What stands behind the front. */
export interface FrontOptions {
  readonly webhookPath: string
  readonly webhookSecrets: WebhookSecrets
  readonly log: Log
  readonly metrics: Metrics
  /** Settles once the webhook is in the queue; rejects where it is not, so that GitHub may deliver it again. */
  receive(delivery: Delivery): Promise<void>
  /** Whether the queue can be reached. */
  isQueueReady(): Promise<boolean>
  readonly limits?: Partial<FrontLimits>
}

/** How much the front takes, and how long it waits; times in milliseconds. */
export interface FrontLimits {
  /** Bytes of a body. GitHub sends no more than 25 MB. */
  readonly bodyBytes: number
  /** Bytes of all bodies that are being read. */
  readonly allBodiesBytes: number
  /** For a request's headers, and for all of it. */
  readonly headersMs: number
  readonly requestMs: number
  /** For `receive`: GitHub gives up after ten seconds. */
  readonly receiveMs: number
  /** How often connections are looked at for being slow. */
  readonly checkMs: number
  readonly connections: number
}

const LIMITS: FrontLimits = {
  bodyBytes: 25 * 1024 * 1024,
  allBodiesBytes: 100 * 1024 * 1024,
  headersMs: 10_000,
  requestMs: 25_000,
  receiveMs: 2_000,
  checkMs: 2_000,
  connections: 2_000,
}

const CLOSING_MS = 3_000

/** Longer than the idle time of the usual load balancers, so that none sends into a connection that is being closed. */
const KEEP_ALIVE_MS = 75_000

/**
 * The app's face to the network: takes webhooks in, checks who signed them, hands them on and answers once they are queued; tells whether the app is
 * alive and ready. It stands before Probot, whose own server reads bodies of any size before it asks who sent them, accepts `development` as a
 * secret, and answers with the texts of errors. Here an answer is one of a dozen fixed texts.
 */
export class Front {
  readonly limits: FrontLimits
  readonly #options: FrontOptions
  readonly #bodies: BodyReader
  readonly #seen = new SeenDeliveries()
  readonly #server: Server
  #admin: Server | undefined
  #isDraining = false

  constructor(options: FrontOptions) {
    this.#options = options
    this.limits = { ...LIMITS, ...options.limits }
    this.#bodies = new BodyReader({ each: this.limits.bodyBytes, all: this.limits.allBodiesBytes })
    this.#server = this.#newServer((request, response) => this.#route(request, response))
  }

  /** Listens; with an admin port, metrics are there and nowhere else. Rejects with a UserError where a port is taken. */
  async listen(host: string, port: number, adminPort: number | null = null): Promise<void> {
    await listen(this.#server, host, port, 'PORT')
    if (adminPort === null) return
    this.#admin = this.#newServer((request, response) => this.#routeAdmin(request, response))
    await listen(this.#admin, host, adminPort, 'ADMIN_PORT')
  }

  get port(): number {
    return portOf(this.#server)
  }

  get adminPort(): number | null {
    return this.#admin === undefined ? null : portOf(this.#admin)
  }

  /** From now on the app is not ready, and webhooks are refused, so that GitHub keeps them for delivery to whoever comes next. */
  startDraining(): void {
    this.#isDraining = true
  }

  /** Stops listening and waits for the requests that are being answered, though not long for those that are still coming in. */
  async close(): Promise<void> {
    this.startDraining()
    const servers = this.#admin === undefined ? [this.#server] : [this.#server, this.#admin]
    await Promise.all(
      servers.map(server => {
        const closed = new Promise<void>(resolve => server.close(() => resolve()))
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), CLOSING_MS).unref()
        return closed
      }),
    )
  }

  #newServer(route: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Server {
    const { headersMs, requestMs, checkMs, connections } = this.limits
    const options = {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: checkMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
    }
    const server = createServer(options, (request, response) => {
      route(request, response).catch((error: unknown) => {
        this.#options.log.error('a request met a fault of this program', { error })
        answer(response, 500, 'fault of this program')
      })
    })
    server.maxConnections = connections
    return server
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request)
    if (path === this.#options.webhookPath) return this.#takeWebhook(request, response)
    if (path === '/metrics' && (this.#admin !== undefined || !isFromInside(request))) return notFound(request, response)
    return this.#routeAdmin(request, response)
  }

  async #routeAdmin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request)
    if (path !== '/healthz' && path !== '/readyz' && path !== '/metrics') return notFound(request, response)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(request, response, 'GET, HEAD')
    if (path === '/healthz') return answer(response, 200, 'ok')
    if (path === '/readyz') return this.#tellReadiness(response)
    const { contentType, text } = await this.#options.metrics.render()
    response.writeHead(200, { 'content-type': contentType }).end(text)
  }

  async #tellReadiness(response: ServerResponse): Promise<void> {
    if (this.#isDraining) return answer(response, 503, 'draining')
    const isReady = await within(this.limits.receiveMs, this.#options.isQueueReady()).catch(() => false)
    answer(response, isReady ? 200 : 503, isReady ? 'ready' : 'the queue cannot be reached')
  }

  async #takeWebhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return refuseMethod(request, response, 'POST')
    const startedAt = performance.now()
    const headers = readWebhookHeaders(request.headers)
    const { result, status, text } = await this.#judgeWebhook(request, headers)
    const seconds = (performance.now() - startedAt) / 1000
    const isGenuine = !UNPROVEN.has(result)
    const event = 'event' in headers && isGenuine ? headers.event : 'other'
    this.#options.metrics.webhookAnswered(event, result, seconds)
    this.#say(result, isGenuine && 'delivery' in headers ? headers : undefined, Math.round(seconds * 1000))
    answer(response, status, text)
  }

  async #judgeWebhook(request: IncomingMessage, headers: ReturnType<typeof readWebhookHeaders>): Promise<Answer> {
    if ('status' in headers) return { ...headers, result: headers.status === 401 ? 'refused-signature' : 'refused-request' }
    if (this.#isDraining) return ANSWERS.draining
    const reading = await this.#bodies.read(request)
    if (reading.kind !== 'body') return UNREAD[reading.kind]
    const text = reading.bytes.toString('utf8')
    const { current, previous } = this.#options.webhookSecrets
    const isSigned = await verifyWithFallback(current, text || ' ', headers.signature, previous === null ? [] : [previous])
    if (!isSigned) return ANSWERS.notSigned
    const payload = parseObject(text)
    return payload === undefined ? ANSWERS.noJson : this.#handOn({ id: headers.delivery, name: headers.event, payload })
  }

  async #handOn(delivery: Delivery): Promise<Answer> {
    try {
      const outcome = await this.#seen.once(delivery.id, () => within(this.limits.receiveMs, this.#options.receive(delivery)))
      return outcome === 'known' ? ANSWERS.duplicate : ANSWERS.queued
    } catch (error) {
      this.#options.log.error('a webhook could not be queued', { delivery: delivery.id, event: delivery.name, error })
      return ANSWERS.notQueued
    }
  }

  #say(result: WebhookResult, headers: WebhookHeaders | undefined, durationMs: number): void {
    const { log } = this.#options
    const fields = { result, durationMs, ...(headers !== undefined && { delivery: headers.delivery, event: headers.event }) }
    if (result === 'queued' || result === 'duplicate') log.debug('a webhook was taken', fields)
    else log.warn('a webhook was refused', fields)
  }
}

interface Answer {
  readonly result: WebhookResult
  readonly status: number
  readonly text: string
}

const ANSWERS = {
  queued: { result: 'queued', status: 202, text: 'queued' },
  duplicate: { result: 'duplicate', status: 200, text: 'taken before' },
  notSigned: { result: 'refused-signature', status: 401, text: 'not signed' },
  noJson: { result: 'refused-request', status: 400, text: 'a JSON object is expected' },
  notQueued: { result: 'not-queued', status: 503, text: 'not queued' },
  draining: { result: 'draining', status: 503, text: 'draining' },
} as const satisfies Readonly<Record<string, Answer>>

const UNREAD = {
  'too-large': { result: 'too-large', status: 413, text: 'too large' },
  'too-busy': { result: 'too-busy', status: 503, text: 'busy' },
  aborted: { result: 'refused-request', status: 400, text: 'the body ended early' },
} as const satisfies Readonly<Record<string, Answer>>

/** Answers to requests whose headers anybody may have written. */
const UNPROVEN: ReadonlySet<WebhookResult> = new Set(['refused-signature', 'refused-request', 'too-large', 'too-busy', 'draining'])

/** How long the rest of a body that nobody wants is let run dry: who is cut off while sending never reads the answer. */
const LINGER_MS = 2_000

function answer(response: ServerResponse, status: number, text: string): void {
  const { req: request } = response
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  response.end(`${text}\n`)
  if (request.complete) return
  request.resume()
  setTimeout(() => request.complete || request.destroy(), LINGER_MS).unref()
}

function notFound(_request: IncomingMessage, response: ServerResponse): void {
  answer(response, 404, 'nothing here')
}

function refuseMethod(_request: IncomingMessage, response: ServerResponse, allowed: string): void {
  response.setHeader('allow', allowed)
  answer(response, 405, 'method not allowed')
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/'
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** Rejects where the promise has not settled in time. */
function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(Object.assign(new Error('not in time'), { code: 'ETIMEDOUT' })), milliseconds)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

function listen(server: Server, host: string, port: number, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      const code = 'code' in error ? String(error.code) : error.name
      reject(
        new UserError(
          'bad-configuration',
          `${name}: ${host}:${port} cannot be listened on (${code}); set HOST and ${name} to what is free here`,
          { cause: error },
        ),
      )
    }
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      resolve()
    })
  })
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0 // a string is the answer of a server that listens on a pipe
}
