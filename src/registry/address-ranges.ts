import { BlockList, isIP } from 'node:net'

/**
 * What kind of place an IP address is. `private` may be reached where the operator lists the host: a company's own network.
 * `forbidden` never: what only machines' insides answer on, and what is no single machine at all.
 */
export type AddressClass = 'public' | 'private' | 'forbidden'

/** The class of an IP address in text form, with or without a zone; whatever is no IP address is forbidden. */
export function classifyAddress(address: string): AddressClass {
  const bare = address.replace(/%.*$/, '')
  const version = isIP(bare)
  if (version === 0) return 'forbidden'
  const family = version === 4 ? 'ipv4' : 'ipv6'
  if (METADATA.check(bare, family)) return 'forbidden'
  if (PRIVATE.check(bare, family) && !isMapped(bare)) return 'private'
  if (FORBIDDEN.check(bare, family)) return 'forbidden'
  return family === 'ipv4' || GLOBAL_UNICAST.check(bare, 'ipv6') ? 'public' : 'forbidden'
}

/** `net.BlockList` reads `::ffff:10.0.0.1` as 10.0.0.1; we do not, because no honest answer has that form. */
function isMapped(address: string): boolean {
  return MAPPED.check(address, 'ipv6')
}

/** Loopback, RFC 1918, shared space of carriers (RFC 6598), unique local IPv6. */
const PRIVATE = listOf(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '100.64.0.0/10'], ['::1/128', 'fc00::/7'])

/** Instance metadata of clouds; Azure's WireServer is a public address by number, and hosts GitHub's own runners. */
const METADATA = listOf(
  ['168.63.129.16/32', '169.254.0.0/16', '100.100.100.200/32', '192.0.0.0/24'],
  ['fd00:ec2::254/128', 'fd20:ce::254/128', 'fe80::/10'],
)

/**
 * What IANA marks as not globally reachable, and what only wraps another address (6to4, Teredo, NAT64).
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const FORBIDDEN = listOf(
  ['0.0.0.0/8', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
)

const MAPPED = listOf([], ['::ffff:0:0/96'])
const GLOBAL_UNICAST = listOf([], ['2000::/3'])

function listOf(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ipv4) list.addSubnet(...splitRange(range), 'ipv4')
  for (const range of ipv6) list.addSubnet(...splitRange(range), 'ipv6')
  return list
}

function splitRange(range: string): [string, number] {
  const slash = range.indexOf('/')
  return [range.slice(0, slash), Number(range.slice(slash + 1))]
}
