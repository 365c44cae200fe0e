/**
 * The candidate that a misspelt word most likely means: the one that fewest single-character edits (swapped neighbours
 * count as one) turn it into, if they are few for its length. Case, hyphens and underscores count for nothing.
 */
export function findNearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = fold(word)
  if (wanted.length > LONGEST_WORD) return undefined
  const most = Math.max(1, Math.floor(wanted.length / 3))
  const ranked = candidates.map(candidate => ({ candidate, distance: editDistance(wanted, fold(candidate)) }))
  const [best] = ranked.filter(({ distance }) => distance <= most).sort((one, other) => one.distance - other.distance)
  return best?.candidate
}

/** No key and no value that is chosen from a list comes near this. */
const LONGEST_WORD = 64

function fold(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '')
}

/** Optimal string alignment, https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance */
function editDistance(one: string, other: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row++) {
    const current = [row]
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      const replaced = (last[column - 1] ?? 0) + (isSame ? 0 : 1)
      const swapped = isSwapped && row > 1 && column > 1 ? (beforeLast[column - 2] ?? 0) + 1 : replaced
      current.push(Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced, swapped))
    }
    beforeLast = last
    last = current
  }
  return last[other.length] ?? 0
}
