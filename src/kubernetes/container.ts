import type { Range } from '../source/range.ts'
import { get, isMergeKey, items, keyText } from '../yaml/lookup.ts'
import type { YamlMapping, YamlNode } from '../yaml/node.ts'
import { walk } from '../yaml/walk.ts'
import { type ConfiguredResource, findConfiguredPodSpecs, findImageFields, type ImageField, isPattern } from './custom-resource.ts'
import { findArchitectures } from './node-architecture.ts'
import { asWrittenScalar, type KubernetesObject, textAt, valueAt, type WrittenScalar, type WrittenValue } from './object.ts'
import { findPath } from './path.ts'
import type { Defaulter } from './pull-policy.ts'
import { type MistypedPullSecret, readPullSecrets } from './pull-secret-list.ts'
import { findWorkloadKind, isBuiltInWithoutPods, POD_SPEC_PATH, type WorkloadKind } from './workload.ts'

export type ContainerRole = 'container' | 'initContainer' | 'ephemeralContainer' | 'imageVolume'

/** One place where an image is run, as a manifest writes it. */
export interface ContainerSite {
  /** From the document's root, as `spec.template.spec.containers[0]`. */
  readonly path: string
  readonly role: ContainerRole
  readonly name: string | null
  /** undefined where none is written: a patch, or an override in a custom resource. */
  readonly image: WrittenValue | undefined
  /** undefined where it is omitted or null; `""` is kept as written. */
  readonly policy: WrittenValue | undefined
  /** The container's whole block; of one that an alias stands for, the alias. */
  readonly range: Range
}

/** A PodSpec, or a map of the same shape, with what decides how its images are pulled. */
export interface PodSite {
  readonly object: KubernetesObject
  /** undefined for custom resources and whatever else is found by its shape. */
  readonly workloadKind: WorkloadKind | undefined
  readonly defaulter: Defaulter
  /** From the document's root, as `spec.template.spec`. */
  readonly path: string
  readonly containers: readonly ContainerSite[]
  /** undefined where the key is not written; an entry without a name (or with an empty one) is here as null. */
  readonly imagePullSecrets: readonly (WrittenScalar | null)[] | undefined
  /** What stands in that list, or in its place, and makes the API server refuse the object; empty for custom resources. */
  readonly mistypedPullSecrets: readonly MistypedPullSecret[]
  /** Where that list is written. */
  readonly imagePullSecretsAt: Range | undefined
  readonly serviceAccountName: WrittenScalar | undefined
  /** CPU architectures that its selectors ask for; empty where they do not. */
  readonly architectures: readonly string[]
  /** The PodSpec's own map; undefined for a container that stands alone. */
  readonly node: YamlMapping | undefined
}

/** The PodSpecs of an object: where its kind keeps it, or, in a custom resource, by configuration, shape and table. */
export function findPods(object: KubernetesObject, configured: readonly ConfiguredResource[] = []): readonly PodSite[] {
  const workloadKind = findWorkloadKind(object.apiVersion, object.kind)
  if (workloadKind) {
    const path = POD_SPEC_PATH[workloadKind].join('.')
    return findPath(object.node, path).map(found => readPod({ object, workloadKind, defaulter: 'api-server' }, found.node, found.path))
  }
  return RUNS_NOTHING.has(object.kind) ? [] : findPodsOfCustomResource(object, configured)
}

/** Kinds that speak of containers and run none: the schema of a custom resource, and the question whether images may run. */
const RUNS_NOTHING: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'ImageReview'])

type PodOwner = Pick<PodSite, 'object' | 'workloadKind' | 'defaulter'>

/** By configuration, by shape, then by table; a container that two of these find is listed once. */
function findPodsOfCustomResource(object: KubernetesObject, configured: readonly ConfiguredResource[]): readonly PodSite[] {
  const owner: PodOwner = { object, workloadKind: undefined, defaulter: 'controller' }
  const specs = new Map<YamlMapping, PodSite>()
  const add = (node: YamlMapping, path: string) => {
    if (!specs.has(node)) specs.set(node, readPod(owner, node, path))
  }
  for (const path of findConfiguredPodSpecs(object.apiVersion, object.kind, configured)) {
    for (const found of findPath(object.node, path)) add(found.node, found.path)
  }
  if (!isBuiltInWithoutPods(object.apiVersion, object.kind)) {
    walk(object.node, ({ node }, path) => {
      if (path[0] === 'status' || isPattern(object.apiVersion, path)) return 'skip'
      if (hasContainerList(node)) add(node, formatPath(path))
      return 'enter'
    })
  }
  const seen = new Set([...specs.values()].flatMap(pod => pod.containers.map(container => container.path)))
  const single = findImageFields(object.apiVersion, object.kind, configured)
    .flatMap(field => findSingleContainers(object, field))
    .filter(container => !seen.has(container.path) && seen.add(container.path))
  const singles = single.map(container => ({
    ...owner,
    path: container.path,
    containers: [container],
    imagePullSecrets: undefined,
    mistypedPullSecrets: [],
    imagePullSecretsAt: undefined,
    serviceAccountName: undefined,
    architectures: [],
    node: undefined,
  }))
  return [...specs.values(), ...singles]
}

const CONTAINER_LISTS = [
  ['containers', 'container'],
  ['initContainers', 'initContainer'],
  ['ephemeralContainers', 'ephemeralContainer'],
] as const

/** The shape of a PodSpec in whatever kind: a non-empty list of maps, some of which have a name or an image. */
function hasContainerList(node: YamlMapping): boolean {
  if (!node.entries.some(({ key }) => isMergeKey(key) || keyText(key)?.endsWith('ontainers'))) return false
  return CONTAINER_LISTS.some(([key]) => {
    const list = get(node, key)?.node
    return list?.kind === 'sequence' && list.items.length > 0 && list.items.every(isMapping) && list.items.some(looksLikeContainer)
  })
}

