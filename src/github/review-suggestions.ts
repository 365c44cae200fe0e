import { type Hunks, isInHunks } from '../source/hunks.ts'
import type { IsOwn } from './authorship.ts'
import { listOwnSuggestions, type OwnSuggestion } from './own-suggestions.ts'
import { tidyUp } from './suggestion-cleanup.ts'
import { type Fresh, type LeftOut, type SuggestedLine, SuggestionPoster } from './suggestion-poster.ts'
import type { WriteRefusal } from './write.ts'
import type { GitHubWriteAccess } from './write-api.ts'

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
  const poster = new SuggestionPoster<Line>(access, wanted)
  const refusal = await poster.post(fresh)
  if (refusal !== undefined) return refusal
  return { kind: 'kept', posted: poster.posted, standing, leftOut: [...leftOut, ...poster.leftOut], removed }
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
    const leave = (reason: string) => void leftOut.push({ line, reason, isRefused: false })
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
