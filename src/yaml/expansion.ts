import type { YamlNode } from './node.ts'

/**
 * Whether a document grows too much where its aliases are written out: a few lines of aliases to aliases stand for
 * billions of values. The measure is kubectl's own ("document contains excessive aliasing", go-yaml's decode.go): up to
 * 99 % of a document's values may come from aliases while it has fewer than 400,000, sinking to 10 % at 4,000,000.
 *
 * What passes can be walked through its aliases without a budget.
 */
export function growsTooMuch(root: YamlNode): boolean {
  const count: AliasCount = { sizes: new Map(), fromAliases: 0 }
  const total = writtenOutSize(root, count)
  if (count.fromAliases <= 100 || total <= 1000) return false
  return !(count.fromAliases <= total * allowedShare(total))
}

interface AliasCount {
  /** How many values each anchor's node comes to. An anchor is always measured before its aliases are met. */
  readonly sizes: Map<YamlNode, number>
  fromAliases: number
}

function writtenOutSize(node: YamlNode, count: AliasCount): number {
  if (node.kind === 'scalar') return remember(node, 1, count)
  if (node.kind === 'alias') {
    const size = count.sizes.get(node.target) ?? Number.POSITIVE_INFINITY
    count.fromAliases += size
    return size + 1
  }
  let size = 1
  if (node.kind === 'sequence') for (const item of node.items) size += writtenOutSize(item, count)
  else for (const { key, value } of node.entries) size += writtenOutSize(key, count) + writtenOutSize(value, count)
  return remember(node, size, count)
}

function remember(node: YamlNode, size: number, { sizes }: AliasCount): number {
  if (node.anchor !== undefined) sizes.set(node, size)
  return size
}

const FEW = 400_000
const MANY = 4_000_000

function allowedShare(total: number): number {
  if (total <= FEW) return 0.99
  return total >= MANY ? 0.1 : 0.99 - 0.89 * ((total - FEW) / (MANY - FEW))
}
