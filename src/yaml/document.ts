import { mayHoldImages } from '../source/candidate.ts'
import type { Range } from '../source/range.ts'
import { findOddCharacters } from './character.ts'
import { growsTooMuch } from './expansion.ts'
import { readFast, type Stretch } from './fast-reader.ts'
import { ReadingFault, type ReadingProblem, type StepAside } from './fault.ts'
import type { YamlNode } from './node.ts'
import { type DocumentText, MARKER_LENGTH, splitDocuments } from './stream.ts'
import { asTemplate, countOpenParts } from './template.ts'
import { type CarefulReading, readCarefully } from './yaml-adapter.ts'

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
  const readings: DocumentReading[] = []
  const budget: Budget = { forCareful: CAREFUL_LIMIT }
  for (const document of splitDocuments(text)) {
    const { range } = document
    if (skip === 'uninteresting' && !mayHoldImages(text.slice(range.start, range.end))) {
      readings.push({ kind: 'uninteresting', index: readings.length, range })
    } else {
      readDocument(text, document, readings, budget)
    }
  }
  return readings.some(isTemplate) ? markTemplateParts(text, readings) : readings
}

function isTemplate(reading: DocumentReading): boolean {
  return reading.kind === 'problem' && reading.problem === 'template'
}

/** A document between a template's `{{ if }}` and its `{{ end }}` is a part of the template, readable as it may be. */
function markTemplateParts(text: string, readings: readonly DocumentReading[]): readonly DocumentReading[] {
  let open = 0
  return readings.map(reading => {
    const { index, range } = reading
    const isInside = open > 0
    if (isInside || isTemplate(reading)) open = Math.max(0, open + countOpenParts(text.slice(range.start, range.end)))
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

/**
 * How many characters of one text the careful reader may be given, which takes seconds per megabyte. What needs it is
 * rare, and nothing that Kubernetes' decoder takes.
 */
const CAREFUL_LIMIT = 262_144

interface Budget {
  forCareful: number
}

/** Reads one document's stretch, and what follows a JSON object in it as the next document. */
function readDocument(text: string, { contentStart, isMarked, range }: DocumentText, readings: DocumentReading[], budget: Budget): void {
  const { hasRareBreaks, control } = findOddCharacters(text, range.start, range.end)
  const fault = control === undefined ? findTagDirective(text, range.start, contentStart) : unprintable(text, control)
  if (fault !== undefined) {
    readings.push(problemReading(fault, range, readings.length))
    return
  }
  let start: number | undefined = range.start
  let lineStart = isMarked ? contentStart - MARKER_LENGTH : contentStart
  for (let content = contentStart; start !== undefined; content = lineStart) {
    const { reading, next } = readStretch(text, { start: content, end: range.end, lineStart, hasRareBreaks }, start, budget)
    const stretch = { start, end: next ?? range.end }
    readings.push(
      reading instanceof ReadingFault
        ? problemReading(reading, stretch, readings.length)
        : { kind: 'document', index: readings.length, range: stretch, root: reading },
    )
    start = next
    lineStart = next ?? range.end
  }
}

interface StretchReading {
  readonly reading: YamlNode | null | ReadingFault
  readonly next?: number | undefined
}

/** The fast reader's word counts, but where it steps aside; `from` is where the document starts with its directives. */
function readStretch(text: string, stretch: Stretch, from: number, budget: Budget): StretchReading {
  const fast = readFast(text, stretch)
  const reading = fast.kind === 'aside' ? readAside(text, stretch, from, fast.aside, budget) : fast
  if (reading.kind === 'fault') return { reading: asTemplate(text, reading.fault) }
  if (reading.root !== null && reading.hasAliases && growsTooMuch(reading.root)) return { reading: tooManyAliases(reading.root) }
  return { reading: reading.root, next: fast.kind === 'read' ? fast.next : undefined }
}

function readAside(text: string, stretch: Stretch, from: number, { message, at }: StepAside, budget: Budget): CarefulReading {
  budget.forCareful -= stretch.end - from
  if (budget.forCareful >= 0 && !stretch.hasRareBreaks) return readCarefully(text, { start: from, end: stretch.end })
  return { kind: 'fault', fault: new ReadingFault('limit', `${message} is followed only in small documents with ordinary line ends`, at) }
}

/** `%TAG` gives tags new names; nobody's manifests have it, and `!!binary` could hide behind it. */
function findTagDirective(text: string, start: number, contentStart: number): ReadingFault | undefined {
  const at = text.slice(start, contentStart).search(/^%TAG/m)
  return at < 0 ? undefined : new ReadingFault('limit', 'its %TAG directive gives tags other names, which is not followed here', start + at)
}

function tooManyAliases({ range }: YamlNode): ReadingFault {
  return new ReadingFault('limit', 'its aliases stand for more values than kubectl accepts', range.start)
}

function unprintable(text: string, at: number): ReadingFault {
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')
  return new ReadingFault('syntax', `unexpected control character U+${code}, expected text`, at)
}

function problemReading({ problem, message, at }: ReadingFault, range: Range, index: number): UnreadableDocument {
  return { kind: 'problem', index, range, problem, reason: message, at }
}
