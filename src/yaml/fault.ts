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

/** A syntax fault, named by what stands at the offset. */
export function unexpectedAt(text: string, at: number, end: number, expected: string): ReadingFault {
  return new ReadingFault('syntax', `unexpected ${describe(text, at, end)}, expected ${expected}`, at)
}

function describe(text: string, at: number, end: number): string {
  if (at >= end) return 'end of the document'
  const code = text.charCodeAt(at)
  if (code === TAB) return 'tab'
  if (isBreak(code)) return 'end of the line'
  const word = /[,[\]{}](?![{%])|[^\s]{1,40}/y
  word.lastIndex = at
  return `\`${word.exec(text)?.[0] ?? text.charAt(at)}\``
}

/** Ends the fast reader's work where a text uses what only the careful reader knows. */
export class StepAside extends Error {
  readonly at: number

  /** `what` names the construct, as the subject of a sentence. */
  constructor(what: string, at: number) {
    super(what)
    this.at = at
  }
}
