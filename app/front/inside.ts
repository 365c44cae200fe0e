import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Headers that a proxy adds for whoever asks from outside. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via', 'cf-connecting-ip']

const INNER = new BlockList()
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const)
  INNER.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  INNER.addSubnet(network, prefix, 'ipv6')

/** Whether a request comes from the machine or its own network, and not by way of a proxy that serves the outside. */
export function isFromInside({ socket, headers }: IncomingMessage): boolean {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  if (FORWARDED.some(name => headers[name] !== undefined)) return false
  const family = isIP(address)
  return family !== 0 && INNER.check(address, family === 4 ? 'ipv4' : 'ipv6')
}
