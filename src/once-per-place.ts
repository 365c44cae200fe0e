import type { Finding } from './report/review.ts'

/**
 * One finding for each statement of a rule about a place: several containers may get one scalar by `<<` or by an alias, and
 * people need not read of it several times. Of these the one is kept that is shown, in scope and new, else the first.
 */
export function oncePerPlace(findings: readonly Finding[]): readonly Finding[] {
  const kept = new Map<string, Finding>()
  for (const finding of findings) {
    const key = `${finding.at.start} ${finding.at.end} ${finding.rule} ${finding.file} ${finding.message}`
    const other = kept.get(key)
    kept.set(key, other === undefined ? finding : join(other, finding))
  }
  return [...kept.values()]
}

function join(first: Finding, second: Finding): Finding {
  const told = weightOf(second) > weightOf(first) ? second : first
  return { ...told, isFixable: first.isFixable || second.isFixable }
}

function weightOf({ supersededBy, isInScope, state }: Finding): number {
  return (isInScope ? 4 : 0) + (supersededBy === null ? 2 : 0) + (state === 'new' ? 1 : 0)
}
