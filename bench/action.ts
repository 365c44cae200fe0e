import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeActionFolder } from '../test/action/action-folder.ts'
import { type FakeGitHub, startFakeGitHub } from '../test/fake/github/fake-github.ts'
import type { FakePull } from '../test/fake/github/pull.ts'
import type { LoggedRequest } from '../test/fake/github/request-log.ts'
import { runAction, type StepResult } from '../test/fake/runner/action-runner.ts'
import { onPullRequest } from '../test/fake/runner/workflow-event.ts'
import type { Checkout } from '../test/fake/runner/workspace.ts'
import { readPool } from './inputs.ts'
import { median, readUsage, USAGE_REPORTER } from './measure.ts'

// `node bench/action.ts [rounds]`: whole steps on pull requests of a GitHub on this machine; `go` builds reviewdog, to stand beside them.
const work = fileURLToPath(new URL('./.work/', import.meta.url))
const usageFile = join(work, 'usage-of-step')
const rounds = Number(process.argv[2] ?? 7)
const REVIEWDOG = 'github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0'

interface Step {
  readonly name: string
  readonly action: string
  readonly inputs?: Readonly<Record<string, string>>
}

interface Figures {
  readonly ms: number
  /** CPU time of the step's own process in milliseconds, and its largest resident set in MiB. */
  readonly cpu: number
  readonly memory: number
  readonly requests: number
  readonly operations: Readonly<Record<string, number>>
  /** The same requests, asked once more by a program that does nothing with the answers. */
  readonly answering: number
}

mkdirSync(work, { recursive: true })
const bundle = makeActionFolder()
const github = await startFakeGitHub({ isEnterprise: true })
const texts = readPool().texts.filter(({ holdsImages }) => holdsImages)
try {
  const ours: Step = { name: 'pull-policy', action: bundle.path, inputs: { resolve: 'never', 'fail-on': 'never' } }
  const empty: Step = { name: 'empty Node', action: makeAction('empty', '') }
  console.log(`Node ${process.versions.node}, ${cpus().length} CPUs, ${rounds} rounds after one warm-up; medians.`)
  console.log(`dist/action/index.js: ${(readFileSync(join(bundle.path, 'dist/action/index.js')).length / 1e3).toFixed(0)} kB\n`)
  console.log(
    '| pull request | step | ms | over an empty process, ms | of that the fake GitHub, ms | CPU, ms | MiB | requests |\n|---|---|---|---|---|---|---|---|',
  )
  for (const [files, repeats] of [[10, rounds] as const, [2999, Math.min(rounds, 3)] as const]) {
    const pull = makePull(github, files)
    const sarif = (await runStep(ours, pull)).outputs['sarif-file'] ?? ''
    const peer = makeReviewdog(sarif)
    await compare(`${files} files`, pull, [empty, ours, ...(peer && files <= 300 ? [peer] : [])], repeats)
  }
} finally {
  await github.close()
  bundle.remove()
}

/** Runs the steps in turn, so that a machine that slows down does so for all. */
async function compare(label: string, pull: FakePull, steps: readonly Step[], repeats: number): Promise<void> {
  const figures = new Map(steps.map(({ name }): [string, Figures[]] => [name, []]))
  for (let round = 0; round <= repeats; round += 1) {
    for (const step of steps) {
      const figure = await measure(step, pull)
      if (round > 0) figures.get(step.name)?.push(figure)
    }
  }
  const floor = median((figures.get('empty Node') ?? []).map(({ ms }) => ms))
  for (const step of steps) {
    const of = figures.get(step.name) ?? []
    const ms = median(of.map(figure => figure.ms))
    const own = (figure: (of: Figures) => number) => (step.name === 'reviewdog' ? '' : median(of.map(figure)).toFixed(0))
    const answering = median(of.map(figure => figure.answering)).toFixed(0)
    console.log(
      `| ${label} | ${step.name} | ${ms.toFixed(0)} | ${(ms - floor).toFixed(0)} | ${answering} | ${own(figure => figure.cpu)} | ${own(figure => figure.memory)} | ${of[0]?.requests ?? 0} |`,
    )
    if (of[0] && of[0].requests > 0) console.error(`${label}, ${step.name}: ${JSON.stringify(of[0].operations)}`)
  }
}

