import type { Fields } from '../json.ts'
import { GraphError, type GraphField, type GraphNode, plain } from './execute.ts'

/** The most that one page of a connection may hold. */
const PAGE_LIMIT = 100

/** A list that is read by pages, from either end. */
export function connection<T>(name: string, items: () => readonly T[], toNode: (item: T) => GraphNode): GraphField {
  return { args: ['first', 'last', 'after', 'before'], answer: args => page(name, items(), args, toNode) }
}

function page<T>(name: string, all: readonly T[], args: Fields, toNode: (item: T) => GraphNode): GraphNode {
  const [first, last] = [args.optionalInteger('first'), args.optionalInteger('last')]
  const size = first ?? last
  if (size === undefined) {
    throw new GraphError(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    )
  }
  if (size > PAGE_LIMIT) {
    throw new GraphError(
      'EXCESSIVE_PAGINATION',
      `Requesting ${size} records on the \`${name}\` connection exceeds the \`first\` limit of ${PAGE_LIMIT} records.`,
    )
  }
  const from = positionOf(args.optionalText('after'), -1) + 1
  const until = positionOf(args.optionalText('before'), all.length)
  const start = first === undefined ? Math.max(from, until - size) : from
  const end = first === undefined ? until : Math.min(until, from + size)
  return {
    type: `${name}Connection`,
    fields: {
      totalCount: plain(() => all.length),
      nodes: plain(() => all.slice(start, end).map(toNode)),
      pageInfo: plain(() => pageInfo(start, end, all.length)),
    },
  }
}

function pageInfo(start: number, end: number, length: number): GraphNode {
  const isEmpty = end <= start
  return {
    type: 'PageInfo',
    fields: {
      hasNextPage: plain(() => end < length),
      hasPreviousPage: plain(() => start > 0),
      startCursor: plain(() => (isEmpty ? null : cursorOf(start))),
      endCursor: plain(() => (isEmpty ? null : cursorOf(end - 1))),
    },
  }
}

function cursorOf(position: number): string {
  return Buffer.from(`cursor:${position}`).toString('base64')
}

function positionOf(cursor: string | undefined, otherwise: number): number {
  if (cursor === undefined) return otherwise
  const [, position] = /^cursor:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8')) ?? []
  if (position === undefined) throw new GraphError('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`)
  return Number(position)
}
