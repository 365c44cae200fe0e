import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** A proxy on this machine by which alone a step reaches registries, so that nothing leaves the machine and every question is seen. */
export class RegistryGate {
  /** Each `host:port` that somebody wanted to be connected to. */
  readonly asked: string[] = []
  readonly #ports = new Map<string, number>()
  readonly #sockets = new Set<Duplex>()
  readonly #server = createServer((_request, response) => response.writeHead(502).end())

  async start(): Promise<this> {
    this.#server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => this.#open(request.url ?? '', socket, head))
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  /** As `HTTPS_PROXY`. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo // null and a string are answers of servers that do not listen on TCP
    return `http://127.0.0.1:${port}`
  }

  /** Lets a host be a port of this machine; every other is refused. */
  lead(host: string, port: number): void {
    this.#ports.set(`${host}:443`, port)
  }

  #open(place: string, socket: Socket, head: Buffer): void {
    this.asked.push(place)
    const port = this.#ports.get(place)
    socket.on('error', () => undefined)
    if (port === undefined) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const target = connect({ host: '127.0.0.1', port }, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.write(head)
      target.pipe(socket).pipe(target)
    })
    target.on('error', () => socket.destroy())
    for (const one of [socket, target]) this.#sockets.add(one)
  }
}
