import { BlockScalar } from './block-text.ts'
import { AMPERSAND, COMMA, EXCLAMATION, isBlank, isBlankOrEnd } from './character.ts'
import type { Cursor } from './cursor.ts'
import { ReadingFault, StepAside } from './fault.ts'
import type { Content } from './lookup.ts'
import type { YamlAlias, YamlScalar } from './node.ts'
import { scalarType, taggedValue } from './scalar-type.ts'

/** What may stand before a node: `&anchor` and `!tag`, each at most once, in either order. */
export interface Properties {
  readonly anchor?: string
  readonly tag?: string
}

/** For the many nodes that have none. */
export const NO_PROPERTIES: Properties = {}

/** A node's own. */
export function propertiesOf({ anchor, tag }: Content): Properties {
  return properties(anchor, tag)
}

function properties(anchor: string | undefined, tag: string | undefined): Properties {
  return { ...(anchor === undefined ? {} : { anchor }), ...(tag === undefined ? {} : { tag }) }
}

/** Whether the character begins an anchor or a tag. */
export function isPropertyStart(code: number): boolean {
  return code === AMPERSAND || code === EXCLAMATION
}

/** Reads the properties at the cursor, which then stands after the last of them. */
export function readProperties(cursor: Cursor): Properties {
  let anchor: string | undefined
  let tag: string | undefined
  for (;;) {
    const isAnchor = cursor.code() === AMPERSAND
    if (isAnchor ? anchor !== undefined : tag !== undefined) throw cursor.unexpected(isAnchor ? 'one anchor' : 'one tag')
    if (isAnchor) anchor = readName(cursor)
    else tag = readTag(cursor)
    const end = cursor.pos
    while (isBlank(cursor.code())) cursor.pos += 1
    if (!isPropertyStart(cursor.code())) {
      cursor.pos = end
      return properties(anchor, tag)
    }
  }
}

/** The name after `&` or `*`. Kubernetes' decoder takes letters, digits, `_` and `-`; YAML's newer versions take more. */
function readName(cursor: Cursor): string {
  const name = /[\w-]+/y
  name.lastIndex = cursor.pos + 1
  const [found] = name.exec(cursor.text) ?? []
  const end = cursor.pos + 1 + (found?.length ?? 0)
  const next = cursor.codeAt(end)
  if (found === undefined || !(isBlankOrEnd(next) || AFTER_NAME.includes(String.fromCharCode(next))))
    throw new StepAside('an anchor named by more than letters, digits, `_` and `-`', cursor.pos)
  cursor.pos = end
  return found
}

const AFTER_NAME = ':,]}'

function readTag(cursor: Cursor): string {
  const written = /!(?:<[^\s>]+>|[\w\-;/?:@&=+$.!~*'()%]*)/y
  written.lastIndex = cursor.pos
  const [tag = ''] = written.exec(cursor.text) ?? []
  const end = cursor.pos + tag.length
  const next = cursor.codeAt(end)
  if (!isBlankOrEnd(next) && next !== COMMA) throw cursor.unexpected('a space after the tag', end)
  plainTag(tag, cursor.pos)
  cursor.pos = end
  return tag
}

/** The tag, if it says what it is: one with escapes (`!!bin%61ry`) is nobody's honest writing, and not followed. */
export function plainTag(tag: string, at: number): string {
  if (tag.includes('%')) throw new ReadingFault('limit', `the tag \`${tag}\` is written with escapes, which are not followed here`, at)
  return tag
}

/** Reads `*name`; what it stands for must be complete above it. */
export function readAlias(cursor: Cursor): YamlAlias {
  const start = cursor.pos
  const name = readName(cursor)
  const target = cursor.anchors.get(name)
  if (target === undefined) throw unknownAnchor(name, start)
  if (target === 'open') throw selfReference(name, start)
  cursor.hasAliases = true
  return { kind: 'alias', name, target, range: { start, end: cursor.pos } }
}

/** An alias without an anchor above it. */
export function unknownAnchor(name: string, at: number): ReadingFault {
  return new ReadingFault('syntax', `unexpected alias \`*${name}\`, expected an anchor \`&${name}\` above it`, at)
}

/** An alias inside the value that its own anchor names: it would hold itself. */
export function selfReference(name: string, at: number): ReadingFault {
  return new ReadingFault('syntax', `unexpected alias \`*${name}\` inside the value of \`&${name}\`, expected one below it`, at)
}

/** A value that is left out: null, unless a tag makes it a string. */
export function emptyScalar(at: number, properties: Properties): YamlScalar {
  return {
    kind: 'scalar',
    style: 'plain',
    value: '',
    type: scalarType('plain', '', properties.tag),
    range: { start: at, end: at },
    ...properties,
  }
}

/** The same node with its properties. */
export function withProperties(node: Content, properties: Properties): Content {
  if (properties === NO_PROPERTIES) return node
  if (node instanceof BlockScalar) return node.withProperties(properties)
  if (node.kind !== 'scalar') return { ...node, ...properties }
  const { tag } = properties
  return { ...node, ...properties, value: taggedValue(node.value, tag), type: scalarType(node.style, node.value, tag) }
}

/** Reads what an anchor stands before, and keeps it for aliases below. */
export function anchored(cursor: Cursor, { anchor }: Properties, read: () => Content): Content {
  if (anchor === undefined) return read()
  cursor.anchors.set(anchor, 'open')
  const node = read()
  cursor.anchors.set(anchor, node)
  return node
}
