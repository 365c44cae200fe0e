import { whyNodeIsTooOld } from './node-version.ts'

// Imported before all else: what comes after it may use what an old Node has not, and would end in a stack trace.
const reason = whyNodeIsTooOld(process.versions.node)
if (reason !== undefined) {
  process.stderr.write(`${reason}\n`)
  process.exit(2)
}
