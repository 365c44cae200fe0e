import { createHash } from 'node:crypto'
import type { PlacedContainer } from './container-match.ts'
import type { FileFacts, LocatedPod } from './file-facts.ts'
import type { ObjectIdentity } from './kubernetes/object.ts'
import { kindKey } from './kubernetes/workload.ts'
import type { Finding } from './report/review.ts'
import { inWordsOf } from './rules/role-words.ts'
import type { ContainerFacts, IgnoreFacts, Rule, RuleSettings, Severity, Statement, Surroundings, WrittenImage } from './rules/rule.ts'
import { GIVES_WAY_TO } from './rules/supersedes.ts'
import type { Place } from './source/place.ts'

/** How much each rule weighs in this review: configuration's word where it has one, else the rule's own. */
export type Severities = Readonly<Record<string, Severity | 'off'>>

/** The rules of a review and what they are told. */
export interface Checks {
  readonly rules: readonly Rule[]
  readonly severities: Severities
  readonly settings: RuleSettings
}

/** A finding with what the review needs to lay it beside the other side of a change. */
export interface RawFinding {
  readonly finding: Finding
  /** Subject and fault; the same on both sides for what is the same fault of the same thing. */
  readonly identity: string
  /** The block whose lines, when the change touches them, bring the finding into scope. */
  readonly block: Place | null
  /** What it is about: of several findings about one thing, one message is shown. */
  readonly group: string
  /** A wider thing that it is about as well: the whole Pod, for a finding about one of its pull secrets. */
  readonly widerGroup: string
  /** The images that it is about, for suppressions that name images. */
  readonly images: readonly WrittenImage[]
  /** The container that it is about, if it is about one. */
  readonly placed: PlacedContainer | null
}

/** What a statement is about. */
interface Subject {
  readonly file: string
  readonly workload: string | null
  readonly container: string | null
  readonly block: Place | null
  /** What names it within its file, on this side of the change. */
  readonly nameParts: readonly (string | null)[]
  /** What names it on both sides. */
  readonly key: string
  readonly images: readonly WrittenImage[]
  readonly placed: PlacedContainer | null
}

/**
 * The findings about one container. `partner` is the container of the base that it was, so that both sides call it the
 * same.
 */
export function checkContainer(
  subject: PlacedContainer,
  facts: ContainerFacts,
  partner: PlacedContainer | undefined,
  checks: Checks,
): readonly RawFinding[] {
  const { file, pod, container } = subject
  const about: Subject = {
    file,
    workload: pod.name,
    container: facts.name,
    block: facts.block,
    nameParts: [...objectParts(pod), facts.role, facts.name ?? container.path, pod.workloadKind ? null : pod.path],
    key: `${containerKey(partner ?? subject)} ${imageKey(facts)}`,
    images: facts.image ? [facts.image] : [],
    placed: subject,
  }
  return checks.rules.flatMap(rule =>
    rule.subject === 'container' ? apply(rule, about, () => rule.check(facts, checks.settings), checks) : [],
  )
}

/** The findings about a file's pods, Secrets, kubelet configurations and duplicate keys. */
export function checkFile(facts: FileFacts, path: string, around: Surroundings, checks: Checks): readonly RawFinding[] {
  const about = (object: ObjectIdentity | LocatedPod): Subject => ({
    file: path,
    workload: object.name,
    container: null,
    block: null,
    nameParts: objectParts(object),
    key: JSON.stringify([path, kindKey(object.apiVersion, object.kind), object.namespace, object.name]),
    images: 'images' in object ? object.images : [],
    placed: null,
  })
  return checks.rules.flatMap((rule): readonly RawFinding[] => {
    switch (rule.subject) {
      case 'container':
      case 'ignore':
        return []
      case 'pod':
        return facts.pods.flatMap(pod => apply(rule, about(pod), () => rule.check(pod, around), checks))
      case 'secret':
        return facts.secrets.flatMap(secret =>
          secret.origin === 'plain' ? apply(rule, about(secret), () => rule.check(secret), checks) : [],
        )
      case 'kubelet-config':
        return facts.kubeletConfigs.flatMap(config => apply(rule, about(config), () => rule.check(config), checks))
      case 'duplicate-key':
        return facts.duplicateKeys.flatMap(duplicate => apply(rule, about(duplicate), () => rule.check(duplicate), checks))
    }
  })
}

