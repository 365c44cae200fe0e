/** Lines of a text, 1-based, the end exclusive. */
export interface LineRange {
  readonly start: number
  readonly end: number
}

/**
 * The lines of the head that were added or changed. Equal lines at both ends are set aside, then lines that stand once
 * on each side hold the rest together (as in a patience diff); what lies between two of them is looked at in the same way,
 * {@link DEEPEST} times at most, and counts as changed where nothing in it holds.
 * Takes time in the number of lines, times its logarithm.
 */
export function findChangedLines(base: string, head: string): readonly LineRange[] {
  const from = base.split('\n')
  const to = head.split('\n')
  const changed: LineRange[] = []
  collectChanges({ from, to, fromStart: 0, fromEnd: from.length, toStart: 0, toEnd: to.length, depth: 0 }, changed)
  return changed
}

/** Whether a stretch of lines, the end inclusive, meets any of the ranges, which are in order and apart. */
export function meetsLines(ranges: readonly LineRange[], firstLine: number, lastLine: number): boolean {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.end ?? 0) <= firstLine) low = middle + 1
    else high = middle
  }
  const first = ranges[low]
  return first !== undefined && first.start <= lastLine
}

interface Stretch {
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly fromStart: number
  readonly fromEnd: number
  readonly toStart: number
  readonly toEnd: number
  /** In how many others it lies. */
  readonly depth: number
}

/** Real changes are done within three; texts can be made that take one for each of their lines. */
const DEEPEST = 24

function collectChanges(whole: Stretch, changed: LineRange[]): void {
  const pending = [whole]
  for (let stretch = pending.pop(); stretch; stretch = pending.pop()) {
    const rest = withoutEqualEnds(stretch)
    if (rest.toStart === rest.toEnd) continue
    const anchors = rest.fromStart === rest.fromEnd || rest.depth > DEEPEST ? [] : findAnchors(rest)
    if (anchors.length === 0) changed.push({ start: rest.toStart + 1, end: rest.toEnd + 1 })
    else pending.push(...between(rest, anchors).reverse())
  }
}

function withoutEqualEnds(stretch: Stretch): Stretch {
  const { from, to, depth } = stretch
  let { fromStart, fromEnd, toStart, toEnd } = stretch
  while (fromStart < fromEnd && toStart < toEnd && from[fromStart] === to[toStart]) {
    fromStart += 1
    toStart += 1
  }
  while (fromStart < fromEnd && toStart < toEnd && from[fromEnd - 1] === to[toEnd - 1]) {
    fromEnd -= 1
    toEnd -= 1
  }
  return { from, to, fromStart, fromEnd, toStart, toEnd, depth }
}

/** A line that stands once on each side of a stretch. */
interface Anchor {
  readonly fromAt: number
  readonly toAt: number
}

/** The longest run of anchors that stand in the same order on both sides. */
function findAnchors({ from, to, fromStart, fromEnd, toStart, toEnd }: Stretch): readonly Anchor[] {
  const inFrom = findSingles(from, fromStart, fromEnd)
  const inTo = findSingles(to, toStart, toEnd)
  const candidates: Anchor[] = []
  for (const [line, toAt] of inTo) {
    const fromAt = inFrom.get(line)
    if (toAt >= 0 && fromAt !== undefined && fromAt >= 0) candidates.push({ fromAt, toAt })
  }
  return longestIncreasing(candidates)
}

/** Each line's place, or -1 where it stands more than once. */
function findSingles(lines: readonly string[], start: number, end: number): Map<string, number> {
  const places = new Map<string, number>()
  for (let at = start; at < end; at += 1) {
    const line = lines[at] ?? ''
    places.set(line, places.has(line) ? -1 : at)
  }
  return places
}

/** Patience sorting: the candidates come in the head's order, the piles keep the base's. */
function longestIncreasing(candidates: readonly Anchor[]): readonly Anchor[] {
  const tops: number[] = []
  const before: number[] = []
  candidates.forEach((candidate, index) => {
    let low = 0
    let high = tops.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((candidates[tops[middle] ?? 0]?.fromAt ?? 0) < candidate.fromAt) low = middle + 1
      else high = middle
    }
    before.push(low > 0 ? (tops[low - 1] ?? -1) : -1)
    tops[low] = index
  })
  const run: Anchor[] = []
  for (let index = tops.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
    const anchor = candidates[index]
    if (anchor) run.push(anchor)
  }
  return run.reverse()
}

function between(stretch: Stretch, anchors: readonly Anchor[]): Stretch[] {
  const { from, to } = stretch
  const depth = stretch.depth + 1
  let { fromStart, toStart } = stretch
  const parts: Stretch[] = []
  for (const { fromAt, toAt } of anchors) {
    parts.push({ from, to, fromStart, fromEnd: fromAt, toStart, toEnd: toAt, depth })
    fromStart = fromAt + 1
    toStart = toAt + 1
  }
  parts.push({ from, to, fromStart, fromEnd: stretch.fromEnd, toStart, toEnd: stretch.toEnd, depth })
  return parts
}
