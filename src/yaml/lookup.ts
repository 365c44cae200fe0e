import type { Range } from '../source/range.ts'
import type { YamlAlias, YamlEntry, YamlMapping, YamlNode, YamlScalar } from './node.ts'

/** A node that is no alias. */
export type Content = Exclude<YamlNode, YamlAlias>

/** A value that was looked up: what it is, and where the author wrote it into this place. */
export interface Found<N extends Content = Content> {
  /** What stands there; behind an alias the anchor's node, which is where an edit would go. */
  readonly node: N
  /** The node's own range, or the alias's where one stands for it. */
  readonly writtenAt: Range
}

/** A key of a mapping with the value in force. */
export interface FoundEntry extends Found {
  readonly key: string
  readonly keyNode: YamlNode
}

export type PathStep = string | number

/** The node itself, or what an alias stands for. */
export function resolveAlias(node: YamlNode): Found {
  return node.kind === 'alias' ? { node: node.target, writtenAt: node.range } : { node, writtenAt: node.range }
}

/**
 * The value of a key, through aliases and merge keys (`<<: *base`, `<<: [*first, *second]`).
 *
 * Of several the one written last wins, as in kubectl's decoder, and a `<<` counts where it is written: below the own
 * keys of a mapping it overrides them. Within a `<<` list the earlier mapping wins.
 */
export function get(node: YamlNode | undefined, key: string): Found | undefined {
  const mapping = asMapping(node)
  if (mapping === undefined) return undefined
  for (let index = mapping.entries.length - 1; index >= 0; index -= 1) {
    const entry = mapping.entries[index]
    if (entry === undefined || isMergeKey(entry.key)) return getMerged(mapping, key)
    if (isKeyNamed(entry.key, key)) return resolveAlias(entry.value)
  }
  return undefined
}

/** The same where something is merged. A mapping that was searched in vain need not be searched again. */
function getMerged(mapping: YamlMapping, key: string): Found | undefined {
  const pending = [{ mapping, next: mapping.entries.length - 1 }]
  const seen = new Set<YamlMapping>()
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    const entry = top.mapping.entries[top.next]
    top.next -= 1
    if (entry === undefined) pending.pop()
    else if (!isMergeKey(entry.key)) {
      if (isKeyNamed(entry.key, key)) return resolveAlias(entry.value)
    } else {
      const unseen = mergedMappings(entry.value).filter(merged => !seen.has(merged))
      for (const merged of unseen) seen.add(merged)
      pending.push(...unseen.reverse().map(merged => ({ mapping: merged, next: merged.entries.length - 1 })))
    }
  }
  return undefined
}

/** The value at the end of a path of keys and list positions: `at(root, ['spec', 'containers', 0, 'image'])`. */
export function at(node: YamlNode | undefined, path: readonly PathStep[]): Found | undefined {
  if (node === undefined) return undefined
  let found: Found | undefined = resolveAlias(node)
  for (const step of path) {
    if (found === undefined) return undefined
    found = typeof step === 'string' ? get(found.node, step) : itemAt(found.node, step)
  }
  return found
}

function itemAt(node: Content, index: number): Found | undefined {
  const item = node.kind === 'sequence' ? node.items[index] : undefined
  return item && resolveAlias(item)
}

/** A sequence's items; none for any other node. */
export function items(node: YamlNode | undefined): readonly Found[] {
  if (node === undefined) return []
  const { node: content } = resolveAlias(node)
  return content.kind === 'sequence' ? content.items.map(resolveAlias) : []
}

/**
 * A mapping's keys with the values in force, merged ones included, each key once, in the order of the first mention;
 * none for any other node. Keys that are no scalars are left out.
 */
export function entriesOf(node: YamlNode | undefined): readonly FoundEntry[] {
  const mapping = asMapping(node)
  if (mapping === undefined) return []
  const entries = new Map<string, FoundEntry>()
  collectEntries(mapping, entries)
  return [...entries.values()]
}

function collectEntries(mapping: YamlMapping, entries: Map<string, FoundEntry>): void {
  for (const { key: keyNode, value } of mapping.entries) {
    if (isMergeKey(keyNode)) for (const merged of mergedMappings(value).reverse()) collectEntries(merged, entries)
    const key = keyText(keyNode)
    if (key !== undefined && !isMergeKey(keyNode)) entries.set(key, { key, keyNode, ...resolveAlias(value) })
  }
}

/** The entries in which a mapping itself writes this key, in order: more than one is a duplicate key. */
export function entriesNamed(node: YamlNode | undefined, key: string): readonly YamlEntry[] {
  return asMapping(node)?.entries.filter(entry => !isMergeKey(entry.key) && keyText(entry.key) === key) ?? []
}

/** The text of a string scalar; `undefined` for nothing, null, numbers, booleans and collections. */
export function asText(node: YamlNode | undefined): string | undefined {
  const scalar = asScalar(node)
  return scalar?.type === 'string' ? scalar.value : undefined
}

/** The mapping that a node is or stands for. */
export function asMapping(node: YamlNode | undefined): YamlMapping | undefined {
  const content = node?.kind === 'alias' ? node.target : node
  return content?.kind === 'mapping' ? content : undefined
}

/** The scalar that a node is or stands for. */
export function asScalar(node: YamlNode | undefined): YamlScalar | undefined {
  const content = node?.kind === 'alias' ? node.target : node
  return content?.kind === 'scalar' ? content : undefined
}

function isKeyNamed(key: YamlNode, name: string): boolean {
  const content = key.kind === 'alias' ? key.target : key
  return content.kind === 'scalar' && content.value === name
}

/** The text of a key; undefined where it is no scalar. */
export function keyText(key: YamlNode): string | undefined {
  return asScalar(key)?.value
}

/** Whether the key is a `<<` that merges: a quoted one is a key like any other. */
export function isMergeKey(key: YamlNode): boolean {
  if (key.kind !== 'scalar' || key.value !== '<<') return false
  return key.tag === undefined ? key.style === 'plain' : key.tag === '!!merge' || key.tag === '!'
}

/** The mappings that a `<<` merges, the one with the last word first. */
export function mergedMappings(value: YamlNode): YamlMapping[] {
  const { node } = resolveAlias(value)
  if (node.kind === 'mapping') return [node]
  return items(node).flatMap(item => (item.node.kind === 'mapping' ? [item.node] : []))
}