/** The findings about a suppression in a file. */
export function checkIgnore(facts: IgnoreFacts, path: string, checks: Checks): readonly RawFinding[] {
  const about: Subject = {
    file: path,
    workload: null,
    container: null,
    block: null,
    nameParts: [],
    key: `${path}:${facts.at.excerpt.trim()}`,
    images: [],
    placed: null,
  }
  return checks.rules.flatMap(rule => (rule.subject === 'ignore' ? apply(rule, about, () => rule.check(facts), checks) : []))
}

/** A rule that throws is our fault and is not caught: no finding may be lost in silence. */
function apply(rule: Rule, subject: Subject, check: () => Iterable<Statement>, { severities }: Checks): readonly RawFinding[] {
  const severity = severities[rule.id] ?? rule.severity
  if (severity === 'off') return []
  return Array.from(check(), statement => {
    const about = statement.about ?? ''
    const role = subject.placed?.container.facts.role
    const finding: Finding = {
      rule: rule.id,
      severity: weigh(statement, rule, severity),
      message: inWordsOf(role, statement.message),
      file: subject.file,
      at: statement.at,
      container: subject.container,
      workload: subject.workload,
      state: null,
      isInScope: true,
      supersededBy: null,
      isFixable: false,
      fingerprint: hash([rule.id, subject.file, ...subject.nameParts, about]),
      help: inWordsOf(role, statement.help ?? rule.docs.fix),
    }
    return {
      finding,
      identity: `${rule.id} ${about} ${subject.key}`,
      block: subject.block,
      group: `${about} ${subject.key}`,
      widerGroup: ` ${subject.key}`,
      images: subject.images,
      placed: subject.placed,
    }
  })
}

/** A statement weighs as its rule says, unless configuration gave the rule another severity. */
function weigh({ severity }: Statement, rule: Rule, configured: Severity): Severity {
  return configured === rule.severity && severity ? severity : configured
}

function containerKey({ file, pod, container }: PlacedContainer): string {
  return JSON.stringify([file, pod.document, ...objectParts(pod), container.facts.role, container.path])
}

/** Which image it is about: another tag of a repository is the same story, another repository is not. */
function imageKey({ image }: ContainerFacts): string {
  if (!image) return ''
  return image.reference.kind === 'image-reference' ? `${image.reference.registry}/${image.reference.repository}` : image.text
}

function objectParts({ apiVersion, kind, namespace, name }: ObjectIdentity | LocatedPod): readonly (string | null)[] {
  return [apiVersion, kind, namespace, name]
}

function hash(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

/** Marks the findings that give way to another about the same thing. */
export function supersede(found: readonly RawFinding[]): readonly RawFinding[] {
  const spoke = new Map<string, Set<string>>()
  for (const { group, finding } of found) {
    const rules = spoke.get(group)
    if (rules) rules.add(finding.rule)
    else spoke.set(group, new Set([finding.rule]))
  }
  return found.map(raw => {
    const around = [...(spoke.get(raw.group) ?? []), ...(spoke.get(raw.widerGroup) ?? [])]
    const supersededBy = around.length > 1 ? findWinner(raw.finding.rule, new Set(around)) : null
    return supersededBy === null ? raw : { ...raw, finding: { ...raw.finding, supersededBy } }
  })
}

/** Follows the table to a rule that gives way to none, so that the shown message is always one that stands. */
function findWinner(rule: string, spoke: ReadonlySet<string>): string | null {
  const winner = GIVES_WAY_TO[rule]?.find(other => spoke.has(other))
  return winner === undefined ? null : (findWinner(winner, spoke) ?? winner)
}
