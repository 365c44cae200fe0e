import { parseApiVersion } from './workload.ts'

/**
 * A place in a custom resource that runs an image and that its shape alone does not show: not an element of a list named
 * `containers`, `initContainers` or `ephemeralContainers`.
 */
export interface ImageField {
  /** Dotted path to the map that holds the image; `[*]` is each element of a list, `*` each value of a map. */
  readonly at: string
  /** The key that holds the image, within that map. */
  readonly image: string
  /** Dotted path from the object to the key that holds the policy, where that is not `imagePullPolicy` beside the image. */
  readonly policy?: string
}

/** What is known of a custom resource's kinds. */
export interface CustomResource {
  readonly group: string
  readonly kinds: readonly string[]
  readonly images: readonly ImageField[]
}

const containerAt = (at: string): ImageField => ({ at, image: 'image' })
const below = (prefix: string, fields: readonly ImageField[]): readonly ImageField[] =>
  fields.map(field => ({ ...field, at: `${prefix}.${field.at}` }))

/** https://argo-workflows.readthedocs.io/en/latest/fields/#template */
const ARGO_TEMPLATE = [containerAt('container'), containerAt('script'), containerAt('sidecars[*]')]
const ARGO_WORKFLOW: readonly ImageField[] = [
  ...below('templates[*]', ARGO_TEMPLATE),
  ...below('templateDefaults', ARGO_TEMPLATE),
  ...below('templates[*].steps[*][*].inline', ARGO_TEMPLATE),
  ...below('templates[*].dag.tasks[*].inline', ARGO_TEMPLATE),
]
/** https://tekton.dev/docs/pipelines/tasks/ */
const TEKTON_TASK: readonly ImageField[] = [containerAt('steps[*]'), containerAt('sidecars[*]'), containerAt('stepTemplate')]
const TEKTON_PIPELINE: readonly ImageField[] = [...below('tasks[*].taskSpec', TEKTON_TASK), ...below('finally[*].taskSpec', TEKTON_TASK)]
const SPARK: readonly ImageField[] = [
  containerAt('spec'),
  ...['spec.driver', 'spec.executor'].flatMap(role => [
    { at: role, image: 'image', policy: 'spec.imagePullPolicy' },
    containerAt(`${role}.sidecars[*]`),
  ]),
]

/**
 * Kinds whose images do not all lie in lists of containers. Dispatched on group and kind, since kinds clash (Volcano has a
 * Job, CloudNativePG a Cluster) and versions change more often than shapes. Images that no container runs (build inputs,
 * packages of an operator, sources of a chart) are not here.
 */
