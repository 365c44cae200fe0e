import type { ChangedFile, ChangedFileFacts } from './change.ts'
import { type FileFacts, findFileFacts, type ReadingSettings, skippedFile } from './file-facts.ts'
import type { InputFile } from './input-file.ts'
import type { Skipped } from './report/review.ts'
import { mayHoldImages } from './source/candidate.ts'
import { findChangedLines, type LineRange } from './source/changed-lines.ts'
import { decodeSource, type SourceFile } from './source/source-file.ts'

/** What a file says, or why it cannot be read; undefined for one without any word that a rule looks for: it is not spoken of. */
export function readFile(file: InputFile, settings: ReadingSettings): FileFacts | undefined {
  return readFacts(readSource(file), settings)
}

/** A source, or why there is none. */
function readSource(file: InputFile): SourceFile | Skipped {
  if (file.kind === 'unread') return { file: file.path, line: null, reason: file.reason, kind: file.skip }
  const source = decodeSource(file.path, file.bytes)
  return source.kind === 'undecodable' ? { file: file.path, line: null, reason: source.reason, kind: 'encoding' } : source
}

function readFacts(source: SourceFile | Skipped, settings: ReadingSettings): FileFacts | undefined {
  if (!('text' in source)) return skippedFile(source)
  return mayHoldImages(source.text) ? findFileFacts(source, settings) : undefined
}

/** Both sides of a changed file, and the lines that the change touches. */
export function readChangedFile(file: ChangedFile, settings: ReadingSettings): ChangedFileFacts {
  const base = file.base && readSource(file.base)
  const head = file.head && readSource(file.head)
  const areRead = base && head && 'text' in base && 'text' in head
  return {
    base: base ? readFacts(base, { ...settings, keepsTexts: false }) : undefined,
    head: head ? readFacts(head, settings) : undefined,
    path: file.head?.path ?? file.base?.path ?? '',
    changedLines: areRead ? findChangedLines(base.text, head.text) : EVERY_LINE,
  }
}

const EVERY_LINE: readonly LineRange[] = [{ start: 1, end: Number.POSITIVE_INFINITY }]

/** A file that could be read before the change and cannot be read after it must not pass as "nothing found". */
export function lostFiles({ base, head, path }: ChangedFileFacts): readonly Skipped[] {
  const [first] = head?.skipped ?? []
  if (!first || !base || base.skipped.length > 0 || base.pods.length === 0) return []
  const containers = base.pods.reduce((sum, pod) => sum + pod.containers.length, 0)
  const reason = `this change makes the file unreadable: ${containers} container${containers === 1 ? '' : 's'} of the base can no longer be seen`
  return [{ file: path, line: first.line, reason, kind: first.kind }]
}
