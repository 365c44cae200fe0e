/** A comment `# pull-policy: ignore[rule, ...] reason` in a source file. */
export interface IgnoreComment {
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** `own-line` where nothing but blanks stands before it: then it is for the line below. */
  readonly placement: 'own-line' | 'same-line'
  readonly rules: readonly string[]
  readonly reason: string
  /** Whether the change under review writes it, or widens it. */
  readonly isAddedByChange: boolean
}

/**
 * The line that each comment is for: its own, or the one below where it stands alone. Comments that stand alone one below
 * the other are all for the line below the last.
 */
export function findTargetLines(comments: readonly IgnoreComment[]): ReadonlyMap<IgnoreComment, number> {
  const targets = new Map<IgnoreComment, number>()
  const aloneAt = new Map<string, number>()
  for (const comment of comments.toSorted((one, other) => other.line - one.line)) {
    const { file, line, placement } = comment
    const target = placement === 'same-line' ? line : (aloneAt.get(`${line + 1}:${file}`) ?? line + 1)
    targets.set(comment, target)
    if (placement === 'own-line') aloneAt.set(`${line}:${file}`, target)
  }
  return targets
}
