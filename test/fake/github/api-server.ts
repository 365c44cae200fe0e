import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Token, TokenStore } from './access.ts'
import { ApiError } from './api-error.ts'
import type { ApiReply, ApiRequest } from './api-request.ts'
import type { FakeApp } from './app.ts'
import { checkJwt, isJwt, issuerOf } from './app-jwt.ts'
import type { Contract, Operation } from './contract.ts'
import type { Fault, Faults } from './faults.ts'
import { answerGraph } from './graphql/answer.ts'
import { type Json, jsonFrom } from './json.ts'
import type { RateLimits } from './rate-limits.ts'
import type { RequestLog } from './request-log.ts'
import { GRAPHQL, type Match, type Router } from './router.ts'
import { ROUTES } from './routes/index.ts'
import type { World } from './world.ts'

/** What the server answers from. */
export interface ServerParts {
  readonly world: World
  readonly apps: readonly FakeApp[]
  readonly tokens: TokenStore
  readonly contract: Contract
  readonly router: Router
  readonly rateLimits: RateLimits
  readonly faults: Faults
  readonly log: RequestLog
  readonly violate: (violation: string) => void
}

interface Incoming {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly body: Json | undefined
}

interface Caller {
  readonly token: Token | undefined
  readonly app: FakeApp | undefined
  readonly budget: string
}

const VERSIONS = ['2022-11-28', '2026-03-10']

/** Answers one HTTP request: asked-for failures first, then as GitHub would, each way held against its description. */
export async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const incoming = await readRequest(parts.world, request)
  const match =
    incoming.path === '/graphql' && incoming.method === 'POST'
      ? { operation: GRAPHQL, parameters: {} }
      : parts.router.match(incoming.method, incoming.path)
  const fault = parts.faults.take(incoming.method, incoming.path)
  if (fault?.delay !== undefined) await wait(fault.delay)
  const isWorking = fault === undefined || fault.afterwards === true || fault.status === 200
  const outcome = isWorking ? answer(parts, incoming, match) : { budget: 'nobody', reply: faultReply(fault) }
  const reply = isWorking && fault?.afterwards === true ? faultReply(fault) : outcome.reply
  const { method, headers, body, path, query } = incoming
  const search = query.size > 0 ? `?${query}` : ''
  parts.log.add({
    method,
    path: path + search,
    operation: match?.operation.name,
    headers,
    body,
    status: reply.status,
    budget: outcome.budget,
    at: Date.now(),
  })
  if (reply.status === 0) request.socket.destroy()
  else send(parts, response, reply, outcome.budget, headers['if-none-match'])
}

function answer(parts: ServerParts, incoming: Incoming, match: Match | undefined): { readonly reply: ApiReply; readonly budget: string } {
  let budget = 'nobody'
  try {
    if (match === undefined) return { reply: violated(parts, [`the fake has no ${incoming.method} ${incoming.path}`]), budget }
    const caller = identify(parts, incoming.headers.authorization)
    budget = caller.budget
    const version = incoming.headers['x-github-api-version'] ?? '2022-11-28'
    if (!VERSIONS.includes(version)) throw new ApiError(400, `Version ${version} is not supported.`)
    if (match.operation.name !== 'GET /rate_limit') parts.rateLimits.spend(budget, match.operation.name)
    return { reply: answerOperation(parts, incoming, match, caller), budget }
  } catch (error) {
    if (error instanceof ApiError) return { reply: errorReply(parts, match?.operation, error), budget }
    return { reply: violated(parts, [`${match?.operation.name}: ${error instanceof Error ? error.stack : String(error)}`]), budget }
  }
}

