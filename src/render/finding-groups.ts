import { SEVERITIES, type ShownFinding } from './shown-findings.ts'

/** Findings that say the same of several containers, as copies of a manifest bring them: people read it once. */
export type FindingGroup = readonly [ShownFinding, ...ShownFinding[]]

/** The gravest first; groups of one severity stay in the order of their first finding. */
export function groupFindings(findings: readonly ShownFinding[]): readonly FindingGroup[] {
  const groups = Map.groupBy(findings, ({ rule, severity, message }) => [severity, rule, message].join('\0'))
  const all = [...groups.values()].flatMap(([first, ...rest]): readonly FindingGroup[] => (first ? [[first, ...rest]] : []))
  return SEVERITIES.flatMap(severity => all.filter(([first]) => first.severity === severity))
}
