import { processIo } from './operator-io.ts'
import { run } from './run.ts'

const code = await run(process.argv.slice(2), processIo())
// `start` leaves a server behind that says for itself how it ends
if (code !== 0) process.exitCode = code
