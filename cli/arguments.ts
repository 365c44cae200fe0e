import { parseArgs } from 'node:util'
import { UserError } from '../src/index.ts'
import { ASKING, CA_FILE, CACHE, NAME_VERSION, OFFLINE, PLAIN_HTTP, PRIVATE_HOST, REALM_HOST, RESOLUTIONS } from './asking-options.ts'
import { findNearest } from './nearest.ts'
import {
  BASE,
  type ChoiceOption,
  COMMANDS,
  CONFIG,
  type Command,
  FAIL_ON,
  FAIL_ON_SKIPPED,
  FORMAT,
  HEAD,
  HELP,
  type ListOption,
  type Option,
  OUTPUT,
  PROFILE,
  RESOLVE,
  SCOPE,
  type TextOption,
  UPDATE,
  VERSION_FLAG,
  WRITE,
} from './options.ts'

/** What the command line asks for, fully understood. */
export type Invocation =
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | { readonly kind: 'version' }
  | CheckInvocation
  | PinInvocation
  | ExplainInvocation

/** What `check` and `pin` share; undefined where the configuration decides. */
export interface ReviewInvocation {
  /** At least one; `-` is standard input. */
  readonly paths: readonly string[]
  readonly failOn: (typeof FAIL_ON.choices)[number] | undefined
  readonly failsOnSkipped: boolean
  /** The file that holds the configuration. */
  readonly config: string | undefined
  readonly profile: (typeof PROFILE.choices)[number] | undefined
  readonly answers: AnswerSource
  /** Whether `latest` is to be told by its version. */
  readonly namesVersions: boolean
}

/** Where digests come from. */
export type AnswerSource = RegistryInvocation | { readonly kind: 'nobody' } | { readonly kind: 'file'; readonly path: string }

/** What whoever runs the command says of registries. */
export interface RegistryInvocation {
  readonly kind: 'registries'
  /** As `host` or `host:port`. */
  readonly plainHttp: readonly string[]
  readonly privateHosts: readonly string[]
  readonly realmHosts: readonly string[]
  /** Files with certificates. */
  readonly authorities: readonly string[]
  /** The file that keeps answers. */
  readonly cache: string | undefined
}

/** `pull-policy check`. */
export interface CheckInvocation extends ReviewInvocation {
  readonly kind: 'check'
  readonly format: (typeof FORMAT.choices)[number]
  readonly output: string | undefined
  /** undefined where files are reviewed as they lie there. */
  readonly range: RangeInvocation | undefined
}

/** A review of a change. */
export interface RangeInvocation {
  readonly base: string
  readonly head: string
  /** Narrow the change to these files and folders; none is all of it. */
  readonly paths: readonly string[]
  readonly scope: (typeof SCOPE.choices)[number] | undefined
}

/** `pull-policy pin`. */
export interface PinInvocation extends ReviewInvocation {
  readonly kind: 'pin'
  readonly isWriting: boolean
  readonly isUpdating: boolean
}

/** `pull-policy explain`. */
export interface ExplainInvocation {
  readonly kind: 'explain'
  readonly word: string | undefined
}

/** Understands the arguments after the program's name. What is not understood is a `UserError` that names what would be. */
export function parseInvocation(argv: readonly string[]): Invocation {
  const [first, ...rest] = argv
  if (first === longName(HELP)) return { kind: 'help', command: undefined }
  if (first === longName(VERSION_FLAG)) return { kind: 'version' }
  const command = COMMANDS.find(({ name }) => name === first)
  if (command === undefined) throw unknownCommand(first)

  const given = readGiven(rest, command)
  if (given.flags.has(HELP)) return { kind: 'help', command }
  switch (command.name) {
    case 'check':
      return checkInvocation(given)
    case 'pin':
      return pinInvocation(given)
    case 'explain':
      return explainInvocation(given)
  }
}

/** What was written, option by option; of one that is written twice the last counts. */
interface Given {
  readonly flags: ReadonlySet<Option>
  readonly texts: ReadonlyMap<Option, string>
  readonly lists: ReadonlyMap<Option, readonly string[]>
  readonly operands: readonly string[]
}

function checkInvocation(given: Given): CheckInvocation {
  const review = reviewInvocation(given)
  const asksNobody = review.answers.kind === 'registries' && !given.flags.has(RESOLVE)
  const idle = asksNobody ? ASKING.find(option => isGiven(given, option)) : undefined
  if (idle) throw unexpected(`${longName(idle)} without ${longName(RESOLVE)}`, `both, since \`check\` asks no registry by itself`)
  return {
    kind: 'check',
    ...review,
    answers: asksNobody ? { kind: 'nobody' } : review.answers,
    format: chosen(given, FORMAT) ?? 'text',
    output: fileName(given, OUTPUT),
    range: rangeOf(given),
  }
}

function pinInvocation(given: Given): PinInvocation {
  if (given.flags.has(WRITE) && given.operands.includes('-')) throw unexpected(`"-" beside ${longName(WRITE)}`, 'files that can be written')
  return { kind: 'pin', ...reviewInvocation(given), isWriting: given.flags.has(WRITE), isUpdating: given.flags.has(UPDATE) }
}

function explainInvocation({ operands: [word, surplus] }: Given): ExplainInvocation {
  if (surplus !== undefined) throw unexpected(quoted(surplus), `one word after ${quoted(word ?? '')}`)
  return { kind: 'explain', word }
}

