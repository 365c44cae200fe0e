import {
  type CredentialSource,
  type DigestResolver,
  dockerCredentials,
  firstCredentialOf,
  fixedCredentials,
  NO_CREDENTIALS,
  PUBLIC_REGISTRIES,
  RegistryClient,
  readProxySettings,
} from '../src/index.ts'
import type { WorkflowEvent } from './event.ts'
import type { Environment, Inputs } from './inputs.ts'
import type { Settings } from './reading/configuration.ts'

/** What is known of a job when registries are asked for it. */
export interface JobContext {
  readonly event: WorkflowEvent
  readonly inputs: Inputs
  readonly env: Environment
  /** Gets every secret before it is used. */
  readonly onSecret: (secret: string) => void
}

/** Milliseconds for all that is asked of registries together. */
const DEADLINE = 60_000

/** The registries of one run: opened once the configuration is known, and asked by whoever reviews. */
export class JobRegistries {
  readonly #job: JobContext
  /** Those by which they were opened; undefined before that. */
  settings: Settings | undefined
  #client: RegistryClient | undefined

  constructor(job: JobContext) {
    this.#job = job
  }

  /** undefined where this job may ask nobody. */
  open(settings: Settings): DigestResolver | undefined {
    this.settings = settings
    this.#client ??= clientFor(settings, this.#job)
    return this.#client
  }

  /** When each reference was asked for. */
  askedAt(): ReadonlyMap<string, string> {
    return this.#client?.askedAt() ?? new Map()
  }

  /** null where nobody was to be asked. */
  requestCount(): number | null {
    if (this.#client === undefined) return null
    return Object.values(this.#client.statistics().requests).reduce((sum, requests) => sum + requests, 0)
  }

  /** What kept credentials from being used; no secret in it. */
  notices(): readonly string[] {
    return this.#client?.notices() ?? []
  }

  close(): void {
    this.#client?.close()
  }
}

/**
 * A client for the registries that this job may ask; undefined where it may ask none. A fork's author writes the images that
 * are asked for, so nobody's credentials go with the question, and only registries that everybody knows hear it, unless the
 * workflow says `always`. Whatever is set here, no address of an inner network is asked.
 */
function clientFor({ config }: Settings, job: JobContext): RegistryClient | undefined {
  const { event, inputs, env, onSecret } = job
  if (inputs.resolve === 'never' || config.profile === 'air-gapped') return undefined
  const { ask, mirrors } = config.registries
  const listed = event.isFork ? [] : ask
  return new RegistryClient({
    ask: inputs.resolve === 'always' ? ['*'] : [...PUBLIC_REGISTRIES, ...listed],
    mirrors: event.isFork ? {} : mirrors,
    credentials: event.isFork ? NO_CREDENTIALS : credentialsOf(inputs.token, env),
    proxy: readProxySettings(env),
    deadlineMs: DEADLINE,
    onSecret,
  })
}

/**
 * What `docker login` in an earlier step has left, and for GitHub's own registry the job's token. An enterprise server's token
 * is none of ghcr.io's business. The work tree, which a change may have filled, is not looked into.
 */
function credentialsOf(token: string, env: Environment): CredentialSource {
  const docker = dockerCredentials({ environment: env, workTree: env.GITHUB_WORKSPACE || process.cwd() })
  if (token === '' || env.GITHUB_SERVER_URL !== 'https://github.com') return docker
  return firstCredentialOf([docker, fixedCredentials({ 'ghcr.io': { username: 'x-access-token', password: token } })])
}
