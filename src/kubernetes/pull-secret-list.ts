import type { Range } from '../source/range.ts'
import { get, items } from '../yaml/lookup.ts'
import type { YamlMapping } from '../yaml/node.ts'
import { textAt, type ValueType, valueAt, valueTypeOf, type WrittenScalar } from './object.ts'
import type { Defaulter } from './pull-policy.ts'

/** A list of pull secrets, as a PodSpec writes it. */
export interface PullSecretList {
  /** undefined where the key is not written; an entry without a name (or with an empty one) is here as null. */
  readonly imagePullSecrets: readonly (WrittenScalar | null)[] | undefined
  readonly mistypedPullSecrets: readonly MistypedPullSecret[]
}

/** Something that Kubernetes' decoder refuses in that list, or in its place. */
export interface MistypedPullSecret {
  /** `list` for the value of `imagePullSecrets` itself, `entry` for one of its entries, `name` for the name in one. */
  readonly part: 'list' | 'entry' | 'name'
  readonly type: ValueType
  readonly writtenAt: Range
}

/** Custom resources may list plain names, or something else: only Kubernetes' own kinds are known to want maps. */
export function readPullSecrets(spec: YamlMapping, defaulter: Defaulter): PullSecretList {
  const list = get(spec, 'imagePullSecrets')
  const type = list && valueTypeOf(list.node)
  if (!list || type === undefined) return { imagePullSecrets: undefined, mistypedPullSecrets: [] }
  const mistyped: MistypedPullSecret[] = type === 'list' ? [] : [{ part: 'list', type, writtenAt: list.writtenAt }]
  const names = items(list.node).flatMap(({ node, writtenAt }): readonly (WrittenScalar | null)[] => {
    const entryType = valueTypeOf(node)
    if (entryType !== undefined && entryType !== 'map') mistyped.push({ part: 'entry', type: entryType, writtenAt })
    const name = valueAt(node, 'name')
    if (name?.kind === 'mistyped') mistyped.push({ part: 'name', type: name.type, writtenAt: name.writtenAt })
    if (defaulter === 'controller') return [nonEmpty(textAt(node, 'name'))]
    return (entryType !== undefined && entryType !== 'map') || name?.kind === 'mistyped' ? [] : [nonEmpty(name)]
  })
  return {
    imagePullSecrets: type === 'list' ? names : undefined,
    mistypedPullSecrets: defaulter === 'api-server' ? mistyped : [],
  }
}

function nonEmpty(name: WrittenScalar | undefined): WrittenScalar | null {
  return name && name.value !== '' ? name : null
}
