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
  const found: DuplicateKeySite[] = [...duplicatesAtTop(object, pods), ...duplicatesIn(get(object.node, 'metadata')?.node, METADATA_KEYS)]
  addOnTheWay(object, pods, found)
  for (const pod of pods) addInPod(pod, found)
  addInContent(object, found)
  return found.length > 1 ? found.toSorted((a, b) => a.at.start - b.at.start) : found
}

function duplicatesAtTop(object: KubernetesObject, pods: readonly PodSite[]): readonly DuplicateKeySite[] {
  if (!repeatsKey(object.node)) return NONE
  const separator = findMissingSeparator(object.node)
  return separator ? [separator] : duplicatesIn(object.node, new Set([...OBJECT_KEYS, ...topKeysOf(object, pods)]))
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
function addOnTheWay(object: KubernetesObject, pods: readonly PodSite[], found: DuplicateKeySite[]): void {
  const kind: WorkloadKind | undefined = pods[0]?.workloadKind
  const [first, ...steps] = kind ? POD_SPEC_PATH[kind] : []
  if (first === undefined) return
  let node = get(object.node, first)?.node
  for (const step of steps) {
    if (node?.kind === 'mapping' && repeatsKey(node)) found.push(...duplicatesIn(node, new Set([step])))
    node = get(node, step)?.node
  }
}

function addInPod({ node: spec }: PodSite, found: DuplicateKeySite[]): void {
  if (!spec) return
  found.push(...duplicatesIn(spec, POD_KEYS))
  for (const list of CONTAINER_LISTS) addInItems(get(spec, list)?.node, CONTAINER_KEYS, found)
  for (const { node } of items(get(spec, 'volumes')?.node)) {
    const source = get(node, 'image')?.node
    if (source) found.push(...duplicatesIn(node, VOLUME_KEYS), ...duplicatesIn(source, IMAGE_VOLUME_KEYS))
  }
  addInItems(get(spec, 'imagePullSecrets')?.node, NAME, found)
}

function addInContent({ kind, node }: KubernetesObject, found: DuplicateKeySite[]): void {
  if (kind === 'Secret') {
    for (const key of ['data', 'stringData']) found.push(...duplicatesIn(get(node, key)?.node, CONTENT_KEYS))
  } else if (kind === 'ServiceAccount') addInItems(get(node, 'imagePullSecrets')?.node, NAME, found)
}

function addInItems(list: YamlNode | undefined, keys: ReadonlySet<string>, found: DuplicateKeySite[]): void {
  for (const { node } of items(list)) found.push(...duplicatesIn(node, keys))
}

function duplicatesIn(node: YamlNode | undefined, keys: ReadonlySet<string>): readonly RepeatedKey[] {
  const mapping = asMapping(node)
  if (mapping === undefined || !repeatsKey(mapping)) return NONE
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

const NONE: readonly RepeatedKey[] = []

/** Whether any key is written twice, which hardly a map in thousands does: the rest need not be looked into. */
function repeatsKey({ entries }: YamlMapping): boolean {
  if (entries.length > FEW) return new Set(entries.map(({ key }) => keyText(key))).size < entries.length
  for (let index = 1; index < entries.length; index += 1) {
    const name = nameAt(entries, index)
    for (let before = 0; before < index; before += 1) if (nameAt(entries, before) === name) return true
  }
  return false
}

/** As many keys are sooner compared one by one than put into a set. */
const FEW = 16

function nameAt(entries: YamlMapping['entries'], index: number): string | undefined {
  const key = entries[index]?.key
  return key && keyText(key)
}
