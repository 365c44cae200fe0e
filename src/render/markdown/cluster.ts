import type { Review, ReviewedContainer } from '../../report/review.ts'
import { codeBlock } from '../escape/markdown.ts'
import { shellName } from '../escape/shell.ts'
import { type Block, foldBlock } from './budget.ts'
import type { WorkloadView } from './workloads.ts'

/** Of so many workloads commands are printed. */
const MOST_WORKLOADS = 3

/** The fold with commands that show what a cluster holds, for the workloads that something is said of. */
export function clusterFold(workloads: readonly WorkloadView[], { change }: Review): Block | undefined {
  const all = workloads.filter(([{ findings }]) => findings.length > 0).map(([{ container }]) => commandsFor(container).join('\n'))
  const first = [...new Set(all)].slice(0, MOST_WORKLOADS)
  if (first.length === 0 || change === null) return undefined
  return foldBlock('See it in the cluster', {
    rank: 6,
    head: '',
    rows: first.map(commands => codeBlock('sh', commands)),
    rowCount: first.length,
    separator: '\n\n',
    tail: '',
  })
}

/** Commands that read and change nothing; a name that a shell might read otherwise is left for the reader to fill in. */
function commandsFor(container: ReviewedContainer): readonly string[] {
  const kubectl = container.namespace === null ? 'kubectl' : `kubectl -n ${shellName(container.namespace, 'NAMESPACE')}`
  const workload = shellName(container.workload, 'WORKLOAD')
  const pods = container.kind === 'Pod' ? workload : `${workload}-`
  return [
    ...policyCommand(kubectl, workload, container),
    ...buildCommand(kubectl, pods, container),
    '# what became of the pulls: ErrImagePull comes first, ImagePullBackOff between the tries',
    `${kubectl} get events --field-selector involvedObject.kind=Pod --sort-by=.lastTimestamp | grep 'pod/${pods}'`,
  ]
}

function buildCommand(kubectl: string, pods: string, { role, name }: ReviewedContainer): readonly string[] {
  const statuses = STATUSES[role]
  if (statuses === undefined) return []
  const build = `{.status.${statuses}[?(@.name=="${shellName(name, 'CONTAINER')}")].imageID}`
  return [
    '# node and build of each pod',
    `${kubectl} get pods -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.spec.nodeName}{"\\t"}${build}{"\\n"}{end}' | grep '^${pods}'`,
  ]
}

const STATUSES: Readonly<Partial<Record<ReviewedContainer['role'], string>>> = {
  container: 'containerStatuses',
  initContainer: 'initContainerStatuses',
  ephemeralContainer: 'ephemeralContainerStatuses',
}

/** Where a list of containers lies in an object, without the item of a List: letters and dots only. */
const LIST_PATH = /^(?:items\[\d+\]\.)*((?:[A-Za-z]+\.)*[cC]?[A-Za-z]*[cC]ontainers)\[\d+\]$/

function policyCommand(kubectl: string, workload: string, { kind, apiVersion, path }: ReviewedContainer): readonly string[] {
  const list = LIST_PATH.exec(path)?.[1]
  if (list === undefined) return []
  const group = apiVersion.includes('/') ? `.${shellName(apiVersion.slice(0, apiVersion.indexOf('/')), 'GROUP')}` : ''
  const resource = `${/^[A-Za-z]{1,63}$/.test(kind) ? kind.toLowerCase() : 'KIND'}${BUILT_IN.has(kind) ? '' : group}`
  return [
    '# the policy that the live object holds',
    `${kubectl} get ${resource} ${workload} -o jsonpath='{range .${list}[*]}{.name}{"\\t"}{.imagePullPolicy}{"\\n"}{end}'`,
  ]
}

/** Kinds that kubectl finds without their group. */
const BUILT_IN: ReadonlySet<string> = new Set([
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
])
