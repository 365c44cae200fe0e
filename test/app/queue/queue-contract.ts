import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { JobQueue, Lease, Outcome, QueueLimits } from '../../../app/queue/job-queue.ts'

/** A queue to be held to the contract, and its time. */
export interface QueueUnderTest {
  readonly queue: JobQueue<string>
  /** Lets so much of the queue's time go by, and whatever follows from it happen. */
  turn(milliseconds: number): Promise<void>
  now(): number
  close(): Promise<void>
}

/** One run of a job, which ends when the test says so. */
interface Run {
  readonly job: string
  readonly lease: Lease
  end(outcome?: Outcome): void
  fail(error: Error): void
}

/** What every queue behind the port does. Delays are short, so that a queue with a clock of the world's can be held to it too. */
export function describeQueue(name: string, make: (limits: Partial<QueueLimits>) => Promise<QueueUnderTest>): void {
  describe(name, () => {
    let under: QueueUnderTest
    let runs: Run[]

    async function begin(limits: Partial<QueueLimits> = {}): Promise<void> {
      runs = []
      under = await make(limits)
      under.queue.work(
        (job, lease) =>
          new Promise((resolve, reject) => runs.push({ job, lease, end: (outcome = { kind: 'done' }) => resolve(outcome), fail: reject })),
      )
    }

    const enqueue = (key: string, job = key, { tenant = 'acme', delay = 0 } = {}) => under.queue.enqueue({ key, tenant, delay, job })
    const end = async (index: number, outcome?: Outcome) => {
      runs[index]?.end(outcome)
      await under.turn(0)
    }
    const jobs = () => runs.map(({ job }) => job)

    beforeEach(() => begin())
    afterEach(() => under.close())

    test('a job waits for its delay, and for no more', async () => {
      await enqueue('pr:1', 'first', { delay: 100 })
      await under.turn(50)
      expect(jobs()).toEqual([])
      await under.turn(60)
      expect(jobs()).toEqual(['first'])
    })

    test('point 7: a hundred events of one key while it waits are one run, with the newest', async () => {
      for (let at = 1; at <= 100; at += 1) await enqueue('pr:1', `push ${at}`, { delay: 100 })
      await under.turn(200)
      expect(jobs()).toEqual(['push 100'])
      expect(under.queue.state()).toMatchObject({ waiting: 0, running: 1 })
    })

    test('events that never cease do not hold a job back for ever', async () => {
      await under.close()
      await begin({ longestDelay: 250 })
      for (let at = 0; at < 5; at += 1) {
        await enqueue('pr:1', `push ${at}`, { delay: 100 })
        await under.turn(60)
      }
      expect(jobs()).toHaveLength(1)
    })

    test('a job without delay goes at once, though others of its key wait', async () => {
      await enqueue('pr:1', 'pushed', { delay: 1000 })
      await enqueue('pr:1', 'asked for')
      await under.turn(0)
      expect(jobs()).toEqual(['asked for'])
    })

    test('of one key one runs at a time; many that come meanwhile are one more run', async () => {
      await enqueue('pr:1', 'first')
      await under.turn(0)
      for (const job of ['second', 'third', 'fourth']) await enqueue('pr:1', job)
      await under.turn(100)
      expect(jobs()).toEqual(['first'])
      expect(runs[0]?.lease.hasNewer()).toBe(true)
      await end(0)
      expect(jobs()).toEqual(['first', 'fourth'])
      expect(runs[1]?.lease.hasNewer()).toBe(false)
      await end(1)
      await under.turn(100)
      expect(jobs()).toHaveLength(2)
    })

    test('a tenant has no more than its share, and tenants take turns', async () => {
      await under.close()
      await begin({ concurrency: 3, perTenant: 2 })
      for (let at = 1; at <= 5; at += 1) await enqueue(`busy:${at}`, `busy ${at}`, { tenant: 'busy' })
      for (let at = 1; at <= 2; at += 1) await enqueue(`quiet:${at}`, `quiet ${at}`, { tenant: 'quiet' })
      await under.turn(0)
      expect(jobs()).toEqual(['busy 1', 'busy 2', 'quiet 1'])
      await end(0)
      expect(jobs().at(-1)).toBe('busy 3')
      await end(1)
      expect(jobs().at(-1)).toBe('quiet 2')
    })

    test('what fails is tried again, later each time, and not for ever', async () => {
      await under.close()
      await begin({ attempts: 3 })
      await enqueue('pr:1')
      await under.turn(0)
      expect(runs[0]?.lease).toMatchObject({ attempt: 1, isLastAttempt: false })
      await end(0, { kind: 'failed', reason: '502' })
      await under.turn(400)
      expect(runs).toHaveLength(1)
      await under.turn(1200)
      expect(runs[1]?.lease).toMatchObject({ attempt: 2, isLastAttempt: false })
      await end(1, { kind: 'failed', reason: '502' })
      await under.turn(3100)
      expect(runs[2]?.lease).toMatchObject({ attempt: 3, isLastAttempt: true })
      await end(2, { kind: 'failed', reason: '502' })
      await under.turn(60_000)
      expect(runs).toHaveLength(3)
      expect(under.queue.state()).toMatchObject({ waiting: 0, running: 0 })
    })

    test('a tenant that is limited is left alone until then, which counts as no attempt; others are not', async () => {
      await enqueue('pr:1')
      await under.turn(0)
      await enqueue('pr:2')
      await end(0, { kind: 'postponed', until: under.now() + 3000 })
      await enqueue('pr:3')
      await enqueue('other', 'other', { tenant: 'other' })
      await under.turn(2000)
      expect(jobs()).toEqual(['pr:1', 'pr:2', 'other'])
      await under.turn(1100)
      expect(jobs().slice(3)).toEqual(expect.arrayContaining(['pr:1']))
      expect(runs.find(({ job }, index) => index > 2 && job === 'pr:1')?.lease.attempt).toBe(1)
    })

    test('an event that comes while its key waits for another try takes its place', async () => {
      await enqueue('pr:1', 'old')
      await under.turn(0)
      await end(0, { kind: 'failed', reason: '502' })
      await enqueue('pr:1', 'new', { delay: 10 })
      await under.turn(5000)
      expect(jobs()).toEqual(['old', 'new'])
      expect(runs[1]?.lease.attempt).toBe(1)
    })

    test('a fault ends its job and nothing else', async () => {
      await enqueue('pr:1')
      await enqueue('pr:2')
      await under.turn(0)
      runs[0]?.fail(new Error('a fault of ours'))
      await under.turn(0)
      expect(under.queue.state()).toMatchObject({ waiting: 0, running: 1 })
      await enqueue('pr:1', 'again')
      await under.turn(0)
      expect(jobs()).toEqual(['pr:1', 'pr:2', 'again'])
    })

    test('draining ends what runs and what waits for its first turn, and takes no more', async () => {
      await enqueue('pr:1')
      await under.turn(0)
      await enqueue('pr:2', 'waiting', { delay: 1000 })
      const drained = under.queue.drain(5000)
      await under.turn(0)
      await expect(enqueue('pr:3')).rejects.toThrow('no more')
      expect(jobs()).toEqual(['pr:1', 'waiting'])
      await end(0)
      await end(1)
      await under.turn(100)
      await expect(drained).resolves.toBe(0)
    })

    test('draining gives up what takes too long, and says how much', async () => {
      await enqueue('pr:1')
      await under.turn(0)
      const drained = under.queue.drain(500)
      await under.turn(600)
      await expect(drained).resolves.toBe(1)
    })

    test('a queue that is full refuses new keys, and takes newer jobs of those that wait', async () => {
      await under.close()
      await begin({ mostWaiting: 1 })
      await enqueue('pr:1', 'first', { delay: 100 })
      await expect(enqueue('pr:2')).rejects.toThrow('no more')
      await enqueue('pr:1', 'second', { delay: 100 })
      await under.turn(200)
      expect(jobs()).toEqual(['second'])
    })
  })
}
