import { type ContainerMatch, matchContainers, type PlacedContainer } from './container-match.ts'
import type { FileFacts } from './file-facts.ts'
import type { InputFile } from './input-file.ts'
import { type ContainerRevision, findPolicyOnUpdate, type PolicyOnUpdate } from './kubernetes/on-update.ts'
import type { WorkloadKind } from './kubernetes/workload.ts'
import { repositoryName } from './oci/reference.ts'
import type { ContainerBefore, ContainerFacts } from './rules/rule.ts'
import type { LineRange } from './source/changed-lines.ts'

/** One file that a change adds, edits, renames or deletes: null on the side that lacks it. */
export interface ChangedFile {
  readonly base: InputFile | null
  readonly head: InputFile | null
}

/** What is known of a changed file once both sides are read. */
export interface ChangedFileFacts {
  readonly base: FileFacts | undefined
  readonly head: FileFacts | undefined
  /** Path in the head, or in the base where the file is deleted. */
  readonly path: string
  /** Lines of the head that were added or changed. */
  readonly changedLines: readonly LineRange[]
}

/** A container of the head, with what it was before the change among its facts. */
export interface ComparedContainer {
  readonly subject: PlacedContainer
  readonly facts: ContainerFacts
  readonly match: ContainerMatch | undefined
}

/** The containers of a file, each with the path by which both sides of the change know the file. */
export function placeContainers(facts: FileFacts | undefined, path: string): readonly PlacedContainer[] {
  return facts?.pods.flatMap(pod => pod.containers.map(container => ({ file: path, pod, container }))) ?? []
}

/** Lays base and head beside each other, container by container. */
export function compareContainers(base: readonly PlacedContainer[], head: readonly PlacedContainer[]): readonly ComparedContainer[] {
  const matches = matchContainers(base, head)
  const known = new Set(base.flatMap(({ container }) => repositoryOf(container.facts)))
  return head.map(subject => {
    const match = matches.get(subject)
    const facts = { ...subject.container.facts, isKnownRepository: repositoryOf(subject.container.facts).some(name => known.has(name)) }
    return { subject, match, facts: match ? { ...facts, before: containerBefore(match, subject) } : facts }
  })
}

function repositoryOf({ image }: ContainerFacts): readonly string[] {
  return image?.reference.kind === 'image-reference' ? [repositoryName(image.reference)] : []
}

function containerBefore({ base, isSameObject }: ContainerMatch, head: PlacedContainer): ContainerBefore {
  const { image, pullPolicy } = base.container.facts
  const onUpdate = isSameObject ? policyOnUpdate(base, head) : undefined
  return { image, pullPolicy, isSameObject, ...(onUpdate ? { onUpdate } : {}) }
}

/** Kinds whose images are edited in place. A Job's template is immutable; of a Pod the image may change, and never the policy. */
const IS_UPDATED_IN_PLACE: Readonly<Record<WorkloadKind, boolean>> = {
  Pod: true,
  PodTemplate: true,
  ReplicationController: true,
  Deployment: true,
  ReplicaSet: true,
  StatefulSet: true,
  DaemonSet: true,
  Job: false,
  CronJob: true,
}

function policyOnUpdate(base: PlacedContainer, head: PlacedContainer): PolicyOnUpdate | undefined {
  const { workloadKind } = head.pod
  const { role } = head.container.facts
  if (!workloadKind || !IS_UPDATED_IN_PLACE[workloadKind]) return undefined
  if (workloadKind === 'Pod' && role !== 'container' && role !== 'initContainer') return undefined
  const holder = workloadKind === 'Pod' ? 'pod' : 'template'
  return findPolicyOnUpdate(revision(base.container.facts), revision(head.container.facts), holder)
}

function revision({ image, pullPolicy }: ContainerFacts): ContainerRevision {
  return { written: { image: image?.text ?? null, policy: pullPolicy.written }, effective: pullPolicy.effective }
}
