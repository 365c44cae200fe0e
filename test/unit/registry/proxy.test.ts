import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { readProxySettings } from '../../../src/registry/proxy.ts'
import { reference, Stage } from '../../fake/registry/asking.ts'
import { makeCertificate } from '../../fake/registry/certificate.ts'
import { FakeMachine } from '../../fake/registry/fake-machine.ts'
import { image } from '../../fake/registry/images.ts'

const stage = new Stage()
const proxies: Server[] = []

afterEach(async () => {
  await stage.clear()
  for (const proxy of proxies.splice(0)) proxy.close()
})

const certificate = makeCertificate(['registry.example.com'])
const IMAGE = image('linux/amd64')

/** A proxy that leads every CONNECT to one port, and notes what it was asked for. */
async function proxyTo(port: number, status = 200) {
  const asked: { target: string | undefined; login: string | undefined }[] = []
  const proxy = createServer()
  proxy.on('connect', (request, socket) => {
    asked.push({ target: request.url, login: request.headers['proxy-authorization'] })
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
      return
    }
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    for (const one of [socket, upstream]) one.on('error', () => upstream.destroy())
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  proxies.push(proxy)
  const { port: own } = proxy.address() as AddressInfo // it listens on TCP
  return { asked, place: `127.0.0.1:${own}` }
}

async function scene(status?: number) {
  const registry = await stage.registry({ certificate })
  registry.push('app', '1', IMAGE)
  const proxy = await proxyTo(registry.port, status)
  const machine = new FakeMachine()
  const clientWith = (environment: Readonly<Record<string, string>>) =>
    stage.client({ certificateAuthorities: [certificate.certificate], proxy: readProxySettings(environment), plainHttp: [] }, machine)
  return { registry, proxy, machine, clientWith }
}

test('a password with a % that begins no escape is shown as it is', async () => {
  const { proxy, clientWith } = await scene()
  const client = clientWith({ HTTPS_PROXY: `http://user:100%@${proxy.place}` })
  expect(await client.resolve(reference('registry.example.com/app:1'))).toMatchObject({ status: 'resolved' })
  expect(proxy.asked.map(({ login }) => login)).toEqual([`Basic ${btoa('user:100%')}`])
})

test('with HTTPS_PROXY the proxy connects, and resolves the name', async () => {
  const { proxy, machine, clientWith } = await scene()
  const client = clientWith({ HTTPS_PROXY: `http://user:pa%3A55@${proxy.place}` })
  expect(await client.resolve(reference('registry.example.com/app:1'))).toMatchObject({ status: 'resolved' })
  expect(proxy.asked).toEqual([{ target: 'registry.example.com:443', login: `Basic ${Buffer.from('user:pa:55').toString('base64')}` }])
  expect(machine.lookups).toEqual([])
})

test('names and literals are still judged', async () => {
  const { proxy, clientWith } = await scene()
  const client = clientWith({ HTTPS_PROXY: proxy.place })
  for (const text of ['169.254.169.254/app:1', 'localhost:5000/app:1', 'vault.internal/app:1']) {
    expect(await client.resolve(reference(text))).toMatchObject({ status: 'blocked-host' })
  }
  expect(proxy.asked).toEqual([])
})

test('a host that NO_PROXY names is reached without it', async () => {
  const { proxy, machine, clientWith } = await scene()
  await clientWith({ HTTPS_PROXY: proxy.place, NO_PROXY: 'localhost,.example.com' }).resolve(reference('registry.example.com/app:1'))
  expect(machine.lookups).not.toEqual([])
  expect(proxy.asked).toEqual([])
})

test('a proxy that refuses is told, without its password', async () => {
  const { proxy, clientWith } = await scene(407)
  const resolution = await clientWith({ HTTPS_PROXY: `http://user:hunter2@${proxy.place}` }).resolve(
    reference('registry.example.com/app:1'),
  )
  expect(resolution).toEqual({ status: 'unavailable', reason: 'registry.example.com could not be asked: the proxy answered 407' })
})

describe('the environment', () => {
  test.each<[Readonly<Record<string, string>>, string | undefined, readonly string[]]>([
    [{}, undefined, []],
    [{ HTTPS_PROXY: '' }, undefined, []],
    [{ HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/', []],
    [{ https_proxy: 'https://proxy:3128', HTTPS_PROXY: 'other' }, 'https://proxy:3128/', []],
    [{ HTTPS_PROXY: 'socks5://proxy:1080' }, undefined, []],
    [{ HTTP_PROXY: 'proxy:3128' }, undefined, []],
    [{ HTTPS_PROXY: 'proxy:3128', NO_PROXY: 'a.example, .B.example  c' }, 'http://proxy:3128/', ['a.example', '.b.example', 'c']],
  ])('%j', (environment, url, except) => {
    const settings = readProxySettings(environment)
    expect(settings?.url.href).toBe(url)
    expect(settings?.except ?? []).toEqual(except)
  })
})
