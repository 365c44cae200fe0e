import { isAbsolute, relative } from 'node:path'
import type { RunnerCommand } from './command.ts'

/** The three kinds of annotation, in the words of checks. */
export type AnnotationLevel = 'failure' | 'warning' | 'notice'

/** What GitHub shows of an `error`, `warning` or `notice` command. */
export interface ShownAnnotation {
  readonly level: AnnotationLevel
  readonly message: string
  readonly title: string | undefined
  /** Without one it belongs to the whole run. */
  readonly path: string | undefined
  /** Without one it is not shown beside the change. */
  readonly startLine: number | undefined
  readonly endLine: number | undefined
  readonly startColumn: number | undefined
  readonly endColumn: number | undefined
}

/** Of each kind only so many are kept for one step, first come first served. */
export const ANNOTATIONS_OF_A_KIND = 10
/** Messages are cut here, in UTF-16 units. */
export const MESSAGE_LENGTH = 4096

const LEVELS: Readonly<Record<string, AnnotationLevel>> = { error: 'failure', warning: 'warning', notice: 'notice' }

/** The annotation that a command asks for; `undefined` for commands that ask for none. */
export function annotationFor(command: RunnerCommand, workspace: string, mask: (text: string) => string): ShownAnnotation | undefined {
  const level = LEVELS[command.name]
  if (level === undefined) return undefined
  const file = command.properties.get('file')
  return {
    level,
    message: mask(command.data).slice(0, MESSAGE_LENGTH),
    title: command.properties.get('title'),
    path: file === undefined ? undefined : shownPath(file, workspace),
    ...placeOf(command.properties),
  }
}

type Place = Pick<ShownAnnotation, 'startLine' | 'endLine' | 'startColumn' | 'endColumn'>

/** Lines and columns that do not fit together are dropped, as `ValidateLinesAndColumns` in actions/runner does. */
function placeOf(properties: ReadonlyMap<string, string>): Place {
  const endLine = numberOf(properties.get('endline'))
  const startLine = numberOf(properties.get('line')) ?? endLine
  const endColumn = numberOf(properties.get('endcolumn'))
  const startColumn = numberOf(properties.get('col')) ?? endColumn
  const isBackwards = startLine !== undefined && endLine !== undefined && endLine < startLine
  const hasLines = startLine !== undefined && !isBackwards
  const isOneLine = startLine !== undefined && (endLine === undefined || endLine === startLine)
  const areColumnsForward = startColumn === undefined || endColumn === undefined || endColumn >= startColumn
  const hasColumns = isOneLine && areColumnsForward
  return {
    startLine: hasLines ? startLine : undefined,
    endLine: hasLines ? endLine : undefined,
    startColumn: hasColumns ? startColumn : undefined,
    endColumn: hasColumns ? endColumn : undefined,
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined
}

/** Absolute paths within the workspace become relative to it; all others stay as they are, `./` and `\` included. */
function shownPath(file: string, workspace: string): string {
  if (!isAbsolute(file)) return file
  const inside = relative(workspace, file)
  return inside === '' || inside.startsWith('..') ? file : inside
}
