import { isBreak, TAB } from './character.ts'

/** `template`: it becomes YAML only after Helm, Jinja or the like have filled it in. `limit`: more than we follow. */
export type ReadingProblem = 'syntax' | 'template' | 'limit'

/**
 * Ends the reading of one document from wherever in it the reader stands. Caught at the readers' doors, where it
 * becomes a value: no caller sees it thrown.
 */
export class ReadingFault extends Error {
  readonly problem: ReadingProblem
  /** Offset of the first character that does not fit. */
  readonly at: number

  constructor(problem: ReadingProblem, reason: string, at: number) {
    super(reason)
    this.problem = problem
    this.at = at
  }
}

/**
 * How deep collections may nest. Manifests stay below 40 and CRD schemas below 60; kubectl itself stops at 10,000, but
 * code that walks a tree by recursion does not come that far.
 */
export const DEPTH_LIMIT = 500

/** The fault of a collection that begins one level too deep. */
export function tooDeep(at: number): ReadingFault {
  return new ReadingFault('limit', `collections nest deeper than ${DEPTH_LIMIT} levels here`, at)
}

/** A syntax fault, named by what stands at the offset. */
export function unexpectedAt(text: string, at: number, end: number, expected: string): ReadingFault {
  return new ReadingFault('syntax', `unexpected ${describe(text, at, end)}, expected ${expected}`, at)
}

function describe(text: string, at: number, end: number): string {
  if (at >= end) return 'end of the document'
  const code = text.charCodeAt(at)
  if (code === TAB) return 'tab'
  if (isBreak(code)) return 'end of the line'
  const word = /[,[\]{}](?![{%])|[^\s]+/y
  word.lastIndex = at
  const found = word.exec(text.slice(0, at + QUOTED + 1))?.[0] ?? text.charAt(at)
  return `\`${found.length > QUOTED ? `${found.slice(0, QUOTED)}...` : found}\``
}

/** How much of a file a message quotes: enough to find it, and not a whole password. */
const QUOTED = 24

/** Ends the fast reader's work where a text uses what only the careful reader knows. */
export class StepAside extends Error {
  readonly at: number

  /** `what` names the construct, as the subject of a sentence. */
  constructor(what: string, at: number) {
    super(what)
    this.at = at
  }
}
