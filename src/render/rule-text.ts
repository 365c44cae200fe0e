import type { Finding } from '../report/review.ts'

/** What outputs say of a rule itself. The rules' own module is out of a renderer's reach, so it is handed in as data. */
export interface RuleText {
  readonly id: string
  readonly severity: Finding['severity'] | 'off'
  /** One sentence without a full stop. */
  readonly summary: string
  /** What goes wrong in a cluster. Markdown of our own. */
  readonly why: string
  /** What the author does. Markdown of our own. */
  readonly fix: string
  /** Addresses of pages. */
  readonly references: readonly string[]
  /** The rule's own page. */
  readonly helpUri?: string
}
