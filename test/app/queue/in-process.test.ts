import { expect, test } from '@jest/globals'
import { InProcessQueue } from '../../../app/queue/in-process.ts'
import { HandClock } from './hand-clock.ts'
import { describeQueue } from './queue-contract.ts'

describeQueue('the queue in the process', async limits => {
  const clock = new HandClock()
  const queue = new InProcessQueue<string>({ clock, limits, random: () => 0.5 })
  return { queue, turn: milliseconds => clock.turn(milliseconds), now: () => clock.now(), close: async () => {} }
})

test.each([0, 1, 2, 3, 4, 5, 6])('a job that falls due %d ms later, while the queue looks for work, is not forgotten', async delay => {
  const clock = new HandClock()
  let looks = 0
  // Each look at this clock is a millisecond later than the one before.
  const creeping = { now: () => clock.now() + looks++, after: (milliseconds: number, call: () => void) => clock.after(milliseconds, call) }
  const queue = new InProcessQueue<string>({ clock: creeping })
  const runs: string[] = []
  queue.work(async job => {
    runs.push(job)
    return { kind: 'done' }
  })
  await queue.enqueue({ key: 'pr:1', tenant: 'acme', delay, job: 'pr:1' })
  await clock.turn(1000)
  expect(runs).toEqual(['pr:1'])
})
