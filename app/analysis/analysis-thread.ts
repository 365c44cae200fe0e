import { Worker } from 'node:worker_threads'
import type { AnswerOf, FromThread, Question, Reply, Task, ToThread } from './task.ts'

/** How much a task may cost. */
export interface PoolLimits {
  readonly threads: number
  /** Seconds of work, waiting for registries not counted. */
  readonly seconds: number
  /** Seconds for one file. */
  readonly secondsPerFile: number
  readonly megabytes: number
}

/** What came of a task. `file` is the index of the file that was being read. */
export type TaskOutcome<A> =
  | { readonly kind: 'answered'; readonly answer: A }
  | { readonly kind: 'stopped'; readonly reason: 'time' | 'memory'; readonly file: number | null; readonly seconds: number }

/** Who asks, and who answers what the thread asks. */
export interface TaskTerms {
  /** Whose task it is: none has all threads. */
  readonly tenant: string
  /** Seconds that are left for it, where that is less than the limit. */
  readonly secondsLeft?: number
  answer(question: Question): Promise<Reply>
}

/** How often a running task is looked at, in milliseconds. */
const TICK = 50

/** Beside this file in the sources as in what is built of them. */
const THREAD = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url)

/** One thread, which does one task at a time; after one that it was stopped at, it is over. */
export class AnalysisThread {
  readonly #worker: Worker
  readonly #ready: Promise<void>
  isOver = false

  constructor(megabytes: number) {
    this.#worker = new Worker(THREAD, {
      resourceLimits: { maxOldGenerationSizeMb: megabytes, stackSizeMb: 4 },
      stdout: false,
      execArgv: ['--no-warnings'],
    })
    this.#worker.unref()
    this.#worker.on('exit', () => {
      this.isOver = true
    })
    this.#ready = new Promise((resolve, reject) => {
      this.#worker.once('message', () => resolve())
      this.#worker.once('error', reject)
    })
    this.#ready.catch(() => {})
  }

  async run<T extends Task>(task: T, terms: TaskTerms, limits: PoolLimits): Promise<TaskOutcome<AnswerOf[T['kind']]>> {
    await this.#ready
    const progress = new Int32Array(new SharedArrayBuffer(4))
    const watch = new Stopwatch()
    const seconds = Math.min(limits.seconds, terms.secondsLeft ?? limits.seconds)
    return new Promise((resolve, reject) => {
      const stop = (reason: 'time' | 'memory') => {
        const at = Atomics.load(progress, 0)
        finish()
        this.isOver = true
        void this.#worker.terminate()
        resolve({ kind: 'stopped', reason, file: at === 0 ? null : at - 1, seconds: watch.seconds })
      }
      const hear = (message: FromThread) => {
        switch (message.kind) {
          case 'ready':
            return
          case 'question':
            watch.pause()
            void this.#reply(message.id, terms.answer(message.question)).finally(() => watch.resume())
            return
          case 'answer':
            finish()
            // The thread answers each kind of task with its own kind of answer.
            resolve({ kind: 'answered', answer: message.answer as AnswerOf[T['kind']] })
            return
          case 'fault':
            finish()
            reject(new Error('the analysis failed', { cause: message.stack }))
        }
      }
      const fail = (error: Error) => {
        if (isOutOfMemory(error)) return stop('memory')
        finish()
        this.isOver = true
        reject(error)
      }
      const timer = setInterval(() => {
        watch.look(Atomics.load(progress, 0))
        if (watch.seconds > seconds || watch.secondsOnFile > limits.secondsPerFile) stop('time')
      }, TICK)
      const finish = () => {
        clearInterval(timer)
        this.#worker.off('message', hear)
        this.#worker.off('error', fail)
      }
      this.#worker.on('message', hear)
      this.#worker.on('error', fail)
      this.#send({ kind: 'task', task, progress })
    })
  }

  async end(): Promise<void> {
    this.isOver = true
    await this.#worker.terminate()
  }

  async #reply(id: number, reply: Promise<Reply>): Promise<void> {
    this.#send({ kind: 'reply', id, reply: await reply })
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message)
  }
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

/** Measures how long a thread works, and how long on one file; it stands while questions are open. */
class Stopwatch {
  #spent = 0
  #since: number | undefined = performance.now()
  #open = 0
  #file = 0
  #fileStart = 0

  get seconds(): number {
    return (this.#spent + (this.#since === undefined ? 0 : performance.now() - this.#since)) / 1000
  }

  get secondsOnFile(): number {
    return this.#file === 0 ? 0 : this.seconds - this.#fileStart
  }

  pause(): void {
    this.#open += 1
    if (this.#since === undefined) return
    this.#spent += performance.now() - this.#since
    this.#since = undefined
  }

  resume(): void {
    this.#open -= 1
    if (this.#open === 0) this.#since = performance.now()
  }

  look(file: number): void {
    if (file === this.#file) return
    this.#file = file
    this.#fileStart = this.seconds
  }
}
