import type { Range } from '../source/range.ts'
import { readDocuments } from '../yaml/document.ts'
import { entriesOf, get, items } from '../yaml/lookup.ts'
import type { YamlNode, YamlScalar } from '../yaml/node.ts'
import { type KubernetesObject, textAt } from './object.ts'

/** A KubeletConfiguration in a document, and what it writes. */
export interface KubeletConfigSite {
  readonly object: KubernetesObject
  readonly fields: readonly KubeletFieldSite[]
}

export interface KubeletFieldSite {
  readonly name: string
  /** As JSON would give it. */
  readonly value: unknown
  readonly writtenAt: Range
}

/**
 * The KubeletConfigurations that an object is (also as one of a kubeadm file's documents) or holds: kind's cluster
 * configuration carries kubeadm's as text. https://kind.sigs.k8s.io/docs/user/configuration/#kubeadm-config-patches
 */
export function findKubeletConfigs(object: KubernetesObject): readonly KubeletConfigSite[] {
  if (object.kind === 'KubeletConfiguration') return [{ object, fields: fieldsOf(object.node) }]
  if (object.kind !== 'Cluster' || !object.apiVersion.startsWith('kind.x-k8s.io/')) return []
  const nodes = items(get(object.node, 'nodes')?.node).map(({ node }) => node)
  return [object.node, ...nodes].flatMap(holder => patchesOf(holder).flatMap(patch => readPatch(object, patch)))
}

function patchesOf(holder: YamlNode): readonly YamlScalar[] {
  return items(get(holder, 'kubeadmConfigPatches')?.node).flatMap(({ node }) => (node.kind === 'scalar' ? [node] : []))
}

/** Places inside a text inside a text are not to be had: all of it is where the patch is written. */
function readPatch(object: KubernetesObject, patch: YamlScalar): readonly KubeletConfigSite[] {
  return readDocuments(patch.value, { skip: 'nothing' }).flatMap(reading => {
    if (reading.kind !== 'document' || reading.root === null || textAt(reading.root, 'kind')?.value !== 'KubeletConfiguration') return []
    return [{ object, fields: fieldsOf(reading.root).map(field => ({ ...field, writtenAt: patch.range })) }]
  })
}

function fieldsOf(node: YamlNode): readonly KubeletFieldSite[] {
  return entriesOf(node).map(entry => ({ name: entry.key, value: toJson(entry.node, DEPTH), writtenAt: entry.writtenAt }))
}

/** The fields that matter are flat lists and maps. */
const DEPTH = 3

function toJson(node: YamlNode, depth: number): unknown {
  if (depth === 0) return undefined
  if (node.kind === 'scalar') return scalarToJson(node)
  if (node.kind === 'sequence') return items(node).map(item => toJson(item.node, depth - 1))
  return Object.fromEntries(entriesOf(node).map(entry => [entry.key, toJson(entry.node, depth - 1)]))
}

function scalarToJson({ type, value }: YamlScalar): unknown {
  switch (type) {
    case 'string':
      return value
    case 'null':
      return null
    case 'boolean':
      return /^(?:true|yes|on|y)$/i.test(value)
    case 'number':
      return Number(value.replaceAll('_', ''))
  }
}
