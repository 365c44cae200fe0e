import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { median } from './measure.ts'

// `node bench/registry.ts [rounds]`: a thousand references at a local docker-registry with TLS and tokens; needs `docker-registry` and `go`.
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const work = here('./.work/')
const rounds = Number(process.argv[2] ?? 7)
/** Processes of the loop of one process per reference; its time is given for a thousand. */
const LOOPED = 50

interface Figures {
  /** From the first question to the last answer. */
  readonly ms: number
  /** Each of them is a TLS handshake. */
  readonly connections: number
  readonly failed: number
  readonly requests?: number
}

mkdirSync(work, { recursive: true })
const ggcr = join(work, 'ggcr')
execFileSync('go', ['build', '-o', ggcr, '.'], { cwd: here('./ggcr/'), stdio: 'inherit' })

console.log(
  `Node ${process.versions.node}, ${cpus().length} CPUs, ${rounds} rounds after one warm-up; medians, in milliseconds from the first question to the last answer.\n`,
)
console.log(
  '| repositories x tags | floor | ours | ggcr, 8 jobs | a process each | ours / floor | ours / ggcr | requests | handshakes: floor, ours, ggcr |',
)
console.log('|---|---|---|---|---|---|---|---|---|')
console.log(await measure(1000, 1))
console.log(await measure(100, 10))

async function measure(repositories: number, tags: number): Promise<string> {
  const servers = spawn(process.execPath, [here('./registry-servers.ts'), String(repositories), String(tags)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = await createInterface(servers.stdout)
    [Symbol.asyncIterator]()
    .next()
    .then(({ value }) => [String(value)])
  const { registry, certificate }: Readonly<Record<string, string>> = JSON.parse(line ?? '')
  const authorities = join(work, 'authorities.pem')
  writeFileSync(authorities, certificate ?? '')
  const references = Array.from({ length: repositories }, (_, number) =>
    Array.from({ length: tags }, (_, tag) => `${registry}/public/r${number}:v${tag}`),
  ).flat()

  const askers: Readonly<Record<string, () => Figures>> = {
    floor: () => run(process.execPath, [here('./registry-asker.ts'), 'floor', line ?? ''], references),
    ours: () => run(process.execPath, [here('./registry-asker.ts'), 'ours', line ?? ''], references),
    ggcr: () => run(ggcr, ['8'], references, authorities),
  }
  const figures: Record<string, Figures[]> = { floor: [], ours: [], ggcr: [] }
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, ask] of Object.entries(askers)) {
      const figure = ask()
      if (round > 0) figures[name]?.push(figure)
    }
  }
  const each = loop(references.slice(0, LOOPED), authorities) * (references.length / LOOPED)
  servers.stdin.end()

  const of = (name: string, figure: (of: Figures) => number) => (figures[name] ?? []).map(figure)
  const ms = (name: string) => median(of(name, one => one.ms))
  const ratio = (name: string) =>
    median(of('ours', one => one.ms).map((value, round) => value / (figures[name]?.[round]?.ms ?? Number.NaN))).toFixed(2)
  const handshakes = ['floor', 'ours', 'ggcr'].map(name => median(of(name, one => one.connections))).join(', ')
  const times = [ms('floor'), ms('ours'), ms('ggcr'), each].map(value => value.toFixed(0)).join(' | ')
  return `| ${repositories} x ${tags} | ${times} | ${ratio('floor')} | ${ratio('ggcr')} | ${figures.ours?.[0]?.requests} | ${handshakes} |`
}

function run(program: string, words: readonly string[], references: readonly string[], authorities?: string): Figures {
  const env = { ...process.env, ...(authorities !== undefined && { SSL_CERT_FILE: authorities, DOCKER_CONFIG: work }) }
  const figures: Figures = JSON.parse(execFileSync(program, words, { input: references.join('\n'), env, encoding: 'utf8' }))
  if (figures.failed > 0) throw new Error(`${program}: ${figures.failed} references were not resolved`)
  return figures
}

/** Whole processes, one after the other, as a shell's loop over `crane digest` is. */
function loop(references: readonly string[], authorities: string): number {
  const start = performance.now()
  for (const reference of references) run(ggcr, ['1'], [reference], authorities)
  return performance.now() - start
}
