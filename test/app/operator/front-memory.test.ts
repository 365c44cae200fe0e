import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

/** A process of its own: what a test's own process holds in memory is not the front's. */
let server: ChildProcess
let port: number

const MEGABYTE = 1024 * 1024
const BLOCK = Buffer.alloc(MEGABYTE, 'a')

beforeAll(async () => {
  server = fork(join(import.meta.dirname, '../harness/front-process.ts'), { execArgv: ['--no-warnings'] })
  port = await told()
  await send(20, { head: 'content-length: 20971520', before: '', after: '', isAnnounced: false })
})
afterAll(async () => {
  server.kill()
  await once(server, 'exit')
})

async function told(): Promise<number> {
  const [message]: unknown[] = await once(server, 'message')
  return Number(message)
}

/** The most memory that the process has had so far, in bytes. */
function peak(): Promise<number> {
  server.send('peak')
  return told()
}

interface Framing {
  readonly head: string
  readonly before: string
  readonly after: string
  /** Whether the head tells that the body is too long. */
  readonly isAnnounced: boolean
}

/** Sends a body of so many megabytes that nobody has signed, as far as it is taken, and answers with the status. */
async function send(megabytes: number, { head, before, after, isAnnounced }: Framing): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', data => {
    answer += data.toString('latin1')
  })
  socket.on('error', () => {}) // the other side hangs up
  const closed = new Promise(resolve => socket.once('close', resolve))
  const answered = new Promise(resolve => socket.once('data', resolve))
  const write = (bytes: string | Buffer) => new Promise<void>(sent => socket.write(bytes, () => sent()))
  const lines = ['host: a', 'connection: close', 'content-type: application/json', 'x-github-event: push', 'x-github-delivery: aaaaaaaa-1']
  await write(['POST /api/github/webhooks HTTP/1.1', ...lines, `x-hub-signature-256: sha256=${'0'.repeat(64)}`, head, '', ''].join('\r\n'))
  // what is announced too long is refused before any of it comes; afterwards the answer may be lost when the other side hangs up
  if (isAnnounced) await Promise.race([answered, closed])
  for (let sent = 0; sent < megabytes && !socket.destroyed; sent += 1) {
    await write(before)
    await write(BLOCK)
    await write(after)
  }
  await closed
  return /^HTTP\/1\.1 (\d+) /.exec(answer)?.[1]
}

test.each<readonly [string, Framing]>([
  ['announced', { head: `content-length: ${300 * MEGABYTE}`, before: '', after: '', isAnnounced: true }],
  ['not announced', { head: 'transfer-encoding: chunked', before: '100000\r\n', after: '\r\n', isAnnounced: false }],
])('point 3: a body of 300 MB is refused and not kept, where its length is %s', async (_how, framing) => {
  const before = await peak()
  expect(framing.isAnnounced ? ['413'] : ['413', undefined]).toContain(await send(300, framing))
  expect((await peak()) - before).toBeLessThan(50 * MEGABYTE)
})
