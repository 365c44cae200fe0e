import type { Finding, Review, ReviewedContainer } from '../report/review.ts'

/** Finds the container that a finding is about. */
export type ContainerIndex = (finding: Finding) => ReviewedContainer | undefined

/**
 * A review's findings name their container; this goes back from the name to what is known of it. Where several containers
 * of one name stand in workloads of one name (two documents of a file), the one whose image or policy the finding points at
 * is meant, else the first.
 */
export function indexContainers({ containers }: Pick<Review, 'containers'>): ContainerIndex {
  const byPlace = new Map<string, ReviewedContainer>()
  const byName = new Map<string, ReviewedContainer>()
  for (const container of containers) {
    const name = nameKey(container.file, container.workload, container.name)
    if (!byName.has(name)) byName.set(name, container)
    for (const place of [container.image?.at, container.pullPolicy.at]) {
      if (place) byPlace.set(`${name}\0${place.start}`, container)
    }
  }
  return finding => {
    const name = nameKey(finding.file, finding.workload, finding.container)
    const pointedAt = byPlace.get(`${name}\0${finding.at.start}`)
    return pointedAt ?? (finding.container === null ? undefined : byName.get(name))
  }
}

function nameKey(file: string, workload: string | null, container: string | null): string {
  return [file, workload, container].join('\0')
}
