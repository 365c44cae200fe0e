import { isIP, Socket } from 'node:net'

/**
 * Shuts the network for every test: a connection to any other address than this machine's own throws, before its name is looked
 * up. Names that a test resolves by itself are its own business; so are processes that it starts.
 */
const isOpen = (host: string) =>
  host === 'localhost' || (isIP(host) !== 0 && (/^127\./.test(host) || host === '::1' || host === '::ffff:127.0.0.1'))

/** Files of tests run one after another in a process, with the same modules of Node. */
const GUARD = 'connectOnThisMachine'
const { connect } = Socket.prototype

if (connect.name !== GUARD) {
  const guarded = {
    [GUARD](this: Socket, ...words: unknown[]): unknown {
      const { path, host, lookup } = optionsOf(words)
      if (path === undefined && lookup === undefined && !isOpen(host ?? 'localhost'))
        throw new Error(`a test wanted to reach ${host}, which is not this machine`)
      return Reflect.apply(connect, this, words)
    },
  }
  Reflect.set(Socket.prototype, 'connect', guarded[GUARD])
}

interface Options {
  readonly path?: string
  readonly host?: string
  readonly lookup?: unknown
}

/** `connect` takes options, a path, or a port and a host; Node itself hands over what it has made of them, in an array. */
function optionsOf([first, second]: readonly unknown[]): Options {
  const [options] = Array.isArray(first) ? [first[0] as unknown] : [first]
  if (typeof options === 'object' && options !== null) return options
  if (typeof options === 'string' && !/^\d+$/.test(options)) return { path: options }
  return typeof second === 'string' ? { host: second } : {}
}
