import { resolveAlias } from '../yaml/lookup.ts'
import type { YamlNode } from '../yaml/node.ts'

/** What stands there, for people. */
export function describe(node: YamlNode): string {
  const content = resolveAlias(node).node
  switch (content.kind) {
    case 'scalar':
      return content.type === 'null' ? 'empty value' : quote(content.value)
    case 'mapping':
      return 'map'
    case 'sequence':
      return 'list'
  }
}

/** A value as it stands in a message: on one line, and cut where it is long. */
export function quote(value: string): string {
  if (value === '') return 'empty text'
  const line = value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
  return `\`${line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}\u2026` : line}\``
}

const LONGEST_QUOTE = 60

/** The allowed words, for people: `` one of `a`, `b` ``. */
export function wordsOf(words: readonly string[]): string {
  const quoted = words.map(word => `\`${word}\``)
  return quoted.length <= 2 ? quoted.join(' or ') : `one of ${quoted.join(', ')}`
}
