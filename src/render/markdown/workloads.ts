import type { Finding, Review, ReviewedContainer } from '../../report/review.ts'
import { indexContainers } from '../container-index.ts'
import { workloadKey } from '../container-name.ts'
import { isTouched } from '../pin-edit.ts'
import { SEVERITIES, type ShownFinding, selectShown } from '../shown-findings.ts'

/** A container with what is said of it. */
export interface ContainerView {
  readonly container: ReviewedContainer
  readonly findings: readonly ShownFinding[]
  /** The gravest of its findings; `calm` for one that the change touches without harm, `unchanged` for the rest. */
  readonly standing: Finding['severity'] | 'calm' | 'unchanged'
}

/** The containers of one object, those that need attention first. */
export type WorkloadView = readonly [ContainerView, ...ContainerView[]]

/** From what needs attention to what does not. */
const STANDINGS: readonly ContainerView['standing'][] = [...SEVERITIES, 'calm', 'unchanged']

/**
 * The workloads to show: in a change those that it touches or that something is said of, whole; outside a change all. The
 * gravest come first, else they stay in the order of the review.
 */
export function viewWorkloads(review: Review): readonly WorkloadView[] {
  const containerOf = indexContainers(review)
  const shown = selectShown(review.findings)
  const said = Map.groupBy(shown, containerOf)
  const saidAt = Map.groupBy(shown, ({ file, at }) => placeKey(file, at.start))
  const sharedWith = ({ file, image, pullPolicy }: ReviewedContainer) => {
    const places = [image?.at, pullPolicy.at].flatMap(at => (at ? placeKey(file, at.start) : []))
    return places.flatMap(place => saidAt.get(place)?.slice(0, MOST_AT_A_PLACE) ?? [])
  }
  const views = review.containers.map(container => viewContainer(container, said.get(container) ?? sharedWith(container), review))
  const workloads = [...Map.groupBy(views, view => workloadKey(view.container)).values()]
  return workloads
    .filter(workload => review.change === null || workload.some(({ standing }) => standing !== 'unchanged'))
    .flatMap(workload => asWorkload(workload.toSorted(byStanding)))
    .toSorted(([a], [b]) => byStanding(a, b))
}

/** No place has more: one message of each rule. */
const MOST_AT_A_PLACE = 40

/** Containers that share a scalar, by `<<` or an alias, share what is said of it. */
function placeKey(file: string, start: number): string {
  return `${start} ${file}`
}

function viewContainer(container: ReviewedContainer, findings: readonly ShownFinding[], review: Review): ContainerView {
  const gravest = SEVERITIES.find(severity => findings.some(finding => finding.severity === severity))
  return {
    container,
    findings,
    standing: gravest ?? (isTouched(container, review) || container.hasOtherPullSecrets ? 'calm' : 'unchanged'),
  }
}

function asWorkload([first, ...rest]: readonly ContainerView[]): readonly WorkloadView[] {
  return first ? [[first, ...rest]] : []
}

function byStanding(a: ContainerView, b: ContainerView): number {
  return STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing)
}

/** The sign before a row; nothing before what did not change. */
export const SIGN: Readonly<Record<ContainerView['standing'], string>> = { error: '❌', warning: '⚠️', info: 'ℹ️', calm: '✅', unchanged: '' }
