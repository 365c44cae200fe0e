import type { AppApi, WebhookDelivery } from './app-api.ts'

/** GitHub keeps deliveries, and sends them again, for so long. In milliseconds. */
const KEPT = 3 * 24 * 60 * 60_000

/** Asked for again in one sweep; the rest waits for the next. */
const MOST_ASKED = 60

/** How far a sweep looks back beyond the start of the last one: a delivery is listed when it is over. */
const OVERLAP = 10 * 60_000

/**
 * Asks GitHub to deliver again what failed, which it does not do by itself: first whatever failed in three days, then what has failed since. Each
 * webhook is asked for once; the list itself tells which were, so that a restart forgets nothing.
 */
export class DeliverySweeper {
  readonly #events: ReadonlySet<string>
  readonly #now: () => number
  readonly #asked = new Set<string>()
  #since: number | undefined

  constructor(events: readonly string[], now: () => number = Date.now) {
    this.#events = new Set(events)
    this.#now = now
  }

  /** Answers how many were asked for. */
  async sweep(api: AppApi): Promise<number> {
    const start = this.#now()
    const attempts = await listAttempts(api, this.#since ?? start - KEPT)
    const failed = [...Map.groupBy(attempts, ({ guid }) => guid)].flatMap(([guid, tries]) =>
      this.#isToAsk(guid, tries) ? (tries[0] ?? []) : [],
    )
    const oldest = failed.slice(-MOST_ASKED)
    for (const { id, guid } of oldest) {
      this.#asked.add(guid)
      await api.rest.apps.redeliverWebhookDelivery({ delivery_id: id })
    }
    if (failed.length <= MOST_ASKED) this.#since = start - OVERLAP
    return oldest.length
  }

  #isToAsk(guid: string, tries: readonly WebhookDelivery[]): boolean {
    const isSettled = tries.some(({ status_code, redelivery }) => redelivery || (status_code >= 200 && status_code < 300))
    return !isSettled && !this.#asked.has(guid) && tries.some(({ event }) => this.#events.has(event))
  }
}

/** Newest first. */
async function listAttempts(api: AppApi, since: number): Promise<readonly WebhookDelivery[]> {
  const attempts: WebhookDelivery[] = []
  let cursor: string | undefined
  do {
    const { data, headers } = await api.rest.apps.listWebhookDeliveries({ per_page: 100, ...(cursor === undefined ? {} : { cursor }) })
    const recent = data.filter(({ delivered_at }) => Date.parse(delivered_at) >= since)
    attempts.push(...recent)
    cursor = recent.length < data.length ? undefined : nextCursor(headers.link)
  } while (cursor !== undefined && attempts.length < MOST_ATTEMPTS)
  return attempts
}

/** A busy app has more than anybody can look through every five minutes. */
const MOST_ATTEMPTS = 5000

function nextCursor(link: string | undefined): string | undefined {
  const [, address] = /<([^>]+)>;\s*rel="next"/.exec(link ?? '') ?? []
  return (address === undefined ? null : URL.parse(address)?.searchParams.get('cursor')) ?? undefined
}
