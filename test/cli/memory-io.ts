import { Readable } from 'node:stream'
import type { CommandIo, Output } from '../../cli/command-io.ts'

/** A world for one run of the command, and what was written in it. */
export interface MemoryIo extends CommandIo {
  written(): { readonly stdout: string; readonly stderr: string }
}

/** What a test says of the world; the rest is a plain pipe, an empty input and no environment. */
export interface World {
  readonly cwd: string
  readonly stdin?: string | AsyncIterable<Uint8Array>
  readonly env?: CommandIo['env']
  readonly isTerminal?: boolean
  readonly isFile?: boolean
  readonly width?: number
  readonly now?: () => number
}

export function memoryIo({ cwd, stdin = '', env = {}, isTerminal = false, isFile = false, width, now = () => 0 }: World): MemoryIo {
  const written = { stdout: '', stderr: '' }
  const output = (name: keyof typeof written): Output => ({
    isTerminal,
    isFile,
    width,
    write: async text => {
      written[name] += text
    },
  })
  return {
    cwd,
    env,
    now,
    stdin: typeof stdin === 'string' ? Readable.from([Buffer.from(stdin)]) : stdin,
    stdout: output('stdout'),
    stderr: output('stderr'),
    written: () => written,
  }
}
