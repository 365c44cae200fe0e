import { fstatSync } from 'node:fs'
import type { WriteStream } from 'node:tty'
import { breakCommands, terminalMessage, UserError } from '../src/index.ts'
import { systemErrorOf } from './system-error.ts'

/** All of the world that the command touches, but for the files it is pointed at; handed in, so that tests can be the world. */
export interface CommandIo {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly stdout: Output
  readonly stderr: Output
  /** The folder in which the command runs, from which paths are seen. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number
}

/** Standard output or standard error. */
export interface Output {
  readonly isTerminal: boolean
  /** Whether it was sent into a regular file, which no runner reads along. */
  readonly isFile: boolean
  /** Columns of the terminal; undefined where it is none. */
  readonly width: number | undefined
  /** Settles when the text has left this process, or when nobody reads any more, as under `| head`. */
  write(text: string): Promise<void>
}

/** The world as the process has it. Streams are only opened when they are used: opening one takes milliseconds. */
export function processIo(): CommandIo {
  return {
    get stdin() {
      return process.stdin
    },
    get stdout() {
      return outputTo(process.stdout, 'standard output')
    },
    get stderr() {
      return outputTo(process.stderr, 'standard error')
    },
    cwd: process.cwd(),
    env: process.env,
    now: () => performance.now(),
  }
}

/** A stream of the process: a terminal, a pipe or a file. */
export type OutputStream = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>> & { readonly fd?: number }

/** An output over a stream of the process. */
export function outputTo(stream: OutputStream, name: string): Output {
  return {
    isTerminal: stream.isTTY === true,
    get isFile() {
      return stream.fd !== undefined && fstatSync(stream.fd).isFile()
    },
    width: stream.columns,
    write: text => writeTo(stream, text, name),
  }
}

async function writeTo(stream: NodeJS.WritableStream, text: string, name: string): Promise<void> {
  try {
    await flush(stream, text)
  } catch (thrown) {
    if (isClosed(thrown)) return
    throw new UserError('output', `${name} cannot be written: ${systemErrorOf(thrown).reason}`, { cause: thrown })
  }
}

function flush(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject)
    stream.write(text, error => {
      if (error) return reject(error)
      stream.off('error', reject)
      resolve()
    })
  })
}

/** The reader has gone, now or before. */
function isClosed(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' && thrown !== null && 'code' in thrown && (thrown.code === 'EPIPE' || thrown.code === 'ERR_STREAM_DESTROYED')
  )
}

/** Whether to colour what goes to an output: a terminal is coloured, and `FORCE_COLOR` (`0` for no) and `NO_COLOR` overrule, in this order. */
export function hasColor({ isTerminal }: Output, env: CommandIo['env']): boolean {
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  if (env.NO_COLOR) return false
  return isTerminal && env.TERM !== 'dumb'
}

/** Says something beside the report, on one line of standard error. It may quote paths and refs: it commands no terminal and no runner. */
export function say({ stderr }: Pick<CommandIo, 'stderr'>, message: string): Promise<void> {
  return stderr.write(breakCommands(`pull-policy: ${terminalMessage(message)}\n`))
}
