import { setTimeout } from 'node:timers/promises'
import * as core from '@actions/core'
import { connect } from './connection.ts'
import { run } from './run.ts'

await run({
  env: process.env,
  runner: { ...core, notice: (text, title) => core.notice(text, { title }) },
  connect,
  wait: async milliseconds => setTimeout(milliseconds),
  now: () => performance.now(),
  today: () => new Date().toISOString().slice(0, 10),
})
