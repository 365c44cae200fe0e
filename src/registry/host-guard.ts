import { isIP } from 'node:net'
import { classifyAddress } from './address-ranges.ts'

/**
 * The hosts that the operator, and nobody else, vouches for. Every entry is `host:port` in canonical form ({@link canonicalAddress}):
 * trust in one port of an inner host is no leave to knock at its others.
 */
export interface HostTrust {
  /** May be in a private network, or have a name that only a private network knows. */
  readonly privateHosts: ReadonlySet<string>
  /** Are spoken to without TLS; they may be private as well, since that is where such registries stand. */
  readonly plainHttp: ReadonlySet<string>
}

/** Whether a place may be asked; if not, why, in words that may be shown. */
export type Verdict = { readonly kind: 'allowed' } | { readonly kind: 'blocked'; readonly reason: string }

const ALLOWED: Verdict = { kind: 'allowed' }

/** Names that no public DNS has: special-use domains and the usual inner ones. */
const INNER_SUFFIXES: readonly string[] = [
  ...['local', 'localhost', 'localdomain', 'internal', 'intranet', 'lan', 'home', 'corp', 'private', 'home.arpa'],
  ...['svc', 'cluster.local', 'test', 'example', 'invalid', 'onion', 'alt'],
]

/**
 * Judges a URL before anything is looked up or sent: scheme, user info, name, and the address where the host is a literal. It must be the
 * parsed URL and not a text: WHATWG reads `127.1`, `0x7f.0.0.1` and `①②⑦.⓪.⓪.①` as 127.0.0.1. A name that passes is judged once more by
 * each address that DNS has for it, and by the one that the connection reached; see `judgeAddress`.
 */
export function judgeUrl(url: URL, trust: HostTrust): Verdict {
  const place = addressOf(url)
  if (url.username !== '' || url.password !== '') return blocked('a user name or password stands in the address')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return blocked(`${url.protocol.slice(0, 20)} is no way to ask a registry`)
  if (url.protocol === 'http:' && !trust.plainHttp.has(place)) return blocked(`${showHost(url)} would be asked without TLS`)
  const host = bareHost(url)
  if (isIP(host) !== 0) return judgeAddress(host, place, trust)
  if (isTrusted(place, trust) || !isInnerName(host)) return ALLOWED
  return blocked(`${showHost(url)} is a name of an inner network`)
}

/** Judges one address that the host of `place` has. Metadata services and the like stay blocked whatever the operator lists. */
export function judgeAddress(address: string, place: string, trust: HostTrust): Verdict {
  const kind = classifyAddress(address)
  if (kind === 'public' || (kind === 'private' && isTrusted(place, trust))) return ALLOWED
  return blocked(kind === 'private' ? 'it has an address of an inner network' : 'it has an address that no registry has')
}

/** Judges the whole answer of DNS: one address that is not allowed blocks all, for whoever mixes them wants us to try both. */
export function judgeAddresses(addresses: readonly { readonly address: string }[], place: string, trust: HostTrust): Verdict {
  return addresses.map(({ address }) => judgeAddress(address, place, trust)).find(({ kind }) => kind === 'blocked') ?? ALLOWED
}

/** `host:port` of a URL, the scheme's port written out, without the dot that a fully qualified name may end in. */
export function addressOf(url: URL): string {
  return `${url.hostname.replace(/\.$/, '')}:${portOf(url)}`
}

/** The port of a URL, the scheme's own where none is written. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'http:' ? 80 : 443
}

/** The host of a URL as sockets want it: no brackets, no dot at the end. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}

/** A host for a message: printable by the URL's own grammar, and of a length that fits. */
export function showHost(url: URL): string {
  if (url.host === '') return url.protocol.slice(0, 20)
  return url.host.length > 100 ? `${url.host.slice(0, 100)}…` : url.host
}

/**
 * What an operator writes, `host` or `host:port` (IPv6 with or without brackets), as `host:port` in canonical form.
 * Undefined where it is neither.
 */
export function canonicalAddress(written: string, scheme: 'http' | 'https'): string | undefined {
  const host = isIP(written) === 6 ? `[${written}]` : written.replace(/:$/, '')
  const url = /[/?#@\\\s]/.test(host) ? null : URL.parse(`${scheme}://${host}`)
  return url === null ? undefined : addressOf(url)
}

function isTrusted(place: string, trust: HostTrust): boolean {
  return trust.privateHosts.has(place) || trust.plainHttp.has(place)
}

function isInnerName(host: string): boolean {
  return !host.includes('.') || host.split('.').includes('') || INNER_SUFFIXES.some(suffix => host.endsWith(`.${suffix}`))
}

function blocked(reason: string): Verdict {
  return { kind: 'blocked', reason }
}
