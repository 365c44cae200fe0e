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
}

/**
 * Writes the pins into a file's text and reads the result again. Edits that prove to change anything else are left out, each
 * for itself. An image that several aliases share is edited once, at its anchor.
 */
export function pinFile(file: SourceFile, wanted: readonly WantedPin[]): PinnedFile {
  const pins = new Map(wanted.map(pin => [pin.point.imageStart, pin]))
  const text = editAndProve(file.text, [...pins.values()])
  if (typeof text === 'string') return { path: file.path, file, text, declined: new Map() }
  const declined = new Map<number, string>()
  for (const pin of pins.values()) {
    const alone = editAndProve(file.text, [pin])
    if (typeof alone !== 'string') declined.set(pin.point.imageStart, alone.reason)
  }
  const proven = [...pins.values()].filter(({ point }) => !declined.has(point.imageStart))
  const rest = editAndProve(file.text, proven)
  return { path: file.path, file, text: typeof rest === 'string' ? rest : file.text, declined }
}

function editAndProve(text: string, pins: readonly WantedPin[]): string | { readonly reason: string } {
  const edits: readonly TextEdit[] = pins.map(({ point, image, pinned }) => makePinEdit(point, image, pinned))
  const edited = applyEdits(text, edits)
  const reason = disproveEdits(text, edited, new Map(pins.map(({ point, pinned }) => [point.scalarStart, pinned])))
  return reason === undefined ? edited : { reason }
}

/** The file's part of a patch, byte order mark included; `''` where nothing was pinned. */
export function renderPatch({ path, file, text }: PinnedFile): string {
  const mark = file.hasByteOrderMark ? '\ufeff' : ''
  return renderUnifiedDiff({ path, before: `${mark}${file.text}`, after: `${mark}${text}` })
}
