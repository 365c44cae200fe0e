import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BenchTree, readPool, writeTree } from './inputs.ts'
import { median, type Run, runInTurn } from './measure.ts'

// `npm run bench`: whole processes of the committed command beside two floors on the same files, in turn, in one run.
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const work = here('./.work/')
const rounds = Number(process.argv[2] ?? 5)

mkdirSync(work, { recursive: true })
const empty = join(work, 'empty.mjs')
writeFileSync(empty, '')

const pool = readPool()
const withImages = pool.texts.filter(({ holdsImages }) => holdsImages)
const trees: readonly BenchTree[] = [
  writeTree(work, 'one-file', withImages.slice(0, 1), 1),
  writeTree(work, 'mixed-2000', pool.texts, 2000),
  writeTree(work, 'mixed-20000', pool.texts, 20000),
  writeTree(work, 'images-2000', withImages, 2000),
]

const share = ((100 * pool.leftOut) / (pool.texts.length + pool.leftOut)).toFixed(1)
console.log(`Node ${process.versions.node}, ${cpus().length} CPUs, ${rounds} rounds after one warm-up; medians.`)
console.log(`Texts: ${pool.origin}; left out because js-yaml does not read them to their end: ${pool.leftOut} (${share} %).\n`)
console.log('CPU time (user and system) in ms, and the clock beside it.\n')
console.log(
  '| tree | MB | check | js-yaml | read bytes | empty Node | check / js-yaml | check, clock | js-yaml, clock | check, MiB | js-yaml, MiB |',
)
console.log('|---|---|---|---|---|---|---|---|---|---|---|')
for (const tree of trees) console.log(measure(tree))

function measure(tree: BenchTree): string {
  const runs = runInTurn(
    {
      check: [here('../dist/cli/index.js'), 'check', tree.path, '--format', 'json', '--fail-on', 'never'],
      read: [here('./floor.ts'), 'read', tree.path],
      jsYaml: [here('./floor.ts'), 'js-yaml', tree.path],
      empty: [empty],
    },
    rounds,
    work,
  )
  const of = (name: string, figure: (run: Run) => number) => (runs[name] ?? []).map(figure)
  const middle = (name: string, figure: (run: Run) => number) => median(of(name, figure)).toFixed(0)
  const jsYaml = of('jsYaml', run => run.cpu)
  const ratio = median(of('check', run => run.cpu).map((value, index) => value / (jsYaml[index] ?? Number.NaN))).toFixed(2)
  const cpu = ['check', 'jsYaml', 'read', 'empty'].map(name => middle(name, run => run.cpu))
  const wall = ['check', 'jsYaml'].map(name => middle(name, run => run.wall))
  const memory = ['check', 'jsYaml'].map(name => middle(name, run => run.memory))
  return `| ${[tree.name, (tree.bytes / 1e6).toFixed(1), ...cpu, ratio, ...wall, ...memory].join(' | ')} |`
}