function reviewInvocation(given: Given): ReviewInvocation {
  return {
    paths: given.operands.length === 0 ? ['.'] : given.operands,
    failOn: chosen(given, FAIL_ON),
    failsOnSkipped: given.flags.has(FAIL_ON_SKIPPED),
    config: fileName(given, CONFIG),
    profile: chosen(given, PROFILE),
    answers: answersOf(given),
    namesVersions: given.flags.has(NAME_VERSION),
  }
}

function answersOf(given: Given): AnswerSource {
  const path = fileName(given, RESOLUTIONS)
  if (path !== undefined) return { kind: 'file', path }
  if (given.flags.has(OFFLINE)) return { kind: 'nobody' }
  const { lists } = given
  return {
    kind: 'registries',
    plainHttp: lists.get(PLAIN_HTTP) ?? [],
    privateHosts: lists.get(PRIVATE_HOST) ?? [],
    realmHosts: lists.get(REALM_HOST) ?? [],
    authorities: lists.get(CA_FILE) ?? [],
    cache: fileName(given, CACHE),
  }
}

function isGiven({ flags, texts, lists }: Given, option: Option): boolean {
  return flags.has(option) || texts.has(option) || lists.has(option)
}

function rangeOf(given: Given): RangeInvocation | undefined {
  const base = given.texts.get(BASE)
  const alone = [HEAD, SCOPE].find(option => given.texts.has(option))
  if (base === undefined && alone)
    throw unexpected(`${longName(alone)} without ${longName(BASE)}`, `both, as ${longName(BASE)} main ${longName(alone)} ...`)
  if (base !== undefined && given.operands.includes('-')) throw unexpected(`"-" beside ${longName(BASE)}`, 'paths in the repository')
  return base === undefined
    ? undefined
    : { base, head: given.texts.get(HEAD) ?? 'HEAD', paths: given.operands, scope: chosen(given, SCOPE) }
}

function chosen<T extends string>({ texts }: Given, option: ChoiceOption<T>): T | undefined {
  const written = texts.get(option)
  if (written === undefined) return option.fallback
  const found = option.choices.find(choice => choice === written)
  if (found === undefined)
    throw unexpected(`${longName(option)} ${quoted(written)}`, oneOf(option.choices), findNearest(written, option.choices))
  return found
}

function fileName({ texts }: Given, option: TextOption): string | undefined {
  const written = texts.get(option)
  if (written === '' || written === '-') throw unexpected(`${longName(option)} ${quoted(written)}`, 'the name of a file')
  return written
}

/** Reads leniently and judges by the tokens: the parser's own strict errors do not name what is allowed. */
function readGiven(args: readonly string[], command: Command): Given {
  const options = [...command.options, HELP]
  const types = options.map(option => [option.name, { type: option.kind === 'flag' ? 'boolean' : 'string' }] as const)
  const { tokens } = parseArgs({ args: [...args], options: Object.fromEntries(types), strict: false, allowPositionals: true, tokens: true })
  const flags = new Set<Option>()
  const texts = new Map<Option, string>()
  const lists = new Map<Option, readonly string[]>()
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue
    if (token.kind === 'positional') {
      operands.push(token.value)
      continue
    }
    const option = options.find(({ name }) => longName({ name }) === token.rawName)
    if (option === undefined) throw unknownOption(token.rawName, command, options)
    if (option.kind === 'flag') flags.add(withoutValue(option, token.value))
    else {
      const value = writtenValue(option, token.value, token.inlineValue)
      if (option.kind === 'list') lists.set(option, [...(lists.get(option) ?? []), value])
      else texts.set(option, value)
    }
  }
  return { flags, texts, lists, operands }
}

function withoutValue(option: Option, value: string | undefined): Option {
  if (value !== undefined) throw unexpected(`value ${quoted(value)} of ${longName(option)}`, 'none, since it is on or off')
  return option
}

function writtenValue(option: ChoiceOption | ListOption | TextOption, value: string | undefined, isInline: boolean | undefined): string {
  const expected = option.kind === 'choice' ? oneOf(option.choices) : option.placeholder
  if (value === undefined) throw unexpected(`end of the arguments after ${longName(option)}`, expected)
  const isOptionLike = isInline === false && value.startsWith('-') && value !== '-'
  if (isOptionLike)
    throw unexpected(
      `${quoted(value)} after ${longName(option)}`,
      `${expected}; a value that starts with a dash is written ${longName(option)}=${value}`,
    )
  return value
}

function unknownCommand(written: string | undefined): UserError {
  const names = COMMANDS.map(({ name }) => name)
  const expected = `${names.length === 1 ? 'the command' : 'one of the commands'} ${names.join(', ')}; \`pull-policy --help\` shows what can be asked for`
  return written === undefined
    ? unexpected('end of the arguments', expected)
    : unexpected(quoted(written), expected, findNearest(written, names))
}

function unknownOption(rawName: string, command: Command, options: readonly Option[]): UserError {
  const names = options.map(longName)
  return unexpected(`option ${rawName} of \`${command.name}\``, oneOf(names), findNearest(rawName, names))
}

function unexpected(what: string, expected: string, nearest?: string): UserError {
  return new UserError('usage', `unexpected ${what}, expected ${expected}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`)
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? names.join() : `one of ${names.join(', ')}`
}

function quoted(written: string): string {
  return JSON.stringify(written)
}

function longName({ name }: Pick<Option, 'name'>): string {
  return `--${name}`
}
