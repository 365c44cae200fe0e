import { setTimeout } from 'node:timers/promises'
import { info, setFailed, setOutput, setSecret } from '@actions/core'
import { connect } from './connection.ts'
import { run } from './run.ts'

await run({
  env: process.env,
  runner: { info, setSecret, setOutput, setFailed },
  connect,
  wait: async milliseconds => setTimeout(milliseconds),
  now: () => performance.now(),
})
