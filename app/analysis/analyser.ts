import type { ChangedFile, InputFile } from '../../src/index.ts'
import type { TaskTerms } from './analysis-thread.ts'
import type { AnalysisPool } from './pool.ts'
import type { ConfigurationAnswer, ConfigurationText, ReviewAnswer, ReviewTask } from './task.ts'

/** A review, or why there is none. */
export type AnalysisResult =
  | { readonly kind: 'reviewed'; readonly answer: ReviewAnswer }
  | { readonly kind: 'given-up'; readonly reason: string }

/** How many files of one change may cost a thread before all of it is given up. */
const HOSTILE_FILES = 3

/** Reads what strangers wrote, in threads; what takes too long is set aside by name, and the rest is read without it. */
export class Analyser {
  readonly #pool: AnalysisPool
  readonly #seconds: number
  readonly #onStop: () => void

  constructor(pool: AnalysisPool, seconds: number, onStop: () => void = () => {}) {
    this.#pool = pool
    this.#seconds = seconds
    this.#onStop = onStop
  }

  async configure(configuration: ConfigurationText, tenant: string): Promise<ConfigurationAnswer> {
    const outcome = await this.#pool.run({ kind: 'configuration', configuration }, { tenant, answer: refuseQuestions })
    if (outcome.kind === 'answered') return outcome.answer
    return { kind: 'broken', message: `${configuration.path}:1:1: ${tooCostly(outcome.reason)}; make it simpler` }
  }

  async review(task: ReviewTask, terms: Omit<TaskTerms, 'secondsLeft'>): Promise<AnalysisResult> {
    const { files } = task
    let left = files
    let secondsLeft = this.#seconds
    for (let stops = 0; stops <= HOSTILE_FILES && secondsLeft > 0; stops += 1) {
      const outcome = await this.#pool.run({ ...task, files: left }, { ...terms, secondsLeft })
      if (outcome.kind === 'answered') return { kind: 'reviewed', answer: outcome.answer }
      this.#onStop()
      const { reason, file } = outcome
      secondsLeft -= outcome.seconds
      const culprit = file === null ? undefined : left[file]
      if (culprit === undefined) return { kind: 'given-up', reason: `comparing the changed files ${tooCostly(reason)}` }
      left = left.map(one => (one === culprit ? setAside(one, tooCostly(reason)) : one))
    }
    return { kind: 'given-up', reason: `reading the changed files ${tooCostly('time')}` }
  }
}

function refuseQuestions(): Promise<never> {
  return Promise.reject(new Error('a configuration asks no registry'))
}

function tooCostly(reason: 'time' | 'memory'): string {
  return reason === 'time' ? 'took longer than this app gives to one change' : 'took more memory than this app gives to one change'
}

/** The same file, unread on both sides. */
function setAside({ base, head }: ChangedFile, reason: string): ChangedFile {
  const unread = (side: InputFile | null): InputFile | null =>
    side === null ? null : { kind: 'unread', path: side.path, reason: `reading it ${reason}`, skip: 'limit' }
  return { base: unread(base), head: unread(head) }
}
