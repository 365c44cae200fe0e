import { createHmac, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AppOctokit } from '../../../app/github/clients.ts'
import { createLog } from '../../../app/log/log.ts'
import { type RunningApp, runApp } from '../../../app/run.ts'
import type { Permissions } from '../../fake/github/access.ts'
import type { FakeApp } from '../../fake/github/app.ts'
import type { CheckRun } from '../../fake/github/check-run.ts'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import type { FakePull } from '../../fake/github/pull.ts'
import { FakeRegistry } from '../../fake/registry/fake-registry.ts'
import { APP_OPTIONS, appEnvironment } from './app-environment.ts'

/** How a stage differs from the usual one. */
export interface StageOptions {
  readonly permissions?: Permissions
  readonly hasStatelessTokens?: boolean
  readonly env?: Readonly<Record<string, string>>
  /** More lines of the operator's file. */
  readonly registries?: (registry: FakeRegistry) => readonly string[]
  /** Whether the app is told that tests are in a hurry. */
  readonly isThrottled?: boolean
}

/** Octokit without the pauses that GitHub asks for between writes. */
const HurriedOctokit = AppOctokit.defaults((options: { readonly throttle?: object }) => ({
  ...options,
  throttle: { ...options.throttle, enabled: false },
}))

/** The whole app in this process, behind its own front, with a GitHub and a registry of its own; webhooks go over HTTP. */
export class Stage {
  readonly github: FakeGitHub
  readonly registry: FakeRegistry
  readonly app: FakeApp
  readonly running: RunningApp
  readonly log: string[]
  readonly #folder: string

  private constructor(parts: Pick<Stage, 'github' | 'registry' | 'app' | 'running' | 'log'> & { readonly folder: string }) {
    this.github = parts.github
    this.registry = parts.registry
    this.app = parts.app
    this.running = parts.running
    this.log = parts.log
    this.#folder = parts.folder
  }

  static async open(options: StageOptions = {}): Promise<Stage> {
    const github = await startFakeGitHub({ isEnterprise: true })
    const registry = await new FakeRegistry().start()
    const { permissions, hasStatelessTokens } = options
    const app = github.app({ ...APP_OPTIONS, ...(permissions && { permissions }), ...(hasStatelessTokens && { hasStatelessTokens }) })
    const folder = mkdtempSync(join(tmpdir(), 'pull-policy-stage-'))
    const file = join(folder, 'registries.yaml')
    const mirror = `127.0.0.1:${registry.port}`
    writeFileSync(file, operatorFile(mirror, options.registries?.(registry) ?? []), { mode: 0o600 })
    const log: string[] = []
    const running = await runApp(
      { ...appEnvironment(github, app), PULL_POLICY_REGISTRIES: file, ...options.env },
      {
        delays: { opened: 10, changed: 30 },
        log: createLog('debug', { write: line => void log.push(line), now: () => new Date() }),
        ...(options.isThrottled ? {} : { octokit: HurriedOctokit }),
      },
    )
    app.webhook.url = `http://127.0.0.1:${running.front.port}/api/github/webhooks`
    return new Stage({ github, registry, app, running, log, folder })
  }

  /** Waits until every webhook was answered and no job is left, those included that follow from others. */
  async idle(within = 20_000): Promise<void> {
    const end = Date.now() + within
    for (let calm = 0; calm < 2; ) {
      await this.github.settled()
      const { waiting, running } = this.running.reviewer.queueState()
      calm = waiting + running === 0 ? calm + 1 : 0
      if (Date.now() > end)
        throw new Error(
          `the app is still busy (${waiting} wait, ${running} run):\n${this.log.slice(-6).join('')}\n${this.github.violations.join('\n')}`,
        )
      await wait(5)
    }
  }

  /** The app's check runs of a pull request's head. */
  checksOf(pull: FakePull): readonly CheckRun[] {
    return pull.repository.checkRuns.filter(({ app, headSha }) => app.id === this.app.id && headSha === pull.headSha)
  }

  /** The check run that counts: of one name, the last that was made. */
  checkOf(pull: FakePull): CheckRun {
    const check = this.checksOf(pull).at(-1)
    if (check === undefined) throw new Error('the head has no check run')
    return check
  }

  /** What the app has written below a pull request. */
  commentsOf(pull: FakePull): readonly string[] {
    return pull.comments().flatMap(({ author, body }) => (author.account === this.app.account ? [body] : []))
  }

  /** Sends a webhook that the fake does not know, signed as GitHub does. */
  async send(name: string, payload: Readonly<Record<string, unknown>>): Promise<number> {
    const body = JSON.stringify(payload)
    const signature = createHmac('sha256', this.app.webhook.secret).update(body).digest('hex')
    const headers = {
      'content-type': 'application/json',
      'x-github-event': name,
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${signature}`,
    }
    return (await fetch(this.app.webhook.url, { method: 'POST', headers, body })).status
  }

  /** Ends everything, and fails where the fake was not spoken to as GitHub is. */
  async close(): Promise<void> {
    await this.running.reviewer.drain(5000)
    await this.running.front.close()
    await this.registry.stop()
    await this.github.close()
    rmSync(this.#folder, { recursive: true, force: true })
    this.github.assertNoViolations()
  }
}

function operatorFile(mirror: string, more: readonly string[]): string {
  const own = `  - { host: "${mirror}", owners: ["*"], inner-address: true, plain-http: true, show-in-public: true }`
  return ['registries:', own, ...more, 'mirrors:', `  docker.io: ${mirror}`, ''].join('\n')
}
