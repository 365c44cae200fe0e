/** A page of the manual that is about a matter and not about one rule; `docs/concepts/<id>.md` and `explain` are made of it. */
export interface Topic {
  /** As people write the thing: `IfNotPresent`, `garbage-collection`. */
  readonly id: string
  /** A heading, without a full stop. */
  readonly title: string
  /** Markdown of our own: paragraphs, lists and fenced blocks. */
  readonly text: string
  /** Kubernetes' own pages. */
  readonly references: readonly string[]
  /** Ids of the rules that speak of it. */
  readonly rules: readonly string[]
}
