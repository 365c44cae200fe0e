import type { UserErrorCode } from '../user-error.ts'
import type { YamlNode } from '../yaml/node.ts'
import type { ConfigOverrides } from './config.ts'
import { overridesOf, readRoot } from './config-file.ts'
import { configKeys, type WrittenValues } from './config-keys.ts'
import { Problems, throwProblems } from './problems.ts'
import { RULE_IDS, type RuleId } from './profile.ts'

/** What somebody gave beside the file, by the keys of the file; an empty text is not given. */
export type ConfigInputs = Readonly<Partial<Record<keyof WrittenValues, string>>>

/** How a mistake in them is told. */
export interface InputReading {
  readonly code: Extract<UserErrorCode, 'bad-input' | 'usage'>
  /** What people call the input: `--fail-on`, `` input `fail-on` ``. */
  nameOf(key: keyof WrittenValues): string
  readonly ruleIds?: readonly RuleId[]
}

/**
 * Reads an Action's inputs or a command's flags. They take what the file takes, as YAML; a list may also be written with
 * commas or line by line. Throws one {@link UserError} for all that is wrong, a line each, as `--scope: unexpected ...`.
 */
export function readInputs(inputs: ConfigInputs, { code, nameOf, ruleIds = RULE_IDS }: InputReading): ConfigOverrides {
  const keys = configKeys(ruleIds)
  const lines: string[] = []
  const overrides = overridesOf({
    get(key) {
      const text = inputs[key] ?? ''
      if (text.trim() === '') return undefined
      const problems = new Problems(text, ({ line }) => (line === 1 ? nameOf(key) : `${nameOf(key)}, line ${line}`))
      const { type } = keys[key]
      const node = type.schema.type === 'array' && !YAML_LIST.test(text) ? listIn(text) : readRoot(text, problems)
      const value = node && type.read(node, problems)
      lines.push(...problems.lines())
      return value
    },
  })
  throwProblems(code, lines)
  return overrides
}

const YAML_LIST = /^\s*(?:\[|- )/

/** The pieces between commas and line ends, as if they were written as a YAML list of strings. */
function listIn(text: string): YamlNode {
  const items = Array.from(text.matchAll(/[^,\r\n]+/g), ({ 0: piece, index }): YamlNode => {
    const value = piece.trim()
    const start = index + piece.indexOf(value)
    return { kind: 'scalar', style: 'plain', value, type: 'string', range: { start, end: start + value.length } }
  })
  const written = items.filter(({ range }) => range.end > range.start)
  return { kind: 'sequence', isFlow: true, items: written, range: { start: 0, end: text.length } }
}
