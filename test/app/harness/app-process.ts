import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { builtSources } from '../../built-sources.ts'
import type { FakeApp } from '../../fake/github/app.ts'
import type { FakeGitHub } from '../../fake/github/fake-github.ts'
import { appEnvironment } from './app-environment.ts'

/** One line of the app's log. */
export type LogLine = Readonly<Record<string, unknown>>

/** What the app is started with beside what every start needs. */
export interface StartOptions {
  /** Registries that are asked in place of the public ones, as the operator's file has them. */
  readonly mirrors?: Readonly<Record<string, string>>
  /** More of the operator's file. */
  readonly registries?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** The real app, as it is shipped, as a process of its own, pointed at a fake GitHub; whatever is not on this machine is behind a proxy that is not there. */
export class AppProcess {
  readonly log: readonly LogLine[]
  readonly stderr: readonly string[]
  readonly port: number
  readonly #child: ChildProcess
  readonly #folder: string

  private constructor(child: ChildProcess, port: number, folder: string, log: readonly LogLine[], stderr: readonly string[]) {
    this.#child = child
    this.port = port
    this.#folder = folder
    this.log = log
    this.stderr = stderr
  }

  /** Starts it and lets the fake's webhooks go to it. */
  static async start(github: FakeGitHub, app: FakeApp, options: StartOptions = {}): Promise<AppProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'pull-policy-app-'))
    const registries = join(folder, 'registries.yaml')
    writeFileSync(registries, operatorFile(options), { mode: 0o600 })
    const child = spawn(process.execPath, [join(builtSources(), 'app/start.js')], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        ...appEnvironment(github, app),
        PULL_POLICY_REGISTRIES: registries,
        ...options.env,
      },
    })
    const lines: LogLine[] = []
    const stderr: string[] = []
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk.toString()))
    const port = await new Promise<number>((resolve, reject) => {
      child.once('exit', code => reject(new Error(`the app ended with ${code}: ${stderr.join('')}${JSON.stringify(lines)}`)))
      const reader = createInterface({ input: child.stdout ?? process.stdin })
      reader.on('line', line => {
        const said: LogLine = JSON.parse(line)
        lines.push(said)
        if (said.message === 'listening') resolve(Number(said.port))
      })
    })
    const started = new AppProcess(child, port, folder, lines, stderr)
    app.webhook.url = `${started.url}/api/github/webhooks`
    return started
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Waits until no job waits and none runs, looked at often enough that a debounced one is seen. */
  async idle(within = 30_000): Promise<void> {
    const end = Date.now() + within
    for (let calm = 0; calm < 2; ) {
      const text = await (await fetch(`${this.url}/metrics`)).text()
      const busy = Number(/^pull_policy_queue_depth (\d+)$/m.exec(text)?.[1]) + Number(/^pull_policy_queue_active (\d+)$/m.exec(text)?.[1])
      calm = busy === 0 ? calm + 1 : 0
      if (Date.now() > end) throw new Error(`the app is still busy: ${JSON.stringify(this.log.slice(-10), null, 1)}`)
      await wait(25)
    }
  }

  /** Waits until something has come about, and nothing more is to come. */
  async until(isThere: () => boolean, within = 30_000): Promise<void> {
    const end = Date.now() + within
    while (!isThere()) {
      if (Date.now() > end) throw new Error(`it did not come about: ${JSON.stringify(this.log.slice(-10), null, 1)}`)
      await wait(25)
    }
    await this.idle(within)
  }

  /** Asks it to end, and answers with its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit')
      this.#child.kill(signal)
      await ended
    }
    rmSync(this.#folder, { recursive: true, force: true })
    return this.#child.exitCode
  }
}

/** Mirrors are on this machine, and speak no TLS. */
function operatorFile({ mirrors = {}, registries = [] }: StartOptions): string {
  const hosts = [...new Set(Object.values(mirrors).map(mirror => mirror.split('/')[0]))]
  const own = hosts.map(host => `  - { host: "${host}", owners: ["*"], inner-address: true, plain-http: true, show-in-public: true }`)
  const lines = Object.entries(mirrors).map(([host, mirror]) => `  ${host}: ${mirror}`)
  const entries = [...own, ...registries]
  return [...(entries.length > 0 ? ['registries:', ...entries] : []), ...(lines.length > 0 ? ['mirrors:', ...lines] : []), ''].join('\n')
}
