import './refuse-old-node.ts'
import { processIo } from './command-io.ts'
import { run } from './run.ts'

process.exitCode = await run(process.argv.slice(2), processIo())