function answerOperation(parts: ServerParts, incoming: Incoming, { operation, parameters }: Match, caller: Caller): ApiReply {
  const { world, apps, tokens, contract } = parts
  if (operation === GRAPHQL) return answerGraph(world, caller.token, incoming.body, reasons => violated(parts, reasons))
  const faults = contract.requestFaults(operation, incoming.query, incoming.body)
  if (faults.length > 0)
    return violated(
      parts,
      faults.map(fault => `${operation.name}: ${fault}`),
    )
  if (operation.name === 'GET /rate_limit') return { status: 200, json: parts.rateLimits.overview(caller.budget) }
  const route = ROUTES[operation.name]
  if (route === undefined) return violated(parts, [`the fake has no answer for ${operation.name}`])
  const { method, query, body, headers, path } = incoming
  const request: ApiRequest = {
    world,
    apps,
    method,
    url: world.apiUrl + path,
    parameters,
    query,
    body,
    accept: headers.accept ?? '',
    token: caller.token,
    app: caller.app,
    revoke: token => tokens.revoke(token),
  }
  const reply = route(request)
  const broken = reply.text === undefined ? contract.responseFaults(operation, reply.status, reply.json) : []
  return broken.length === 0 ? reply : violated(parts, broken)
}

function identify({ apps, tokens }: ServerParts, authorization: string | undefined): Caller {
  const value = /^(?:bearer|token) (.+)$/i.exec(authorization ?? '')?.[1] ?? ''
  if (!isJwt(value)) {
    const token = tokens.find(authorization)
    return { token, app: undefined, budget: token?.budget ?? 'nobody' }
  }
  const issuer = issuerOf(value)
  const app = apps.find(one => String(one.id) === issuer || one.clientId === issuer)
  if (app === undefined) throw new ApiError(404, 'Integration not found')
  checkJwt(value, app.publicKey, Math.floor(Date.now() / 1000))
  return { token: undefined, app, budget: `app ${app.id}` }
}

function errorReply({ contract, violate }: ServerParts, operation: Operation | undefined, { status, body, headers }: ApiError): ApiReply {
  const broken = operation === undefined || operation === GRAPHQL ? [] : contract.responseFaults(operation, status, body)
  for (const fault of broken) violate(fault)
  return { status, json: body, headers }
}

/** 500, so that the client fails as well as the test. */
function violated({ violate }: ServerParts, reasons: readonly string[]): ApiReply {
  for (const reason of reasons) violate(reason)
  return { status: 500, json: { message: `The fake GitHub does not take this: ${reasons.join('; ')}` } }
}

function faultReply({ status, body, headers }: Fault): ApiReply {
  return { status, json: body ?? { message: 'Server Error' }, ...(headers !== undefined && { headers }) }
}

async function readRequest(world: World, request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const url = new URL(request.url ?? '/', world.serverUrl)
  const text = Buffer.concat(chunks).toString('utf8')
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  return {
    method: request.method ?? 'GET',
    path: numberedRepository(world, pathWithin(world, url.pathname)),
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    body: text === '' ? undefined : jsonFrom(text),
  }
}

/** An enterprise server has REST below `/api/v3` and GraphQL at `/api/graphql`; any other path there is none of the API's. */
function pathWithin({ isEnterprise }: World, path: string): string {
  if (!isEnterprise) return path
  if (path === '/api/graphql') return '/graphql'
  return path.startsWith('/api/v3/') ? path.slice('/api/v3'.length) : `outside the API: ${path}`
}

/** Where a renamed repository's old name sends clients: the same path by number. */
function numberedRepository(world: World, path: string): string {
  const [, id, rest = ''] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? []
  const repository = [...world.repositories.values()].find(one => String(one.id) === id)
  return repository === undefined ? path : `/repos/${repository.fullName}${rest}`
}

function send(parts: ServerParts, response: ServerResponse, reply: ApiReply, budget: string, knownTag: string | undefined): void {
  const content = reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json))
  const tag = `"${createHash('sha256').update(content).digest('hex')}"`
  const isUnchanged = reply.status === 200 && knownTag?.replace(/^W\//, '') === tag
  if (isUnchanged) parts.rateLimits.refund(budget)
  response.writeHead(isUnchanged ? 304 : reply.status, {
    'x-github-request-id': `FAKE:${parts.log.all.length}`,
    'x-github-media-type': 'github.v3; format=json',
    ...(parts.world.isEnterprise ? { 'x-github-enterprise-version': '3.19.0' } : parts.rateLimits.headers(budget)),
    ...(reply.status === 200 && { etag: tag }),
    ...(content !== '' && !isUnchanged && { 'content-type': reply.mediaType ?? 'application/json; charset=utf-8' }),
    ...reply.headers,
  })
  response.end(isUnchanged ? '' : content)
}
