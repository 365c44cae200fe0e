import { parseArgs } from 'node:util'
import { UserError } from '../src/index.ts'
import { findNearest } from './nearest.ts'
import { type ChoiceOption, type Command, HELP, type ListOption, type Option, type TextOption } from './options.ts'

/** What was written, option by option; of one that is written twice the last counts. */
export interface Given {
  readonly flags: ReadonlySet<Option>
  readonly texts: ReadonlyMap<Option, string>
  readonly lists: ReadonlyMap<Option, readonly string[]>
  readonly operands: readonly string[]
}

/** Reads leniently and judges by the tokens: the parser's own strict errors do not name what is allowed. */
export function readGiven(args: readonly string[], command: Command): Given {
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
    const option = options.find(each => names(each, token.rawName))
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

/** Whether an option was written at all. */
export function isGiven({ flags, texts, lists }: Given, option: Option): boolean {
  return flags.has(option) || texts.has(option) || lists.has(option)
}

/** The word that was chosen, or what holds where none was. */
export function chosen<T extends string>({ texts }: Given, option: ChoiceOption<T>): T | undefined {
  const written = texts.get(option)
  if (written === undefined) return option.fallback
  const found = option.choices.find(choice => choice === written)
  if (found === undefined)
    throw unexpected(`${longName(option)} ${quoted(written)}`, oneOf(option.choices), findNearest(written, option.choices))
  return found
}

/** The file that an option names; standard input and nothing are none. */
export function fileName({ texts }: Given, option: TextOption): string | undefined {
  const written = texts.get(option)
  if (written === '' || written === '-') throw unexpected(`${longName(option)} ${quoted(written)}`, 'the name of a file')
  return written
}

function unknownOption(rawName: string, command: Command, options: readonly Option[]): UserError {
  const names = options.map(longName)
  return unexpected(`option ${rawName} of \`${command.name}\``, oneOf(names), findNearest(rawName, names))
}

/** A mistake in the arguments, and what would have been understood. */
export function unexpected(what: string, expected: string, nearest?: string): UserError {
  return new UserError('usage', `unexpected ${what}, expected ${expected}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`)
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? names.join() : `one of ${names.join(', ')}`
}

/** A word as it was written. */
export function quoted(written: string): string {
  return JSON.stringify(written)
}

/** Whether `--help`, or `-h`, as it is written, means this option. */
export function names(option: Option, written: string): boolean {
  if (written === longName(option)) return true
  return option.kind === 'flag' && (option.letters ?? []).some(letter => written === `-${letter}`)
}

/** As users write it. */
export function longName({ name }: Pick<Option, 'name'>): string {
  return `--${name}`
}
