import { type FailOn, type Scope, UserError } from '../src/index.ts'

/** What the workflow asks for, fully understood. */
export interface Inputs {
  readonly token: string
  readonly failOn: FailOn
  readonly failsOnSkipped: boolean
  readonly scope: Scope
  /** Where the SARIF file goes, as written; null for a place of our own in the runner's temporary folder. */
  readonly sarifFile: string | null
  readonly reportFile: string | null
}

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

const FAIL_ON: readonly FailOn[] = ['error', 'warning', 'info', 'never']
const SCOPES: readonly Scope[] = ['changed-lines', 'changed-files', 'repository']

/** What YAML 1.2 calls a boolean; `yes` and `on` are none. https://yaml.org/spec/1.2.2/#10212-boolean */
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, True: true, TRUE: true, false: false, False: false, FALSE: false }

/** Reads the inputs of `action.yml` as the runner hands them over. A wrong value is a `UserError` that names the right ones. */
export function readInputs(env: Environment): Inputs {
  return {
    token: readToken(env),
    failOn: readChoice(env, 'fail-on', FAIL_ON, 'error'),
    failsOnSkipped: readBoolean(env, 'fail-on-skipped'),
    scope: readChoice(env, 'scope', SCOPES, 'changed-lines'),
    sarifFile: readInput(env, 'sarif-file') || null,
    reportFile: readInput(env, 'report-file') || null,
  }
}

/** The token alone, which must be known before anything is printed. */
export function readToken(env: Environment): string {
  const token = readInput(env, 'token')
  if (token === '') {
    throw new UserError(
      'bad-input',
      'the input `token` is empty, so nothing can be read from GitHub; leave it out to use the token of the job, ${{ github.token }}',
    )
  }
  return token
}

/** The runner turns blanks of a name into underscores and keeps hyphens. Empty where nothing is given. */
function readInput(env: Environment, name: string): string {
  return env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim() ?? ''
}

function readChoice<T extends string>(env: Environment, name: string, choices: readonly T[], fallback: T): T {
  const written = readInput(env, name)
  if (written === '') return fallback
  const found = choices.find(choice => choice === written)
  if (found === undefined) throw wrongValue(name, written, choices)
  return found
}

function readBoolean(env: Environment, name: string): boolean {
  const written = readInput(env, name)
  if (written === '') return false
  const value = Object.hasOwn(BOOLEANS, written) ? BOOLEANS[written] : undefined
  if (value === undefined) throw wrongValue(name, written, ['true', 'false'])
  return value
}

function wrongValue(name: string, written: string, allowed: readonly string[]): UserError {
  return new UserError(
    'bad-input',
    `unexpected ${JSON.stringify(written)} for the input \`${name}\`, expected one of ${allowed.join(', ')}`,
  )
}
