import { type ConfigOverrides, readConfigInputs, UserError } from '../src/index.ts'

/** Which registries are asked what an image names. */
export type ResolveMode = 'trusted' | 'always' | 'never'

/** What the workflow asks for, fully understood. */
export interface Inputs {
  /** '' where there is none. */
  readonly token: string
  /** What is laid over the configuration; it has no more than what was written. */
  readonly overrides: ConfigOverrides
  /** Path of the configuration on the default branch; null for the usual one. */
  readonly config: string | null
  readonly resolve: ResolveMode
  /** What a commit without a change of its own is held against. */
  readonly baseRef: string | null
  /** Where the SARIF file goes, as written; null for a place of our own in the runner's temporary folder. */
  readonly sarifFile: string | null
  readonly reportFile: string | null
  readonly patchFile: string | null
}

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

const RESOLVE_MODES: readonly ResolveMode[] = ['trusted', 'always', 'never']

/** Inputs that mean what the same key of the configuration means. */
const CONFIG_INPUTS = ['fail-on', 'fail-on-skipped', 'scope', 'profile', 'comment', 'suggestions', 'check'] as const

/** What YAML 1.2 calls a boolean, in the spellings of workflows; `yes` and `on` are none. https://yaml.org/spec/1.2.2/#10212-boolean */
const BOOLEAN = /^(?:True|TRUE|False|FALSE)$/

/** Reads the inputs of `action.yml` as the runner hands them over. A wrong value is a `UserError` that names the right ones. */
export function readInputs(env: Environment): Inputs {
  return {
    token: readToken(env),
    overrides: readOverrides(env),
    config: readConfigPath(env),
    resolve: readChoice(env, 'resolve', RESOLVE_MODES, 'trusted'),
    baseRef: readInput(env, 'base-ref') || null,
    sarifFile: readInput(env, 'sarif-file') || null,
    reportFile: readInput(env, 'report-file') || null,
    patchFile: readInput(env, 'patch-file') || null,
  }
}

/** The token alone, which must be known before anything is printed; '' where there is none, as on a runner that is not GitHub's. */
export function readToken(env: Environment): string {
  return readInput(env, 'token')
}

/** Why nothing is asked of GitHub where there is no token. */
export function missingToken(): UserError {
  return new UserError(
    'github',
    'the input `token` is empty, so nothing can be read from GitHub; leave it out to use the token of the job, ${{ github.token }}',
  )
}

/** `paths` has only what is to be looked at: the configuration's `exclude` goes on to hold. */
function readOverrides(env: Environment): ConfigOverrides {
  const written = CONFIG_INPUTS.map(name => [name, lowerBoolean(readInput(env, name))] as const)
  const include = readInput(env, 'paths')
    .split(/[,\r\n]+/)
    .map(path => path.trim().replace(/^\.\//, ''))
    .filter(path => path !== '' && path !== '.')
  const paths = include.length === 0 ? {} : { paths: JSON.stringify({ include }) }
  return readConfigInputs({ ...Object.fromEntries(written), ...paths }, { code: 'bad-input', nameOf: name => `input \`${name}\`` })
}

function lowerBoolean(written: string): string {
  return BOOLEAN.test(written) ? written.toLowerCase() : written
}

/** As git has it: from the repository's top, and below it. */
function readConfigPath(env: Environment): string | null {
  const path = readInput(env, 'config').replace(/^\.\//, '')
  if (path === '') return null
  if (/^\/|\\|(?:^|\/)\.\.?(?:\/|$)|\/$/.test(path))
    throw wrongValue('config', path, "the path of a file, seen from the repository's top, as .github/pull-policy.yml")
  return path
}

/** The runner turns blanks of a name into underscores and keeps hyphens. Empty where nothing is given. */
function readInput(env: Environment, name: string): string {
  return env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim() ?? ''
}

function readChoice<T extends string>(env: Environment, name: string, choices: readonly T[], fallback: T): T {
  const written = readInput(env, name)
  if (written === '') return fallback
  const found = choices.find(choice => choice === written)
  if (found === undefined) throw wrongValue(name, written, `one of ${choices.join(', ')}`)
  return found
}

function wrongValue(name: string, written: string, expected: string): UserError {
  return new UserError('bad-input', `input \`${name}\`: unexpected ${JSON.stringify(written)}, expected ${expected}`)
}
