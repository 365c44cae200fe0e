import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TestCertificate } from './certificate.ts'
import type { FakeImage, Stored } from './images.ts'

/** How a fake registry lets people in. */
export type FakeAuth =
  | { readonly kind: 'open' }
  /** Name to password; every question needs one. */
  | { readonly kind: 'basic'; readonly users: Readonly<Record<string, string>> }
  /** Tokens from `/token` of this server, or of the issuer that `realm` names; whoever has no password gets at `public/*`. */
  | { readonly kind: 'token'; readonly users: Readonly<Record<string, string>>; readonly realm?: string; readonly expiresIn?: number }

/** Open and without TLS where nothing is said. */
export interface FakeRegistryOptions {
  readonly auth?: FakeAuth
  readonly certificate?: TestCertificate
}

/** One request as the server saw it. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Something other than the protocol; see `faults.ts`. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => void

interface Interference {
  readonly matches: (line: string) => boolean
  readonly fault: Fault
  times: number
}

/**
 * A registry on the loopback interface that speaks the distribution protocol's reading half: manifests by tag and digest, blobs, lists of tags,
 * Basic and token authentication, with distribution's error codes. Faults are put in its way on demand.
 */
export class FakeRegistry {
  readonly seen: SeenRequest[] = []
  /** TLS handshakes, or TCP connections where it speaks plain HTTP. */
  connections = 0
  readonly #auth: FakeAuth
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #manifests = new Map<string, Map<string, Stored>>()
  readonly #blobs = new Map<string, Stored>()
  readonly #tokens = new Map<string, string>()
  readonly #interferences: Interference[] = []
  readonly #isTls: boolean

