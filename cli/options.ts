import { PROFILE_NAMES } from '../src/index.ts'
import { ASKING } from './asking-options.ts'

/** An option as users write it. The parser, `--help` and the tables of the manual are made from these rows. */
export type Option = FlagOption | TextOption | ListOption | ChoiceOption

interface OptionBase {
  /** Without its dashes. */
  readonly name: string
  /** One sentence part, without a full stop. */
  readonly summary: string
}

/** On where it is written, else off. */
export interface FlagOption extends OptionBase {
  readonly kind: 'flag'
  /** Single letters that stand for it, the first of them in the help. */
  readonly letters?: readonly string[]
}

/** Takes any text. */
export interface TextOption extends OptionBase {
  readonly kind: 'text'
  /** What stands for the value in the manual: `FILE`. */
  readonly placeholder: string
}

/** Takes any text, and may be written several times. */
export interface ListOption extends OptionBase {
  readonly kind: 'list'
  readonly placeholder: string
}

/** Takes one of a few words. */
export interface ChoiceOption<T extends string = string> extends OptionBase {
  readonly kind: 'choice'
  readonly choices: readonly T[]
  /** What holds where it is not written; undefined where the configuration then decides. */
  readonly fallback: T | undefined
}

/** What `pull-policy NAME` takes. */
export interface Command {
  readonly name: 'check' | 'pin' | 'explain'
  /** What follows the options: `[PATH...]`. */
  readonly operands: string
  readonly summary: string
  readonly options: readonly Option[]
}

/** Stands alone, or with any command. */
export const HELP: FlagOption = { kind: 'flag', name: 'help', letters: ['h'], summary: 'show this help' }

/** Stands alone. */
export const VERSION_FLAG: FlagOption = { kind: 'flag', name: 'version', letters: ['V', 'v'], summary: 'show the version' }

/** For people, or the public report for programs. */
export const FORMAT = choice('format', 'text', ['text', 'json', 'sarif', 'markdown', 'github'], 'how the report is written')

/** The threshold; in a change it counts what is new. */
export const FAIL_ON = choice(
  'fail-on',
  undefined,
  ['error', 'warning', 'info', 'never'],
  'exit with 1 where something that weighs this much, or more, is found; else the configuration decides (check: error, pin: never)',
)

/** Counts whatever `--fail-on` says. */
export const FAIL_ON_SKIPPED: FlagOption = {
  kind: 'flag',
  name: 'fail-on-skipped',
  summary: 'exit with 1 where a file, or a part of one, could not be analysed',
}

/** Never written through a symbolic link. */
export const OUTPUT: TextOption = {
  kind: 'text',
  name: 'output',
  placeholder: 'FILE',
  summary: 'write the report to this file instead of standard output',
}

/** Begins a review of a change. */
export const BASE: TextOption = {
  kind: 'text',
  name: 'base',
  placeholder: 'REF',
  summary: 'review what the head changed since it left this branch, tag or commit',
}

/** Only with a base. */
export const HEAD: TextOption = {
  kind: 'text',
  name: 'head',
  placeholder: 'REF',
  summary: 'the commit to review; HEAD where it is left out',
}

/** Only with a base. */
export const SCOPE = choice(
  'scope',
  undefined,
  ['changed-lines', 'changed-files', 'repository'],
  'which part of a change is spoken of; else the configuration decides (changed-lines)',
)

/** In place of the repository's own. */
export const CONFIG: TextOption = {
  kind: 'text',
  name: 'config',
  placeholder: 'FILE',
  summary: 'read the configuration here and not in .github/pull-policy.yml',
}

/** Over the configuration's. */
export const PROFILE = choice('profile', undefined, PROFILE_NAMES, 'which severities hold; else the configuration decides (default)')

/** `check` asks nobody without it. */
export const RESOLVE: FlagOption = {
  kind: 'flag',
  name: 'resolve',
  summary: 'ask the registries whether the images exist and which digests they have',
}

/** Without it the patch is printed. */
export const WRITE: FlagOption = { kind: 'flag', name: 'write', summary: 'edit the files in place; without it the patch is printed' }

/** Digests that are there are otherwise left alone. */
export const UPDATE: FlagOption = { kind: 'flag', name: 'update', summary: 'replace a digest whose tag names another one now' }

const SETTINGS: readonly Option[] = [CONFIG, PROFILE]

const CHECK: Command = {
  name: 'check',
  operands: '[PATH...]',
  summary:
    'say which pull policy each container will have and what will go wrong; PATH is a file, a folder or `-` (standard input), by default `.`',
  options: [FORMAT, BASE, HEAD, SCOPE, FAIL_ON, FAIL_ON_SKIPPED, OUTPUT, ...SETTINGS, RESOLVE, ...ASKING],
}

const PIN: Command = {
  name: 'pin',
  operands: '[PATH...]',
  summary: 'print the patch that adds to each image the digest that its tag names now',
  options: [WRITE, UPDATE, FAIL_ON, FAIL_ON_SKIPPED, ...SETTINGS, ...ASKING],
}

const EXPLAIN: Command = {
  name: 'explain',
  operands: '[RULE|TOPIC]',
  summary: 'print the page of a rule or of a topic; without a word, list them',
  options: [],
}

/** Every command, in the order of the manual. */
export const COMMANDS: readonly Command[] = [CHECK, PIN, EXPLAIN]

function choice<T extends string>(name: string, fallback: T | undefined, choices: readonly T[], summary: string): ChoiceOption<T> {
  return { kind: 'choice', name, fallback, choices, summary }
}
