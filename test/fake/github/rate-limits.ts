import { ApiError } from './api-error.ts'
import type { JsonObject } from './json.ts'
import type { Limits } from './world.ts'

/** What one budget has spent in its present hour. */
interface Budget {
  used: number
  readonly limit: number
  readonly reset: number
}

const HOUR = 3600
const MINUTE = 60_000

/** Requests that create what people are told of: GitHub counts these by the minute as well. Check runs are not among them. */
const CONTENT = new Set([
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
  'POST /repos/{owner}/{repo}/pulls',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
])

/** The hourly budgets and the limit on new content. An answer of 304 costs nothing. */
export class RateLimits {
  readonly #limits: Limits
  readonly #budgets = new Map<string, Budget>()
  readonly #contentTimes = new Map<string, number[]>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Takes one request from a budget, and refuses it when nothing is left or content is made too fast. */
  spend(name: string, operation: string): void {
    const budget = this.#budget(name)
    if (budget.used >= budget.limit) {
      throw new ApiError(403, `API rate limit exceeded for ${name}.`)
    }
    budget.used += 1
    if (CONTENT.has(operation)) this.#countContent(name)
  }

  /** Gives a request back that turned out to be answered from the client's own cache. */
  refund(name: string): void {
    this.#budget(name).used -= 1
  }

  /** Leaves only so many requests in a budget. */
  leave(name: string, remaining: number): void {
    const budget = this.#budget(name)
    budget.used = budget.limit - remaining
  }

  headers(name: string): Readonly<Record<string, string>> {
    const { used, limit, reset } = this.#budget(name)
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(limit - used),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': 'core',
    }
  }

  overview(name: string): JsonObject {
    const { used, limit, reset } = this.#budget(name)
    const core = { limit, used, remaining: limit - used, reset }
    return { resources: { core, search: core, graphql: core }, rate: core }
  }

  #budget(name: string): Budget {
    const now = Math.floor(Date.now() / 1000)
    const known = this.#budgets.get(name)
    if (known !== undefined && known.reset > now) return known
    const { actions, others } = this.#limits.requestsPerHour
    const budget = { used: 0, limit: name.startsWith('actions ') ? actions : others, reset: now + HOUR }
    this.#budgets.set(name, budget)
    return budget
  }

  #countContent(name: string): void {
    const since = Date.now() - MINUTE
    const recent = (this.#contentTimes.get(name) ?? []).filter(time => time > since)
    if (recent.length >= this.#limits.contentPerMinute) throw secondaryLimit(60)
    this.#contentTimes.set(name, [...recent, Date.now()])
  }
}

/** The refusal of somebody who is too fast: to be tried again after so many seconds. */
export function secondaryLimit(retryAfter: number): ApiError {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
  return new ApiError(403, message, {}, { 'retry-after': String(retryAfter) })
}
