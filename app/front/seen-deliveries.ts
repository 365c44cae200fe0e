/** GitHub can be asked to deliver again for so long. */
const LIFETIME_MS = 3 * 24 * 60 * 60 * 1000

/**
 * The webhooks that were taken, by their GUID. A GUID is noted once its webhook was taken, and not before: one that failed is taken when it comes
 * again. Two at the same time are one.
 */
export class SeenDeliveries {
  readonly #most: number
  readonly #now: () => number
  readonly #taken = new Map<string, number>()
  readonly #underWay = new Map<string, Promise<void>>()

  constructor(most = 50_000, now: () => number = Date.now) {
    this.#most = most
    this.#now = now
  }

  /** Takes a webhook unless it was taken before. Rejects as `take` does. */
  async once(guid: string, take: () => Promise<void>): Promise<'taken' | 'known'> {
    const underWay = this.#underWay.get(guid)
    if (underWay !== undefined) {
      await underWay
      return 'known'
    }
    if (this.#isKnown(guid)) return 'known'
    const taking = take()
    this.#underWay.set(guid, taking)
    try {
      await taking
      this.#note(guid)
      return 'taken'
    } finally {
      this.#underWay.delete(guid)
    }
  }

  #isKnown(guid: string): boolean {
    const at = this.#taken.get(guid)
    return at !== undefined && this.#now() - at <= LIFETIME_MS
  }

  #note(guid: string): void {
    this.#taken.delete(guid)
    this.#taken.set(guid, this.#now())
    const [oldest] = this.#taken.keys()
    if (this.#taken.size > this.#most && oldest !== undefined) this.#taken.delete(oldest)
  }
}
