import { isIP } from 'node:net'
import { addressOf, bareHost, type HostTrust } from './host-guard.ts'

/** Registry and token issuer that belong together, though their names do not show it. */
const RELATED_HOSTS: ReadonlyMap<string, string> = new Map([
  ['registry-1.docker.io', 'auth.docker.io'],
  ['registry.gitlab.com', 'gitlab.com'],
])

/**
 * Whether a token issuer may see the credentials that are kept for a registry. A registry names its issuer itself, and reference clients send
 * credentials to whatever is named. Here it must be over TLS the registry's own host, a parent or child domain of it (of two labels at least),
 * one of the known pairs, or a host that the operator lists; and the registry's own origin where the operator lists that for plain HTTP.
 */
export function mayReceiveCredentials(realm: URL, registry: URL, trust: HostTrust, realmHosts: ReadonlySet<string>): boolean {
  if (realmHosts.has(addressOf(realm))) return true
  if (realm.protocol === 'http:') return realm.origin === registry.origin && trust.plainHttp.has(addressOf(realm))
  if (realm.protocol !== 'https:') return false
  const issuer = bareHost(realm)
  const host = bareHost(registry)
  if (issuer === host || RELATED_HOSTS.get(host) === issuer) return true
  return isIP(issuer) === 0 && isIP(host) === 0 && (isParent(issuer, host) || isParent(host, issuer))
}

function isParent(parent: string, child: string): boolean {
  return parent.includes('.') && child.endsWith(`.${parent}`)
}
