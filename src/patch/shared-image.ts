import type { YamlNode, YamlScalar } from '../yaml/node.ts'

/** An image as a container writes it: the scalar that holds it, and where the container's own text for it starts (for an alias, the alias). */
export interface ImageUse {
  readonly node: YamlScalar
  readonly writtenAt: { readonly start: number }
}

/**
 * The scalars that fill in something else besides the given images, by an alias or where their anchor stands: an edit of one
 * would change that too. A mere holder of anchors, below a key that no object of Kubernetes has, is nothing else.
 */
export function findUsedElsewhere(root: YamlNode | null, images: readonly ImageUse[]): ReadonlySet<YamlScalar> {
  const starts = new Map<YamlScalar, Set<number>>()
  for (const { node, writtenAt } of images)
    if (node.anchor !== undefined) starts.set(node, (starts.get(node) ?? new Set()).add(writtenAt.start))
  const elsewhere = new Set<YamlScalar>()
  if (root === null || starts.size === 0) return elsewhere
  const pending: Place[] = [{ node: root, isRoot: true, isHolder: false }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, isRoot, isHolder } = next
    if (node.kind === 'scalar' || node.kind === 'alias') {
      const scalar = node.kind === 'alias' ? node.target : node
      const known = scalar.kind === 'scalar' ? starts.get(scalar) : undefined
      if (known && scalar.kind === 'scalar' && !known.has(node.range.start) && !(isHolder && node === scalar)) elsewhere.add(scalar)
    } else pending.push(...placesIn(node, isRoot, isHolder))
  }
  return elsewhere
}

interface Place {
  readonly node: YamlNode
  readonly isRoot: boolean
  readonly isHolder: boolean
}

function placesIn(node: Extract<YamlNode, { kind: 'mapping' | 'sequence' }>, isRoot: boolean, isHolder: boolean): readonly Place[] {
  if (node.kind === 'sequence') return node.items.map(item => ({ node: item, isRoot: false, isHolder }))
  return node.entries.flatMap(({ key, value }) => {
    const isOwn = key.kind === 'scalar' && READ_KEYS.has(key.value)
    return [
      { node: key, isRoot: false, isHolder: false },
      { node: value, isRoot: false, isHolder: isRoot ? !isOwn : isHolder },
    ]
  })
}

/** Top-level keys below which an object says something to Kubernetes or to a controller. */
const READ_KEYS: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'spec',
  'status',
  'template',
  'items',
  'data',
  'stringData',
  'binaryData',
  'rules',
  'webhooks',
  'parameters',
])
