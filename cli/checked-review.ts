import type { InputFile, Review } from '../src/index.ts'
import type { Settings } from './settings.ts'

/** A review, with what a report says besides. */
export interface CheckedReview {
  readonly review: Review
  readonly settings: Settings
  /** What the user compares with, as written, and the commit from which the head grew; null outside a change. */
  readonly base: { readonly ref: string; readonly sha: string } | null
  /** When each registry answered, as the core's client says it. */
  readonly askedAt: ReadonlyMap<string, string>
  /** Reads files that were reviewed once more, as the head has them, one after another. */
  readAgain(paths: ReadonlySet<string>): AsyncIterable<InputFile> | Iterable<InputFile>
}
