import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDigest } from '../../src/oci/digest.ts'
import { FixedResolver } from '../../src/registry/fixed-resolver.ts'
import { reviewAndPin } from '../../src/review.ts'
import { FakeRegistry } from '../../test/fake/registry/fake-registry.ts'
import { DIGESTS, IMAGES, INPUTS } from './inputs.ts'
import { type Outcome, PEERS } from './programs.ts'
import { judgeOutcome, renderTable, type Verdicts } from './verdict.ts'

// Run by `bench/peers.ts` where there is nothing but the loopback interface. The peers are processes that wait for us: the registry is one of its own.
const work = fileURLToPath(new URL('../.work/', import.meta.url))

const wanted = process.argv.slice(2)

if (wanted[0] === 'registry') await serve()
else {
  const { spawn } = await import('node:child_process')
  const registry = spawn(process.execPath, [process.argv[1] ?? '', 'registry'], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise(resolve => registry.stdout.once('data', resolve))
  await compare()
  registry.kill()
}

async function serve(): Promise<void> {
  const certificate = { certificate: read('peers.crt'), key: read('peers.key') }
  const tls = await new FakeRegistry({ certificate: { ...certificate, der: Buffer.of(), privateKey: undefined as never } }).start()
  const plain = await new FakeRegistry().start()
  for (const { repository, tag, image } of IMAGES) {
    tls.push(repository, tag, image)
    plain.push(repository, tag, image)
  }
  await forward(443, tls.port)
  await forward(5000, plain.port)
  console.log('ready')
}

function forward(from: number, to: number): Promise<Server> {
  const server = createServer(socket => {
    const target = connect(to, '127.0.0.1')
    socket.pipe(target).pipe(socket)
    for (const end of [socket, target]) end.on('error', () => end.destroy())
  })
  return new Promise(resolve => server.listen(from, '127.0.0.1', () => resolve(server)))
}

function read(name: string): string {
  return readFileSync(join(work, name), 'utf8')
}

async function compare(): Promise<void> {
  const table = new Map<string, Verdicts>()
  const digests = [...DIGESTS].flatMap(([name, text]) => {
    const digest = parseDigest(text)
    return digest ? [[name, digest] as const] : []
  })
  const resolver = new FixedResolver(new Map(digests))
  for (const input of INPUTS) {
    const { pinned } = await reviewAndPin([{ kind: 'bytes', path: input.file, bytes: Buffer.from(input.input) }], { resolver })
    await note('pull-policy', { kind: 'text', text: pinned[0]?.text ?? input.input }, input)
  }
  for (const peer of PEERS.filter(peer => peer.isHere() && (wanted.length === 0 || wanted.includes(peer.program)))) {
    for (const input of INPUTS) {
      const folder = mkdtempSync(join(tmpdir(), 'peers-'))
      await note(peer.name, peer.pin(input, folder), input)
      rmSync(folder, { recursive: true })
    }
  }
  console.log(renderTable(table))

  async function note(name: string, outcome: Outcome, input: (typeof INPUTS)[number]): Promise<void> {
    const verdicts = table.get(name) ?? []
    table.set(name, [...verdicts, await judgeOutcome(input, outcome)])
  }
}
