import type { Duplex } from 'node:stream'
import { bareHost, portOf } from './host-guard.ts'
import { nodeModules } from './node-modules.ts'

/** A proxy that opens connections for us (`CONNECT`), and the hosts that are reached without it. */
export interface ProxySettings {
  readonly url: URL
  /** Hosts, or `.suffix`es of them, as in `NO_PROXY`; `*` for all. */
  readonly except: readonly string[]
}

/**
 * What `HTTPS_PROXY` and `NO_PROXY` ask for, in either case of letters; undefined where they ask for nothing.
 * Only TLS goes through it: a registry that the operator lists for plain HTTP stands in the operator's own network.
 */
export function readProxySettings(environment: Readonly<Record<string, string | undefined>>): ProxySettings | undefined {
  const written = environment.https_proxy ?? environment.HTTPS_PROXY ?? ''
  const url = written === '' ? null : URL.parse(written.includes('://') ? written : `http://${written}`)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  const except = (environment.no_proxy ?? environment.NO_PROXY ?? '').toLowerCase().split(/[\s,]+/)
  return { url, except: except.filter(entry => entry !== '') }
}

/** A connection to the URL's host through the proxy; undefined where the URL is to be asked directly. */
export function openTunnel(proxy: ProxySettings | undefined, url: URL, timeoutMs: number): Promise<Duplex> | undefined {
  if (proxy === undefined || url.protocol !== 'https:' || isExcepted(proxy, url)) return undefined
  const place = `${url.hostname}:${portOf(url)}`
  const request = proxy.url.protocol === 'https:' ? nodeModules.https.request : nodeModules.http.request
  const { username, password } = proxy.url
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  const headers = { host: place, ...(username !== '' && { 'proxy-authorization': `Basic ${login}` }) }
  return new Promise((resolve, reject) => {
    const options = {
      method: 'CONNECT',
      host: bareHost(proxy.url),
      port: portOf(proxy.url),
      path: place,
      headers,
      agent: false,
      timeout: timeoutMs,
    }
    const asked = request(options)
    asked.once('error', reject)
    asked.once('timeout', () => asked.destroy(proxyFailure('the proxy did not answer in time')))
    asked.once('response', ({ statusCode }) => asked.destroy(proxyFailure(`the proxy answered ${statusCode}`)))
    asked.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket)
      socket.destroy()
      reject(proxyFailure(`the proxy answered ${statusCode}`))
    })
    asked.end()
  })
}

function isExcepted({ except }: ProxySettings, url: URL): boolean {
  const host = bareHost(url)
  return except.some(entry => {
    const suffix = entry.replace(/^\*?\./, '')
    return entry === '*' || host === suffix || host.endsWith(`.${suffix}`) || entry === `${host}:${portOf(url)}`
  })
}

function proxyFailure(message: string): Error {
  return Object.assign(new Error(message), { code: 'EPROXY' })
}
