import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Config, defaultConfig, mergeConfig, readConfig, reviewOptionsOf, UserError } from '../src/index.ts'
import type { ReviewInvocation } from './arguments.ts'
import type { CommandIo } from './command-io.ts'
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

/** The text of a file that the command line names. */
export function readNamed(path: string, io: Pick<CommandIo, 'cwd'>): string {
  try {
    return readFileSync(resolve(io.cwd, path), 'utf8')
  } catch (thrown) {
    throw new UserError('missing-path', `${path}: ${systemErrorOf(thrown).reason}`, { cause: thrown })
  }
}

/** What the review is asked to do. `today` is the machine's date, for suppressions that end; the owner is known in a job of GitHub Actions. */
export function optionsOf({ config, path }: Settings, { env }: Pick<CommandIo, 'env'>) {
  const today = new Date().toISOString().slice(0, 10)
  return reviewOptionsOf(config, { path, today, isChangeTrusted: true, owner: env.GITHUB_REPOSITORY_OWNER })
}
