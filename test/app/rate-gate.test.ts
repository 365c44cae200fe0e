import { describe, expect, test } from '@jest/globals'
import { RateGate, RateLimited } from '../../app/github/rate-gate.ts'

const NOW = 1_700_000_000_000

/** What a gate makes of one answer of GitHub's, and until when it is closed after it. */
async function answerWith(status: number, headers: Readonly<Record<string, string>>, body = '{}') {
  const gate = new RateGate(() => NOW)
  let sent = 0
  const send = gate.guard(7, async () => {
    sent += 1
    return new Response(body, { status, headers })
  })
  const first = await send('http://github.test/').then(
    response => response.status,
    (thrown: unknown) => thrown,
  )
  return { gate, send, first, sent: () => sent, closed: gate.closedUntil(7) }
}

describe('what GitHub answers, and until when nothing is sent', () => {
  test.each([
    [200, {}, '{}', undefined],
    [200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000100' }, '{}', NOW + 100_000],
    [403, { 'retry-after': '3' }, '{}', NOW + 3000],
    [429, { 'retry-after': '60' }, '{}', NOW + 60_000],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000100' }, '{}', NOW + 100_000],
    [403, {}, '{"message":"You have exceeded a secondary rate limit"}', NOW + 60_000],
    [403, {}, '{"message":"Resource not accessible by integration"}', undefined],
    [404, { 'retry-after': '3' }, '{}', undefined],
    [503, { 'retry-after': '3' }, '{}', undefined],
  ] as const)('%d %j %s', async (status, headers, body, closed) => {
    expect((await answerWith(status, headers, body)).closed).toBe(closed)
  })

  test('while it is closed nothing is sent for the installation, and others are free', async () => {
    const { gate, send, first, sent } = await answerWith(403, { 'retry-after': '3' })
    expect(first).toEqual(new RateLimited(NOW + 3000))
    await expect(send('http://github.test/')).rejects.toThrow(RateLimited)
    expect(sent()).toBe(1)
    expect(gate.closedUntil(8)).toBeUndefined()
  })
})