  constructor({ auth = { kind: 'open' }, certificate }: FakeRegistryOptions = {}) {
    this.#auth = auth
    this.#isTls = certificate !== undefined
    const answer = (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response)
    this.#server =
      certificate === undefined ? createServer(answer) : createTlsServer({ cert: certificate.certificate, key: certificate.key }, answer)
    this.#server.on(certificate === undefined ? 'connection' : 'secureConnection', () => {
      this.connections += 1
    })
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => {}) // clients of a hostile server hang up
    })
  }

  async start(): Promise<this> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise(resolve => this.#server.close(resolve))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port // null and a string are answers of servers that do not listen on TCP
  }

  /** `127.0.0.1:port` */
  get host(): string {
    return `127.0.0.1:${this.port}`
  }

  push(repository: string, tag: string, image: FakeImage): void {
    this.#pushManifest(repository, image)
    this.#tagsOf(repository).set(tag, image)
  }

  /** Lets a fault answer the requests whose `METHOD /path` holds a text, so many times; the latest fault comes first. */
  interfere(text: string, fault: Fault, times = Number.POSITIVE_INFINITY): void {
    this.#interferences.unshift({ matches: line => line.includes(text), fault, times })
  }

  /** Makes all issued tokens worthless. */
  expireTokens(): void {
    this.#tokens.clear()
  }

  /** The requests as `METHOD /path`. */
  lines(): readonly string[] {
    return this.seen.map(({ method, path }) => `${method} ${path}`)
  }

  #pushManifest(repository: string, image: FakeImage): void {
    for (const child of image.children) this.#pushManifest(repository, child)
    for (const blob of image.blobs) this.#blobs.set(`${repository}@${blob.digest}`, blob)
    this.#tagsOf(repository).set(image.digest, image)
  }

  #tagsOf(repository: string): Map<string, Stored> {
    const known = this.#manifests.get(repository) ?? new Map<string, Stored>()
    this.#manifests.set(repository, known)
    return known
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '' } = request
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    this.seen.push({ method, path, headers: request.headers, body })
    const interference = this.#interferences.find(({ matches, times }) => times > 0 && matches(`${method} ${path}`))
    if (interference !== undefined) {
      interference.times -= 1
      interference.fault(request, response)
      return
    }
    this.#serve(request, response, new URL(path, 'http://fake'), body)
  }

  #serve(request: IncomingMessage, response: ServerResponse, url: URL, body: string): void {
    const match = /^\/v2\/(.+?)\/(manifests|blobs|tags)\/(.+)$/.exec(url.pathname)
    const [, repository = '', kind, target = ''] = match ?? []
    if (url.pathname === '/token') this.#issueToken(request, response, url, body)
    else if (!this.#mayRead(request, repository)) this.#challenge(response, repository)
    else if (url.pathname === '/v2/') sendJson(response, 200, {})
    else if (kind === 'tags') this.#listTags(response, repository, url)
    else if (kind === 'blobs') sendStored(response, this.#blobs.get(`${repository}@${target}`), 'BLOB_UNKNOWN')
    else sendStored(response, this.#manifests.get(repository)?.get(target), 'MANIFEST_UNKNOWN')
  }

  #listTags(response: ServerResponse, repository: string, url: URL): void {
    const manifests = this.#manifests.get(repository)
    if (manifests === undefined) {
      sendError(response, 404, 'NAME_UNKNOWN')
      return
    }
    const count = Number(url.searchParams.get('n') ?? 1000)
    const last = url.searchParams.get('last') ?? ''
    const tags = [...manifests.keys()].filter(tag => !tag.includes(':') && tag > last).sort()
    const page = tags.slice(0, count)
    const link = tags.length > count ? { link: `</v2/${repository}/tags/list?last=${page.at(-1)}&n=${count}>; rel="next"` } : {}
    sendJson(response, 200, { name: repository, tags: page }, link)
  }

  #mayRead({ headers }: IncomingMessage, repository: string): boolean {
    const [scheme, shown = ''] = (headers.authorization ?? '').split(' ', 2)
    if (this.#auth.kind === 'open') return true
    if (this.#auth.kind === 'basic') return scheme === 'Basic' && isLogin(shown, this.#auth.users)
    return scheme === 'Bearer' && this.#tokens.get(shown) === repository
  }

  #challenge(response: ServerResponse, repository: string): void {
    const own = `${this.#isTls ? 'https' : 'http'}://${response.req.headers.host}/token`
    const realm = this.#auth.kind === 'token' ? (this.#auth.realm ?? own) : ''
    const scope = repository === '' ? '' : `,scope="repository:${repository}:pull"`
    const error = response.req.headers.authorization === undefined ? '' : ',error="insufficient_scope"'
    const bearer = `Bearer realm="${realm}",service="fake"${scope}${error}`
    sendError(response, 401, 'UNAUTHORIZED', { 'www-authenticate': this.#auth.kind === 'basic' ? 'Basic realm="fake"' : bearer })
  }

  /** As the specification has it: less access than asked for is no error here, only an unknown password is. */
  #issueToken({ headers }: IncomingMessage, response: ServerResponse, url: URL, body: string): void {
    const users = this.#auth.kind === 'open' ? {} : this.#auth.users
    const form = new URLSearchParams(body)
    const [, login] = (headers.authorization ?? '').split(' ', 2)
    const refresh = form.get('refresh_token')
    const isUnknown = (login !== undefined && !isLogin(login, users)) || (refresh !== null && !Object.values(users).includes(refresh))
    if (isUnknown) {
      sendError(response, 401, 'UNAUTHORIZED')
      return
    }
    const [, repository = ''] = (url.searchParams.get('scope') ?? form.get('scope') ?? '').split(':')
    const isKnown = login !== undefined || refresh !== null
    const token = `token-${this.#tokens.size}-${Math.random().toString(36).slice(2)}`
    this.#tokens.set(token, isKnown || repository.startsWith('public/') ? repository : '')
    const expiresIn = this.#auth.kind === 'token' ? this.#auth.expiresIn : undefined
    sendJson(response, 200, { token, ...(expiresIn !== undefined && { expires_in: expiresIn }) })
  }
}

function isLogin(encoded: string, users: Readonly<Record<string, string>>): boolean {
  const [name = '', password] = Buffer.from(encoded, 'base64').toString('utf8').split(':', 2)
  return password !== undefined && Object.hasOwn(users, name) && users[name] === password
}

function sendStored(response: ServerResponse, stored: Stored | undefined, missing: string): void {
  if (stored === undefined) {
    sendError(response, 404, missing)
    return
  }
  response.writeHead(200, {
    'content-type': stored.mediaType,
    'content-length': stored.body.length,
    'docker-content-digest': stored.digest,
  })
  response.end(response.req.method === 'HEAD' ? undefined : stored.body)
}

function sendError(response: ServerResponse, status: number, code: string, headers: Readonly<Record<string, string>> = {}): void {
  sendJson(response, status, { errors: [{ code, message: 'as a fake has it' }] }, headers)
}

function sendJson(response: ServerResponse, status: number, content: unknown, headers: Readonly<Record<string, string>> = {}): void {
  const body = JSON.stringify(content)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
