import type { ChangedFileFacts } from './change.ts'
import type { RawFinding } from './findings.ts'
import type { Finding, Review, Scope } from './report/review.ts'
import { meetsLines } from './source/changed-lines.ts'

/** Lays the findings of base and head beside each other: what is new, what stood there, what is gone, and what is in scope. */
export function compareFindings(
  was: readonly RawFinding[],
  is: readonly RawFinding[],
  files: readonly ChangedFileFacts[],
  scope: Scope,
): Pick<Review, 'findings' | 'gone'> {
  const before = new Set(was.map(({ identity }) => identity))
  const after = new Set(is.map(({ identity }) => identity))
  const linesOf = new Map(files.map(({ path, changedLines }) => [path, changedLines]))
  const findings = is.map(({ finding, identity, block }): Finding => {
    const stood = before.has(identity)
    const lines = linesOf.get(finding.file) ?? []
    const isTouched = [finding.at, ...(block ? [block] : [])].some(({ line, endLine }) => meetsLines(lines, line, endLine))
    return { ...finding, state: stood ? 'standing' : 'new', isInScope: scope !== 'changed-lines' || !stood || isTouched }
  })
  return { findings, gone: was.flatMap(({ finding, identity }) => (after.has(identity) ? [] : [finding])) }
}
