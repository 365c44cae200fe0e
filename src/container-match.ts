import type { LocatedContainer, LocatedPod } from './file-facts.ts'

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
 * Finds for each container of the head what it was in the base. First by full identity in the same file, then by full
 * identity anywhere (moved), then where just one of each side is left: the same container of a workload that was renamed
 * in its file, and a renamed container at the same place of the same workload. Each container of the base is used once.
 */
export function matchContainers(
  base: readonly PlacedContainer[],
  head: readonly PlacedContainer[],
): ReadonlyMap<PlacedContainer, ContainerMatch> {
  const matches = new Map<PlacedContainer, ContainerMatch>()
  const left = new Set(base)
  for (const { keyOf, isSameObject, mustBeAlone } of STEPS) {
    const candidates = groupBy([...left], keyOf)
    const wanted = groupBy(
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

const STEPS: readonly Step[] = [
  { keyOf: c => key(c.file, objectKey(c.pod), containerKey(c)), isSameObject: true, mustBeAlone: false },
  { keyOf: c => key(objectKey(c.pod), containerKey(c)), isSameObject: true, mustBeAlone: true },
  { keyOf: c => key(c.file, kindKey(c.pod), stemOf(c.pod.name), containerKey(c)), isSameObject: false, mustBeAlone: true },
  { keyOf: c => key(c.file, kindKey(c.pod), containerKey(c)), isSameObject: false, mustBeAlone: true },
  { keyOf: c => key(c.file, objectKey(c.pod), c.container.path), isSameObject: false, mustBeAlone: true },
  { keyOf: c => key(kindKey(c.pod), stemOf(c.pod.name), containerKey(c)), isSameObject: false, mustBeAlone: true },
]

function objectKey(pod: LocatedPod): string {
  return key(kindKey(pod), pod.namespace, pod.name)
}

/** The version is left out: moving from `apps/v1beta1` to `apps/v1` leaves the object what it is. */
function kindKey({ apiVersion, kind }: LocatedPod): string {
  const slash = apiVersion.indexOf('/')
  return key(slash < 0 ? '' : apiVersion.slice(0, slash), kind)
}

function containerKey({ container, pod }: PlacedContainer): string {
  const { role, name } = container.facts
  return key(role, name ?? container.path, pod.workloadKind ? null : podPath(pod))
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

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const found = groups.get(keyOf(item))
    if (found) found.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
