import { describe, expect, test } from '@jest/globals'
import { HostLane, type LaneOptions, readRetryAfter } from '../../../src/registry/host-lane.ts'
import type { Exchange, ExchangeRequest, ExchangeResponse } from '../../../src/registry/http-exchange.ts'

const REQUEST: ExchangeRequest = { method: 'HEAD', url: new URL('https://h.example.com/'), headers: {}, bodyLimit: 1, timeoutMs: 1 }

function response(status: number, retryAfter?: string): ExchangeResponse {
  return {
    kind: 'response',
    status,
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
    challenges: [],
    body: Buffer.alloc(0),
  }
}

/** A lane whose time passes only when `advance` says so, and whose answers are given in turn. */
function lane(replies: readonly Exchange[], more: Partial<LaneOptions> = {}) {
  const sleeping: { until: number; wake: () => void }[] = []
  const sent: number[] = []
  let now = 0
  const options: LaneOptions = {
    clock: { now: () => now, sleep: ms => new Promise(wake => sleeping.push({ until: now + ms, wake })) },
    remainingMs: () => 1_000_000 - now,
    parallel: 1,
    retryAfterMs: 30_000,
    exchange: async () => {
      sent.push(now)
      return replies[sent.length - 1] ?? response(200)
    },
    ...more,
  }
  const settle = () => new Promise(resolve => setImmediate(resolve))
  const advance = async (ms: number) => {
    await settle()
    now += ms
    const all = sleeping.splice(0)
    sleeping.push(...all.filter(({ until }) => until > now))
    for (const { wake } of all.filter(({ until }) => until <= now)) wake()
    await settle()
  }
  return { lane: new HostLane('h.example.com', options), sent, advance }
}

describe('after a 429', () => {
  test('all questions to the host wait, not only the one that was refused', async () => {
    const { lane: one, sent, advance } = lane([response(429, '7')])
    const both = Promise.all([one.send(REQUEST), one.send(REQUEST)])
    await advance(0)
    expect(sent).toEqual([0])
    await advance(7000)
    await advance(0)
    expect((await both).map(answer => answer.kind === 'response' && answer.status)).toEqual([200, 200])
    expect(sent).toEqual([0, 7000, 7000])
  })

  test('a wait of more than half a minute is not waited, though there were time', async () => {
    const { lane: one, sent } = lane([response(429, '31')])
    expect(await one.send(REQUEST)).toMatchObject({ status: 429 })
    expect(sent).toHaveLength(1)
  })

  test('a wait that is longer than the run is not waited', async () => {
    const { lane: one, sent } = lane([response(429, '7')], { remainingMs: () => 5000 })
    expect(await one.send(REQUEST)).toMatchObject({ status: 429 })
    expect(sent).toHaveLength(1)
  })

  test('the host is asked again once the time that it named is over', async () => {
    const { lane: one, advance } = lane([response(429, '31')])
    await one.send(REQUEST)
    expect(await one.send(REQUEST)).toMatchObject({ kind: 'failure', status: 'rate-limited' })
    await advance(31_000)
    expect(await one.send(REQUEST)).toMatchObject({ status: 200 })
  })
})

describe('Retry-After', () => {
  test.each([
    ['7', 7000],
    ['0', 0],
    [' 7 ', 7000],
    ['Thu, 01 Jan 1970 00:01:00 GMT', 60_000 - 1000],
    ['Thu, 01 Jan 1960 00:00:00 GMT', 0],
    ['-7', undefined],
    ['soon', undefined],
    ['7.5', undefined],
    ['9999999999', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%p → %p ms', (written, wait) => expect(readRetryAfter(response(429, written), 1000)).toBe(wait))
})
