import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, jest } from '@jest/globals'
import { type FakeGitHub, type FakeGitHubOptions, startFakeGitHub } from '../fake/github/fake-github.ts'
import { makeCertificate } from '../fake/registry/certificate.ts'
import { type FakeAuth, FakeRegistry } from '../fake/registry/fake-registry.ts'
import { runAction, type StepOptions, type StepResult } from '../fake/runner/action-runner.ts'
import { makeActionFolder } from './action-folder.ts'
import { RegistryGate } from './registry-gate.ts'

/** A step of the Action, and what it asked of GitHub. */
export interface Step extends StepResult {
  readonly requestCount: number
}

/** A process and a server on a machine that is busy with other tests. In milliseconds. */
const TIMEOUT = 60_000

/** Hosts of registries that tests give a server of their own. */
const REGISTRY_HOSTS: readonly string[] = ['registry-1.docker.io', 'ghcr.io', 'quay.io', 'registry.acme.dev', 'registry.evil.dev']

/** Everything that the tests of whole steps share: the bundle, and for each test a new GitHub and a way to registries that leads nowhere. */
export class StepHarness {
  readonly #certificate = makeCertificate(REGISTRY_HOSTS)
  readonly #folder = mkdtempSync(join(tmpdir(), 'pull-policy-harness-'))
  readonly #registries: FakeRegistry[] = []
  #action: ReturnType<typeof makeActionFolder> | undefined
  #github: FakeGitHub | undefined
  #gate: RegistryGate | undefined

  constructor(options: FakeGitHubOptions = {}) {
    jest.setTimeout(TIMEOUT)
    writeFileSync(join(this.#folder, 'ca.pem'), this.#certificate.certificate)
    beforeAll(() => {
      this.#action = makeActionFolder()
    })
    afterAll(() => {
      this.#action?.remove()
      rmSync(this.#folder, { recursive: true, force: true })
    })
    beforeEach(async () => {
      this.#github = await startFakeGitHub(options)
      this.#gate = await new RegistryGate().start()
    })
    afterEach(async () => {
      await this.#gate?.stop()
      await Promise.all(this.#registries.splice(0).map(registry => registry.stop()))
      await this.#github?.close()
    })
  }

  get github(): FakeGitHub {
    if (this.#github === undefined) throw new Error('there is a GitHub only within a test')
    return this.#github
  }

  /** The hosts that the steps of this test wanted to ask, each once. */
  get askedHosts(): readonly string[] {
    return [...new Set(this.#gate?.asked)].sort()
  }

  /** Puts a registry behind one of the hosts that have a certificate. */
  async registry(host: string, auth: FakeAuth = { kind: 'open' }): Promise<FakeRegistry> {
    const registry = await new FakeRegistry({ auth, certificate: this.#certificate }).start()
    this.#registries.push(registry)
    this.#gate?.lead(host, registry.port)
    return registry
  }

  /** Runs the Action as a step of a job that has no checkout and asks no registry, where nothing else is said, and refuses whatever GitHub or the runner would. */
  async run(options: Omit<StepOptions, 'github' | 'action'>): Promise<Step> {
    const env = {
      HTTPS_PROXY: this.#gate?.url ?? '',
      NODE_EXTRA_CA_CERTS: join(this.#folder, 'ca.pem'),
      ...options.env,
    }
    const result = await runAction({
      checkout: { depth: 'none' },
      ...options,
      inputs: { resolve: 'never', ...options.inputs },
      env,
      github: this.github,
      action: this.#action?.path ?? '',
    })
    this.github.assertNoViolations()
    if (result.unintendedCommands.length > 0) throw new Error(`commands that nobody meant: ${JSON.stringify(result.unintendedCommands)}`)
    const asked = this.github.requests.all.filter(({ headers }) => headers.authorization?.includes(result.token))
    return { ...result, requestCount: asked.length }
  }
}
