import { randomUUID, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { TestCertificate } from '../fake/registry/certificate.ts'

/** A token issuer for docker-registry, on the loopback interface. */
export interface TokenIssuer {
  readonly host: string
  readonly realm: string
  /** Requests so far. */
  count(): number
  stop(): Promise<void>
}

/** The issuer's only user, who may do everything. */
export const ALICE = { username: 'alice', password: 's3cret' }

/** Issues tokens signed with the certificate's key: everything for Alice, the pull of `public/*` for everybody, a 401 for a wrong password. */
export async function startTokenIssuer(signer: TestCertificate, tls?: TestCertificate): Promise<TokenIssuer> {
  let count = 0
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    count += 1
    const query = new URL(request.url ?? '', 'http://issuer').searchParams
    const form = new URLSearchParams(await readBody(request))
    const shown = request.headers.authorization
    const isAlice =
      shown === `Basic ${Buffer.from(`${ALICE.username}:${ALICE.password}`).toString('base64')}` || form.get('refresh_token') === 'refresh'
    if ((shown !== undefined || form.has('refresh_token')) && !isAlice) {
      response.writeHead(401).end('{}')
      return
    }
    const scopes = [...query.getAll('scope'), ...(form.get('scope') ?? '').split(' ')].filter(scope => scope !== '')
    const token = makeToken(
      signer,
      isAlice ? ALICE.username : '',
      scopes.flatMap(scope => grant(scope, isAlice)),
    )
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token, expires_in: 300 }))
  }
  const server = tls === undefined ? createServer(answer) : createTlsServer({ cert: tls.certificate, key: tls.key }, answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const host = tls === undefined ? `127.0.0.1:${address.port}` : `localhost:${address.port}`
  const stop = () => {
    server.closeAllConnections()
    return new Promise<void>(resolve => server.close(() => resolve()))
  }
  return { host, realm: `${tls === undefined ? 'http' : 'https'}://${host}/token`, count: () => count, stop }
}

function grant(scope: string, isAlice: boolean) {
  const [type = '', name = '', actions = ''] = scope.split(':')
  const granted = actions.split(',').filter(action => isAlice || (action === 'pull' && name.startsWith('public/')))
  return granted.length === 0 ? [] : [{ type, name, actions: granted }]
}

/** @see https://distribution.github.io/distribution/spec/auth/jwt/ */
function makeToken({ der, privateKey }: TestCertificate, subject: string, access: readonly unknown[]): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: 'test issuer', sub: subject, aud: 'test', exp: now + 300, nbf: now - 10, iat: now, jti: randomUUID(), access }
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = `${part({ typ: 'JWT', alg: 'ES256', x5c: [der.toString('base64')] })}.${part(claims)}`
  return `${head}.${sign('sha256', Buffer.from(head), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
