import { readFileSync } from 'node:fs'
import { join } from 'node:path'
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
  terminalText,
  UserError,
} from '../src/index.ts'
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
}

/** A configuration's text as some edge read it; undefined where there is none. */
export type ReadText = (path: string) => Promise<string | undefined>

/** Reads the configuration: the file that was named, or else the repository's own, and lays what was written on the command line over it. */
export async function readSettings(
  invocation: ReviewInvocation,
  surface: 'check' | 'pin',
  io: CommandIo,
  readOwn: ReadText,
): Promise<Settings> {
  const path = invocation.config ?? CONFIG_PATH
  const text = invocation.config === undefined ? await readOwn(path) : readNamed(invocation.config, io)
  const config = text === undefined ? defaultConfig(surface) : readConfig(text, path, { surface })
  const { profile, failOn, failsOnSkipped } = invocation
  return { path, config: mergeConfig(config, { profile, failOn, failOnSkipped: failsOnSkipped || undefined }) }
}

/** The file in the work tree; undefined where it is not there. */
export async function readFromWorkTree(io: CommandIo, path: string): Promise<string | undefined> {
  try {
    return readFileSync(join(io.cwd, path), 'utf8')
  } catch (thrown) {
    if (systemErrorOf(thrown).code === 'ENOENT') return undefined
    throw new UserError('bad-configuration', `${path}: ${systemErrorOf(thrown).reason}`, { cause: thrown })
  }
}

function readNamed(path: string, io: CommandIo): string {
  try {
    return readFileSync(join(path.startsWith('/') ? '' : io.cwd, path), 'utf8')
  } catch (thrown) {
    throw new UserError('missing-path', `${path}: ${systemErrorOf(thrown).reason}`, { cause: thrown })
  }
}

/** What the review is asked to do. `today` is the machine's date, for suppressions that end. */
export function optionsOf({ config, path }: Settings) {
  const today = new Date().toISOString().slice(0, 10)
  return reviewOptionsOf(config, { path, today, isChangeTrusted: true })
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
): Promise<T> {
  if (answers.kind === 'file') {
    const fixed = parseFixedResolutions(readNamed(answers.path, io), answers.path)
    if (fixed instanceof UserError) throw fixed
    return review({ resolver: fixed })
  }
  if (answers.kind === 'nobody' || config.profile === 'air-gapped') return review({})
  const client = clientOf(config, io)
  try {
    return await review({ resolver: client })
  } finally {
    for (const notice of client.notices()) await io.stderr.write(`pull-policy: ${terminalText(notice)}\n`)
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
