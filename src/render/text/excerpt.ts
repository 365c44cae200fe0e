import { EXCERPT_LIMIT, type Place } from '../../source/place.ts'
import { revealHidden } from '../escape/hidden-characters.ts'
import { breakOldCommands } from '../escape/runner-log.ts'
import { columnsOf } from '../escape/terminal.ts'

/** A source line as it is shown, and the marks to print under it. */
export interface Excerpt {
  readonly source: string
  readonly carets: string
}

/** One character of a source line with the columns that it takes on the screen. */
interface Cell {
  readonly shown: string
  readonly columns: number
}

/**
 * The line of a place with carets under exactly its range, at most `width` columns wide: of a longer line the part round
 * the range is shown. A tab is shown as four blanks. Undefined where the range lies behind what is kept of the line.
 */
export function renderExcerpt(place: Place, width: number): Excerpt | undefined {
  const line = place.excerpt.replace(/[\r\n]+$/, '')
  const start = place.column - 1
  const lastInLine = place.endLine === place.line ? place.endColumn - 1 : line.trimEnd().length
  if (start > line.length || (start === line.length && isCut(place))) return undefined
  const end = Math.min(Math.max(lastInLine, start + 1), Math.max(line.length, start + 1))
  const before = cellsOf(line.slice(0, start))
  const marked = cellsOf(line.slice(start, end))
  const after = cellsOf(line.slice(end))
  const shown = windowRound(before, marked, isCut(place) ? [...after, ELLIPSIS] : after, width)
  return {
    source: shown.before
      .concat(shown.marked, shown.after)
      .map(cell => cell.shown)
      .join('')
      .trimEnd(),
    carets: ' '.repeat(columnsIn(shown.before)) + '^'.repeat(Math.max(1, columnsIn(shown.marked))),
  }
}

function isCut({ excerpt }: Place): boolean {
  return excerpt.length >= EXCERPT_LIMIT
}

const ELLIPSIS: Cell = { shown: '…', columns: 1 }
const TAB: Cell = { shown: '    ', columns: 4 }

function cellsOf(text: string): readonly Cell[] {
  const safe = breakOldCommands(text)
  return Array.from(safe, character => {
    if (character === '\t') return TAB
    const shown = revealHidden(character)
    return { shown, columns: columnsOf(shown) }
  })
}

function columnsIn(cells: readonly Cell[]): number {
  return cells.reduce((sum, { columns }) => sum + columns, 0)
}

interface Parts {
  readonly before: readonly Cell[]
  readonly marked: readonly Cell[]
  readonly after: readonly Cell[]
}

/** Keeps the marked cells first, then what follows up to a third of the room that is left, then what goes before, then the rest. */
function windowRound(before: readonly Cell[], marked: readonly Cell[], after: readonly Cell[], width: number): Parts {
  if (columnsIn(before) + columnsIn(marked) + columnsIn(after) <= width) return { before, marked, after }
  const kept = keepFirst(marked, width - 2)
  const room = Math.max(0, width - columnsIn(kept))
  const someAfter = Math.min(columnsIn(after), Math.floor(room / 3))
  const left = keepLast(before, room - someAfter)
  return { before: left, marked: kept, after: keepFirst(after, room - columnsIn(left)) }
}

/** The first cells that fit; an ellipsis, where it has room, stands for the others. */
function keepFirst(cells: readonly Cell[], room: number): readonly Cell[] {
  if (columnsIn(cells) <= room) return cells
  if (room < 1) return []
  let columns = 1
  const end = cells.findIndex(cell => {
    columns += cell.columns
    return columns > room
  })
  return [...cells.slice(0, end), ELLIPSIS]
}

function keepLast(cells: readonly Cell[], room: number): readonly Cell[] {
  return keepFirst(cells.toReversed(), room).toReversed()
}
