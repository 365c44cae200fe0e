/** A kind that Kubernetes itself serves (or once served) and that holds a PodSpec. */
export type WorkloadKind =
  | 'Pod'
  | 'PodTemplate'
  | 'ReplicationController'
  | 'Deployment'
  | 'ReplicaSet'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'Job'
  | 'CronJob'

/**
 * Where each kind keeps its PodSpec; the same in every version it was ever served in.
 * https://github.com/kubernetes/api/tree/10b39a39/testdata/HEAD
 */
export const POD_SPEC_PATH: Readonly<Record<WorkloadKind, readonly string[]>> = {
  Pod: ['spec'],
  PodTemplate: ['template', 'spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Deployment: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
}

/** The API groups that serve, or served, each kind; `''` is the core group. */
const GROUPS: Readonly<Record<WorkloadKind, readonly string[]>> = {
  Pod: [''],
  PodTemplate: [''],
  ReplicationController: [''],
  Deployment: ['apps', 'extensions'],
  ReplicaSet: ['apps', 'extensions'],
  StatefulSet: ['apps'],
  DaemonSet: ['apps', 'extensions'],
  Job: ['batch'],
  CronJob: ['batch'],
}

/** A version as Kubernetes names them: `v1`, `v1beta2`. */
const VERSION = /^v[0-9]+(?:(?:alpha|beta)[0-9]+)?$/

/** The group and version of an `apiVersion`; the core group is `''`. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) }
}

/**
 * The built-in kind that an apiVersion and kind name; undefined for custom resources, and for a built-in name under a
 * group that does not serve it (`batch.volcano.sh` has a Job of its own). Any version of the right group will do:
 * retired ones stand in many repositories.
 */
export function findWorkloadKind(apiVersion: string, kind: string): WorkloadKind | undefined {
  if (!isWorkloadKind(kind)) return undefined
  const { group, version } = parseApiVersion(apiVersion)
  return GROUPS[kind].includes(group) && VERSION.test(version) ? kind : undefined
}

/**
 * Names a kind whichever of its groups and versions is written: a Deployment that moves from `extensions/v1beta1` to `apps/v1`
 * is the same object in the cluster. A custom resource's kind is named with its group.
 */
export function kindKey(apiVersion: string, kind: string): string {
  return findWorkloadKind(apiVersion, kind) ?? `${kind}.${parseApiVersion(apiVersion).group}`
}

/** Common kinds of Kubernetes' own that hold no PodSpec, by group: nothing in them that looks like one is run. */
const WITHOUT_PODS: Readonly<Record<string, readonly string[]>> = {
  '': [
    'ConfigMap',
    'Endpoints',
    'Event',
    'LimitRange',
    'Namespace',
    'Node',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'ResourceQuota',
    'Secret',
    'Service',
    'ServiceAccount',
  ],
  'admissionregistration.k8s.io': ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
  'apiregistration.k8s.io': ['APIService'],
  autoscaling: ['HorizontalPodAutoscaler'],
  'coordination.k8s.io': ['Lease'],
  'discovery.k8s.io': ['EndpointSlice'],
  extensions: ['Ingress', 'NetworkPolicy', 'PodSecurityPolicy'],
  'networking.k8s.io': ['Ingress', 'IngressClass', 'NetworkPolicy'],
  policy: ['PodDisruptionBudget', 'PodSecurityPolicy'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'StorageClass', 'VolumeAttachment'],
}

/** Whether the kind is Kubernetes' own and known to hold no PodSpec. */
export function isBuiltInWithoutPods(apiVersion: string, kind: string): boolean {
  const { group } = parseApiVersion(apiVersion)
  return Object.hasOwn(WITHOUT_PODS, group) && (WITHOUT_PODS[group]?.includes(kind) ?? false)
}

function isWorkloadKind(kind: string): kind is WorkloadKind {
  return Object.hasOwn(POD_SPEC_PATH, kind)
}
