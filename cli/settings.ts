import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  type Config,
  type DigestResolver,
  defaultConfig,
  dockerCredentials,
  mergeConfig,
  parseFixedResolutions,
  RegistryClient,
  readConfig,
  readProxySettings,
  reviewOptionsOf,
  UserError,
} from '../src/index.ts'
import type { ReviewInvocation } from './arguments.ts'
import { type CommandIo, say } from './command-io.ts'
import { systemErrorOf } from './system-error.ts'

/** Where a repository keeps its configuration. */
export const CONFIG_PATH = '.github/pull-policy.yml'

/** The configuration that holds for a command, and what it makes of the review. */
export interface Settings {
  readonly config: Config
  /** Where it was read, or where it would be. */
  readonly path: string
  /** Whence, for people: a commit, or the work tree; null where nobody wrote any. */
  readonly origin: string | null
}

/** Where the repository's own configuration is looked for. */
export interface ConfigurationSource {
  readonly origin: string
  /** Its text; undefined where there is none. */
  read(path: string): Promise<string | undefined>
}

/** Reads the configuration: the file that was named, or else the repository's own, and lays what was written on the command line over it. */
export async function readSettings(
  invocation: ReviewInvocation,
  surface: 'check' | 'pin',
  io: CommandIo,
  own: ConfigurationSource,
): Promise<Settings> {
  const path = invocation.config ?? CONFIG_PATH
  const text = invocation.config === undefined ? await own.read(path) : readNamed(invocation.config, io)
  const config = text === undefined ? defaultConfig(surface) : readConfig(text, path, { surface })
  const { profile, failOn, failsOnSkipped } = invocation
  const origin = invocation.config === undefined ? own.origin : '--config'
  return {
    path,
    origin: text === undefined ? null : origin,
    config: mergeConfig(config, { profile, failOn, failOnSkipped: failsOnSkipped || undefined }),
  }
}

/** The work tree, as seen from where the command runs. */
export function workTree({ cwd }: CommandIo): ConfigurationSource {
  return {
    origin: 'the work tree',
    read: async path => {
      try {
        return readFileSync(join(cwd, path), 'utf8')
      } catch (thrown) {
        const { code, reason } = systemErrorOf(thrown)
        if (code === 'ENOENT') return undefined
        throw new UserError('bad-configuration', `${path}: ${reason}`, { cause: thrown })
      }
    },
  }
}

function readNamed(path: string, io: CommandIo): string {
  try {
    return readFileSync(resolve(io.cwd, path), 'utf8')
  } catch (thrown) {
    throw new UserError('missing-path', `${path}: ${systemErrorOf(thrown).reason}`, { cause: thrown })
  }
}

/** What the review is asked to do. `today` is the machine's date, for suppressions that end. */
export function optionsOf({ config, path }: Settings) {
  const today = new Date().toISOString().slice(0, 10)
  return reviewOptionsOf(config, { path, today, isChangeTrusted: true })
}

/** A review's result, and when each registry answered: by the reference in full, in UTC. */
export interface Asked<T> {
  readonly result: T
  readonly askedAt: ReadonlyMap<string, string>
}

/**
 * Reviews with whatever answers were asked for: hands a resolver to the review (undefined where nobody is asked), and says
 * afterwards what kept it from asking, as a credential that could not be read.
 */
export async function withResolver<T>(
  { answers }: ReviewInvocation,
  { config }: Settings,
  io: CommandIo,
  review: (asking: { readonly resolver?: DigestResolver }) => Promise<T>,
): Promise<Asked<T>> {
  if (answers.kind === 'file') {
    const fixed = parseFixedResolutions(readNamed(answers.path, io), answers.path)
    if (fixed instanceof UserError) throw fixed
    return { result: await review({ resolver: fixed }), askedAt: new Map() }
  }
  if (answers.kind === 'nobody' || config.profile === 'air-gapped') return { result: await review({}), askedAt: new Map() }
  const client = clientOf(config, io)
  try {
    return { result: await review({ resolver: client }), askedAt: client.askedAt() }
  } finally {
    for (const notice of client.notices()) await say(io, notice)
    client.close()
  }
}

function clientOf({ registries }: Config, io: CommandIo): RegistryClient {
  return new RegistryClient({
    ask: registries.ask,
    mirrors: registries.mirrors,
    credentials: dockerCredentials({ environment: io.env, workTree: io.cwd }),
    proxy: readProxySettings(io.env),
  })
}
