import type { LocatedContainer, LocatedPod } from './file-facts.ts'
import { kindKey } from './kubernetes/workload.ts'
import { repositoryName } from './oci/reference.ts'

/** A container on one side of a change, with all that names it. */
export interface PlacedContainer {
  /** Path of its file as the head names it, so that a renamed file is the same file on both sides. */
  readonly file: string
  readonly pod: LocatedPod
  readonly container: LocatedContainer
}

/** What a container of the head was before the change. */
export interface ContainerMatch {
  readonly base: PlacedContainer
  /**
   * Whether applying the head changes an object and a container that the base made: same apiVersion group, kind, namespace and
   * names. Otherwise the two merely stand for each other (renamed), and the cluster makes the head's anew.
   */
  readonly isSameObject: boolean
}

/**
 * Finds for each container of the head what it was in the base. First in the same object of the same file: the one that is
 * written the same, else the one of the same repository, else the one at the same place. Then by full identity anywhere
 * (moved), then where just one of each side is left: the same container of a workload that was renamed in its file, and a
 * renamed container at the same place of the same workload. Each container of the base is used once.
 */
export function matchContainers(
  base: readonly PlacedContainer[],
  head: readonly PlacedContainer[],
): ReadonlyMap<PlacedContainer, ContainerMatch> {
  const matches = new Map<PlacedContainer, ContainerMatch>()
  const left = new Set(base)
  for (const { keyOf, isSameObject, mustBeAlone } of STEPS) {
    if (left.size === 0 || matches.size === head.length) break
    const candidates = Map.groupBy(left, keyOf)
    const wanted = Map.groupBy(
      head.filter(container => !matches.has(container)),
      keyOf,
    )
    for (const [key, heads] of wanted) {
      const bases = candidates.get(key) ?? []
      if (mustBeAlone && (heads.length !== 1 || bases.length !== 1)) continue
      heads.forEach((container, index) => {
        const partner = bases[index]
        if (!partner) return
        matches.set(container, { base: partner, isSameObject: isSameObject && !container.pod.isNameGenerated })
        left.delete(partner)
      })
    }
  }
  return matches
}

interface Step {
  readonly keyOf: (container: PlacedContainer) => string
  readonly isSameObject: boolean
  readonly mustBeAlone: boolean
}

/**
 * A custom resource may hold hundreds of pods that nothing names but their place in a list, and one more at its start
 * shifts them all: what is written the same, and what is of one repository, is therefore laid together first.
 */
const STEPS: readonly Step[] = [
  { keyOf: c => key(objectInFile(c), containerKey(c), writtenKey(c)), isSameObject: true, mustBeAlone: false },
  { keyOf: c => key(objectInFile(c), nameKey(c), writtenKey(c)), isSameObject: true, mustBeAlone: false },
  { keyOf: c => key(objectInFile(c), containerKey(c), repositoryKey(c)), isSameObject: true, mustBeAlone: false },
  { keyOf: c => key(objectInFile(c), nameKey(c), repositoryKey(c)), isSameObject: true, mustBeAlone: false },
  { keyOf: c => key(objectInFile(c), containerKey(c)), isSameObject: true, mustBeAlone: false },
  { keyOf: c => key(objectKey(c.pod), containerKey(c)), isSameObject: true, mustBeAlone: true },
  { keyOf: c => key(c.file, kindOf(c.pod), stemOf(c.pod.name), containerKey(c)), isSameObject: false, mustBeAlone: true },
  { keyOf: c => key(c.file, kindOf(c.pod), containerKey(c)), isSameObject: false, mustBeAlone: true },
  { keyOf: c => key(objectInFile(c), c.container.path), isSameObject: false, mustBeAlone: true },
  { keyOf: c => key(kindOf(c.pod), stemOf(c.pod.name), containerKey(c)), isSameObject: false, mustBeAlone: true },
]

function objectInFile({ file, pod }: PlacedContainer): string {
  return key(file, objectKey(pod))
}

function objectKey(pod: LocatedPod): string {
  return key(kindOf(pod), pod.namespace, pod.name)
}

function kindOf({ apiVersion, kind }: LocatedPod): string {
  return kindKey(apiVersion, kind)
}

function containerKey({ container, pod }: PlacedContainer): string {
  const { role, name } = container.facts
  return key(role, name ?? container.path, pod.workloadKind ? null : podPath(pod))
}

/** The names alone, without the place that tells apart what has none. */
function nameKey({ container }: PlacedContainer): string {
  return key(container.facts.role, container.facts.name)
}

function writtenKey({ container: { facts } }: PlacedContainer): string {
  return key(facts.image?.text ?? null, facts.pullPolicy.written)
}

function repositoryKey({ container: { facts } }: PlacedContainer): string {
  if (!facts.image) return ''
  return facts.image.reference.kind === 'image-reference' ? repositoryName(facts.image.reference) : facts.image.text
}

/** A custom resource may hold many pods, each with a container of the same name; their order in a list may change. */
function podPath(pod: LocatedPod): string {
  return pod.path.replace(/^(?:items\[\d+\]\.)+/, '')
}

/** Kustomize ends generated names in a hash of ten letters and digits, without vowels. */
const KUSTOMIZE_HASH = /-[2456789bcdfghkmt]{10}$/

function stemOf(name: string | null): string | null {
  return name?.replace(KUSTOMIZE_HASH, '') ?? null
}

function key(...parts: readonly (string | null)[]): string {
  return JSON.stringify(parts)
}
