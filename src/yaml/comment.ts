import { HASH, isBlank, isBreak } from './character.ts'
import type { YamlNode, YamlScalar } from './node.ts'

/** Whether the `#` at an offset of a document begins a comment, or a part of one that a blank sets off. */
export function isComment(text: string, root: YamlNode | null, offset: number): boolean {
  const before = text.charCodeAt(offset - 1)
  const isSetOff = offset === 0 || isBlank(before) || isBreak(before)
  return isSetOff && text.charCodeAt(offset) === HASH && !isInScalar(text, root, offset)
}

/** Goes down to the value around the offset by halving: many comments in a large document stay cheap. */
function isInScalar(text: string, root: YamlNode | null, offset: number): boolean {
  let node: YamlNode | undefined = root ?? undefined
  while (node !== undefined && node.kind !== 'scalar') node = childAt(node, offset)
  return node !== undefined && node.range.start <= offset && offset < node.range.end && !isHeaderLine(text, node, offset)
}

function childAt(node: Exclude<YamlNode, YamlScalar>, offset: number): YamlNode | undefined {
  if (node.kind === 'alias') return undefined
  if (node.kind === 'sequence') return node.items[lastIndexBefore(node.items.length, offset, index => node.items[index])]
  const entry = node.entries[lastIndexBefore(node.entries.length, offset, index => node.entries[index]?.key)]
  return entry && (offset < entry.key.range.end ? entry.key : entry.value)
}

/** Index of the last of `length` nodes that starts at the offset or before it; -1 where none does. */
function lastIndexBefore(length: number, offset: number, nodeAt: (index: number) => YamlNode | undefined): number {
  let low = -1
  let high = length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((nodeAt(middle)?.range.start ?? 0) <= offset) low = middle
    else high = middle
  }
  return low
}

/** The line of a block scalar's `|` or `>` may end in a comment. */
function isHeaderLine(text: string, scalar: YamlScalar, offset: number): boolean {
  if (scalar.style !== 'literal' && scalar.style !== 'folded') return false
  for (let at = scalar.range.start; at < offset; at += 1) if (isBreak(text.charCodeAt(at))) return false
  return true
}
