import { describeError } from './log-error.ts'
import { LOG_LEVELS, type LogLevel } from './log-level.ts'

/**
 * What may stand beside a message. The list is closed, and none of its members is a text of somebody's: no title, body, path, branch or image
 * of a repository has a place here, so none can slip in.
 */
export interface LogFields {
  /** GUID of a webhook. */
  readonly delivery?: string
  /** `pull_request`. */
  readonly event?: string
  /** `synchronize`. */
  readonly action?: string
  readonly installation?: number
  /** Number of a repository; names may be secret, numbers tell only who may look them up. */
  readonly repositoryId?: number
  readonly pullNumber?: number
  /** Head that was looked at. */
  readonly sha?: string
  /** Opaque key of a job. */
  readonly job?: string
  readonly result?: string
  readonly attempt?: number
  readonly count?: number
  readonly status?: number
  /** Of GitHub, for its support. */
  readonly requestId?: string
  readonly durationMs?: number
  readonly waitMs?: number
  /** `checks: write`. */
  readonly permission?: string
  readonly port?: number
  readonly version?: string
  /** Described by its kind, its status and where it was thrown; never by its message, which may quote anything. */
  readonly error?: unknown
}

/** Says what happens, a JSON line each. `message` is a sentence of our own, the same every time. */
export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** The same log with fields that every line of it gets. */
  with(fields: LogFields): Log
}

/** Where lines go, and what time it is. */
export interface LogWorld {
  write(line: string): void
  now(): Date
}

const STANDARD_OUTPUT: LogWorld = { write: line => void process.stdout.write(line), now: () => new Date() }

/** A log that writes what is of this level or above. */
export function createLog(level: LogLevel, world: LogWorld = STANDARD_OUTPUT): Log {
  return new LineLog(LOG_LEVELS.indexOf(level), world, {})
}

class LineLog implements Log {
  readonly #least: number
  readonly #world: LogWorld
  readonly #fields: LogFields

  constructor(least: number, world: LogWorld, fields: LogFields) {
    this.#least = least
    this.#world = world
    this.#fields = fields
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields)
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields)
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields)
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields)
  }

  with(fields: LogFields): Log {
    return new LineLog(this.#least, this.#world, { ...this.#fields, ...fields })
  }

  #write(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (LOG_LEVELS.indexOf(level) < this.#least) return
    const { error, ...others } = { ...this.#fields, ...fields }
    const line = {
      time: this.#world.now().toISOString(),
      level,
      message,
      ...writable(others),
      ...(error !== undefined && { error: describeError(error) }),
    }
    this.#world.write(`${redact(JSON.stringify(line))}\n`)
  }
}

/** Every name that may be written; what a caller without types adds is left out. */
const FIELDS: Readonly<Record<Exclude<keyof LogFields, 'error'>, 'number' | 'word'>> = {
  delivery: 'word',
  event: 'word',
  action: 'word',
  installation: 'number',
  repositoryId: 'number',
  pullNumber: 'number',
  sha: 'word',
  job: 'word',
  result: 'word',
  attempt: 'number',
  count: 'number',
  status: 'number',
  requestId: 'word',
  durationMs: 'number',
  waitMs: 'number',
  permission: 'word',
  port: 'number',
  version: 'word',
}

/** Words are short and plain, so that no text hides in one. */
const WORD = /^[A-Za-z0-9_.:#@ -]{1,100}$/

function writable(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept = Object.entries(FIELDS).flatMap(([name, type]) => {
    const value = fields[name]
    const isNumber = typeof value === 'number' && Number.isFinite(value)
    const isWord = type === 'word' && typeof value === 'string' && WORD.test(value)
    return (type === 'number' && isNumber) || isWord ? [[name, value] as const] : []
  })
  return Object.fromEntries(kept)
}

/** GitHub's tokens, the new kind with dots included; JSON web tokens; and what stands in an Authorization header. */
const SECRETS =
  /\b(?:gh[a-z]_[A-Za-z0-9._-]{20,}|github_pat_\w{20,}|eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?)|\b(?:bearer|basic|token) [A-Za-z0-9._~+/=-]{16,}/gi

/** The last net: lines hold no secret by what may stand in them, and none that looks like one. */
function redact(line: string): string {
  return line.replace(SECRETS, '[redacted]')
}
