import { describe, expect, test } from '@jest/globals'
import { type Challenge, parseChallenges, pickChallenge } from '../../../src/registry/auth-challenge.ts'
import { growthOf } from '../../own-work.ts'
import { describeWithShared, readSharedJson } from '../../shared.ts'

interface ChallengeCase {
  readonly name: string
  readonly headers: readonly string[]
  readonly want: readonly { scheme: string; params: Record<string, string>; token68?: string }[]
  readonly pick: string | null
}

function plain({ scheme, params, token68 }: Challenge) {
  return { scheme, params: Object.fromEntries(params), ...(token68 !== undefined && { token68 }) }
}

describeWithShared('every challenge of the table', () => {
  const { challenges } = (readSharedJson('oracle/registry/auth-cases.json') ?? { challenges: [] }) as { challenges: ChallengeCase[] }

  test.each(challenges.map((row, index) => [`${index} ${row.name}`, row] as const))('%s', (_name, { headers, want, pick }) => {
    const parsed = parseChallenges(headers)
    expect(parsed.map(plain)).toEqual(want)
    expect(pickChallenge(parsed)?.kind ?? null).toBe(pick)
  })

  test('the table is there', () => expect(challenges.length).toBeGreaterThan(30))
})

describe('several challenges', () => {
  test.each([
    ['Bearer realm="https://a/t",service="s", Basic realm="b"', ['bearer', 'basic']],
    ['Negotiate,Bearer realm="https://a/t"', ['negotiate', 'bearer']],
    ['Negotiate YWJj==, Basic realm="b"', ['negotiate', 'basic']],
    ['Basic realm="a, Bearer b"', ['basic']],
    ['Digest realm="a", nonce="n", Bearer realm="https://a/t"', ['digest', 'bearer']],
  ])('%s → %j', (header, schemes) => expect(parseChallenges([header]).map(({ scheme }) => scheme)).toEqual(schemes))

  test('in two headers are as good as in one', () => {
    const challenges = parseChallenges(['Basic realm="b"', 'Bearer realm="https://a/t"'])
    expect(pickChallenge(challenges)).toMatchObject({ kind: 'bearer' })
  })
})

describe('the one that is answered', () => {
  test.each([
    ['Basic realm="b",Bearer realm="https://a/t"', 'bearer'],
    ['Bearer realm="/token",Basic realm="b"', 'basic'],
    ['Bearer realm="file:///etc/passwd",Basic realm="b"', 'basic'],
    ['Bearer realm="javascript:alert(1)"', undefined],
    ['Bearer service="s"', undefined],
    ['Digest realm="d"', undefined],
  ])('%s → %s', (header, kind) => expect(pickChallenge(parseChallenges([header]))?.kind).toBe(kind))

  test('carries realm, service and error', () => {
    const picked = pickChallenge(parseChallenges(['Bearer realm="https://a/t?x=1",service="s",error="insufficient_scope"']))
    expect(picked).toEqual({ kind: 'bearer', realm: new URL('https://a/t?x=1'), service: 's', error: 'insufficient_scope' })
  })

  test('has the first of two realms', () => {
    const picked = pickChallenge(parseChallenges(['Bearer realm="https://first/t",realm="https://second/t"']))
    expect(picked).toMatchObject({ realm: new URL('https://first/t') })
  })
})

describe('the work grows with the length of a hostile header, and not with its square', () => {
  test.each([
    ['backslashes', n => `Bearer realm="${'\\'.repeat(n)}`],
    ['quotes', n => '"'.repeat(n)],
    ['spaces', n => `Bearer ${' '.repeat(n)}x`],
    ['equal signs', n => `a ${'='.repeat(n)}!`],
    ['words for token68', n => `a ${'b/'.repeat(n / 2)}!`],
    ['one-letter schemes', n => 'a '.repeat(n / 2)],
    ['commas', n => ','.repeat(n)],
    ['parameters', n => `Bearer ${'a=b,'.repeat(n / 4)}`],
  ] as const satisfies readonly (readonly [string, (length: number) => string])[])('%s', (_name, write) => {
    expect(growthOf(write, 2 ** 18, header => parseChallenges([header]))).toBeLessThan(6)
  })
})
