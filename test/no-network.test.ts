import { createServer } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, test } from '@jest/globals'

describe('point 5: no test reaches the network', () => {
  test.each([
    ['a name', () => fetch('https://registry.invalid/')],
    ['an address', () => fetch('http://192.0.2.1/')],
    ['an address of version 6', () => fetch('http://[2001:db8::1]/')],
  ])('not by %s', async (_, ask) => {
    const failure: unknown = await ask().catch((error: unknown) => error)
    expect(failure).toMatchObject({ cause: { message: expect.stringContaining('which is not this machine') } })
  })

  test('not by a socket', () => {
    expect(() => connect(443, 'registry.invalid')).toThrow('a test wanted to reach registry.invalid, which is not this machine')
    expect(() => connect({ port: 443, host: '192.0.2.1' })).toThrow('a test wanted to reach 192.0.2.1, which is not this machine')
  })

  test('but its own machine', async () => {
    const server = createServer((_request, response) => response.end('here'))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here')
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
})
