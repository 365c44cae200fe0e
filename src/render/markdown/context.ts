import type { PatchParts } from '../../report/review.ts'
import type { Tool } from '../tool.ts'
import type { Threshold } from '../verdict.ts'

/** What a comment or a summary says that is not in the review itself. Everything in it is data; texts of files or of authors may be in it. */
export interface MarkdownContext {
  readonly tool: Tool
  readonly threshold: Threshold
  /** Address of the folder that holds `rules/<id>.md`, without a slash at the end. */
  readonly docsUrl: string
  /** Address of the repository without a slash at the end, as `https://github.com/acme/shop`; null where there are no pages to link to. */
  readonly repositoryUrl: string | null
  /** Commit whose lines are linked; null where files of a folder were read. */
  readonly headSha: string | null
  /** Branch and commit that the change is compared with; null outside a change. */
  readonly base: { readonly ref: string; readonly sha: string } | null
  /** Where the settings came from; null where nobody wrote any. */
  readonly configuration: { readonly path: string; readonly ref: string } | null
  readonly profile: string
  /** When a registry was asked, as `2026-01-12 09:41` in UTC, by the reference in full: `docker.io/library/busybox:1.36`. */
  readonly askedAt: ReadonlyMap<string, string>
  /** Who can let the check read a private image: whoever runs the app, or whoever writes the job. */
  readonly credentials: 'operator' | 'job'
  /** The review's, or `''` twice where no patch is to be shown. */
  readonly patch: PatchParts
  /** Lines that already have the pin as a suggestion of a review. */
  readonly suggested: readonly { readonly file: string; readonly line: number }[]
  /** First line of the comment, if it is not the one that all of ours have. */
  readonly marker?: string
  /** Whether the comment that is there spoke of something, so that it must say that this is over. */
  readonly hasAlarmed?: boolean
}

/** What only a job's summary says. */
export interface SummaryContext extends MarkdownContext {
  /** Names of the files that were written: `report.json`, `pull-policy.patch`. */
  readonly files: readonly string[]
  /** Cost of the run for people, as `0.6 s, 4 GitHub and 5 registry requests`; null where it is not measured. */
  readonly cost: string | null
  /** What the run has to say of itself, a plain sentence or two each: what was not tried, what was not asked. */
  readonly remarks: readonly string[]
}
