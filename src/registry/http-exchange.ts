import type { ClientRequestArgs, Agent as HttpAgent, IncomingMessage } from 'node:http'
import type { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { Duplex } from 'node:stream'
import { BlockedHost, type ConnectOptions, openGuardedConnection } from './guarded-connection.ts'
import { type HostTrust, judgeUrl } from './host-guard.ts'
import { nodeModules } from './node-modules.ts'

/** One question over HTTP, and how much of an answer is read. */
export interface ExchangeRequest {
  readonly method: 'HEAD' | 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Bytes that the body of a 200 may have. */
  readonly bodyLimit: number
  /** For everything, from the connection to the last byte of the body. */
  readonly timeoutMs: number
}

/** What came of it. */
export type Exchange = ExchangeResponse | NoResponse

/** A whole answer, whatever its status; a redirect is one too. */
export interface ExchangeResponse {
  readonly kind: 'response'
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** Every `WWW-Authenticate` header of a 401 by itself. */
  readonly challenges: readonly string[]
  /** All of a 200's body; of another's, at most the first 64 KiB. */
  readonly body: Buffer
}

/** No answer, or none that we read to its end. */
export interface NoResponse {
  readonly kind: 'no-response'
  /**
   * `blocked`: the guard said no. `unreachable`: no connection. `timed-out`: too slow, connected or not. `interrupted`: broken off on the way.
   * `too-large`: more than we read. `malformed`: not HTTP.
   */
  readonly cause: 'blocked' | 'unreachable' | 'timed-out' | 'interrupted' | 'too-large' | 'malformed'
  /** In words, for people; holds no secret and nothing that the other side wrote. */
  readonly reason: string
}

const HEADER_LIMIT = 16 * 1024
const ERROR_BODY_LIMIT = 64 * 1024

/**
 * Speaks HTTP/1.1 over connections that the guard has opened, and keeps them: one TLS handshake serves any number of questions, HEADs included
 * (Node's `fetch` opens a new connection after each HEAD). No redirect is followed and no answer judged here.
 */
export class HttpExchanger {
  readonly #trust: HostTrust
  readonly #http = new nodeModules.http.Agent(KEEP_ALIVE)
  readonly #https = new nodeModules.https.Agent(KEEP_ALIVE)

  constructor(options: ConnectOptions) {
    this.#trust = options.trust
    this.#http.createConnection = (target, answer) => connectFor('http:', target, options, answer)
    this.#https.createConnection = (target, answer) => connectFor('https:', target, options, answer)
  }

  /** Judges the URL each time: a connection that is kept was judged for its host, and not for what else a URL can hold. */
  async exchange(request: ExchangeRequest): Promise<Exchange> {
    const verdict = judgeUrl(request.url, this.#trust)
    if (verdict.kind === 'blocked') return noResponse('blocked', verdict.reason)
    return request.url.protocol === 'http:'
      ? exchangeOver(request, nodeModules.http.request, this.#http)
      : exchangeOver(request, nodeModules.https.request, this.#https)
  }

  /** Closes all connections; what is under way ends as interrupted. */
  close(): void {
    this.#http.destroy()
    this.#https.destroy()
  }
}

const KEEP_ALIVE = { keepAlive: true, scheduling: 'lifo' } as const

type OnConnection = (error: Error | null, stream: Duplex) => void

function connectFor(
  protocol: 'http:' | 'https:',
  target: ClientRequestArgs,
  options: ConnectOptions,
  answer: OnConnection | undefined,
): undefined {
  const host = isIP(target.host ?? '') === 6 ? `[${target.host}]` : target.host
  const url = new URL(`${protocol}//${host}:${target.port}`)
  openGuardedConnection(url, options).then(
    socket => answer?.(null, socket),
    error => answer?.(error, new Duplex()),
  )
}

function exchangeOver(request: ExchangeRequest, send: typeof requestHttps, agent: HttpAgent): Promise<Exchange> {
  const { method, url, headers, body, timeoutMs } = request
  return new Promise((resolve, reject) => {
    const asked = send(url, { method, headers, agent, maxHeaderSize: HEADER_LIMIT })
    const settle = (exchange: Exchange) => {
      clearTimeout(timer)
      resolve(exchange)
    }
    const fail = (error: Error) => {
      clearTimeout(timer)
      const failed = describeError(error)
      failed === undefined ? reject(error) : resolve(failed)
    }
    const timer = setTimeout(() => {
      settle(noResponse('timed-out', `no whole answer in ${Math.ceil(timeoutMs / 1000)} s`))
      asked.destroy()
    }, timeoutMs)
    asked.on('error', fail)
    asked.on('response', response => readAnswer(response, request, settle, fail))
    asked.end(body)
  })
}

function readAnswer(
  response: IncomingMessage,
  request: ExchangeRequest,
  settle: (exchange: Exchange) => void,
  fail: (error: Error) => void,
): void {
  const status = response.statusCode ?? 0
  const limit = status === 200 ? request.bodyLimit : ERROR_BODY_LIMIT
  const chunks: Buffer[] = []
  let size = 0
  const finish = () => {
    const challenges = status === 401 ? (response.headersDistinct['www-authenticate'] ?? []) : []
    settle({ kind: 'response', status, headers: response.headers, challenges, body: Buffer.concat(chunks) })
  }
  response.on('error', fail)
  response.on('end', finish)
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (size <= limit) return
    if (status === 200) settle(noResponse('too-large', `an answer of more than ${limit} bytes`))
    else finish()
    response.destroy()
  })
}

/** What an error of Node's network says of the world; undefined where it says something of us. */
function describeError(error: Error & { readonly code?: unknown }): NoResponse | undefined {
  if (error instanceof BlockedHost) return noResponse('blocked', error.message)
  const { code } = error
  if (typeof code !== 'string') return undefined
  if (code === 'EPROXY') return noResponse('unreachable', error.message)
  if (code === 'HPE_HEADER_OVERFLOW') return noResponse('too-large', `headers of more than ${HEADER_LIMIT} bytes`)
  if (code.startsWith('HPE_')) return noResponse('malformed', `an answer that is not HTTP (${code})`)
  const [cause, reason] = WORDS[code] ?? ['unreachable', `the connection failed (${code})`]
  return noResponse(cause, reason)
}

const WORDS: Readonly<Record<string, readonly [NoResponse['cause'], string]>> = {
  ENOTFOUND: ['unreachable', 'its name is not known'],
  EAI_AGAIN: ['unreachable', 'names could not be looked up'],
  ECONNREFUSED: ['unreachable', 'it refused the connection'],
  ETIMEDOUT: ['timed-out', 'no connection in time'],
  ECONNRESET: ['interrupted', 'it broke off the connection'],
  EPIPE: ['interrupted', 'it broke off the connection'],
}

function noResponse(cause: NoResponse['cause'], reason: string): NoResponse {
  return { kind: 'no-response', cause, reason }
}
