import { readBlockNode } from './block-reader.ts'
import { Cursor } from './cursor.ts'
import { ReadingFault, StepAside, tooDeep } from './fault.ts'
import type { YamlNode } from './node.ts'

/** What the fast reader makes of a document. */
export type FastReading =
  | {
      readonly kind: 'read'
      readonly root: YamlNode | null
      readonly hasAliases: boolean
      /** Where the next of several JSON objects begins that follow each other without a `---`. */
      readonly next: number | undefined
    }
  | { readonly kind: 'fault'; readonly fault: ReadingFault }
  /** The text uses something that only the careful reader knows. */
  | { readonly kind: 'aside'; readonly aside: StepAside }

/** Where to read, and what is known of the text there. */
export interface Stretch {
  readonly start: number
  readonly end: number
  /** Offset of the start of the line that `start` is on; a `---` may stand before it. */
  readonly lineStart: number
  /** Whether lines end at more than line feeds. */
  readonly hasRareBreaks: boolean
}

/**
 * Reads one document with our own reader. A RangeError is a stack that the caller has used up: the depth that is
 * allowed fits into a fresh one twice.
 */
export function readFast(text: string, { start, end, lineStart, hasRareBreaks }: Stretch): FastReading {
  const cursor = new Cursor(text, start, end, lineStart, hasRareBreaks)
  try {
    return readRoot(cursor)
  } catch (error) {
    if (error instanceof ReadingFault) return { kind: 'fault', fault: error }
    if (error instanceof RangeError) return { kind: 'fault', fault: tooDeep(cursor.pos) }
    if (error instanceof StepAside) return { kind: 'aside', aside: error }
    throw error
  }
}

function readRoot(cursor: Cursor): FastReading {
  cursor.skipToToken()
  if (cursor.isAtEnd()) return { kind: 'read', root: null, hasAliases: false, next: undefined }
  const root = readBlockNode(cursor, -1, false)
  cursor.skipToToken()
  const isBracketed = (root.kind === 'mapping' || root.kind === 'sequence') && root.isFlow
  if (!cursor.isAtEnd() && !isBracketed) throw cursor.unexpected('the end of the document')
  return { kind: 'read', root, hasAliases: cursor.hasAliases, next: cursor.isAtEnd() ? undefined : cursor.pos }
}
