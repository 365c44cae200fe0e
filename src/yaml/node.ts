import type { Range } from '../source/range.ts'

/** One value in a YAML or JSON document, with the exact place where it is written. */
export type YamlNode = YamlScalar | YamlMapping | YamlSequence | YamlAlias

/**
 * `range` spans the node as written: from an opening quote, bracket or block scalar's header, to the end of its last
 * character (an anchor or tag before it is not part of it). A value that is left out (`image:`) is a null scalar with
 * an empty range after the colon.
 */
interface NodeBase {
  readonly range: Range
  /** Name of the anchor (`&name`) written before the node. */
  readonly anchor?: string
  /** The tag as written, as in `!!str`. */
  readonly tag?: string
}

export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar'
  readonly style: ScalarStyle
  /** The text after unquoting, unescaping and folding (of `!!binary`, what it encodes); `''` where nothing is written. */
  readonly value: string
  /** What Kubernetes' decoder makes of it: only an untagged plain scalar, or one behind `!!int` and the like, is no string. */
  readonly type: ScalarType
}

export type ScalarStyle = 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded'
export type ScalarType = 'string' | 'null' | 'boolean' | 'number'

export interface YamlMapping extends NodeBase {
  readonly kind: 'mapping'
  readonly isFlow: boolean
  /** In the order written; a key written twice is here twice (the last one wins, as in Kubernetes' decoder). */
  readonly entries: readonly YamlEntry[]
}

export interface YamlEntry {
  /** Mostly a scalar; YAML allows any node. */
  readonly key: YamlNode
  readonly value: YamlNode
}

export interface YamlSequence extends NodeBase {
  readonly kind: 'sequence'
  readonly isFlow: boolean
  readonly items: readonly YamlNode[]
}

export interface YamlAlias extends NodeBase {
  readonly kind: 'alias'
  /** The anchor's name, without the star. */
  readonly name: string
  /** The node that the anchor stands before: the latest one of that name above the alias. */
  readonly target: YamlScalar | YamlMapping | YamlSequence
}
