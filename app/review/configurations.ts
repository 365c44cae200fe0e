import { createHash } from 'node:crypto'
import { type Config, defaultConfig, findConfiguration, type GitHubAccess, UserError } from '../../src/index.ts'
import type { Analyser } from '../analysis/analyser.ts'
import type { JobRepository } from '../events/job.ts'

/** What a repository wants of the app: read from its default branch, or its owner's `.github`. */
export type RepositoryConfiguration =
  | {
      readonly kind: 'usable'
      readonly config: Config
      /** Where it was read; null where nobody wrote one. */
      readonly at: ConfigurationPlace | null
      /** The same for the same text. */
      readonly key: string
    }
  /** `message` has a line for each fault, as `path:line:column: unexpected ...`. */
  | { readonly kind: 'broken'; readonly message: string; readonly key: string }

/** A file on a default branch. */
export interface ConfigurationPlace {
  readonly path: string
  readonly ref: string
  /** `owner/name`: the repository itself, or its owner's `.github`. */
  readonly repository: string
}

interface Entry {
  readonly installation: number
  readonly until: number
  readonly configuration: Promise<RepositoryConfiguration>
}

/** A push that touches the file is told to the app; this is for the one that was lost. In milliseconds. */
const LIFETIME = 5 * 60_000

const MOST_ENTRIES = 10_000

/** The configurations of repositories, each asked for once in five minutes. */
export class Configurations {
  readonly #analyser: Analyser
  readonly #now: () => number
  readonly #entries = new Map<string, Entry>()

  constructor(analyser: Analyser, now: () => number = Date.now) {
    this.#analyser = analyser
    this.#now = now
  }

  of(access: GitHubAccess, installation: number, repository: JobRepository): Promise<RepositoryConfiguration> {
    const key = `${installation}:${repository.id}`
    const known = this.#entries.get(key)
    if (known !== undefined && known.until > this.#now()) return known.configuration
    const configuration = this.#read(access, installation)
    this.#entries.delete(key)
    this.#entries.set(key, { installation, until: this.#now() + LIFETIME, configuration })
    configuration.catch(() => this.#entries.delete(key))
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > MOST_ENTRIES && oldest !== undefined) this.#entries.delete(oldest)
    return configuration
  }

  /** Forgets what a push may have changed: `.github` serves all repositories of its owner. */
  forget(installation: number, { id, repo }: JobRepository): void {
    this.#entries.delete(`${installation}:${id}`)
    if (repo === '.github') this.forgetAll(installation)
  }

  /** Forgets all of an installation. */
  forgetAll(installation: number): void {
    for (const [key, entry] of this.#entries) if (entry.installation === installation) this.#entries.delete(key)
  }

  async #read(access: GitHubAccess, installation: number): Promise<RepositoryConfiguration> {
    try {
      const found = await findConfiguration(access, { hasOrganisationFallback: true })
      if (found.kind === 'none') return { kind: 'usable', config: defaultConfig('app'), at: null, key: 'none' }
      const { path, ref, text, repository } = found
      const read = await this.#analyser.configure({ path, text }, String(installation))
      const key = createHash('sha256').update(`${repository} ${ref}\n${text}`).digest('hex')
      return read.kind === 'usable' ? { ...read, at: { path, ref, repository }, key } : { ...read, key }
    } catch (thrown) {
      if (thrown instanceof UserError && thrown.code === 'bad-configuration')
        return { kind: 'broken', message: thrown.message, key: thrown.message }
      throw thrown
    }
  }
}
