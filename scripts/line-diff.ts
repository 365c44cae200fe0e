/** One line of a diff with its mark: unchanged, removed, added. */
interface DiffLine {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

/** Unchanged lines shown on each side of a change. */
const CONTEXT = 3

/**
 * The lines that differ between two short texts, with a few around them, as people read a diff; `''` where none does. For
 * pages only: it takes time in the product of the lines, and no tool is to apply it.
 */
export function renderLineDiff(before: string, after: string): string {
  const lines = diffLines(linesOf(before), linesOf(after))
  const changed = lines.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]))
  const isShown = (index: number) => changed.some(at => Math.abs(at - index) <= CONTEXT)
  return lines
    .map((line, index) => {
      if (!isShown(index)) return ''
      const gap = index > 0 && !isShown(index - 1) ? '@@\n' : ''
      return `${gap}${line.mark}${line.text}\n`
    })
    .join('')
}

function linesOf(text: string): readonly string[] {
  const trimmed = text.trimEnd()
  return trimmed === '' ? [] : trimmed.split('\n')
}

/** A longest common subsequence; of a changed stretch what is removed stands before what is added. */
function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const common = commonLengths(before, after)
  const lines: DiffLine[] = []
  let from = 0
  let to = 0
  while (from < before.length || to < after.length) {
    const text = before[from]
    const isSame = text !== undefined && to < after.length && text === after[to]
    const removes = text !== undefined && (common[from + 1]?.[to] ?? 0) >= (common[from]?.[to + 1] ?? 0)
    if (isSame) lines.push({ mark: ' ', text })
    else if (removes) lines.push({ mark: '-', text })
    else lines.push({ mark: '+', text: after[to] ?? '' })
    if (isSame || removes) from += 1
    if (isSame || !removes) to += 1
  }
  return lines
}

/** How many lines the rest of both texts have in common, from each pair of places on. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0))
  for (let from = before.length - 1; from >= 0; from -= 1) {
    for (let to = after.length - 1; to >= 0; to -= 1) {
      const below = lengths[from + 1]
      const row = lengths[from]
      if (!below || !row) continue
      row[to] = before[from] === after[to] ? 1 + (below[to + 1] ?? 0) : Math.max(below[to] ?? 0, row[to + 1] ?? 0)
    }
  }
  return lengths
}
