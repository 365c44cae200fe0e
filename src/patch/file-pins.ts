import { LineIndex } from '../source/position.ts'
import type { SourceFile } from '../source/source-file.ts'
import { applyEdits, type TextEdit } from '../source/text-edit.ts'
import { renderUnifiedDiff } from '../source/unified-diff.ts'
import { makePinEdit, type PinPoint } from './pin-edit.ts'
import { disproveEdits } from './proof.ts'

/** One image of a file that is to be pinned. */
export interface WantedPin {
  readonly point: Extract<PinPoint, { kind: 'writable' }>
  readonly image: string
  readonly pinned: string
}

/** A file with its pins written. */
export interface PinnedFile {
  readonly path: string
  readonly file: SourceFile
  /** The text with every proven edit made. */
  readonly text: string
  /** Why an image could not be pinned after all, by the place at which it starts. */
  readonly declined: ReadonlyMap<number, string>
  /** What that changes, line by line from the top. */
  readonly lines: readonly LinePin[]
}

/** A line that pins change; line breaks are as Git sees them. */
export interface LinePin {
  /** 1-based. */
  readonly line: number
  /** Without the line break. */
  readonly before: string
  readonly after: string
  readonly isCrlf: boolean
  /** Where the images on it start in the text. */
  readonly imageStarts: readonly number[]
}

/**
 * Writes the pins into a file's text and reads the result again. Edits that prove to change anything else are left out, each
 * for itself. An image that several aliases share is edited once, at its anchor.
 */
export function pinFile(file: SourceFile, wanted: readonly WantedPin[]): PinnedFile {
  const pins = [...new Map(wanted.map(pin => [pin.point.imageStart, pin])).values()]
  const text = editAndProve(file.text, pins)
  if (typeof text === 'string') return pinnedFile(file, text, pins, new Map())
  const declined = new Map<number, string>()
  for (const pin of pins) {
    const alone = editAndProve(file.text, [pin])
    if (typeof alone !== 'string') declined.set(pin.point.imageStart, alone.reason)
  }
  const proven = pins.filter(({ point }) => !declined.has(point.imageStart))
  const rest = editAndProve(file.text, proven)
  if (typeof rest === 'string') return pinnedFile(file, rest, proven, declined)
  for (const { point } of proven) declined.set(point.imageStart, rest.reason)
  return pinnedFile(file, file.text, [], declined)
}

function pinnedFile(file: SourceFile, text: string, pins: readonly WantedPin[], declined: ReadonlyMap<number, string>): PinnedFile {
  return { path: file.path, file, text, declined, lines: findLines(file, text, pins) }
}

function findLines(file: SourceFile, text: string, pins: readonly WantedPin[]): readonly LinePin[] {
  const before = new LineIndex(file.text)
  const after = new LineIndex(text)
  const starts = pins.map(({ point }) => point.imageStart).sort((a, b) => a - b)
  return [...Map.groupBy(starts, start => before.position(start).line)].map(([line, imageStarts]) => {
    const mark = line === 1 ? markOf(file) : ''
    const written = before.lineText(line)
    const isCrlf = file.text.startsWith('\r\n', before.start(line) + written.length)
    return { line, before: mark + written, after: mark + after.lineText(line), isCrlf, imageStarts }
  })
}

function editAndProve(text: string, pins: readonly WantedPin[]): string | { readonly reason: string } {
  const edits: readonly TextEdit[] = pins.map(({ point, image, pinned }) => makePinEdit(point, image, pinned))
  const edited = applyEdits(text, edits)
  const reason = disproveEdits(text, edited, new Map(pins.map(({ point, pinned }) => [point.scalarStart, pinned])))
  return reason === undefined ? edited : { reason }
}

/** The file's part of a patch, byte order mark included; `''` where nothing was pinned. */
export function renderPatch({ path, file, text }: PinnedFile): string {
  const mark = markOf(file)
  return renderUnifiedDiff({ path, before: `${mark}${file.text}`, after: `${mark}${text}` })
}

/** The patch of some of the file's lines, which shows none of the others that another patch changes. */
export function renderPartialPatch({ path, file, text }: PinnedFile, lines: ReadonlySet<number>, avoided: ReadonlySet<number>): string {
  if (lines.size === 0) return ''
  const mark = markOf(file)
  const pinned = text.split('\n')
  const after = file.text.split('\n').map((line, index) => (lines.has(index + 1) ? (pinned[index] ?? line) : line))
  return renderUnifiedDiff({ path, before: `${mark}${file.text}`, after: `${mark}${after.join('\n')}`, avoided })
}

function markOf({ hasByteOrderMark }: SourceFile): string {
  return hasByteOrderMark ? '\ufeff' : ''
}
