import { entriesOf, get } from '../yaml/lookup.ts'
import type { YamlMapping, YamlNode } from '../yaml/node.ts'

/** A map that a dotted path leads to, with the path that was really taken. */
export interface FoundMapping {
  readonly node: YamlMapping
  /** As `spec.templates[2].container`. */
  readonly path: string
}

interface Visited {
  readonly node: YamlNode
  readonly path: string
}

/** The maps at a dotted path below a node: `[*]` behind a key goes to each element of its list, `*` to each value of a map. */
export function findPath(root: YamlNode, path: string): readonly FoundMapping[] {
  const start: readonly Visited[] = [{ node: root, path: '' }]
  const steps = path === '' ? [] : path.replaceAll('[*]', '.[*]').split('.')
  const found = steps.reduce((nodes, step) => nodes.flatMap(visited => follow(visited, step)), start)
  return found.flatMap(({ node, path }) => {
    const target = node.kind === 'alias' ? node.target : node
    return target.kind === 'mapping' ? [{ node: target, path }] : []
  })
}

function follow({ node, path }: Visited, step: string): readonly Visited[] {
  const target = node.kind === 'alias' ? node.target : node
  if (step === '[*]') {
    return target.kind === 'sequence' ? target.items.map((item, index) => ({ node: item, path: `${path}[${index}]` })) : []
  }
  const below = path === '' ? '' : `${path}.`
  if (step === '*') return entriesOf(target).map(({ key, node: value }) => ({ node: value, path: `${below}${key}` }))
  const found = get(target, step)
  return found ? [{ node: found.node, path: `${below}${step}` }] : []
}
