import { createInterface } from 'node:readline/promises'
import type { Environment } from '../settings/environment.ts'

/** All of the world that the operator's commands touch, but for files and GitHub; handed in, so that tests can be the world. */
export interface OperatorIo {
  out(text: string): void
  err(text: string): void
  readonly cwd: string
  readonly env: Environment
  now(): Date
  /** Asks the person at the terminal; undefined where there is none. */
  question: ((text: string) => Promise<string>) | undefined
}

/** The world as the process has it. */
export function processIo(): OperatorIo {
  return {
    out: text => void process.stdout.write(text),
    err: text => void process.stderr.write(text),
    cwd: process.cwd(),
    env: process.env,
    now: () => new Date(),
    question: process.stdin.isTTY && process.stderr.isTTY ? askAtTerminal : undefined,
  }
}

async function askAtTerminal(text: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(text)
  } finally {
    terminal.close()
  }
}
