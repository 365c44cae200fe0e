import { setTimeout } from 'node:timers/promises'
import { info, notice, setFailed, setOutput, setSecret } from '@actions/core'
import { connect } from './connection.ts'
import { run } from './run.ts'

await run({
  env: process.env,
  runner: { info, notice: (text, title) => notice(text, { title }), setSecret, setOutput, setFailed },
  connect,
  wait: async milliseconds => setTimeout(milliseconds),
  now: () => performance.now(),
  today: () => new Date().toISOString().slice(0, 10),
})