async function measure(step: Step, pull: FakePull): Promise<Figures> {
  github.requests.clear()
  const { duration, token } = await runStep(step, pull)
  const [requests, operations] = [[...github.requests.all], github.requests.counts()]
  return { ms: duration, ...readUsage(usageFile), requests: requests.length, operations, answering: await ask(requests, token) }
}

async function ask(requests: readonly LoggedRequest[], token: string): Promise<number> {
  const start = performance.now()
  for (const { method, path, headers, body } of requests) {
    const url = path.startsWith('/graphql') || path.startsWith('/api/graphql') ? github.graphqlUrl : `${github.apiUrl}${path}`
    const answer = await fetch(url, {
      method,
      headers: { accept: headers.accept ?? '*/*', authorization: `token ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}`)
    await answer.arrayBuffer()
  }
  return performance.now() - start
}

async function runStep({ name, action, inputs = {} }: Step, pull: FakePull): Promise<StepResult> {
  const env = { NODE_OPTIONS: `--import=${USAGE_REPORTER}`, BENCH_USAGE_FILE: usageFile }
  const checkout: Checkout = { depth: name === 'reviewdog' ? 1 : 'none' } // reviewdog does not start without one
  const result = await runAction({ github, action, event: onPullRequest(pull), inputs, env, checkout, timeout: 120_000 })
  if (result.conclusion !== 'success') throw new Error(`${name} failed: ${result.log}`)
  github.assertNoViolations()
  return result
}

/** A change of so many files: each runs another tag than before. */
function makePull(host: FakeGitHub, files: number): FakePull {
  const base: Record<string, string> = {}
  const head: Record<string, string> = {}
  for (let index = 0; index < files; index += 1) {
    const { text } = texts[(index * 7919) % texts.length] ?? { text: '' }
    const path = `deploy/part-${Math.floor(index / 100)}/file-${index}.yaml`
    base[path] = `${text}${text.endsWith('\n') ? '' : '\n'}# copy ${index}\n`
    head[path] = `${base[path].replace(/^(\s*(?:- )?image:\s*\S+?)(?::[\w.-]+)?(["']?\s*)$/m, '$1:9.9.9$2')}# changed\n`
  }
  return host.repository(`acme/files-${files}`, { files: base }).pullRequest({ head: { files: head } })
}

/** The same findings, filtered to the change and printed as annotations by reviewdog, which reads the change from GitHub; undefined without Go. */
function makeReviewdog(sarif: string): Step | undefined {
  try {
    execFileSync('go', ['install', REVIEWDOG], { env: { ...process.env, GOBIN: work, GOFLAGS: '-mod=mod' }, stdio: 'ignore' })
  } catch {
    console.error('reviewdog is left out: it could not be built with go')
    return undefined
  }
  const words = ['-f=sarif', '-reporter=github-pr-annotations', '-filter-mode=added', '-fail-level=none']
  const main = `import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
const env = { ...process.env, REVIEWDOG_GITHUB_API_TOKEN: process.env.INPUT_TOKEN, GITHUB_API: process.env.GITHUB_API_URL + '/' }
const { status, stderr } = spawnSync(${JSON.stringify(join(work, 'reviewdog'))}, ${JSON.stringify(words)}, { input: readFileSync(${JSON.stringify(sarif)}), env, encoding: 'utf8' })
if (status !== 0) { console.log(stderr); process.exitCode = 1 }
`
  return { name: 'reviewdog', action: makeAction('reviewdog', main) }
}

/** An action of one file. */
function makeAction(name: string, main: string): string {
  const folder = join(work, `action-${name}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'main.mjs'), main)
  writeFileSync(
    join(folder, 'action.yml'),
    'inputs: { token: { default: "${{ github.token }}" } }\nruns: { using: node24, main: main.mjs }\n',
  )
  return folder
}
