import { AnalysisThread, type PoolLimits, type TaskOutcome, type TaskTerms } from './analysis-thread.ts'
import type { AnswerOf, Task } from './task.ts'

/**
 * Threads that read what strangers wrote. A task that takes too long or too much memory loses its thread, and nothing else
 * is the worse for it: the main thread never reads a manifest.
 */
export class AnalysisPool {
  readonly #limits: PoolLimits
  readonly #idle: AnalysisThread[] = []
  readonly #busy = new Map<AnalysisThread, string>()
  readonly #waiting: { readonly tenant: string; readonly resolve: (thread: AnalysisThread) => void }[] = []
  #isClosed = false

  constructor(limits: PoolLimits) {
    this.#limits = limits
  }

  /** Starts all threads that there may be, so that the first change need not wait for them. */
  warm(): void {
    const { threads, megabytes } = this.#limits
    while (this.#idle.length + this.#busy.size < threads) this.#idle.push(new AnalysisThread(megabytes))
  }

  async run<T extends Task>(task: T, terms: TaskTerms): Promise<TaskOutcome<AnswerOf[T['kind']]>> {
    const thread = await this.#take(terms.tenant)
    try {
      return await thread.run(task, terms, this.#limits)
    } finally {
      this.#giveBack(thread)
    }
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#idle.splice(0), ...this.#busy.keys()].map(thread => thread.end()))
  }

  async #take(tenant: string): Promise<AnalysisThread> {
    if (this.#mayStart(tenant)) return this.#begin(tenant)
    return new Promise(resolve => this.#waiting.push({ tenant, resolve }))
  }

  #mayStart(tenant: string): boolean {
    const { threads } = this.#limits
    const own = [...this.#busy.values()].filter(one => one === tenant).length
    return this.#busy.size < threads && own < Math.max(1, threads - 1)
  }

  #begin(tenant: string): AnalysisThread {
    const thread = this.#idle.pop() ?? new AnalysisThread(this.#limits.megabytes)
    this.#busy.set(thread, tenant)
    return thread
  }

  #giveBack(thread: AnalysisThread): void {
    this.#busy.delete(thread)
    if (this.#isClosed) void thread.end()
    else if (!thread.isOver) this.#idle.push(thread)
    for (let next = this.#nextInLine(); next >= 0; next = this.#nextInLine()) {
      const [waiting] = this.#waiting.splice(next, 1)
      if (waiting) waiting.resolve(this.#begin(waiting.tenant))
    }
  }

  #nextInLine(): number {
    return this.#waiting.findIndex(({ tenant }) => this.#mayStart(tenant))
  }
}
