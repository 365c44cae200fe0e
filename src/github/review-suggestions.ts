import { type Hunks, isInHunks } from '../source/hunks.ts'
import type { IsOwn } from './authorship.ts'
import { listOwnSuggestions, type OwnSuggestion } from './own-suggestions.ts'
import { tidyUp } from './suggestion-cleanup.ts'
import { refusedAsGone, type WriteRefusal, writeOnce } from './write.ts'
import type { GitHubWriteAccess } from './write-api.ts'

/** A line of the head that is to be suggested. */
export interface SuggestedLine {
  readonly file: string
  readonly line: number
  /** The same for the same suggestion, hexadecimal; its marker is the last line of the body: `<!-- pull-policy:suggestion 3be1c07a -->`. */
  readonly fingerprint: string
}

/** The suggestions that are to stand on a pull request. */
export interface WantedSuggestions<Line extends SuggestedLine> {
  readonly pullNumber: number
  readonly head: string
  readonly lines: readonly Line[]
  /** What GitHub shows of each file: elsewhere no remark can stand. */
  readonly hunks: ReadonlyMap<string, Hunks>
  /** How many may stand at once. */
  readonly most: number
  readonly isOwn: IsOwn
  /** Markdown; null where the line should not be shown. */
  readonly bodyOf: (line: Line) => string | null
  /** Files of which this review does not know enough to say that a suggestion is over: a registry gave no answer this time. */
  readonly isUndecided?: (file: string) => boolean
}

/** What became of them. */
export type SuggestionOutcome<Line extends SuggestedLine> =
  | {
      readonly kind: 'kept'
      readonly posted: readonly Line[]
      /** Those that were there before and still hold. */
      readonly standing: readonly Line[]
      readonly leftOut: readonly LeftOut<Line>[]
      /** How many of ours are over, and were deleted or marked as such. */
      readonly removed: number
    }
  | WriteRefusal

/** A line that is not suggested, and why, in a sentence without a full stop. */
export interface LeftOut<Line> {
  readonly line: Line
  readonly reason: string
}

/**
 * Keeps suggestions of ours on a pull request: new ones come as one review, which asks for nothing and approves nothing. None
 * comes twice, also where people have resolved it or its line has moved on. What the author has mended is taken away, or
 * marked where somebody has answered it.
 */
export async function keepSuggestions<Line extends SuggestedLine>(
  access: GitHubWriteAccess,
  wanted: WantedSuggestions<Line>,
): Promise<SuggestionOutcome<Line>> {
  const present = await listOwnSuggestions(access, wanted)
  const removed = await tidyUp(access, wanted, present)
  if (typeof removed !== 'number') return removed
  const { standing, fresh, leftOut } = sortLines(wanted, present)
  const poster = new Poster(access, wanted)
  const refusal = await poster.post(fresh)
  if (refusal !== undefined) return refusal
  return { kind: 'kept', posted: poster.posted, standing, leftOut: [...leftOut, ...poster.leftOut], removed }
}

interface Fresh<Line> {
  readonly line: Line
  readonly body: string
}

/** Which lines stand already, which are to be posted, and which cannot. */
function sortLines<Line extends SuggestedLine>(
  { lines, hunks, most, bodyOf }: WantedSuggestions<Line>,
  present: readonly OwnSuggestion[],
): { readonly standing: readonly Line[]; readonly fresh: readonly Fresh<Line>[]; readonly leftOut: readonly LeftOut<Line>[] } {
  const states = new Map(present.map(({ fingerprint, isMended }) => [fingerprint, isMended]))
  const standing = lines.filter(({ fingerprint }) => states.get(fingerprint) === false)
  const fresh: Fresh<Line>[] = []
  const leftOut: LeftOut<Line>[] = []
  for (const line of lines.filter(({ fingerprint }) => states.get(fingerprint) !== false)) {
    const leave = (reason: string) => void leftOut.push({ line, reason })
    const body = bodyOf(line)
    const shown = hunks.get(line.file)
    if (states.get(line.fingerprint) === true) leave('it was suggested before, and answered')
    else if (shown === undefined || !isInHunks(shown, line.line)) leave('the line is not in the part of the file that GitHub shows')
    else if (body === null) leave('the line holds characters that cannot be seen')
    else if (standing.length + fresh.length >= most) leave(`at most ${most} suggestions are made`)
    else fresh.push({ line, body })
  }
  return { standing, fresh, leftOut }
}

/** Posts what can be posted: GitHub refuses a review whole for one comment, and does not say which. */
class Poster<Line extends SuggestedLine> {
  readonly posted: Line[] = []
  readonly leftOut: LeftOut<Line>[] = []
  readonly #access: GitHubWriteAccess
  readonly #wanted: WantedSuggestions<Line>

  constructor(access: GitHubWriteAccess, wanted: WantedSuggestions<Line>) {
    this.#access = access
    this.#wanted = wanted
  }

  async post(fresh: readonly Fresh<Line>[]): Promise<WriteRefusal | undefined> {
    if (fresh.length === 0) return undefined
    const errand = { subject: `the suggestions on pull request #${this.#wanted.pullNumber}`, permission: 'pull-requests: write' }
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
      this.leftOut.push(...fresh.map(({ line }) => ({ line, reason: `GitHub answered 422, ${reason}` })))
      return undefined
    }
    const middle = Math.ceil(fresh.length / 2)
    return (await this.post(fresh.slice(0, middle))) ?? (await this.post(fresh.slice(middle)))
  }

  #review(fresh: readonly Fresh<Line>[]): Promise<unknown> {
    const comments = fresh.map(({ line: { file, line }, body }) => ({ path: file, line, side: 'RIGHT', body }))
    const { pullNumber, head } = this.#wanted
    const parameters = { ...this.#access.repository, pull_number: pullNumber, commit_id: head, event: 'COMMENT', comments } as const
    return this.#access.api.rest.pulls.createReview({ ...parameters, body: leadOf(fresh.length) })
  }

  /** Whether a review whose answer was lost was made after all. */
  async #find(fresh: readonly Fresh<Line>[]): Promise<true | undefined> {
    const present = new Set((await listOwnSuggestions(this.#access, this.#wanted)).map(({ fingerprint }) => fingerprint))
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
