import { keyText, resolveAlias } from '../yaml/lookup.ts'
import type { YamlEntry, YamlMapping } from '../yaml/node.ts'
import { findNearest } from './nearest.ts'
import type { Problems } from './problems.ts'
import type { JsonSchema, ValueType } from './value-type.ts'
import { describe, quote, wordsOf } from './wording.ts'

/** One key of a group: what it holds, what it means, and whether it may be left out. */
export interface Key<Value> {
  readonly type: ValueType<Value>
  /** For people, in a sentence or two: the docs' and the schema's description. */
  readonly doc: string
  /** What holds where the key is not written. For the schema and the docs; reading leaves it out. */
  readonly default?: unknown
  readonly isRequired?: true
}

/** The keys of a group, by the names that people write. */
export type Keys<Values> = { readonly [Name in keyof Values & string]: Key<Values[Name]> }

/** A map with known keys. Each is to be asked for once: asking reads it, and reports what is wrong with it. */
export interface ReadGroup<Values> {
  readonly node: YamlMapping
  /** undefined where the key is not written, or wrong. */
  get<Name extends keyof Values & string>(name: Name): Values[Name] | undefined
}

/** What a map may hold, and what is made of it. */
export interface Group<Values, Built> {
  readonly expected: string
  readonly keys: Keys<Values>
  /** Keys of which one at least must be written. */
  readonly needsOneOf?: readonly (keyof Values & string)[]
  /** Makes of it what the program works with; undefined where too much is wrong for that. */
  build(read: ReadGroup<Values>, problems: Problems): Built | undefined
}

/** A map with these keys and no others. */
export function group<Values, Built>(of: Group<Values, Built>): ValueType<Built> {
  const { expected, keys, needsOneOf = [] } = of
  const known = Object.keys(keys)
  return {
    expected,
    schema: schemaOf(Object.entries<Key<unknown>>(keys), needsOneOf),
    read(node, problems) {
      const content = resolveAlias(node).node
      if (content.kind !== 'mapping') {
        problems.unexpected(node, describe(node), expected)
        return undefined
      }
      const written = new Map(problems.withoutDuplicates(content).map(entry => [keyText(entry.key) ?? '', entry]))
      reportUnknown(written, known, problems)
      const isEnough = needsOneOf.length === 0 || needsOneOf.some(name => written.has(name))
      if (!isEnough) problems.report(content, `unexpected map without any of ${listed(needsOneOf)}, expected one of them at least`)
      const built = of.build({ node: content, get: readerOf(content, written, keys, problems) }, problems)
      return isEnough ? built : undefined
    },
  }
}

type WrittenKeys = ReadonlyMap<string, YamlEntry>

function reportUnknown(written: WrittenKeys, known: readonly string[], problems: Problems): void {
  const expected = wordsOf(known)
  for (const [name, { key }] of written) {
    if (!known.includes(name)) problems.unexpected(key, `key ${quote(name)}`, expected, () => findNearest(name, known))
  }
}

function readerOf<Values>(node: YamlMapping, written: WrittenKeys, keys: Keys<Values>, problems: Problems): ReadGroup<Values>['get'] {
  return name => {
    const entry = written.get(name)
    const { type, isRequired } = keys[name]
    if (entry) return type.read(entry.value, problems)
    if (isRequired) problems.report(node, `unexpected map without \`${name}\`, expected ${type.expected} under it`)
    return undefined
  }
}

function listed(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ')
}

function schemaOf(keys: readonly (readonly [string, Key<unknown>])[], needsOneOf: readonly string[]): JsonSchema {
  const required = keys.flatMap(([name, { isRequired }]) => (isRequired ? [name] : []))
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(keys.map(([name, key]) => [name, propertySchema(key)])),
    ...(required.length > 0 ? { required } : {}),
    ...(needsOneOf.length > 0 ? { anyOf: needsOneOf.map(name => ({ required: [name] })) } : {}),
  }
}

function propertySchema(key: Key<unknown>): JsonSchema {
  return { description: key.doc, ...key.type.schema, ...('default' in key ? { default: key.default } : {}) }
}
