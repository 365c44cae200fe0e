import { get, items } from '../yaml/lookup.ts'
import type { YamlNode } from '../yaml/node.ts'
import { textAt } from './object.ts'

const LABELS = ['kubernetes.io/arch', 'beta.kubernetes.io/arch']

/**
 * The CPU architectures that a PodSpec's selectors ask its nodes to have: `nodeSelector`, and `In` terms of required node
 * affinity. Empty where it does not say, or says it in another way.
 */
export function findArchitectures(spec: YamlNode): readonly string[] {
  const selector = get(spec, 'nodeSelector')?.node
  const selected = selector ? LABELS.flatMap(label => textAt(selector, label)?.value ?? []) : []
  return [...new Set(selected.length > 0 ? selected : findAffinityArchitectures(spec))]
}

const AFFINITY = ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms']

function findAffinityArchitectures(spec: YamlNode): readonly string[] {
  const terms = AFFINITY.reduce<YamlNode | undefined>((node, key) => node && get(node, key)?.node, spec)
  return items(terms).flatMap(term => items(get(term.node, 'matchExpressions')?.node).flatMap(({ node }) => valuesOf(node)))
}

function valuesOf(expression: YamlNode): readonly string[] {
  const isArchitecture = LABELS.includes(textAt(expression, 'key')?.value ?? '') && textAt(expression, 'operator')?.value === 'In'
  if (!isArchitecture) return []
  return items(get(expression, 'values')?.node).flatMap(({ node }) => (node.kind === 'scalar' ? [node.value] : []))
}
