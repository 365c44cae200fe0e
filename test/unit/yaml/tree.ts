import { readDocuments } from '../../../src/yaml/document.ts'
import type { YamlNode } from '../../../src/yaml/node.ts'

/** The root of a text of one document, which must be readable. */
export function rootOf(text: string): YamlNode | null {
  const [reading, ...others] = readDocuments(text, { skip: 'nothing' })
  if (reading?.kind !== 'document' || others.length > 0) throw new Error(`not one readable document: ${JSON.stringify(text.slice(0, 200))}`)
  return reading.root
}

/** A tree as plain data, with everything that is known of each node; aliases name their target by its place. */
export function plainTree(node: YamlNode | null): unknown {
  if (node === null) return null
  const { kind, range, anchor, tag } = node
  const common = { kind, range: [range.start, range.end], anchor, tag }
  switch (node.kind) {
    case 'scalar':
      return { ...common, style: node.style, type: node.type, value: node.value }
    case 'alias':
      return { ...common, name: node.name, target: node.target.range.start }
    case 'sequence':
      return { ...common, isFlow: node.isFlow, items: node.items.map(plainTree) }
    case 'mapping':
      return { ...common, isFlow: node.isFlow, entries: node.entries.map(({ key, value }) => [plainTree(key), plainTree(value)]) }
  }
}

/** What a tree says, without places and styles: mappings as lists of entries, so that order and duplicates show. */
export function meaningOf(node: YamlNode | null): unknown {
  if (node === null) return null
  switch (node.kind) {
    case 'scalar':
      return node.type === 'string' ? node.value : { [node.type]: node.value }
    case 'alias':
      return meaningOf(node.target)
    case 'sequence':
      return node.items.map(meaningOf)
    case 'mapping':
      return { entries: node.entries.map(({ key, value }) => [meaningOf(key), meaningOf(value)]) }
  }
}

/** Every node of a tree, the root first. */
export function* nodesOf(node: YamlNode | null): Generator<YamlNode> {
  if (node === null) return
  yield node
  if (node.kind === 'sequence') for (const item of node.items) yield* nodesOf(item)
  if (node.kind === 'mapping') {
    for (const { key, value } of node.entries) {
      yield* nodesOf(key)
      yield* nodesOf(value)
    }
  }
}
