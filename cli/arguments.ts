import type { UserError } from '../src/index.ts'
import { ASKING, CA_FILE, CACHE, NAME_VERSION, OFFLINE, PLAIN_HTTP, PRIVATE_HOST, REALM_HOST, RESOLUTIONS } from './asking-options.ts'
import { chosen, fileName, type Given, isGiven, longName, names, quoted, readGiven, unexpected } from './given.ts'
import { findNearest } from './nearest.ts'
import {
  BASE,
  COMMANDS,
  CONFIG,
  type Command,
  FAIL_ON,
  FAIL_ON_SKIPPED,
  FORMAT,
  HEAD,
  HELP,
  OUTPUT,
  PROFILE,
  RESOLVE,
  SCOPE,
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
  if (first !== undefined && names(HELP, first)) return { kind: 'help', command: undefined }
  if (first !== undefined && names(VERSION_FLAG, first)) return { kind: 'version' }
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

function unknownCommand(written: string | undefined): UserError {
  const names = COMMANDS.map(({ name }) => name)
  const expected = `${names.length === 1 ? 'the command' : 'one of the commands'} ${names.join(', ')}; \`pull-policy --help\` shows what can be asked for`
  return written === undefined
    ? unexpected('end of the arguments', expected)
    : unexpected(quoted(written), expected, findNearest(written, names))
}
