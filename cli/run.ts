import { breakCommands, UserError, VERSION } from '../src/index.ts'
import { type Invocation, parseInvocation } from './arguments.ts'
import { check } from './check.ts'
import { type CommandIo, hasColor } from './command-io.ts'
import { explain } from './explain.ts'
import { renderHelp } from './help.ts'
import { pin } from './pin.ts'
import type { PageLayout } from './terminal-markdown.ts'

/** 0 clean or below the threshold, 1 at or above it, 2 what the user can mend, 3 our own fault. */
export type ExitCode = 0 | 1 | 2 | 3

/** The whole command: does what the arguments ask for, says what went wrong, and answers with the exit code. Only rejects where standard error fails. */
export async function run(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  try {
    return await perform(parseInvocation(argv), io)
  } catch (thrown) {
    const isMendable = thrown instanceof UserError
    await io.stderr.write(forLog(isMendable ? `pull-policy: ${thrown.message}\n` : describeFault(thrown)))
    return isMendable ? 2 : 3
  }
}

async function perform(invocation: Invocation, io: CommandIo): Promise<ExitCode> {
  switch (invocation.kind) {
    case 'help':
      await io.stdout.write(renderHelp(invocation.command))
      return 0
    case 'version':
      await io.stdout.write(`${VERSION}\n`)
      return 0
    case 'check':
      return check(invocation, io)
    case 'pin':
      return pin(invocation, io)
    case 'explain':
      await io.stdout.write(explain(invocation.word, pageLayout(io)))
      return 0
  }
}

/** Longer lines are hard to read, however wide the terminal is. */
const PAGE_WIDTH = 100

function pageLayout({ stdout, env }: CommandIo): PageLayout {
  return { width: Math.min(stdout.width ?? PAGE_WIDTH, PAGE_WIDTH), hasColor: hasColor(stdout, env) }
}

const STACK_LINES = 6

function describeFault(thrown: unknown): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  const lines = stack.split('\n').slice(0, STACK_LINES)
  return `pull-policy: this is a fault of pull-policy ${VERSION} on Node ${process.version}, not of your files. Please report it with the lines below and, if you can, the file.\n${lines.join('\n')}\n`
}

/** Keeps what is quoted from files or from git from commanding a terminal, or the runner of GitHub Actions that reads the log. */
function forLog(text: string): string {
  return breakCommands(text.replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]/g, '\uFFFD'))
}
