/** A tag that names a version: `1.29.3`, `v2.4`, `18`, `1.29.3-alpine`. */
export interface VersionTag {
  readonly tag: string
  readonly numbers: readonly number[]
  /** Whether something stands behind the numbers: another build of the version, as `-alpine`. */
  readonly isVariant: boolean
}

/** At most 15 digits are a number without loss; some people tag by date and time. */
const VERSION = /^v?(\d{1,15}(?:\.\d{1,15}){0,4})(?:[-_+.]([A-Za-z0-9][A-Za-z0-9._+-]*))?$/
const UNFINISHED = /alpha|beta|rc|pre|dev|snapshot|nightly|canary|edge|test|debug|sha|[0-9a-f]{12}/i

/** Reads a tag as a version; undefined where it is none, or one that is not finished (`-rc1`). */
export function parseVersionTag(tag: string): VersionTag | undefined {
  const [, numbers, variant] = VERSION.exec(tag) ?? []
  if (numbers === undefined || (variant !== undefined && UNFINISHED.test(variant))) return undefined
  return { tag, numbers: numbers.split('.').map(Number), isVariant: variant !== undefined }
}

/**
 * The version tags that are worth comparing with `latest`, in rounds: first the newest exact ones, for that is what `latest` mostly is, then
 * shorter ones, then variants. However many tags there are, these are few.
 */
export function chooseCandidates(tags: readonly string[]): readonly (readonly VersionTag[])[] {
  const versions = tags.flatMap(tag => parseVersionTag(tag) ?? []).sort(byNewest)
  const plain = versions.filter(({ isVariant }) => !isVariant)
  const rounds = [
    plain.filter(({ numbers }) => numbers.length >= 3).slice(0, MOST_EXACT),
    plain.filter(({ numbers }) => numbers.length < 3).slice(0, MOST_SHORT),
    versions.filter(({ isVariant }) => isVariant).slice(0, MOST_VARIANTS),
  ]
  return rounds.filter(round => round.length > 0)
}

const MOST_EXACT = 8
const MOST_SHORT = 4
const MOST_VARIANTS = 4

/** The shorter ways to name a version that are among the tags: `1.29` and `1` of `1.29.3`. */
export function findShorter({ tag, numbers }: VersionTag, tags: readonly string[]): readonly VersionTag[] {
  const prefix = tag.startsWith('v') ? 'v' : ''
  const names = numbers.slice(1).map((_, index) => prefix + numbers.slice(0, numbers.length - 1 - index).join('.'))
  return names.filter(name => tags.includes(name)).flatMap(name => parseVersionTag(name) ?? [])
}

/** The most exact first: more numbers, and nothing behind them. */
export function byExactness(a: VersionTag, b: VersionTag): number {
  return Number(a.isVariant) - Number(b.isVariant) || b.numbers.length - a.numbers.length || byNewest(a, b)
}

function byNewest(a: VersionTag, b: VersionTag): number {
  const length = Math.max(a.numbers.length, b.numbers.length)
  for (let index = 0; index < length; index += 1) {
    const difference = (b.numbers[index] ?? -1) - (a.numbers[index] ?? -1)
    if (difference !== 0) return difference
  }
  return a.tag < b.tag ? -1 : 1
}
