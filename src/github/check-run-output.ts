import type { ApiAnnotation, ListedAnnotation } from './write-api.ts'

/** What a check run says. */
export interface CheckRunOutput {
  /** One line of plain text. */
  readonly title: string
  /** Markdown. */
  readonly summary: string
  /** More Markdown, below the summary. */
  readonly text?: string
  readonly annotations: readonly CheckRunAnnotation[]
}

/** A remark beside a line, in plain text. */
export interface CheckRunAnnotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
  readonly file: string
  readonly line: number
  readonly endLine: number
  readonly column?: number
  readonly endColumn?: number
}

/** The same within GitHub's limits and in its words. */
export interface Limited {
  readonly title: string
  readonly summary: string
  readonly text?: string
  readonly annotations: readonly ApiAnnotation[]
}

/** In UTF-8 bytes, which is the stricter reading of GitHub's 65,535 characters and 64 KB. */
const LONGEST_TEXT = 65_535

const LONGEST_TITLE = 255

/** GitHub takes so many annotations with one request. */
const CHUNK_SIZE = 50

/** Cuts whatever is longer than GitHub takes; renderers keep to less, so that nothing is cut amid a table. */
export function limitOutput({ title, summary, text, annotations }: CheckRunOutput): Limited {
  return {
    title: clip(title, LONGEST_TITLE),
    summary: clipBytes(summary),
    ...(text === undefined ? {} : { text: clipBytes(text) }),
    annotations: annotations.map(limitAnnotation),
  }
}

/** GitHub knows columns of a single line only. */
function limitAnnotation({ level, title, message, file, line, endLine, column, endColumn }: CheckRunAnnotation): ApiAnnotation {
  const hasColumns = column !== undefined && endColumn !== undefined && line === endLine
  return {
    path: file,
    start_line: line,
    end_line: Math.max(line, endLine),
    ...(hasColumns ? { start_column: column, end_column: endColumn } : {}),
    annotation_level: level === 'error' ? 'failure' : level,
    title: clip(title, LONGEST_TITLE),
    message: clipBytes(message),
  }
}

/** What one request takes each. */
export function chunksOf(annotations: readonly ApiAnnotation[]): readonly (readonly ApiAnnotation[])[] {
  return Array.from({ length: Math.ceil(annotations.length / CHUNK_SIZE) }, (_, index) =>
    annotations.slice(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE),
  )
}

/** The annotations that are not there yet; undefined where others are there. */
export function missingFrom(wanted: readonly ApiAnnotation[], present: readonly ListedAnnotation[]): readonly ApiAnnotation[] | undefined {
  const keys = new Set(present.map(keyOf))
  const wantedKeys = new Set(wanted.map(keyOf))
  return present.every(annotation => wantedKeys.has(keyOf(annotation)))
    ? wanted.filter(annotation => !keys.has(keyOf(annotation)))
    : undefined
}

function keyOf({ path, start_line, end_line, annotation_level, title, message }: ListedAnnotation): string {
  return [path, start_line, end_line, annotation_level, title, message].join('\0')
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

function clipBytes(text: string): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= LONGEST_TEXT) return text
  const end = bytes.subarray(0, LONGEST_TEXT - 3).toString('utf8')
  return `${end.replace(/\uFFFD$/, '')}…`
}
