import type { Finding } from '../report/review.ts'

/** A finding that people are shown, standing for all that were said of its container. */
export interface ShownFinding extends Finding {
  /** Ids of the rules that also spoke and give way to this one, in the order of the review. */
  readonly also: readonly string[]
}

/**
 * One message per place: the findings that are in scope and that no other supersedes, each with the highest severity of
 * its group, in the order of the review. Annotations, comment, counts and thresholds use these; JSON and SARIF carry all.
 */
export function selectShown(findings: readonly Finding[]): readonly ShownFinding[] {
  const shown = findings.filter(({ supersededBy, isInScope }) => supersededBy === null && isInScope)
  const winners = Map.groupBy(shown, finding => groupKey(finding, finding.rule))
  const groups = new Map<Finding, Finding[]>(shown.map(finding => [finding, []]))
  for (const finding of findings) {
    if (finding.supersededBy === null) continue
    const winner = nearest(winners.get(groupKey(finding, finding.supersededBy)) ?? [], finding)
    if (winner) groups.get(winner)?.push(finding)
  }
  return shown.map(finding => standFor(finding, groups.get(finding) ?? []))
}

function groupKey({ file, workload, container }: Finding, rule: string): string {
  return [file, workload, container, rule].join('\0')
}

/**
 * Two documents of a file may hold containers of the same names: the finding that stands closest is meant. The winners are
 * in the order of their places, and there may be thousands.
 */
function nearest(winners: readonly Finding[], { at }: Finding): Finding | undefined {
  let low = 0
  let high = winners.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((winners[middle]?.at.start ?? 0) < at.start) low = middle + 1
    else high = middle
  }
  const after = winners[low]
  const before = winners[low - 1]
  if (!after || !before) return after ?? before
  return after.at.start - at.start < at.start - before.at.start ? after : before
}

function standFor(finding: Finding, superseded: readonly Finding[]): ShownFinding {
  return { ...finding, severity: mostSevere([finding, ...superseded]), also: [...new Set(superseded.map(({ rule }) => rule))] }
}

function mostSevere(findings: readonly Finding[]): Finding['severity'] {
  return SEVERITIES.find(severity => findings.some(finding => finding.severity === severity)) ?? 'info'
}

/** From the one that weighs most. */
export const SEVERITIES: readonly Finding['severity'][] = ['error', 'warning', 'info']

/** Most severe first; findings of one severity stay in the order of the review. */
export function bySeverity(findings: readonly ShownFinding[]): readonly ShownFinding[] {
  return SEVERITIES.flatMap(severity => findings.filter(finding => finding.severity === severity))
}
