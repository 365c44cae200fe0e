import {
  CONFIGURATION_PATH,
  type Config,
  defaultConfig,
  type FoundConfiguration,
  type InputFile,
  mergeConfig,
  readConfig,
  UserError,
} from '../../src/index.ts'
import type { Inputs } from '../inputs.ts'

/** The configuration that holds, and whence. */
export interface Settings {
  readonly config: Config
  /** Where it was read, or where it would be. */
  readonly path: string
  /** The branch, for people; null where nobody wrote any. */
  readonly ref: string | null
  readonly defaultBranch: string
}

/** What a change does to the configuration that will hold once it is merged. */
export interface ConfigurationChange {
  readonly kind: 'valid' | 'invalid' | 'removed'
  /** Of what is wrong, where something is. */
  readonly fault: string | null
}

/** Reads what was found, with the inputs laid over it. That a named file is not there is a mistake; the usual one need not be. */
export function readSettings(found: FoundConfiguration, { config: named, overrides }: Inputs): Settings {
  const path = named ?? CONFIGURATION_PATH
  const { defaultBranch } = found
  if (found.kind === 'found') {
    const written = readConfig(found.text, found.path, { surface: 'action' })
    return { config: mergeConfig(written, overrides), path: found.path, ref: found.ref, defaultBranch }
  }
  if (named !== null) {
    throw new UserError(
      'bad-configuration',
      `input \`config\`: there is no ${JSON.stringify(path)} on the branch ${JSON.stringify(defaultBranch)}, from which the configuration is read; commit it there, or leave the input out`,
    )
  }
  return { config: mergeConfig(defaultConfig('action'), overrides), path, ref: null, defaultBranch }
}

/** Judges the configuration as the change would have it. It binds nobody yet: its author must not be the one to loosen it. */
export function judgeConfigurationChange(head: InputFile | null, path: string): ConfigurationChange {
  if (head === null) return { kind: 'removed', fault: null }
  if (head.kind === 'unread') return { kind: 'invalid', fault: `${path}: ${head.reason}` }
  try {
    readConfig(new TextDecoder().decode(head.bytes), path, { surface: 'action' })
    return { kind: 'valid', fault: null }
  } catch (thrown) {
    if (thrown instanceof UserError) return { kind: 'invalid', fault: thrown.message }
    throw thrown
  }
}
