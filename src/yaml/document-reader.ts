import type { Range } from '../source/range.ts'
import { findOddCharacters } from './character.ts'
import type { DocumentReading, UnreadableDocument } from './document.ts'
import { growsTooMuch } from './expansion.ts'
import { readFast, type Stretch } from './fast-reader.ts'
import { ReadingFault, type StepAside } from './fault.ts'
import type { YamlNode } from './node.ts'
import { type DocumentText, MARKER_LENGTH } from './stream.ts'
import { asTemplate } from './template.ts'
import { type CarefulReading, readCarefully } from './yaml-adapter.ts'

/**
 * How many characters of one text the careful reader may be given, which takes seconds per megabyte. What needs it is
 * rare, and nothing that Kubernetes' decoder takes.
 */
export const CAREFUL_LIMIT = 262_144

/** What is left of it while a text is read. */
export interface Budget {
  forCareful: number
}

/** Reads one document's stretch of a text, and what follows a JSON object in it as the next document; adds what it read. */
export function readDocument(
  text: string,
  { contentStart, isMarked, range }: DocumentText,
  readings: DocumentReading[],
  budget: Budget,
): void {
  const { hasRareBreaks, control } = findOddCharacters(text, range.start, range.end)
  const fault = control === undefined ? findTagDirective(text, range.start, contentStart) : unprintable(text, control)
  if (fault !== undefined) {
    readings.push(problemReading(text, fault, range, readings.length))
    return
  }
  let start: number | undefined = range.start
  let lineStart = isMarked ? contentStart - MARKER_LENGTH : contentStart
  for (let content = contentStart; start !== undefined; content = lineStart) {
    const { reading, next } = readStretch(text, { start: content, end: range.end, lineStart, hasRareBreaks }, start, budget)
    const stretch = { start, end: next ?? range.end }
    readings.push(
      reading instanceof ReadingFault
        ? problemReading(text, reading, stretch, readings.length)
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
  const comment = reading.root && findForeignComment(reading.root)
  if (comment) return { reading: comment }
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

/** JSON behind a comment as JavaScript has them is one long text for YAML, and kubectl takes no text for an object. */
function findForeignComment(root: YamlNode): ReadingFault | undefined {
  if (root.kind !== 'scalar' || root.style !== 'plain' || !root.value.includes('{')) return undefined
  const mark = ['/*', '//'].find(start => root.value.startsWith(start))
  return mark === undefined
    ? undefined
    : new ReadingFault('syntax', `unexpected \`${mark}\`, expected YAML or JSON: neither has such comments`, root.range.start)
}

function tooManyAliases({ range }: YamlNode): ReadingFault {
  return new ReadingFault('limit', 'its aliases stand for more values than kubectl accepts', range.start)
}

function unprintable(text: string, at: number): ReadingFault {
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')
  return new ReadingFault('syntax', `unexpected control character U+${code}, expected text`, at)
}

/** What is missing at the end is missed behind the last character, and not on some blank line below it. */
function problemReading(text: string, { problem, message, at }: ReadingFault, range: Range, index: number): UnreadableDocument {
  const isPastEnd = at >= range.end && at > range.start
  const place = isPastEnd ? range.start + text.slice(range.start, range.end).trimEnd().length : at
  return { kind: 'problem', index, range, problem, reason: message, at: place }
}
