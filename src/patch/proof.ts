import { readDocuments } from '../yaml/document.ts'
import { keyText } from '../yaml/lookup.ts'
import type { YamlNode, YamlScalar } from '../yaml/node.ts'

/** Why an edited text is not what was meant; undefined where it is. */
export type Disproof = string | undefined

/**
 * Reads the edited text again and compares it with the original, node by node: every scalar must be what it was, but those
 * that start where one of the edited ones started, whose value must now be the one that was meant.
 */
export function disproveEdits(before: string, after: string, meant: ReadonlyMap<number, string>): Disproof {
  const from = readDocuments(before)
  const to = readDocuments(after)
  if (from.length !== to.length) return 'the edit would change the number of documents'
  const expected = new Map(meant)
  for (const [index, reading] of from.entries()) {
    const other = to[index]
    if (reading.kind !== other?.kind) return 'the edit would change how a document is read'
    if (reading.kind !== 'document' || other.kind !== 'document') continue
    const fault = compareTrees(reading.root, other.root, expected)
    if (fault) return fault
  }
  return expected.size === 0 ? undefined : 'the edit would not reach every image it was meant for'
}

/** Without recursion, since manifests may nest deeper than the stack; aliases are equal by name, their targets are seen at the anchor. */
function compareTrees(before: YamlNode | null, after: YamlNode | null, expected: Map<number, string>): Disproof {
  const pending: [YamlNode | null | undefined, YamlNode | null | undefined][] = [[before, after]]
  for (let pair = pending.pop(); pair; pair = pending.pop()) {
    const [a, b] = pair
    if (!a || !b) {
      if (a !== b) return DIFFERENT
    } else if (a.kind === 'scalar' && b.kind === 'scalar') {
      if (!isAsMeant(a, b, expected)) return DIFFERENT
    } else if (a.kind === 'sequence' && b.kind === 'sequence') {
      if (a.items.length !== b.items.length) return DIFFERENT
      for (const [index, item] of a.items.entries()) pending.push([item, b.items[index]])
    } else if (a.kind === 'mapping' && b.kind === 'mapping') {
      if (a.entries.length !== b.entries.length) return DIFFERENT
      for (const [index, { key, value }] of a.entries.entries())
        pending.push([key, b.entries[index]?.key], [value, b.entries[index]?.value])
    } else if (a.kind !== 'alias' || b.kind !== 'alias' || a.name !== b.name) return DIFFERENT
  }
  return undefined
}

const DIFFERENT = 'the edit would change more than the image'

function isAsMeant(a: YamlScalar, b: YamlScalar, expected: Map<number, string>): boolean {
  const meant = expected.get(a.range.start)
  if (meant === undefined) return a.value === b.value && a.type === b.type
  expected.delete(a.range.start)
  return keyText(b)?.trim() === meant
}
