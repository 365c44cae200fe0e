import type { Finding, ReviewedContainer } from '../../report/review.ts'
import type { Place } from '../../source/place.ts'
import { containerName, workloadName } from '../container-name.ts'
import { revealHidden } from '../escape/hidden-characters.ts'
import { clip } from '../escape/terminal.ts'
import { encodePath } from '../escape/uri.ts'
import { findPinEdit } from '../pin-edit.ts'
import { SARIF_LEVEL } from './rule.ts'

/** What a result says besides its finding. */
export interface ResultContext {
  readonly container: ReviewedContainer | undefined
  /** Where the rule stands in the run's list. */
  readonly ruleIndex: number | undefined
  /** GitHub's hash of the first line; the finding's own fingerprint stands for it where the text is not at hand. */
  readonly lineHash: string | undefined
}

/** A finding as a SARIF result, with the members that GitHub requires. */
export function sarifResult(finding: Finding, { container, ruleIndex, lineHash }: ResultContext): object {
  const { rule, severity, message, file, at, supersededBy, fingerprint } = finding
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: SARIF_LEVEL[severity],
    message: { text: sarifText(message) },
    locations: [{ physicalLocation: physicalLocation(file, at), ...(container ? { logicalLocations: [logicalLocation(container)] } : {}) }],
    partialFingerprints: { primaryLocationLineHash: lineHash ?? fingerprint, 'pullPolicyFinding/v1': fingerprint },
    ...(supersededBy === null ? {} : { suppressions: [givesWayTo(supersededBy)] }),
    ...fixesOf(finding, container),
    properties: propertiesOf(finding),
  }
}

/** Text of a file in plain words of SARIF: no hidden characters, and no link (`[text](target)`, section 3.11.6). */
export function sarifText(text: string): string {
  return revealHidden(clip(text, LONGEST_TEXT).replace(/\s+/g, ' ')).replaceAll('](', '] (')
}

const LONGEST_TEXT = 4000

/** Where in a file; the path is relative to the root of the sources. */
function physicalLocation(file: string, at: Place): object {
  return { artifactLocation: { uri: encodePath(file) }, region: regionOf(at) }
}

function regionOf({ line, column, endLine, endColumn }: Place): object {
  return { startLine: line, startColumn: column, endLine, endColumn }
}

function logicalLocation(container: ReviewedContainer): object {
  const name = sarifText(containerName(container))
  return { name, fullyQualifiedName: sarifText(`${container.kind}/${workloadName(container)}/${container.role}/${name}`), kind: 'resource' }
}

/** Viewers that know suppressions then show one message for one container; GitHub does not, and lists both. */
function givesWayTo(rule: string): object {
  return { kind: 'external', status: 'accepted', justification: `${rule} says it of the same container` }
}

function fixesOf({ isFixable, file }: Finding, container: ReviewedContainer | undefined): object {
  const edit = isFixable && container ? findPinEdit(container) : undefined
  if (!edit) return {}
  const replacement = { deletedRegion: regionOf(edit.at), insertedContent: { text: edit.pinned } }
  const artifactChanges = [{ artifactLocation: { uri: encodePath(file) }, replacements: [replacement] }]
  return { fixes: [{ description: { text: 'Pin the image to the digest that it names now' }, artifactChanges }] }
}

function propertiesOf({ container, workload, state, isInScope, supersededBy, isFixable, help }: Finding): object {
  return {
    container: container && sarifText(container),
    workload: workload && sarifText(workload),
    state,
    inScope: isInScope,
    supersededBy,
    fixable: isFixable,
    help: sarifText(help),
  }
}
