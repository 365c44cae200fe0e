import type { ScalarStyle, ScalarType } from './node.ts'

/**
 * What kubectl's decoder (YAML 1.1 as go-yaml v2 reads it) makes of a scalar. Dates stay strings there; `yes`, `on` and
 * `y` are booleans; `0x1F`, `0b1`, `017` and `1_000` are numbers.
 */
export function scalarType(style: ScalarStyle, value: string, tag: string | undefined): ScalarType {
  if (tag !== undefined && !RESOLVED_TAGS.has(tag)) return 'string'
  if (style !== 'plain' && tag === undefined) return 'string'
  if (value.length <= LONGEST_WORD) {
    const type = WORDS.get(value)
    if (type !== undefined) return type
  }
  return isNumber(value) ? 'number' : 'string'
}

const RESOLVED_TAGS = new Set(['int', 'float', 'bool', 'null'].flatMap(spelledTags))

/** The text of a scalar behind a tag: `!!binary` has Kubernetes' decoder read base64. */
export function taggedValue(value: string, tag: string | undefined): string {
  return tag !== undefined && BINARY_TAGS.includes(tag) ? Buffer.from(value, 'base64').toString('utf8') : value
}

const BINARY_TAGS = spelledTags('binary')

function spelledTags(name: string): string[] {
  return [`!!${name}`, `!<tag:yaml.org,2002:${name}>`]
}

const WORDS: ReadonlyMap<string, ScalarType> = new Map([
  ...spellings(['', '~', 'null']).map(word => [word, 'null'] as const),
  ...spellings(['y', 'yes', 'true', 'on', 'n', 'no', 'false', 'off']).map(word => [word, 'boolean'] as const),
])

/** Each word in small letters, with a capital first, and in capitals. */
function spellings(words: readonly string[]): string[] {
  return words.flatMap(word => [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()])
}

const LONGEST_WORD = 'false'.length

function isNumber(value: string): boolean {
  if (value.charCodeAt(0) > DIGIT_NINE) return false
  return SPECIAL_FLOAT.test(value) || NUMBER.test(value.replaceAll('_', ''))
}

const DIGIT_NINE = 0x39

const SPECIAL_FLOAT = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|0[xX][\da-fA-F]+|0[oO]?[0-7]+|0[bB][01]+)$/
