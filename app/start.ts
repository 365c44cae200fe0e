import { UserError } from '../src/index.ts'
import { runApp } from './run.ts'
import { readEnvironment } from './settings/environment.ts'
import { logCrashes, stopOnSignals } from './shutdown.ts'

/** How often what was lost is looked for, in milliseconds. */
const SEARCH_INTERVAL = 5 * 60_000

/** Runs until it is told to end. */
async function start(): Promise<void> {
  const { front, reviewer, log, lookForLost } = await runApp(readEnvironment(process.cwd(), process.env))
  logCrashes(log)
  stopOnSignals({ front, drain: milliseconds => reviewer.drain(milliseconds), log })
  await lookForLost()
  setInterval(lookForLost, SEARCH_INTERVAL).unref()
}

try {
  await start()
} catch (thrown) {
  if (!(thrown instanceof UserError)) throw thrown
  process.stderr.write(`pull-policy cannot start:\n${thrown.message}\n`)
  process.exitCode = 2
}
