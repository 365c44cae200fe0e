import type { Range } from '../source/range.ts'
import { asMapping, asText, get, isMergeKey, items, keyText } from '../yaml/lookup.ts'
import type { YamlMapping, YamlNode } from '../yaml/node.ts'
import type { PodSite } from './container.ts'
import { KUBELET_FIELDS } from './kubelet-config.ts'
import type { KubernetesObject } from './object.ts'
import { POD_SPEC_PATH, type WorkloadKind } from './workload.ts'

/** A key that one map writes more than once. Kubernetes' decoder takes the last; the others are lost without a word. */
export type DuplicateKeySite = RepeatedKey | MissingSeparator

export interface RepeatedKey {
  readonly fault: 'repeated-key'
  readonly key: string
  /** The key that is in force. */
  readonly at: Range
  /** The one before it. */
  readonly lost: Range
}

/** Two objects in one document, whose keys are one map's: the `---` between them is missing. */
export interface MissingSeparator {
  readonly fault: 'missing-separator'
  /** The keys that are written again. */
  readonly keys: readonly string[]
  /** The key with which the second object starts. */
  readonly at: Range
  /** What the first object is: its kind, and its name where it has one. */
  readonly lostObject: { readonly kind: string; readonly name: string | null }
  readonly lost: Range
}

/** The keys with which an object starts. */
const OBJECT_KEYS = new Set(['apiVersion', 'kind', 'metadata'])
const METADATA_KEYS = new Set(['name', 'generateName', 'namespace'])

/** The keys that decide which containers there are, what they run, and how it is pulled. */
const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers']
const POD_KEYS = new Set([...CONTAINER_LISTS, 'volumes', 'imagePullSecrets', 'serviceAccountName'])
const CONTAINER_KEYS = new Set(['name', 'image', 'imagePullPolicy'])
const VOLUME_KEYS = new Set(['name', 'image'])
const IMAGE_VOLUME_KEYS = new Set(['reference', 'pullPolicy'])
const NAME = new Set(['name'])
const SECRET_KEYS = new Set(['type', 'data', 'stringData'])
const CONTENT_KEYS = new Set(['.dockerconfigjson', '.dockercfg'])

/** The keys written twice in an object, among those that a review depends on, in the order in which they are written. */
export function findDuplicateKeys(object: KubernetesObject, pods: readonly PodSite[]): readonly DuplicateKeySite[] {
  const separator = findMissingSeparator(object.node)
  const found = [
    ...(separator ? [separator] : duplicatesIn(object.node, new Set([...OBJECT_KEYS, ...topKeysOf(object, pods)]))),
    ...duplicatesIn(get(object.node, 'metadata')?.node, METADATA_KEYS),
    ...duplicatesOnTheWay(object, pods),
    ...pods.flatMap(duplicatesInPod),
    ...duplicatesInContent(object),
  ]
  return found.length > 1 ? found.toSorted((a, b) => a.at.start - b.at.start) : found
}

/** Keys of the object itself that lead to what a review looks at. */
function topKeysOf({ kind }: KubernetesObject, pods: readonly PodSite[]): readonly string[] {
  switch (kind) {
    case 'Secret':
      return [...SECRET_KEYS]
    case 'ServiceAccount':
      return ['imagePullSecrets']
    case 'KubeletConfiguration':
      return KUBELET_FIELDS
  }
  const path = pods[0]?.workloadKind ? POD_SPEC_PATH[pods[0].workloadKind] : ['spec']
  return path.slice(0, 1)
}

/** Where objects follow each other without a separator, at least the kind and one more of their first keys are there twice. */
function findMissingSeparator(node: YamlMapping): MissingSeparator | undefined {
  if (node.isFlow) return undefined
  const repeated = duplicatesIn(node, OBJECT_KEYS)
  const [first] = repeated.toSorted((a, b) => a.at.start - b.at.start)
  if (!first || repeated.length < 2 || !repeated.some(({ key }) => key === 'kind')) return undefined
  const lost = node.entries.filter(({ key }) => key.range.start < first.at.start).reverse()
  const lostValue = (key: string) => lost.find(entry => keyText(entry.key) === key)?.value
  const metadata = lostValue('metadata')
  return {
    fault: 'missing-separator',
    keys: repeated.map(({ key }) => key),
    at: first.at,
    lostObject: { kind: asText(lostValue('kind')) ?? 'object', name: asText(metadata && get(metadata, 'name')?.node) ?? null },
    lost: first.lost,
  }
}

/** The maps between an object and its PodSpec. */
function duplicatesOnTheWay(object: KubernetesObject, pods: readonly PodSite[]): readonly RepeatedKey[] {
  const kind: WorkloadKind | undefined = pods[0]?.workloadKind
  const [first, ...steps] = kind ? POD_SPEC_PATH[kind] : []
  if (first === undefined) return []
  const found: RepeatedKey[] = []
  let node = get(object.node, first)?.node
  for (const step of steps) {
    found.push(...duplicatesIn(node, new Set([step])))
    node = get(node, step)?.node
  }
  return found
}

function duplicatesInPod({ node: spec }: PodSite): readonly RepeatedKey[] {
  if (!spec) return []
  const containers = CONTAINER_LISTS.flatMap(list => items(get(spec, list)?.node))
  const volumes = items(get(spec, 'volumes')?.node)
  return [
    ...duplicatesIn(spec, POD_KEYS),
    ...containers.flatMap(({ node }) => duplicatesIn(node, CONTAINER_KEYS)),
    ...volumes.flatMap(({ node }) => {
      const source = get(node, 'image')?.node
      return source ? [...duplicatesIn(node, VOLUME_KEYS), ...duplicatesIn(source, IMAGE_VOLUME_KEYS)] : []
    }),
    ...items(get(spec, 'imagePullSecrets')?.node).flatMap(({ node }) => duplicatesIn(node, NAME)),
  ]
}

function duplicatesInContent({ kind, node }: KubernetesObject): readonly RepeatedKey[] {
  if (kind === 'Secret') return ['data', 'stringData'].flatMap(key => duplicatesIn(get(node, key)?.node, CONTENT_KEYS))
  if (kind === 'ServiceAccount') return items(get(node, 'imagePullSecrets')?.node).flatMap(entry => duplicatesIn(entry.node, NAME))
  return []
}

function duplicatesIn(node: YamlNode | undefined, keys: ReadonlySet<string>): readonly RepeatedKey[] {
  const mapping = asMapping(node)
  if (mapping === undefined) return []
  const last = new Map<string, Range>()
  const repeated = new Map<string, RepeatedKey>()
  for (const { key } of mapping.entries) {
    const name = isMergeKey(key) ? undefined : keyText(key)
    if (name === undefined || !keys.has(name)) continue
    const lost = last.get(name)
    if (lost) repeated.set(name, { fault: 'repeated-key', key: name, at: key.range, lost })
    last.set(name, key.range)
  }
  return [...repeated.values()]
}
