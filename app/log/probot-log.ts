import { types } from 'node:util'
import type { Log, LogFields } from './log.ts'

/**
 * A log of Probot's kind (pino's methods) that lets nothing of Probot's own through but that something was said, how loudly, and the kind of
 * error. Probot logs whole events where a handler throws, titles and bodies included, and Octokit logs addresses with paths.
 */
export interface QuietLog {
  readonly level: string
  trace(...said: readonly unknown[]): void
  debug(...said: readonly unknown[]): void
  info(...said: readonly unknown[]): void
  warn(...said: readonly unknown[]): void
  error(...said: readonly unknown[]): void
  fatal(...said: readonly unknown[]): void
  child(): QuietLog
}

/** Makes one that writes to our log. */
export function quietLog(log: Log): QuietLog {
  const quiet: QuietLog = {
    level: 'info',
    trace: () => {},
    debug: () => {},
    info: () => {},
    warn: (...said) => log.warn('the frame warned', fieldsOf(said)),
    error: (...said) => log.error('the frame reported an error', fieldsOf(said)),
    fatal: (...said) => log.error('the frame reported an error', fieldsOf(said)),
    child: () => quiet,
  }
  return quiet
}

/** The error is said alone, or in an object under `err` or `error`. */
function fieldsOf([first]: readonly unknown[]): LogFields {
  if (types.isNativeError(first)) return { error: first }
  if (typeof first !== 'object' || first === null) return {}
  const inner = 'err' in first ? first.err : 'error' in first ? first.error : undefined
  return types.isNativeError(inner) ? { error: inner } : {}
}
