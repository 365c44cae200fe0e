import { expect, test } from '@jest/globals'
import { InProcessQueue } from '../../../app/queue/in-process.ts'
import { HandClock } from './hand-clock.ts'
import { describeQueue } from './queue-contract.ts'

describeQueue('the queue in the process', async limits => {
  const clock = new HandClock()
  const queue = new InProcessQueue<string>({ clock, limits, random: () => 0.5 })
  return { queue, turn: milliseconds => clock.turn(milliseconds), now: () => clock.now(), close: async () => {} }
})

test('a job that falls due while the queue looks for work is not forgotten', async () => {
  const clock = new HandClock()
  const runs: string[] = []
  let looks = 0
  // Each look at this clock is a millisecond later than the one before.
  const queue = new InProcessQueue<string>({
    clock: { now: () => clock.now() + looks++, after: (milliseconds, call) => clock.after(milliseconds, call) },
  })
  queue.work(async job => {
    runs.push(job)
    return { kind: 'done' }
  })
  for (let delay = 0; delay < 20; delay += 1) await queue.enqueue({ key: `pr:${delay}`, tenant: 'acme', delay, job: `pr:${delay}` })
  await clock.turn(1000)
  expect(runs).toHaveLength(20)
})
