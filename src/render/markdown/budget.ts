import { tableCell } from '../escape/markdown.ts'
import { count } from '../message.ts'

/** A part of a page: a frame that stays whole, and rows of which the last may be left out. */
export interface Block {
  /** What the reader is told is missing where no row has room, as a singular noun: `patch`. */
  readonly noun: string
  /** The smaller, the sooner it gets room; 0 is always there. */
  readonly rank: number
  readonly head: string
  /** Made one by one, and only as many as have room. */
  readonly rows: Iterable<string>
  readonly rowCount: number
  readonly separator: string
  /** What stands in place of so many rows that were left out. */
  readonly more: (left: number) => string
  readonly tail: string
}

/** A part without rows. */
export function fixedBlock(text: string): Block {
  return { noun: '', rank: 0, head: text, rows: [], rowCount: 0, separator: '', more: () => '', tail: '' }
}

/** How a page may grow. */
export interface Budget {
  readonly limit: number
  readonly measure: (text: string) => number
}

/** GitHub refuses a comment of more than 65,536 characters. */
export const COMMENT_BUDGET: Budget = { limit: 60_000, measure: text => text.length }

/** A runner drops a whole summary of more than 1 MiB. */
export const SUMMARY_BUDGET: Budget = { limit: 900_000, measure: text => Buffer.byteLength(text) }

/** Room for the sentence that says what is missing. */
const RESERVE = 400

/**
 * The blocks as one page within the budget: each gets room in the order of its rank and stands where it stood in the list.
 * What has no room is left out by whole rows or whole blocks, so that no table, fold or fence is ever left open.
 */
export function fitBlocks(blocks: readonly Block[], { limit, measure }: Budget): string {
  const texts = new Map<Block, string>()
  const missing: string[] = []
  let room = limit - RESERVE
  for (const block of blocks.toSorted((a, b) => a.rank - b.rank)) {
    const text = fitBlock(block, block.rank === 0 ? Number.POSITIVE_INFINITY : room - SEPARATOR.length, measure)
    if (text === undefined) missing.push(block.noun)
    else {
      texts.set(block, text)
      room -= measure(text) + SEPARATOR.length
    }
  }
  const page = blocks.flatMap(block => texts.get(block) ?? [])
  return `${[...page, ...sayWhatIsMissing(missing)].join(SEPARATOR)}\n`
}

const SEPARATOR = '\n\n'

function fitBlock({ head, rows, rowCount, separator, more, tail }: Block, room: number, measure: Budget['measure']): string | undefined {
  const kept: string[] = []
  let left = room - measure(head) - measure(tail) - measure(more(rowCount))
  for (const row of rows) {
    left -= measure(row) + separator.length
    if (left < 0) break
    kept.push(row)
  }
  if (left < 0 && kept.length === 0) return undefined
  const leftOut = rowCount - kept.length
  return head + kept.join(separator) + (leftOut > 0 ? more(leftOut) : '') + tail
}

function sayWhatIsMissing(nouns: readonly string[]): readonly string[] {
  if (nouns.length === 0) return []
  const parts = [...Map.groupBy(nouns, noun => noun)].map(([noun, same]) => count(same.length, noun))
  return [`*Left out for want of room: ${parts.join(', ')}. The report has everything.*`]
}

/** A table with a heading row. */
export function tableBlock(
  parts: Pick<Block, 'noun' | 'rank' | 'rows' | 'rowCount'> & {
    readonly lead: string
    readonly heading: readonly string[]
    readonly alignment?: string
  },
): Block {
  const { lead, heading, alignment, ...rest } = parts
  const rule = heading.map((_, index) => (index === 0 && alignment ? alignment : '---'))
  return {
    ...rest,
    head: `${lead === '' ? '' : `${lead}\n\n`}${tableRow(heading)}\n|${rule.join('|')}|\n`,
    separator: '\n',
    more: left =>
      `\n|${heading.map((_, index) => (index === Math.min(1, heading.length - 1) ? ` *${left} more in the report* ` : ' ')).join('|')}|`,
    tail: '',
  }
}

/** Markdown as the cells of one row of a table. */
export function tableRow(cells: readonly string[]): string {
  return `|${cells.map(cell => (cell === '' ? ' ' : ` ${tableCell(cell)} `)).join('|')}|`
}

/** Rows that are made only when they are asked for. */
export function* lazyRows<T>(items: readonly T[], row: (item: T) => string): Generator<string> {
  for (const item of items) yield row(item)
}

/** A part that is folded away under a line; the title is HTML. */
export function foldBlock(title: string, block: Omit<Block, 'noun' | 'more'> & Partial<Pick<Block, 'noun' | 'more'>>): Block {
  const { noun = 'fold', more = left => `\n\n*${left} more in the report*`, ...rest } = block
  return { ...rest, noun, more, head: `<details><summary>${title}</summary>\n\n${block.head}`, tail: `${block.tail}\n\n</details>` }
}