export const CUSTOM_RESOURCES: readonly CustomResource[] = [
  { group: 'argoproj.io', kinds: ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate'], images: below('spec', ARGO_WORKFLOW) },
  { group: 'argoproj.io', kinds: ['CronWorkflow'], images: below('spec.workflowSpec', ARGO_WORKFLOW) },
  { group: 'argoproj.io', kinds: ['Sensor', 'EventSource', 'EventBus'], images: [containerAt('spec.template.container')] },
  { group: 'tekton.dev', kinds: ['Task', 'ClusterTask'], images: below('spec', TEKTON_TASK) },
  { group: 'tekton.dev', kinds: ['StepAction'], images: [containerAt('spec')] },
  { group: 'tekton.dev', kinds: ['TaskRun'], images: below('spec.taskSpec', TEKTON_TASK) },
  { group: 'tekton.dev', kinds: ['Pipeline'], images: below('spec', TEKTON_PIPELINE) },
  { group: 'tekton.dev', kinds: ['PipelineRun'], images: below('spec.pipelineSpec', TEKTON_PIPELINE) },
  {
    group: 'triggers.tekton.dev',
    kinds: ['TriggerTemplate'],
    images: [
      ...below('spec.resourcetemplates[*].spec.taskSpec', TEKTON_TASK),
      ...below('spec.resourcetemplates[*].spec.pipelineSpec', TEKTON_PIPELINE),
    ],
  },
  { group: 'trainer.kubeflow.org', kinds: ['TrainJob'], images: [containerAt('spec.trainer'), containerAt('spec.initializer.*')] },
  {
    group: 'serving.kserve.io',
    kinds: ['InferenceService'],
    images: ['predictor', 'transformer', 'explainer'].map(part => containerAt(`spec.${part}.model`)),
  },
  { group: 'sparkoperator.k8s.io', kinds: ['SparkApplication'], images: SPARK },
  {
    group: 'sparkoperator.k8s.io',
    kinds: ['ScheduledSparkApplication'],
    images: SPARK.map(field => ({
      ...field,
      at: field.at.replace(/^spec/, 'spec.template'),
      ...(field.policy ? { policy: field.policy.replace(/^spec/, 'spec.template') } : {}),
    })),
  },
  { group: 'flink.apache.org', kinds: ['FlinkDeployment'], images: [containerAt('spec')] },
  {
    group: 'monitoring.coreos.com',
    kinds: ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'],
    images: [containerAt('spec'), { at: 'spec.thanos', image: 'image', policy: 'spec.imagePullPolicy' }],
  },
  {
    group: 'opentelemetry.io',
    kinds: ['OpenTelemetryCollector'],
    images: [containerAt('spec'), containerAt('spec.additionalContainers[*]')],
  },
  {
    group: 'opentelemetry.io',
    kinds: ['Instrumentation'],
    images: ['java', 'nodejs', 'python', 'dotnet', 'go', 'apacheHttpd', 'nginx'].map(language => containerAt(`spec.${language}`)),
  },
  { group: 'postgresql.cnpg.io', kinds: ['Cluster'], images: [{ at: 'spec', image: 'imageName' }] },
  { group: 'acid.zalan.do', kinds: ['postgresql'], images: [{ at: 'spec', image: 'dockerImage' }, containerAt('spec.sidecars[*]')] },
  {
    group: 'kafka.strimzi.io',
    kinds: ['Kafka', 'KafkaConnect', 'KafkaMirrorMaker2', 'KafkaBridge'],
    images: [containerAt('spec'), containerAt('spec.kafka'), containerAt('spec.zookeeper')],
  },
  ...['elasticsearch.k8s.elastic.co', 'kibana.k8s.elastic.co', 'agent.k8s.elastic.co', 'beat.k8s.elastic.co'].map(group => ({
    group,
    kinds: ['Elasticsearch', 'Kibana', 'Agent', 'Beat'],
    images: [containerAt('spec')],
  })),
  {
    group: 'kubevirt.io',
    kinds: ['VirtualMachine', 'VirtualMachineInstance'],
    images: [containerAt('spec.template.spec.volumes[*].containerDisk'), containerAt('spec.volumes[*].containerDisk')],
  },
  {
    group: 'actions.summerwind.dev',
    kinds: ['RunnerDeployment', 'RunnerSet', 'Runner'],
    images: [containerAt('spec.template.spec'), containerAt('spec')],
  },
  { group: 'operators.coreos.com', kinds: ['CatalogSource'], images: [containerAt('spec')] },
]

/** Keys below which Kyverno keeps what it compares Pods with, or lays over them. */
const KYVERNO_PATTERNS: ReadonlySet<string | number> = new Set(['pattern', 'anyPattern', 'patchStrategicMerge'])

/**
 * Whether a place in a custom resource only has the shape of a PodSpec: `image: "!*:latest"` in a Kyverno policy is a
 * pattern for images, and no container runs it. https://kyverno.io/docs/policy-types/cluster-policy/validate/#patterns
 */
export function isPattern(apiVersion: string, path: readonly (string | number)[]): boolean {
  return apiVersion.startsWith('kyverno.io/') && path.some(step => KYVERNO_PATTERNS.has(step))
}

/** Where configuration says that a custom resource of the user's own keeps images. */
export interface ConfiguredResource {
  readonly apiVersion: string
  readonly kind: string
  /** Dotted path to a PodSpec. */
  readonly podSpec?: string
  /** Dotted path to an image's string. */
  readonly image?: string
}

/** The image fields of a kind, from the table and from configuration. */
export function findImageFields(apiVersion: string, kind: string, configured: readonly ConfiguredResource[]): readonly ImageField[] {
  const { group } = parseApiVersion(apiVersion)
  const known = TABLE.get(`${group}/${kind}`) ?? []
  const own = configured.filter(resource => resource.apiVersion === apiVersion && resource.kind === kind)
  return [...known, ...own.flatMap(resource => (resource.image === undefined ? [] : [parseImageField(resource.image)]))]
}

/** Paths to PodSpecs that configuration names for a kind. */
export function findConfiguredPodSpecs(apiVersion: string, kind: string, configured: readonly ConfiguredResource[]): readonly string[] {
  return configured.flatMap(resource =>
    resource.apiVersion === apiVersion && resource.kind === kind && resource.podSpec !== undefined ? [resource.podSpec] : [],
  )
}

function parseImageField(path: string): ImageField {
  const dot = path.lastIndexOf('.')
  return dot < 0 ? { at: '', image: path } : { at: path.slice(0, dot), image: path.slice(dot + 1) }
}

const TABLE: ReadonlyMap<string, readonly ImageField[]> = new Map(
  CUSTOM_RESOURCES.flatMap(({ group, kinds, images }) => kinds.map(kind => [`${group}/${kind}`, images] as const)),
)
