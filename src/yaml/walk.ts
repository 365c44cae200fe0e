import { type Found, isMergeKey, keyText, mergedMappings, type PathStep, resolveAlias } from './lookup.ts'
import type { YamlMapping, YamlNode, YamlSequence } from './node.ts'

/**
 * Is shown each mapping, with the path that leads to it; the path is one array for the whole walk, to be copied where
 * it is kept. Says whether the walk goes on below it.
 */
export type Visit = (mapping: Found<YamlMapping>, path: readonly PathStep[]) => 'enter' | 'skip'

/**
 * Shows every mapping of a document once, from the top down, in the order written. An alias is followed where its
 * target was not seen before; what is merged in by `<<` is seen as a part of the mapping it is merged into.
 */
export function walk(root: YamlNode | null, visit: Visit): void {
  if (root === null) return
  const path: PathStep[] = []
  /** Of nodes with an anchor: no other is come to twice. */
  const seen = new Set<YamlNode>()
  const pending: Step[] = [{ node: root, depth: 0, step: undefined }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, writtenAt } = resolveAlias(next.node)
    if (node.kind === 'scalar') continue
    if (node.anchor !== undefined) {
      if (seen.has(node)) continue
      seen.add(node)
    }
    path.length = Math.max(0, next.depth - 1)
    if (next.step !== undefined) path.push(next.step)
    if (node.kind === 'mapping' && visit({ node, writtenAt }, path) === 'skip') continue
    pushSteps(pending, node, next.depth + 1, seen)
  }
}

interface Step {
  readonly node: YamlNode
  readonly depth: number
  readonly step: PathStep | undefined
}

/** Puts what lies in a collection on top of the pile, the first of it uppermost. */
function pushSteps(pending: Step[], node: YamlMapping | YamlSequence, depth: number, seen: Set<YamlNode>): void {
  if (node.kind === 'sequence') {
    for (let index = node.items.length - 1; index >= 0; index -= 1) {
      const item = node.items[index]
      if (item && item.kind !== 'scalar') pending.push({ node: item, depth, step: index })
    }
  } else if (node.entries.some(({ key }) => isMergeKey(key))) {
    for (const step of stepsInto(node, depth, seen).reverse()) pending.push(step)
  } else {
    for (let index = node.entries.length - 1; index >= 0; index -= 1) {
      const entry = node.entries[index]
      if (entry && entry.value.kind !== 'scalar') pending.push({ node: entry.value, depth, step: keyText(entry.key) ?? '' })
    }
  }
}

function stepsInto(mapping: YamlMapping, depth: number, seen: Set<YamlNode>): Step[] {
  return mapping.entries.flatMap(({ key, value }) => {
    if (!isMergeKey(key)) return [{ node: value, depth, step: keyText(key) ?? '' }]
    const unseen = mergedMappings(value).filter(merged => !seen.has(merged))
    for (const merged of unseen) seen.add(merged)
    return unseen.flatMap(merged => stepsInto(merged, depth, seen))
  })
}
