import { createHmac, randomUUID } from 'node:crypto'
import type { FakeApp } from './app.ts'
import type { Contract } from './contract.ts'
import type { FakeInstallation } from './installation.ts'
import { payloadOf } from './payloads.ts'
import type { GitHubEvent } from './world.ts'

/** How long GitHub waits for an answer, in milliseconds. */
const ANSWER_TIME = 10_000

/** One webhook, as it is to be sent. A redelivery is the same parcel once more, under the same GUID. */
export interface Parcel {
  readonly guid: string
  readonly event: string
  readonly action: string | undefined
  readonly installationId: number
  readonly repositoryId: number | undefined
  readonly body: string
}

/** One attempt to deliver a parcel, and how it went. Status code 0 means that nobody answered in time. */
export interface Delivery {
  readonly id: number
  readonly parcel: Parcel
  readonly isRedelivery: boolean
  readonly deliveredAt: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly statusCode: number
  readonly status: string
  /** Seconds. */
  readonly duration: number
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly responseBody: string
}

/** The webhooks of one app: sent signed and at once, each logged once it was answered. GitHub itself never tries twice. */
export class DeliveryLog {
  readonly #app: FakeApp
  readonly #contract: Contract
  readonly #onViolation: (violation: string) => void
  readonly #log: Delivery[] = []
  readonly #underWay = new Set<Promise<void>>()
  #held: Parcel[] | undefined
  #toLose = 0

  constructor(app: FakeApp, contract: Contract, onViolation: (violation: string) => void) {
    this.#app = app
    this.#contract = contract
    this.#onViolation = onViolation
  }

  /** Every attempt so far, newest first. */
  get all(): readonly Delivery[] {
    return this.#log.toReversed()
  }

  /** Makes a parcel of an event and sends it, if the app has an address. */
  send(event: GitHubEvent, installation: FakeInstallation): void {
    const payload = { installation: reference(installation), ...payloadOf(this.#app.world, event) }
    for (const fault of this.#contract.webhookFaults(event.name, event.action, payload)) this.#onViolation(fault)
    if (this.#app.webhook.url === '') return
    const parcel: Parcel = {
      guid: randomUUID(),
      event: event.name,
      action: event.action,
      installationId: installation.id,
      repositoryId: event.repository?.id,
      body: JSON.stringify(payload),
    }
    if (this.#held === undefined) this.#post(parcel, false)
    else this.#held.push(parcel)
  }

  /** Keeps what is sent from now on until it is released. */
  hold(): void {
    this.#held ??= []
  }

  /** Sends what was held: in the given order, late or twice, as `arrange` makes it. */
  release(arrange: (held: readonly Parcel[]) => readonly Parcel[] = held => held): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const parcel of arrange(held)) this.#post(parcel, false)
  }

  /** The next parcels never arrive; the log says that nobody answered. */
  loseNext(count = 1): void {
    this.#toLose += count
  }

  /** Sends a logged parcel once more; `undefined` where there is no such delivery. */
  redeliver(id: number): Delivery | undefined {
    const delivery = this.#log.find(one => one.id === id)
    if (delivery !== undefined) this.#post(delivery.parcel, true)
    return delivery
  }

  /** Waits until every parcel sent so far, and those sent because of them, was answered. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  #post(parcel: Parcel, isRedelivery: boolean): void {
    const attempt = this.#attempt(parcel, isRedelivery).finally(() => this.#underWay.delete(attempt))
    this.#underWay.add(attempt)
  }

  async #attempt(parcel: Parcel, isRedelivery: boolean): Promise<void> {
    const { world } = this.#app
    const id = world.newId()
    const deliveredAt = world.timestamp()
    const requestHeaders = this.#headers(parcel)
    const start = performance.now()
    const answer = await this.#ask(parcel, requestHeaders)
    const duration = Math.round(performance.now() - start) / 1000
    this.#log.push({ id, parcel, isRedelivery, deliveredAt, requestHeaders, duration, ...answer })
  }

  async #ask(
    parcel: Parcel,
    headers: Readonly<Record<string, string>>,
  ): Promise<Pick<Delivery, 'statusCode' | 'status' | 'responseHeaders' | 'responseBody'>> {
    const silence = { statusCode: 0, responseHeaders: {}, responseBody: '' }
    if (this.#toLose > 0) {
      this.#toLose -= 1
      return { ...silence, status: 'failed to connect to host' }
    }
    try {
      const signal = AbortSignal.timeout(ANSWER_TIME)
      const response = await fetch(this.#app.webhook.url, { method: 'POST', headers, body: parcel.body, signal })
      const responseBody = await response.text()
      const responseHeaders = Object.fromEntries(response.headers)
      return {
        statusCode: response.status,
        status: response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`,
        responseHeaders,
        responseBody,
      }
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError'
      return { ...silence, status: isLate ? 'timed out' : 'failed to connect to host' }
    }
  }

  #headers({ guid, event, body }: Parcel): Readonly<Record<string, string>> {
    const { id, webhook } = this.#app
    const sign = (algorithm: string) => createHmac(algorithm, webhook.secret).update(body).digest('hex')
    return {
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/fake',
      'x-github-delivery': guid,
      'x-github-event': event,
      'x-github-hook-id': String(id),
      'x-github-hook-installation-target-id': String(id),
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature': `sha1=${sign('sha1')}`,
      'x-hub-signature-256': `sha256=${sign('sha256')}`,
    }
  }
}

function reference({ id }: FakeInstallation) {
  return { id, node_id: `IN_kw${id.toString(36)}` }
}
