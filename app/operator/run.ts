import { terminalMessage, UserError, VERSION } from '../../src/index.ts'
import { describeError } from '../log/log-error.ts'
import { type Invocation, parseInvocation } from './arguments.ts'
import { doctor } from './doctor.ts'
import { renderHelp } from './help.ts'
import { init } from './init.ts'
import type { OperatorIo } from './operator-io.ts'
import { simulate } from './simulate.ts'

/** 0 done; 1 doctor found something to mend; 2 what the operator can mend; 3 our own fault. */
export type ExitCode = 0 | 1 | 2 | 3

/** The whole command: does what the arguments ask for, says what went wrong, and answers with the exit code. */
export async function run(argv: readonly string[], io: OperatorIo): Promise<ExitCode> {
  try {
    return await perform(parseInvocation(argv), io)
  } catch (thrown) {
    if (thrown instanceof UserError) {
      for (const line of thrown.message.split('\n')) io.err(`pull-policy-app: ${terminalMessage(line)}\n`)
      if (thrown.code === 'usage') io.err('pull-policy-app --help shows what it takes\n')
      return 2
    }
    const fault = JSON.stringify(describeError(thrown))
    io.err(
      `pull-policy-app: this is a fault of pull-policy ${VERSION} on Node ${process.version}. Please report it with the line below.\n${fault}\n`,
    )
    return 3
  }
}

async function perform(invocation: Invocation, io: OperatorIo): Promise<ExitCode> {
  switch (invocation.kind) {
    case 'help':
      io.out(renderHelp(invocation.command))
      return 0
    case 'version':
      io.out(`${VERSION}\n`)
      return 0
    case 'init':
      return init(invocation, io)
    case 'doctor':
      return doctor(invocation, io)
    case 'simulate':
      return simulate(invocation, io)
    case 'start':
      await import('../start.ts')
      return 0
  }
}
