import type { IsOwn } from './authorship.ts'
import { listOwnSuggestions } from './own-suggestions.ts'
import { refusedAsGone, type WriteRefusal, writeOnce } from './write.ts'
import type { GitHubWriteAccess } from './write-api.ts'

/** A line of the head that is to be suggested. */
export interface SuggestedLine {
  readonly file: string
  readonly line: number
  /** The same for the same suggestion, hexadecimal; its marker is the last line of the body: `<!-- pull-policy:suggestion 3be1c07a -->`. */
  readonly fingerprint: string
}

/** A line with what is to be said of it. */
export interface Fresh<Line> {
  readonly line: Line
  readonly body: string
}

/** A line that is not suggested, and why, in a sentence without a full stop. */
export interface LeftOut<Line> {
  readonly line: Line
  readonly reason: string
  /** Whether it was offered, and GitHub would not have it. */
  readonly isRefused: boolean
}

/** Where suggestions go. */
export interface SuggestionTarget {
  readonly pullNumber: number
  readonly head: string
  readonly isOwn: IsOwn
}

/** Posts what can be posted: GitHub refuses a review whole for one comment, and does not say which. */
export class SuggestionPoster<Line extends SuggestedLine> {
  readonly posted: Line[] = []
  readonly leftOut: LeftOut<Line>[] = []
  readonly #access: GitHubWriteAccess
  readonly #target: SuggestionTarget

  constructor(access: GitHubWriteAccess, target: SuggestionTarget) {
    this.#access = access
    this.#target = target
  }

  async post(fresh: readonly Fresh<Line>[]): Promise<WriteRefusal | undefined> {
    if (fresh.length === 0) return undefined
    const errand = { subject: `the suggestions on pull request #${this.#target.pullNumber}`, permission: 'pull-requests: write' }
    const done = await writeOnce(
      this.#access,
      errand,
      () => this.#review(fresh),
      () => this.#find(fresh),
    )
    switch (done.kind) {
      case 'written':
        this.posted.push(...fresh.map(({ line }) => line))
        return undefined
      case 'invalid':
        return this.#postHalves(fresh, done.reason)
      case 'gone':
        return refusedAsGone(errand)
      case 'refused':
        return done
    }
  }

  async #postHalves(fresh: readonly Fresh<Line>[], reason: string): Promise<WriteRefusal | undefined> {
    if (fresh.length === 1 || IS_ABOUT_ALL.test(reason)) {
      this.leftOut.push(...fresh.map(({ line }) => ({ line, reason: `GitHub answered 422, ${reason}`, isRefused: true })))
      return undefined
    }
    const middle = Math.ceil(fresh.length / 2)
    return (await this.post(fresh.slice(0, middle))) ?? (await this.post(fresh.slice(middle)))
  }

  #review(fresh: readonly Fresh<Line>[]): Promise<unknown> {
    const comments = fresh.map(({ line: { file, line }, body }) => ({ path: file, line, side: 'RIGHT', body }))
    const { pullNumber, head } = this.#target
    const parameters = { ...this.#access.repository, pull_number: pullNumber, commit_id: head, event: 'COMMENT', comments } as const
    return this.#access.api.rest.pulls.createReview({ ...parameters, body: leadOf(fresh.length) })
  }

  /** Whether a review whose answer was lost was made after all. */
  async #find(fresh: readonly Fresh<Line>[]): Promise<true | undefined> {
    const present = new Set((await listOwnSuggestions(this.#access, this.#target)).map(({ fingerprint }) => fingerprint))
    return fresh.every(({ line }) => present.has(line.fingerprint)) ? true : undefined
  }
}

/** Then no half would fare better: the head has moved on, or is no part of the pull request. */
const IS_ABOUT_ALL = /\bcommit\b/i

function leadOf(number: number): string {
  return number === 1
    ? 'An image of this change can be pinned to its digest with the suggestion below.'
    : `Images of this change can be pinned to their digests with the ${number} suggestions below.`
}
