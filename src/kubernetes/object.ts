import type { Range } from '../source/range.ts'
import { type Content, type Found, get } from '../yaml/lookup.ts'
import type { YamlMapping, YamlNode, YamlScalar } from '../yaml/node.ts'

/** What names a Kubernetes object in a manifest. */
export interface ObjectIdentity {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string | null
  /** `metadata.name`, or `metadata.generateName` where that is written instead. */
  readonly name: string | null
  /** Whether the API server adds a suffix to the name, so that each creation is a new object. */
  readonly isNameGenerated: boolean
}

/** One object of a document: the document itself, or an element of a List in it. */
export interface KubernetesObject extends ObjectIdentity {
  readonly node: YamlMapping
  /** Where the object lies in its document: `''`, or as `items[3].`. */
  readonly prefix: string
}

/** What stands at a key under which Kubernetes expects text. */
export type WrittenValue = WrittenScalar | MistypedValue

/** A scalar as written: its text, where it is used, and the node that an edit would have to change. */
export interface WrittenScalar {
  readonly kind: 'text'
  readonly value: string
  /** For an alias the alias itself, else the scalar. */
  readonly writtenAt: Range
  readonly node: YamlScalar
}

/** A value that is no text for Kubernetes' decoder: `1.20` and `yes` without quotes, a list, a map. */
export interface MistypedValue {
  readonly kind: 'mistyped'
  readonly type: ValueType
  readonly writtenAt: Range
  readonly node: Content
}

/** What YAML, as kubectl reads it, takes a value for. */
export type ValueType = 'text' | 'number' | 'boolean' | 'list' | 'map'

/** Lists may hold lists; nobody writes more than one level, and hostile ones end here. */
const LIST_DEPTH = 8

/** The Kubernetes objects of a document: those with an apiVersion and a kind, Lists and typed lists opened. */
export function findObjects(root: YamlNode | null): readonly KubernetesObject[] {
  return root === null ? [] : openObject(root, '', undefined, LIST_DEPTH)
}

interface ListItemIdentity {
  readonly apiVersion: string
  readonly kind: string
}

function openObject(root: YamlNode, prefix: string, inherited: ListItemIdentity | undefined, depth: number): readonly KubernetesObject[] {
  const node = root.kind === 'alias' ? root.target : root
  if (node.kind !== 'mapping') return []
  const apiVersion = textAt(node, 'apiVersion')?.value ?? inherited?.apiVersion
  const kind = textAt(node, 'kind')?.value ?? inherited?.kind
  if (!apiVersion || !kind) return []
  const items = kind.endsWith('List') ? get(node, 'items')?.node : undefined
  if (items?.kind === 'sequence' && depth > 0) {
    const element = kind === 'List' ? undefined : { apiVersion, kind: kind.slice(0, -'List'.length) }
    return items.items.flatMap((item, index) => openObject(item, `${prefix}items[${index}].`, element, depth - 1))
  }
  return [{ apiVersion, kind, ...readMetadata(node), node, prefix }]
}

function readMetadata(object: YamlMapping): Pick<ObjectIdentity, 'namespace' | 'name' | 'isNameGenerated'> {
  const metadata = get(object, 'metadata')?.node
  const name = metadata && textAt(metadata, 'name')?.value
  const generateName = metadata && textAt(metadata, 'generateName')?.value
  return {
    namespace: (metadata && textAt(metadata, 'namespace')?.value) || null,
    name: name || generateName || null,
    isNameGenerated: !name && Boolean(generateName),
  }
}

/** The scalar at a key of a mapping, whatever its type; undefined where it is missing, null, or no scalar. */
export function textAt(node: YamlNode, key: string): WrittenScalar | undefined {
  return asWrittenScalar(get(node, key))
}

/** What was looked up, as a scalar; undefined where it is missing, null, or none. */
export function asWrittenScalar(found: Found | undefined): WrittenScalar | undefined {
  if (found?.node.kind !== 'scalar' || found.node.type === 'null') return undefined
  return { kind: 'text', value: found.node.value, writtenAt: found.writtenAt, node: found.node }
}

/** The value at a key under which Kubernetes expects text; undefined where it is missing or null. */
export function valueAt(node: YamlNode, key: string): WrittenValue | undefined {
  const found = get(node, key)
  if (found === undefined) return undefined
  const type = valueTypeOf(found.node)
  return type === 'text' || type === undefined
    ? asWrittenScalar(found)
    : { kind: 'mistyped', type, writtenAt: found.writtenAt, node: found.node }
}

/** What Kubernetes' decoder takes a node for; undefined for null. */
export function valueTypeOf(node: Content): ValueType | undefined {
  switch (node.kind) {
    case 'mapping':
      return 'map'
    case 'sequence':
      return 'list'
    case 'scalar':
      return SCALAR_TYPES[node.type]
  }
}

const SCALAR_TYPES: Readonly<Record<YamlScalar['type'], ValueType | undefined>> = {
  string: 'text',
  number: 'number',
  boolean: 'boolean',
  null: undefined,
}