function isMapping(item: YamlNode): boolean {
  return (item.kind === 'alias' ? item.target : item).kind === 'mapping'
}

function looksLikeContainer(item: YamlNode): boolean {
  const node = item.kind === 'alias' ? item.target : item
  return node.kind === 'mapping' && (get(node, 'name') !== undefined || get(node, 'image') !== undefined)
}

function readPod(owner: PodOwner, spec: YamlMapping, path: string): PodSite {
  const at = joinPath(owner.object, path)
  const below = at === '' ? '' : `${at}.`
  const listed = CONTAINER_LISTS.flatMap(([key, role]) =>
    elementsOf(get(spec, key)?.node).map(element => readContainer(element, `${below}${key}[${element.index}]`, role, owner.defaulter)),
  )
  return {
    ...owner,
    path: at,
    containers: [...listed.filter(isContainer), ...readImageVolumes(spec, below, owner.defaulter)].sort(
      (a, b) => a.range.start - b.range.start,
    ),
    ...readPullSecrets(spec, owner.defaulter),
    imagePullSecretsAt: get(spec, 'imagePullSecrets')?.writtenAt,
    architectures: findArchitectures(spec),
    node: spec,
    serviceAccountName: textAt(spec, 'serviceAccountName') ?? textAt(spec, 'serviceAccount'),
  }
}

function isContainer(site: ContainerSite | undefined): site is ContainerSite {
  return site !== undefined
}

function readContainer({ node, writtenAt }: Element, path: string, role: ContainerRole, defaulter: Defaulter): ContainerSite | undefined {
  if (isDirective(node)) return undefined
  return {
    path,
    role,
    name: textAt(node, 'name')?.value ?? null,
    image: stringAt(node, 'image', defaulter),
    policy: stringAt(node, 'imagePullPolicy', defaulter),
    range: writtenAt,
  }
}

/**
 * An element of a strategic merge patch that runs nothing: one that holds nothing but a directive, and one that takes a
 * container away. https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
function isDirective(node: YamlMapping): boolean {
  if (textAt(node, '$patch')?.value === 'delete') return true
  return node.entries.every(({ key }) => key.kind === 'scalar' && key.value.startsWith('$'))
}

/** A value that Kubernetes reads as text. The schema of a custom resource may well want a map or a list there. */
function stringAt(node: YamlNode, key: string, defaulter: Defaulter): WrittenValue | undefined {
  const value = valueAt(node, key)
  const isForeign = defaulter === 'controller' && value?.kind === 'mistyped' && value.node.kind !== 'scalar'
  return isForeign ? undefined : value
}

/** https://kubernetes.io/docs/concepts/storage/volumes/#image */
function readImageVolumes(spec: YamlMapping, below: string, defaulter: Defaulter): readonly ContainerSite[] {
  return elementsOf(get(spec, 'volumes')?.node).flatMap(({ node, index, writtenAt }) => {
    const source = get(node, 'image')?.node
    if (source?.kind !== 'mapping') return []
    return [
      {
        path: `${below}volumes[${index}].image`,
        role: 'imageVolume',
        name: textAt(node, 'name')?.value ?? null,
        image: stringAt(source, 'reference', defaulter),
        policy: stringAt(source, 'pullPolicy', defaulter),
        range: writtenAt,
      },
    ]
  })
}

/** A single container, or a map that holds images among other things: listed only where an image is written. */
function findSingleContainers(object: KubernetesObject, field: ImageField): readonly ContainerSite[] {
  return findPath(object.node, field.at).flatMap(({ node, path }) => {
    const policy = field.policy === undefined ? textAt(node, 'imagePullPolicy') : policyAt(object, field.policy)
    const name = textAt(node, 'name')?.value ?? null
    return imagesAt(node, field.image).map(({ key, image }) => {
      const at = joinPath(object, path, key === 'image' ? '' : key)
      return { path: at, role: 'container' as const, name, image, policy, range: node.range }
    })
  })
}

const EACH = '[*]'

/** The image at a key, or those of the list at a key that ends in `[*]`. */
function imagesAt(node: YamlMapping, key: string): readonly { readonly key: string; readonly image: WrittenScalar }[] {
  if (!key.endsWith(EACH)) {
    const image = textAt(node, key)
    return image ? [{ key, image }] : []
  }
  const list = key.slice(0, -EACH.length)
  return items(get(node, list)?.node).flatMap((item, index) => {
    const image = asWrittenScalar(item)
    return image ? [{ key: `${list}[${index}]`, image }] : []
  })
}

function policyAt(object: KubernetesObject, path: string): WrittenScalar | undefined {
  const dot = path.lastIndexOf('.')
  const holder = findPath(object.node, path.slice(0, dot))[0]
  return holder && textAt(holder.node, path.slice(dot + 1))
}

interface Element {
  readonly node: YamlMapping
  readonly index: number
  readonly writtenAt: Range
}

function elementsOf(node: YamlNode | undefined): readonly Element[] {
  return items(node).flatMap(({ node: element, writtenAt }, index) =>
    element.kind === 'mapping' ? [{ node: element, index, writtenAt }] : [],
  )
}

/** From the document's root; what is empty adds no dot. */
function joinPath({ prefix }: KubernetesObject, ...parts: readonly string[]): string {
  return [prefix.replace(/\.$/, ''), ...parts].filter(part => part !== '').join('.')
}

function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`), '')
}
