import { InProcessQueue } from '../../../app/queue/in-process.ts'
import { HandClock } from './hand-clock.ts'
import { describeQueue } from './queue-contract.ts'

describeQueue('the queue in the process', async limits => {
  const clock = new HandClock()
  const queue = new InProcessQueue<string>({ clock, limits, random: () => 0.5 })
  return { queue, turn: milliseconds => clock.turn(milliseconds), now: () => clock.now(), close: async () => {} }
})
