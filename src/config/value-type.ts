import { resolveAlias } from '../yaml/lookup.ts'
import type { YamlNode, YamlScalar } from '../yaml/node.ts'
import { findNearest } from './nearest.ts'
import type { Problems } from './problems.ts'
import { describe, quote, wordsOf } from './wording.ts'

/** What a key of the configuration may hold: how it is read, and how a JSON schema says it. */
export interface ValueType<Value> {
  /** After "expected": `` `true` or `false` ``. */
  readonly expected: string
  readonly schema: JsonSchema
  /** undefined where the value is wrong; then a problem has been reported. */
  read(node: YamlNode, problems: Problems): Value | undefined
}

/** A part of a JSON schema, draft 7. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** One of some words. They are compared as written: YAML 1.1's reading of `off` as false makes no difference. */
export function oneOf<const Word extends string>(words: readonly Word[]): ValueType<Word> {
  const expected = wordsOf(words)
  return {
    expected,
    schema: { enum: words },
    read(node, problems) {
      const text = readScalar(node, expected, problems)?.value
      const found = words.find(word => word === text)
      if (text !== undefined && found === undefined) problems.unexpected(node, quote(text), expected, () => findNearest(text, words))
      return found
    },
  }
}

/** `true` or `false`, as YAML 1.2 and JSON write them. */
export const boolean: ValueType<boolean> = {
  expected: '`true` or `false`',
  schema: { type: 'boolean' },
  read(node, problems) {
    const word = oneOf(['true', 'false']).read(node, problems)
    return word === undefined ? undefined : word === 'true'
  },
}

/** A whole number, both ends included. */
export function integer(least: number, most: number): ValueType<number> {
  const expected = `a whole number from ${least} to ${most}`
  return {
    expected,
    schema: { type: 'integer', minimum: least, maximum: most },
    read(node, problems) {
      const text = readScalar(node, expected, problems)?.value
      if (text === undefined) return undefined
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
      if (value >= least && value <= most) return value
      problems.unexpected(node, quote(text), expected)
      return undefined
    },
  }
}

/** What to ask of a text beyond being one. */
export interface TextRule {
  readonly expected: string
  /** For the schema, where a regular expression can say it. */
  readonly pattern?: string
  /** The fault as `unexpected ..., expected ...`, or only as "wrong"; undefined for a good text. */
  findFault(text: string): Fault | undefined
}

/** What is wrong with a text; `hint` is what was probably meant. */
export interface Fault {
  /** A whole sentence; where it is left out, the text and what is expected are named. */
  readonly message?: string
  readonly hint?: string
}

/** A text that keeps a rule. Numbers and booleans are taken as written. */
export function text({ expected, pattern, findFault }: TextRule): ValueType<string> {
  return {
    expected,
    schema: { type: 'string', ...(pattern === undefined ? { minLength: 1 } : { pattern }) },
    read(node, problems) {
      const value = readScalar(node, expected, problems)?.value
      if (value === undefined) return undefined
      const fault = findFault(value)
      if (fault === undefined) return value
      if (fault.message === undefined) problems.unexpected(node, quote(value), expected, () => fault.hint)
      else problems.report(node, fault.message)
      return undefined
    },
  }
}

/** A list; wrong items are reported and left out. */
export function listOf<Value>(item: ValueType<Value>): ValueType<readonly Value[]> {
  const expected = `a list, each ${item.expected}`
  return {
    expected,
    schema: { type: 'array', items: item.schema },
    read(node, problems) {
      const content = resolveAlias(node).node
      if (content.kind === 'sequence') {
        return content.items.flatMap(each => {
          const value = item.read(each, problems)
          return value === undefined ? [] : [value]
        })
      }
      problems.unexpected(node, describe(node), expected)
      return undefined
    },
  }
}

/** A map whose keys and values are both checked. */
export function mapOf<Key extends string, Value>(key: ValueType<Key>, value: ValueType<Value>): ValueType<Readonly<Record<string, Value>>> {
  const expected = `a map from ${key.expected} to ${value.expected}`
  return {
    expected,
    schema: { type: 'object', propertyNames: key.schema, additionalProperties: value.schema },
    read(node, problems) {
      const content = resolveAlias(node).node
      if (content.kind !== 'mapping') {
        problems.unexpected(node, describe(node), expected)
        return undefined
      }
      const entries = problems.withoutDuplicates(content).flatMap((entry): [Key, Value][] => {
        const name = key.read(entry.key, problems)
        const read = value.read(entry.value, problems)
        return name === undefined || read === undefined ? [] : [[name, read]]
      })
      return Object.fromEntries(entries)
    },
  }
}

function readScalar(node: YamlNode, expected: string, problems: Problems): YamlScalar | undefined {
  const content = resolveAlias(node).node
  if (content.kind === 'scalar' && content.type !== 'null') return content
  problems.unexpected(node, describe(node), expected)
  return undefined
}
