import type { ImageContents, NotResolved, Resolution } from '../oci/resolution.ts'
import { type CachedFact, type DigestCache, isFresh } from './digest-cache.ts'
import type { Clock } from './host-lane.ts'
import type { Subject } from './manifest-inquiry.ts'
import type { RegistryAccess } from './registry-access.ts'

/** An answer, and when the registry itself gave it. */
export interface TimedAnswer {
  readonly answer: Resolution
  /** Milliseconds, as `Date.now()`. */
  readonly at: number
}

/**
 * Puts answers into the cache and takes them out again. An answer that nobody needed credentials for is anybody's; any other is its tenant's
 * alone. "Not found or private" is told again only while there are still no credentials that would change it.
 */
export class AnswerStore {
  readonly #cache: DigestCache | undefined
  readonly #tenant: string
  readonly #clock: Clock

  constructor(cache: DigestCache | undefined, tenant: string, clock: Clock) {
    this.#cache = cache
    this.#tenant = tenant
    this.#clock = clock
  }

  /** What was answered before, and when the registry itself said so. */
  async recall(subject: Subject, access: RegistryAccess): Promise<TimedAnswer | undefined> {
    const fact = (await this.#read(this.#keyOf(subject, 'anybody'))) ?? (await this.#read(this.#keyOf(subject, 'tenant')))
    if (fact?.kind === 'named')
      return { at: fact.at, answer: { status: 'resolved', digest: fact.digest, mediaType: fact.mediaType, platforms: [] } }
    if (fact?.kind !== 'absent') return undefined
    if (fact.status === 'not-found-or-private' && (await access.credentialFor(subject.endpoint)) !== undefined) return undefined
    return { at: fact.at, answer: { status: fact.status, reason: fact.reason } }
  }

  async keep(subject: Subject, answer: Resolution, withCredentials: boolean, access: RegistryAccess): Promise<void> {
    const at = this.#clock.now()
    if (answer.status === 'resolved') {
      const { digest, mediaType } = answer
      await this.#write(this.#keyOf(subject, withCredentials ? 'tenant' : 'anybody'), { kind: 'named', at, digest, mediaType })
    } else if (answer.status === 'tag-not-found' || answer.status === 'repo-not-found' || answer.status === 'not-found-or-private') {
      const isHidden = answer.status === 'not-found-or-private' && (await access.credentialFor(subject.endpoint)) !== undefined
      if (!isHidden) await this.#write(this.#keyOf(subject, 'tenant'), { kind: 'absent', at, status: answer.status, reason: answer.reason })
    }
  }

  /** What a digest holds never changes; that it is still there is not said by it, so only whoever has resolved it asks for this. */
  async recallContents(subject: Subject): Promise<ImageContents | undefined> {
    const fact = await this.#read(`contents ${this.#keyOf(subject, 'tenant')}`)
    if (fact?.kind !== 'contents' || subject.digest === undefined) return undefined
    const { mediaType, platforms, members } = fact
    return { status: 'resolved', digest: subject.digest, mediaType, platforms, members }
  }

  async keepContents(subject: Subject, answer: ImageContents | NotResolved): Promise<void> {
    if (answer.status !== 'resolved') return
    const { mediaType, platforms, members } = answer
    await this.#write(`contents ${this.#keyOf(subject, 'tenant')}`, {
      kind: 'contents',
      at: this.#clock.now(),
      mediaType,
      platforms,
      members,
    })
  }

  async #read(key: string): Promise<CachedFact | undefined> {
    const fact = await this.#cache?.read(key)
    return fact !== undefined && isFresh(fact, this.#clock.now()) ? fact : undefined
  }

  async #write(key: string, fact: CachedFact): Promise<void> {
    await this.#cache?.write(key, fact)
  }

  #keyOf({ endpoint, target, digest }: Subject, whose: 'anybody' | 'tenant'): string {
    const owner = whose === 'anybody' ? '' : ` of ${JSON.stringify(this.#tenant)}`
    return `${endpoint.base.host}/${endpoint.repository}${digest === undefined ? ':' : '@'}${target}${owner}`
  }
}
