/** How many edits away a word may be and still be meant. */
const FURTHEST = 2

/** The known word that was most likely meant: at most two typing errors away, and fewer than the word has letters. */
export function findNearest(written: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined
  let least = Math.min(FURTHEST + 1, written.length)
  for (const word of known) {
    if (Math.abs(word.length - written.length) >= least) continue
    const distance = editDistance(written, word)
    if (distance >= least) continue
    nearest = word
    least = distance
  }
  return nearest
}

/** Letters to insert, delete, replace, or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1]
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    beforeLast = last
    last = current
  }
  return at(last, b.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
