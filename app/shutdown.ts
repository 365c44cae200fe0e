import type { Front } from './front/server.ts'
import type { Log } from './log/log.ts'

/** What is stopped, in this order. */
export interface Stoppable {
  readonly front: Front
  /** Lets jobs finish that are under way, and those that wait, for at most so many milliseconds; says how many are left. */
  drain(milliseconds: number): Promise<number>
  readonly log: Log
}

/** The signals that ask a program to end. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** Kubernetes waits 30 seconds before it kills; some are left for the rest. */
const DRAIN_MS = 22_000

/** The whole stop takes less, whatever hangs. */
const LONGEST_MS = 28_000

/**
 * Ends the process in order when it is asked to: not ready from that moment on, jobs finished or given up, then exit 0. The second signal ends it
 * at once. Webhooks that come meanwhile are refused, so that GitHub's list of deliveries shows them as failed and they can be delivered again.
 */
export function stopOnSignals(stoppable: Stoppable): void {
  let isStopping = false
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (isStopping) process.exit(1)
      isStopping = true
      stoppable.log.info('stopping', { result: signal })
      setTimeout(() => process.exit(1), LONGEST_MS).unref()
      stop(stoppable).then(
        () => process.exit(0),
        (error: unknown) => {
          stoppable.log.error('stopping failed', { error })
          process.exit(1)
        },
      )
    })
  }
}

async function stop({ front, drain, log }: Stoppable): Promise<void> {
  front.startDraining()
  const left = await drain(DRAIN_MS)
  if (left > 0) log.warn('jobs were given up; they are done again when the app starts', { count: left })
  await front.close()
  log.info('stopped')
}

/** Keeps what nobody caught from being printed with its message: it is described as the log describes errors, and the process ends. */
export function logCrashes(log: Log): void {
  process.on('uncaughtException', error => {
    log.error('a fault of this program ends it', { error })
    process.exit(1)
  })
  process.on('unhandledRejection', error => {
    log.error('a fault of this program ends it', { error })
    process.exit(1)
  })
  process.removeAllListeners('warning')
  process.on('warning', error => log.warn('Node warns', { error }))
}
