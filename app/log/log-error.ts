import { types } from 'node:util'

/** An error as a log may show it. */
export interface LoggedError {
  /** `TypeError`, `RequestError`. */
  readonly name: string
  /** Of the operating system: `ECONNREFUSED`; or of a user's mistake: `bad-configuration`. */
  readonly code?: string
  /** Of an HTTP answer. */
  readonly status?: number
  /** Functions and lines of the program, innermost first. */
  readonly at?: readonly string[]
  readonly cause?: LoggedError
}

const MOST_FRAMES = 8
const MOST_CAUSES = 4

/**
 * What an error is and where it was thrown. Its message is left out, and so is everything that hangs on it: Octokit's errors quote addresses
 * with paths, and carry requests with tokens and bodies; a parser's quote what it could not parse.
 */
export function describeError(thrown: unknown, depth = 0): LoggedError {
  if (!types.isNativeError(thrown)) return { name: `thrown ${typeof thrown}` }
  const code = 'code' in thrown ? thrown.code : undefined
  const status = 'status' in thrown ? thrown.status : undefined
  const frames = framesOf(thrown)
  return {
    name: word(thrown.name) ?? 'Error',
    ...(typeof code === 'string' && word(code) !== undefined && { code }),
    ...(typeof status === 'number' && { status }),
    ...(frames.length > 0 && { at: frames }),
    ...(thrown.cause !== undefined && depth < MOST_CAUSES && { cause: describeError(thrown.cause, depth + 1) }),
  }
}

function word(text: string): string | undefined {
  return /^[A-Za-z0-9_ -]{1,60}$/.test(text) ? text : undefined
}

/** A frame's function and its file's name; a message that looks like a frame has more, or has it otherwise. */
const FRAME = /^ {4}at (?:(?:async )?(?:new )?([\w$.#<>[\] ]{1,80}) \()?(?:file:\/\/|node:)?[^\s()]*?([\w.-]{1,60}:\d{1,7}:\d{1,7})\)?$/

/** A stack begins with the message as it was when the error was made, on as many lines as it has; where it has changed since, nothing is shown. */
function framesOf({ stack = '', message }: Error): readonly string[] {
  const at = stack.indexOf(message)
  const lines = at === -1 ? [] : stack.slice(at + message.length).split('\n')
  const frames = lines.flatMap(line => {
    const [, called, place] = FRAME.exec(line) ?? []
    return place === undefined ? [] : [called === undefined ? place : `${called} ${place}`]
  })
  return frames.slice(0, MOST_FRAMES)
}
