import { mayHoldImages } from '../source/candidate.ts'
import type { Range } from '../source/range.ts'
import { CAREFUL_LIMIT, readDocument } from './document-reader.ts'
import type { ReadingProblem } from './fault.ts'
import type { YamlNode } from './node.ts'
import { splitDocuments } from './stream.ts'
import { countOpenParts } from './template.ts'

/** What one document of a text came to. `index` is 0-based and counts empty documents; offsets are the whole text's. */
export type DocumentReading = ReadDocument | UninterestingDocument | UnreadableDocument

export interface ReadDocument {
  readonly kind: 'document'
  readonly index: number
  readonly range: Range
  /** `null` where nothing is written between the markers. */
  readonly root: YamlNode | null
}

/** It holds no word that any rule looks for, and was not read. */
export interface UninterestingDocument {
  readonly kind: 'uninteresting'
  readonly index: number
  readonly range: Range
}

/** It cannot be read; the documents beside it can. */
export interface UnreadableDocument {
  readonly kind: 'problem'
  readonly index: number
  readonly range: Range
  readonly problem: ReadingProblem
  /** A sentence part; for syntax `unexpected ..., expected ...`. */
  readonly reason: string
  /** Offset of the first character that could not be read. */
  readonly at: number
}

export interface ReadOptions {
  /** `uninteresting` (the default) leaves documents unread that hold no word of any rule. */
  readonly skip?: 'uninteresting' | 'nothing'
}

/**
 * Reads every document of a YAML or JSON text, each on its own: one that cannot be read hides no other.
 *
 * Documents are what stands between `---` and `...` lines, and JSON objects that follow each other, as kubectl reads
 * them. Neither depth, nor aliases, nor size can make it crash or hang: it takes time in proportion to the text.
 */
export function readDocuments(text: string, { skip = 'uninteresting' }: ReadOptions = {}): readonly DocumentReading[] {
  const readings = readEach(text, skip, CAREFUL_LIMIT)
  return text.includes('{{') ? markTemplateParts(text, readings) : readings
}

/** Reads the documents without regard to each other. */
function readEach(text: string, skip: 'uninteresting' | 'nothing', forCareful: number): readonly DocumentReading[] {
  const readings: DocumentReading[] = []
  const budget = { forCareful }
  for (const document of splitDocuments(text)) {
    const { range } = document
    if (skip === 'uninteresting' && !mayHoldImages(text.slice(range.start, range.end))) {
      readings.push({ kind: 'uninteresting', index: readings.length, range })
    } else {
      readDocument(text, document, readings, budget)
    }
  }
  return readings
}

/** A document between a template's `{{ if }}` and its `{{ end }}` is a part of the template, readable as it may be. */
function markTemplateParts(text: string, readings: readonly DocumentReading[]): readonly DocumentReading[] {
  let open = 0
  return readings.map(reading => {
    const { index, range } = reading
    const isInside = open > 0
    const written = text.slice(range.start, range.end)
    const change = countOpenParts(written)
    if (change !== 0 && (isInside || isTemplate(reading, written))) open = Math.max(0, open + change)
    if (!isInside || reading.kind !== 'document') return reading
    return {
      kind: 'problem',
      index,
      range,
      problem: 'template',
      reason: 'a part of a template: it stands between an action that opens above and its end',
      at: range.start,
    }
  })
}

/** One that was left unread has to be read for this: its actions may be text, as a ConfigMap holds them. */
function isTemplate(reading: DocumentReading, written: string): boolean {
  const readings = reading.kind === 'uninteresting' ? readEach(written, 'nothing', 0) : [reading]
  return readings.some(each => each.kind === 'problem' && each.problem === 'template')
}
