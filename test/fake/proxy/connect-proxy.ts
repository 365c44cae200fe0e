import { createServer } from 'node:http'
import { connect } from 'node:net'

/** A proxy on this machine, as `http_proxy` names one. */
export interface ConnectProxy {
  readonly url: string
  /** What was asked for, as `host:port`, in order. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

/** Starts a proxy that tunnels made-up names, and this machine's own, to ports of this machine; any other name is refused, so nothing leaves it. */
export async function startConnectProxy(ports: Readonly<Record<string, number>>): Promise<ConnectProxy> {
  const asked: string[] = []
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connect', ({ url = '' }, socket) => {
    asked.push(url)
    const port = Object.hasOwn(ports, url) ? ports[url] : Number(/^127\.0\.0\.1:(\d+)$/.exec(url)?.[1] ?? 0)
    if (!port) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    for (const end of [socket, target]) end.on('error', () => [socket, target].map(other => other.destroy()))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>(resolve => server.close(() => resolve()))
  }
  return { url: `http://127.0.0.1:${address.port}`, asked, close }
}
