import { parseArgs, types } from 'node:util'
import { UserError } from '../../src/index.ts'
import { COMMANDS, type CommandName, type CommandOption } from './commands.ts'

/** What was asked for. */
export type Invocation =
  | { readonly kind: 'help'; readonly command: CommandName | undefined }
  | { readonly kind: 'version' }
  | InitInvocation
  | DoctorInvocation
  | SimulateInvocation
  | { readonly kind: 'start' }

/** `pull-policy-app init`. */
export interface InitInvocation {
  readonly kind: 'init'
  /** Organisation that is to own the app; undefined for the person's own account. */
  readonly org: string | undefined
  readonly webhookUrl: string | undefined
  readonly name: string
  readonly hasPinButton: boolean
  readonly isPublic: boolean
  readonly port: number
}

/** `pull-policy-app doctor`. */
export interface DoctorInvocation {
  readonly kind: 'doctor'
  readonly hasPinButton: boolean
}

/** `pull-policy-app simulate`. */
export interface SimulateInvocation {
  readonly kind: 'simulate'
  readonly owner: string
  readonly repo: string
  readonly number: number
}

/** Understands the command line. Throws a UserError that says what is wrong with it. */
export function parseInvocation(argv: readonly string[]): Invocation {
  const [first, ...rest] = argv
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return { kind: 'help', command: nameOf(rest[0]) }
  if (first === '--version' || first === 'version') return { kind: 'version' }
  const name = nameOf(first)
  if (name === undefined)
    throw usage(`unexpected \`${first.slice(0, 60)}\`, expected one of ${COMMANDS.map(command => command.name).join(', ')}`)
  const { values, operands } = parseOptions(name, rest)
  if (values.help === true) return { kind: 'help', command: name }
  const most = name === 'simulate' ? 1 : 0
  if (operands.length > most) throw usage(`unexpected \`${operands[most]?.slice(0, 60)}\` after \`${name}\``)
  switch (name) {
    case 'init':
      return {
        kind: 'init',
        org: optionalName(values.org, '--org'),
        webhookUrl: textOf(values['webhook-url']),
        name: textOf(values.name) ?? 'pull-policy',
        hasPinButton: values['pin-button'] === true,
        isPublic: values.public === true,
        port: portOf(textOf(values.port)),
      }
    case 'doctor':
      return { kind: 'doctor', hasPinButton: values['pin-button'] === true }
    case 'simulate':
      return { kind: 'simulate', ...pullOf(operands[0]) }
    case 'start':
      return { kind: 'start' }
  }
}

interface Parsed {
  readonly values: Readonly<Record<string, unknown>>
  readonly operands: readonly string[]
}

function parseOptions(name: CommandName, args: readonly string[]): Parsed {
  const options = COMMANDS.find(command => command.name === name)?.options ?? []
  const taken = Object.fromEntries(
    [...options, HELP].map(option => [option.name, { type: option.placeholder === undefined ? 'boolean' : 'string' } as const]),
  )
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: taken, allowPositionals: true })
    return { values, operands: positionals }
  } catch (error) {
    if (!types.isNativeError(error) || !('code' in error) || !String(error.code).startsWith('ERR_PARSE_ARGS')) throw error
    throw usage(error.message.split('\n', 1)[0] ?? '')
  }
}

const HELP: CommandOption = { name: 'help', summary: 'Show this.' }

function nameOf(word: string | undefined): CommandName | undefined {
  return COMMANDS.find(({ name }) => name === word)?.name
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function optionalName(value: unknown, option: string): string | undefined {
  const name = textOf(value)
  if (name === undefined || /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(name)) return name
  throw usage(`${option}: unexpected \`${name.slice(0, 60)}\`, expected the name of an organisation`)
}

function portOf(written: string | undefined): number {
  if (written === undefined) return 0
  if (/^\d{1,5}$/.test(written) && Number(written) <= 65_535) return Number(written)
  throw usage(`--port: unexpected \`${written.slice(0, 60)}\`, expected a port`)
}

const SHORT_PULL = /^([\w.-]{1,100})\/([\w.-]{1,100})#([1-9]\d{0,9})$/
const PULL_URL = /^https?:\/\/[^/\s]+\/([\w.-]{1,100})\/([\w.-]{1,100})\/pull\/([1-9]\d{0,9})(?:[/?#].*)?$/

function pullOf(written: string | undefined): { readonly owner: string; readonly repo: string; readonly number: number } {
  const [, owner, repo, number] = SHORT_PULL.exec(written ?? '') ?? PULL_URL.exec(written ?? '') ?? []
  if (owner !== undefined && repo !== undefined) return { owner, repo, number: Number(number) }
  throw usage(
    `unexpected ${written === undefined ? 'end' : `\`${written.slice(0, 100)}\``}, expected a pull request as OWNER/REPO#NUMBER or its address`,
  )
}

function usage(message: string): UserError {
  return new UserError('usage', message)
}
