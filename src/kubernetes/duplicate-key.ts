import type { Range } from '../source/range.ts'
import { entriesNamed, get, items } from '../yaml/lookup.ts'
import type { YamlNode } from '../yaml/node.ts'
import type { PodSite } from './container.ts'

/** A key that one map writes more than once. Kubernetes' decoder takes the last; the others are lost without a word. */
export interface DuplicateKeySite {
  readonly key: string
  /** The key that is in force. */
  readonly at: Range
  /** The one before it. */
  readonly lost: Range
}

/** The keys that decide which containers there are, what they run, and how it is pulled. */
const POD_KEYS = ['containers', 'initContainers', 'ephemeralContainers', 'volumes', 'imagePullSecrets', 'serviceAccountName']
const CONTAINER_KEYS = ['name', 'image', 'imagePullPolicy']

/** The keys written twice in a PodSpec and its containers, among those that a review depends on. */
export function findDuplicateKeys({ node: spec }: PodSite): readonly DuplicateKeySite[] {
  if (!spec) return []
  const containers = POD_KEYS.slice(0, 3).flatMap(list => items(get(spec, list)?.node).map(({ node }) => node))
  return [...duplicatesIn(spec, POD_KEYS), ...containers.flatMap(container => duplicatesIn(container, CONTAINER_KEYS))]
}

function duplicatesIn(node: YamlNode, keys: readonly string[]): readonly DuplicateKeySite[] {
  return keys.flatMap(key => {
    const entries = entriesNamed(node, key)
    const last = entries.at(-1)
    const lost = entries.at(-2)
    return last && lost ? [{ key, at: last.key.range, lost: lost.key.range }] : []
  })
}
