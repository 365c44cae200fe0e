/** A length of time as Go writes and reads it, exact to the nanosecond; or why Go refuses the text, in its own words. */
export type GoDuration =
  | { readonly kind: 'duration'; readonly nanoseconds: bigint }
  | { readonly kind: 'invalid-duration'; readonly reason: string }

/** Go's time.ParseDuration: `90s`, `1h30m`, `1.5h`, `-2m`, `0`. There is no unit for days. https://pkg.go.dev/time#ParseDuration */
export function parseGoDuration(text: string): GoDuration {
  const [, sign = '', body = ''] = SIGN.exec(text) ?? []
  if (body === '0') return { kind: 'duration', nanoseconds: 0n }
  const invalid = (what: string): GoDuration => ({ kind: 'invalid-duration', reason: `time: ${what} duration ${quote(text)}` })
  if (body === '') return invalid('invalid')
  let sum = 0n
  for (let rest = body; rest !== ''; ) {
    const [matched = '', whole = '', fraction = '', unit = ''] = PART.exec(rest) ?? []
    if (whole === '' && (fraction === '' || fraction === '.')) return invalid('invalid')
    if (isBeyond(whole)) return invalid('invalid')
    if (unit === '') return invalid('missing unit in')
    const nanoseconds = UNITS.get(unit)
    if (nanoseconds === undefined) return invalid(`unknown unit ${quote(unit)} in`)
    sum += BigInt(whole || '0') * nanoseconds + partOf(fraction, nanoseconds)
    if (sum > LIMIT) return invalid('invalid')
    rest = rest.slice(matched.length)
  }
  if (sign === '-') return { kind: 'duration', nanoseconds: -sum }
  return sum === LIMIT ? invalid('invalid') : { kind: 'duration', nanoseconds: sum }
}

/** Nanoseconds in 64 bits with a sign: about 292 years. */
const LIMIT = 1n << 63n

const SIGN = /^([-+]?)(.*)$/s
const PART = /^(\d*)(\.\d*)?([^\d.]*)/
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
])

/** Decided by length first: a number of a million digits is not worth making. */
function isBeyond(digits: string): boolean {
  const significant = digits.replace(/^0+/, '')
  return significant.length > 19 || BigInt(significant || '0') > LIMIT
}

/** Go computes with a double here, and drops the digits that no longer fit into 63 bits. */
function partOf(fraction: string, unit: bigint): bigint {
  const digits = fraction.slice(1, 1 + MOST_FRACTION_DIGITS)
  const kept = digits.length === MOST_FRACTION_DIGITS && BigInt(digits) > LIMIT ? digits.slice(0, -1) : digits
  return kept === '' ? 0n : BigInt(Math.trunc(Number(kept) * (Number(unit) / 10 ** kept.length)))
}

const MOST_FRACTION_DIGITS = 19

/** Go's Duration.String: `1m0s`, `1.5s`, `2h0m0s`, `100ms`, `1ns`, `0s`. */
export function formatGoDuration(nanoseconds: bigint): string {
  if (nanoseconds < 0n) return `-${formatGoDuration(-nanoseconds)}`
  if (nanoseconds === 0n) return '0s'
  const small = SMALL_UNITS.find(([, from, below]) => nanoseconds >= from && nanoseconds < below)
  if (small) return `${decimal(nanoseconds, small[1])}${small[0]}`
  const minute = 60_000_000_000n
  const seconds = `${decimal(nanoseconds % minute, 1_000_000_000n)}s`
  const minutes = nanoseconds / minute
  if (minutes === 0n) return seconds
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`
}

const SMALL_UNITS: readonly (readonly [unit: string, from: bigint, below: bigint])[] = [
  ['ns', 1n, 1_000n],
  ['\u00b5s', 1_000n, 1_000_000n],
  ['ms', 1_000_000n, 1_000_000_000n],
]

function decimal(value: bigint, unit: bigint): string {
  const places = unit.toString().length - 1
  const fraction = places === 0 ? '' : (value % unit).toString().padStart(places, '0').replace(/0+$/, '')
  return `${value / unit}${fraction === '' ? '' : `.${fraction}`}`
}

/** As Go quotes what it refuses: bytes outside printable ASCII in hexadecimal. */
function quote(text: string): string {
  const shown = text
    .replace(/["\\]/g, '\\$&')
    .replace(/[^\u0020-\u007f]/gu, character =>
      Array.from(new TextEncoder().encode(character), byte => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
    )
  return `"${shown}"`
}
