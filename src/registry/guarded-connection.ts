import { connect, isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SecureContext } from 'node:tls'
import { addressOf, bareHost, type HostTrust, judgeAddress, judgeAddresses, judgeUrl, portOf, type Verdict } from './host-guard.ts'
import { nodeModules } from './node-modules.ts'

/** What the client needs of the machine's network. Handed in, so that a test can show each decision without a packet leaving. */
export interface Network {
  /** All addresses of a name, as the machine's resolver has them. */
  lookup(host: string): Promise<readonly Address[]>
  /** Opens a TCP connection to one of the addresses. */
  connect(target: ConnectTarget): Promise<Connected>
}

/** One address of a name; `family` is 4 or 6. */
export interface Address {
  readonly address: string
  readonly family: number
}

/** A TCP connection that the guard has allowed so far. */
export interface ConnectTarget {
  readonly host: string
  readonly port: number
  /** Already judged; nothing but these may be connected to. */
  readonly addresses: readonly Address[]
  readonly timeoutMs: number
}

/** A TCP connection, and where it really leads. */
export interface Connected {
  readonly socket: Duplex
  /** The address that was reached, as the operating system names it; undefined where it does not know. */
  readonly remoteAddress: string | undefined
}

/** A connection that was refused by us: a verdict of the guard, thrown only because Node's agents take errors and no values. */
export class BlockedHost extends Error {
  readonly code = 'BLOCKED_HOST'
}

/** What opening connections needs, the same for a whole run. */
export interface ConnectOptions {
  readonly trust: HostTrust
  readonly network: Network
  /** See `trustAlso`. */
  readonly secureContext: SecureContext | undefined
  /** Connects for us where it answers with a promise. It resolves the names itself, so only the rules on names and literals hold there. */
  readonly openTunnel: (url: URL, timeoutMs: number) => Promise<Duplex> | undefined
  readonly timeoutMs: number
  readonly onTlsHandshake: () => void
}

/**
 * Opens the connection for a URL: judges the URL, then every address that DNS has for it, then the address that was really reached, and only
 * then says a word. The address that is judged is the one that is connected to, so a name that changes between two look-ups gains nothing.
 */
export async function openGuardedConnection(url: URL, options: ConnectOptions): Promise<Duplex> {
  refuse(judgeUrl(url, options.trust))
  const socket = await (options.openTunnel(url, options.timeoutMs) ?? openTcp(url, options))
  return url.protocol === 'http:' ? socket : startTls(socket, url, options)
}

/** The machine's own network. Where a name has several addresses, they are tried side by side ("happy eyeballs", RFC 8305). */
export function machineNetwork(): Network {
  return {
    lookup: host => nodeModules.dns.lookup(host, { all: true }),
    connect: ({ host, port, addresses, timeoutMs }) => {
      const socket = connect({
        host,
        port,
        lookup: (_host, { all }, answer) => {
          const [first = { address: '', family: 0 }] = addresses
          all ? answer(null, [...addresses]) : answer(null, first.address, first.family)
        },
      })
      return settleWithin(timeoutMs, socket, 'connect', () => ({ socket, remoteAddress: socket.remoteAddress }))
    },
  }
}

/** Trust in certificates, in PEM, beside those that Node trusts; undefined where there are none. Reading them all takes 15 ms, so it is made once for all connections. */
export function trustAlso(certificateAuthorities: readonly string[]): SecureContext | undefined {
  if (certificateAuthorities.length === 0) return undefined
  const { createSecureContext, getCACertificates } = nodeModules.tls
  return createSecureContext({ ca: [...getCACertificates('default'), ...certificateAuthorities] })
}

/** What `done` makes of the stream at its event; the stream's error, or its end for want of time, if that comes first. */
export function settleWithin<T>(timeoutMs: number, stream: Duplex, event: string, done: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => stream.destroy(timedOut()), timeoutMs)
    const fail = (error: Error) => {
      clearTimeout(timer)
      reject(error)
    }
    stream.on('error', fail) // stays, for an error that comes before the next owner listens
    stream.once(event, () => {
      clearTimeout(timer)
      resolve(done())
    })
  })
}

function timedOut(): Error {
  return Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' })
}

async function openTcp(url: URL, { trust, network, timeoutMs }: ConnectOptions): Promise<Duplex> {
  const host = bareHost(url)
  const place = addressOf(url)
  const addresses = isIP(host) === 0 ? await network.lookup(host) : [{ address: host, family: isIP(host) }]
  refuse(judgeAddresses(addresses, place, trust))
  const { socket, remoteAddress } = await network.connect({ host, port: portOf(url), addresses, timeoutMs })
  const verdict = judgeAddress(remoteAddress ?? '', place, trust)
  if (verdict.kind === 'blocked') socket.destroy()
  refuse(verdict)
  return socket
}

function refuse(verdict: Verdict): void {
  if (verdict.kind === 'blocked') throw new BlockedHost(verdict.reason)
}

function startTls(socket: Duplex, url: URL, { secureContext, timeoutMs, onTlsHandshake }: ConnectOptions): Promise<Duplex> {
  const host = bareHost(url)
  const secure = nodeModules.tls.connect({
    socket,
    host,
    ...(isIP(host) === 0 && { servername: host }),
    ALPNProtocols: ['http/1.1'],
    ...(secureContext && { secureContext }),
  })
  return settleWithin(timeoutMs, secure, 'secureConnect', () => {
    onTlsHandshake()
    return secure
  })
}
