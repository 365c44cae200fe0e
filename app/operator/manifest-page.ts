import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UserError } from '../../src/index.ts'

/** The page that sends a manifest to GitHub, and gets back the code by which the app's secrets are fetched. */
export interface ManifestPage {
  /** For the browser. */
  readonly url: string
  /** The code, once GitHub has sent the browser back. */
  readonly code: Promise<string>
  close(): void
}

/** What the page is about. */
export interface ManifestPageOptions {
  /** Any free one for 0. */
  readonly port: number
  /** Where GitHub takes manifests. */
  readonly target: string
  /** The manifest, given the address to which GitHub is to send the browser back. */
  manifest(redirectUrl: string): Readonly<Record<string, unknown>>
}

/**
 * Serves the page on 127.0.0.1, to nobody else. The state is random: a code counts only from a browser that was sent off here, so that no other page
 * can slip in an app of its own. Rejects with a UserError where the port is taken.
 */
export async function serveManifestPage({ port, target, manifest }: ManifestPageOptions): Promise<ManifestPage> {
  const state = randomBytes(24).toString('base64url')
  const { promise: code, resolve } = Promise.withResolvers<string>()
  const server = createServer((request, response) => answer(request, response))
  await listen(server, port)
  const { port: ownPort } = server.address() as AddressInfo // it listens on TCP
  const origin = `http://127.0.0.1:${ownPort}`
  const page = renderForm(`${target}?state=${state}`, manifest(`${origin}/created`))

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(request.url ?? '/', origin)
    // a name that some DNS binds to 127.0.0.1 is not us
    const isForUs = request.headers.host === `127.0.0.1:${ownPort}` && request.method === 'GET'
    if (!isForUs || url === null) send(response, 403, 'Not for you', '')
    else if (url.pathname === '/') send(response, 200, 'Register the app', page, target)
    else if (url.pathname === '/created') takeCode(url.searchParams, response)
    else send(response, 404, 'Nothing here', '')
  }

  function takeCode(parameters: URLSearchParams, response: ServerResponse): void {
    const given = parameters.get('code') ?? ''
    const isOurs = isSame(parameters.get('state') ?? '', state) && /^[\w-]{1,200}$/.test(given)
    if (isOurs) resolve(given)
    if (isOurs) send(response, 200, 'Registered', '<p>Go on in the terminal; this page can be closed.</p>')
    else
      send(
        response,
        403,
        'Not from here',
        '<p>This answer does not belong to the page that the command shows. Open that page once more.</p>',
      )
  }

  return {
    url: `${origin}/`,
    code,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', error => {
      const code = 'code' in error ? String(error.code) : error.name
      reject(new UserError('usage', `--port: ${port} cannot be listened on (${code}); name another, or leave it out`, { cause: error }))
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)]
  return first.length === second.length && timingSafeEqual(first, second)
}

function renderForm(target: string, manifest: Readonly<Record<string, unknown>>): string {
  const permissions = Object.entries(Object(manifest.default_permissions)).map(
    ([name, level]) => `<li><code>${escapeHtml(name)}: ${escapeHtml(String(level))}</code></li>`,
  )
  return `<p>The button sends you to GitHub, which shows the app once more and lets you change its name.</p>
<p>It asks for:</p>
<ul>${permissions.join('')}</ul>
<form action="${escapeHtml(target)}" method="post">
<input type="hidden" name="manifest" value="${escapeHtml(JSON.stringify(manifest))}">
<button type="submit">Register on GitHub</button>
</form>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function send(response: ServerResponse, status: number, title: string, body: string, formTarget?: string): void {
  const action = formTarget === undefined ? "'none'" : new URL(formTarget).origin
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action ${action}; frame-ancestors 'none'; base-uri 'none'`,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  })
  response.end(`<!doctype html><meta charset="utf-8"><title>pull-policy: ${title}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:4em auto;padding:0 1em}button{font:inherit;padding:.4em 1em}</style>
<h1>${title}</h1>
${body}
`)
}
