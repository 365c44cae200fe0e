/** An option as users write it. The parser, `--help` and the tables of the manual are made from these rows. */
export type Option = FlagOption | TextOption | ChoiceOption

interface OptionBase {
  /** Without its dashes. */
  readonly name: string
  /** One sentence part, without a full stop. */
  readonly summary: string
}

/** On where it is written, else off. */
export interface FlagOption extends OptionBase {
  readonly kind: 'flag'
}

/** Takes any text. */
export interface TextOption extends OptionBase {
  readonly kind: 'text'
  /** What stands for the value in the manual: `FILE`. */
  readonly placeholder: string
}

/** Takes one of a few words. */
export interface ChoiceOption<T extends string = string> extends OptionBase {
  readonly kind: 'choice'
  readonly choices: readonly T[]
  readonly fallback: T
}

/** What `pull-policy NAME` takes. */
export interface Command {
  readonly name: 'check'
  /** What follows the options: `[PATH...]`. */
  readonly operands: string
  readonly summary: string
  readonly options: readonly Option[]
}

/** Stands alone, or with any command. */
export const HELP: FlagOption = { kind: 'flag', name: 'help', summary: 'show this help' }

/** Stands alone. */
export const VERSION_FLAG: FlagOption = { kind: 'flag', name: 'version', summary: 'show the version' }

/** For people, or the public report for programs. */
export const FORMAT = choice('format', 'text', ['text', 'json'], 'how the report is written')

/** The threshold; in a change it counts what is new. */
export const FAIL_ON = choice(
  'fail-on',
  'error',
  ['error', 'warning', 'info', 'never'],
  'exit with 1 where something that weighs this much, or more, is found',
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

const CHECK: Command = {
  name: 'check',
  operands: '[PATH...]',
  summary:
    'say which pull policy each container will have and what will go wrong; PATH is a file, a folder or `-` (standard input), by default `.`',
  options: [FORMAT, FAIL_ON, FAIL_ON_SKIPPED, OUTPUT],
}

/** Every command, in the order of the manual. */
export const COMMANDS: readonly Command[] = [CHECK]

function choice<T extends string>(name: string, fallback: T, choices: readonly T[], summary: string): ChoiceOption<T> {
  return { kind: 'choice', name, fallback, choices, summary }
}
