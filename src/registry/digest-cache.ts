import { type Digest, parseDigest } from '../oci/digest.ts'
import type { Platform } from '../oci/platform.ts'
import { isObject } from './classify.ts'
import type { IndexMember } from './image-manifest.ts'

/** What a registry once said, and when. */
export type CachedFact =
  | { readonly kind: 'named'; readonly at: number; readonly digest: Digest; readonly mediaType: string }
  | { readonly kind: 'absent'; readonly at: number; readonly status: AbsentStatus; readonly reason: string }
  | {
      readonly kind: 'contents'
      readonly at: number
      readonly mediaType: string
      readonly platforms: readonly Platform[]
      readonly members: readonly IndexMember[]
    }

/** The answers without a manifest that are worth keeping; the others are about the moment. */
export type AbsentStatus = 'tag-not-found' | 'repo-not-found' | 'not-found-or-private'

/**
 * Where answers outlive a run. Keys are opaque; those of answers that needed credentials hold whose they are. Whatever comes back is
 * checked for age by the reader, so an implementation may keep things as long as it likes, or lose them.
 */
export interface DigestCache {
  read(key: string): Promise<CachedFact | undefined>
  write(key: string, fact: CachedFact): Promise<void>
}

const MINUTE = 60_000
const LIFETIME: Readonly<Record<'named' | AbsentStatus, number>> = {
  named: 10 * MINUTE,
  'not-found-or-private': 10 * MINUTE,
  'tag-not-found': 2 * MINUTE,
  'repo-not-found': 2 * MINUTE,
}

/**
 * Whether a fact may still be told. What a tag names is true for ten minutes and never told after that, for it may become a pin; "not found" for
 * two, because mirrors say so too while what they mirror is away; what a digest holds for ever. What comes from the future is not believed.
 */
export function isFresh(fact: CachedFact, now: number): boolean {
  const age = now - fact.at
  if (age < 0) return false
  return fact.kind === 'contents' || age <= LIFETIME[fact.kind === 'named' ? 'named' : fact.status]
}

/** A cache in memory for a process that makes many runs: the least recently used give way. About 200 bytes an entry. */
export class MemoryDigestCache implements DigestCache {
  readonly #facts = new Map<string, CachedFact>()
  readonly #most: number

  constructor(most = 100_000) {
    this.#most = most
  }

  async read(key: string): Promise<CachedFact | undefined> {
    const fact = this.#facts.get(key)
    if (fact !== undefined) this.#put(key, fact)
    return fact
  }

  async write(key: string, fact: CachedFact): Promise<void> {
    this.#put(key, fact)
  }

  #put(key: string, fact: CachedFact): void {
    this.#facts.delete(key)
    this.#facts.set(key, fact)
    const [oldest] = this.#facts.keys()
    if (this.#facts.size > this.#most && oldest !== undefined) this.#facts.delete(oldest)
  }
}

/** A fact that was stored as JSON, checked as what a stranger may have written; undefined where it is none. */
export function parseCachedFact(value: unknown): CachedFact | undefined {
  if (!isObject(value)) return undefined
  const { kind, at, digest: writtenDigest, mediaType, status, reason, platforms, members } = value
  if (typeof at !== 'number' || !Number.isSafeInteger(at)) return undefined
  if (kind === 'absent' && isAbsentStatus(status) && isShortText(reason)) return { kind, at, status, reason }
  if (!isShortText(mediaType)) return undefined
  const digest = typeof writtenDigest === 'string' ? parseDigest(writtenDigest) : undefined
  if (kind === 'named' && digest !== undefined) return { kind, at, digest, mediaType }
  const readPlatforms = parseList(platforms, parsePlatform)
  const readMembers = parseList(members, parseMember)
  if (kind !== 'contents' || readPlatforms === undefined || readMembers === undefined) return undefined
  return { kind, at, mediaType, platforms: readPlatforms, members: readMembers }
}

function isAbsentStatus(status: unknown): status is AbsentStatus {
  return status === 'tag-not-found' || status === 'repo-not-found' || status === 'not-found-or-private'
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && /^[\x20-\x7e…]{1,600}$/.test(value)
}

function parseMember(value: unknown): IndexMember | undefined {
  const { digest: written, platform } = isObject(value) ? value : {}
  const digest = typeof written === 'string' ? parseDigest(written) : undefined
  const place = platform === null ? null : parsePlatform(platform)
  return digest === undefined || place === undefined ? undefined : { digest, platform: place }
}

function parsePlatform(value: unknown): Platform | undefined {
  const { os, architecture, variant } = isObject(value) ? value : {}
  if (!isShortText(os) || !isShortText(architecture)) return undefined
  if (variant === undefined) return { os, architecture }
  return isShortText(variant) ? { os, architecture, variant } : undefined
}

function parseList<T>(value: unknown, parse: (item: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined
  const parsed = value.map(parse)
  return parsed.every(item => item !== undefined) ? parsed : undefined
}
