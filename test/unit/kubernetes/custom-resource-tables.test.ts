import { expect, test } from '@jest/globals'
import { describeWithShared, readSharedJson } from '../../shared.ts'
import { findContainers, objectWith } from './manifest.ts'

interface CustomResourceRow {
  readonly apiVersions: readonly string[]
  readonly kind: string
  readonly paths: readonly string[]
  readonly expressedAs: string
}

/** Rows of which no container runs what they name, each with the reason. */
const RUNS_NOTHING: Readonly<Record<string, string>> = {
  'ImagePullJob, ImageListPullJob': 'it brings images to nodes and starts none',
  'Issuer, ClusterIssuer, Challenge': 'it names pull secrets; the image is a flag of the controller',
  BuildConfig: 'a build starts from it',
  ImageStream: 'an import of tags',
  'Provider, Configuration, Function': 'a package that Crossplane unpacks',
  OCIRepository: 'a source of manifests',
  ImageRepository: 'a repository that is scanned for tags',
  HelmRelease: 'values, whose meaning only the chart knows',
  'Application, ApplicationSet': 'overrides, whose meaning only the chart or the kustomization knows',
  Kustomization: 'a transformer, and no object of a cluster',
  'CronTab (example CRD of the Kubernetes docs)': 'an example that nobody runs; configuration can name such a field',
}

/** Paths to what a row's words mean where its paths do not say it themselves. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  'Workflow, WorkflowTemplate, ClusterWorkflowTemplate': argoWorkflow('spec'),
  CronWorkflow: argoWorkflow('spec.workflowSpec'),
  'Sensor, EventSource, EventBus (Argo Events)': [
    'spec.template.container.image',
    'spec.triggers[*].template.k8s.source.resource.spec.containers[*].image',
    'spec.triggers[*].template.argoWorkflow.source.resource.spec.template.spec.containers[*].image',
  ],
  Revision: podSpec('spec'),
  StepAction: ['spec.image'],
  TaskRun: tektonTask('spec.taskSpec'),
  Pipeline: [...tektonTask('spec.tasks[*].taskSpec'), ...tektonTask('spec.finally[*].taskSpec')],
  PipelineRun: [...tektonTask('spec.pipelineSpec.tasks[*].taskSpec'), ...tektonTask('spec.pipelineSpec.finally[*].taskSpec')],
  TriggerTemplate: [
    ...tektonTask('spec.resourcetemplates[*].spec.taskSpec'),
    ...tektonTask('spec.resourcetemplates[*].spec.pipelineSpec.tasks[*].taskSpec'),
  ],
  ScaledJob: podSpec('spec.jobTargetRef.template.spec'),
  TrainJob: ['spec.trainer.image', 'spec.initializer.dataset.image', 'spec.initializer.model.image'],
  InferenceService: ['predictor', 'transformer', 'explainer'].flatMap(part => [...podSpec(`spec.${part}`), `spec.${part}.model.image`]),
  SparkApplication: spark('spec'),
  ScheduledSparkApplication: spark('spec.template'),
  FlinkDeployment: ['spec.image', ...['spec', 'spec.jobManager', 'spec.taskManager'].flatMap(at => podSpec(`${at}.podTemplate.spec`))],
  AppWrapper: podSpec('spec.components[*].template.spec.template.spec'),
  Prometheus: prometheus(),
  PrometheusAgent: prometheus(),
  'Alertmanager, ThanosRuler': ['spec.image', ...podSpec('spec')],
  'Elasticsearch, Kibana, Agent, Beat': [
    'spec.image',
    ...['spec.nodeSets[*]', 'spec', 'spec.daemonSet', 'spec.deployment'].flatMap(at => podSpec(`${at}.podTemplate.spec`)),
  ],
  'RunnerDeployment, RunnerSet, Runner': ['spec.template.spec.image', ...podSpec('spec.template.spec')],
  ClusterServiceVersion: podSpec('spec.install.spec.deployments[*].spec.template.spec'),
}

function podSpec(at: string): readonly string[] {
  return [`${at}.containers[*].image`, `${at}.initContainers[*].image`]
}

function argoWorkflow(at: string): readonly string[] {
  const template = ['container', 'script', 'containerSet.containers[*]', 'initContainers[*]', 'sidecars[*]']
  const inline = ['container', 'script', 'sidecars[*]']
  return [
    ...template.map(part => `${at}.templates[*].${part}.image`),
    ...template.map(part => `${at}.templateDefaults.${part}.image`),
    ...inline.map(part => `${at}.templates[*].steps[*][*].inline.${part}.image`),
    ...inline.map(part => `${at}.templates[*].dag.tasks[*].inline.${part}.image`),
  ]
}

function tektonTask(at: string): readonly string[] {
  return [`${at}.steps[*].image`, `${at}.sidecars[*].image`, `${at}.stepTemplate.image`]
}

function spark(at: string): readonly string[] {
  const ofRole = (role: string) => [
    `${at}.${role}.image`,
    `${at}.${role}.initContainers[*].image`,
    `${at}.${role}.sidecars[*].image`,
    ...podSpec(`${at}.${role}.template.spec`),
  ]
  return [`${at}.image`, ...ofRole('driver'), ...ofRole('executor')]
}

function prometheus(): readonly string[] {
  return ['spec.image', 'spec.containers[*].image', 'spec.initContainers[*].image', 'spec.thanos.image']
}

/** Fields of a row that speak of how an image is pulled, and name none. */
const IS_NO_IMAGE = /(?:[pP]ullPolicy|[pP]ullSecrets?(?:\[\*\](?:\.name)?)?|dockerdWithinRunnerContainer\.\.\.)$/

/** The images of a row, as paths. */
function imagesOf({ kind, paths, expressedAs }: CustomResourceRow): readonly string[] {
  const meant = MEANT[kind]
  if (meant) return meant
  const named = paths.flatMap(path => path.split(' / ')).filter(path => !IS_NO_IMAGE.test(path))
  if (expressedAs.startsWith('PodTemplateSpec')) return named.flatMap(path => podSpec(`${path}.spec`))
  return named.map(path => (/[iI]mage$/.test(path) || /imageName$/.test(path) ? path : `${path}.image`))
}

/** `{a,b}` is each of them, `*` any key, `[*]` the first element. */
function examplesOf(path: string): readonly string[] {
  const [, before = '', choice, after = ''] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(path) ?? []
  if (choice !== undefined) return choice.split(',').flatMap(part => examplesOf(`${before}${part}${after}`))
  return [path.replaceAll('[*]', '[0]').replaceAll('.*', '.Worker')]
}

describeWithShared('each place of the shared table of custom resources where a container runs is found once', () => {
  const table = readSharedJson('oracle/kubernetes/podspec-paths-crds.json') as { readonly crds: readonly CustomResourceRow[] } | undefined
  const rows = table?.crds ?? []
  const places = rows
    .filter(({ kind }) => !Object.hasOwn(RUNS_NOTHING, kind))
    .flatMap(row => {
      const kinds = row.kind.replace(/ \([^)]*\)/g, '').split(', ')
      const images = imagesOf(row).flatMap(examplesOf)
      return row.apiVersions.flatMap(apiVersion => kinds.flatMap(kind => images.map(image => [apiVersion, kind, image] as const)))
    })

  test('the table is here, and what is left out of it is in it', () => {
    expect(rows.length).toBe(69)
    const kinds = rows.map(({ kind }) => kind)
    expect([...Object.keys(RUNS_NOTHING), ...Object.keys(MEANT)].filter(kind => !kinds.includes(kind))).toEqual([])
    expect(places.length).toBeGreaterThan(500)
  })

  test.each(places)('%s %s: %s', async (apiVersion, kind, path) => {
    const containers = await findContainers(objectWith(apiVersion, kind, path, 'registry.example.com/app:1'))
    expect(containers.map(({ image }) => image?.value)).toEqual(['registry.example.com/app:1'])
  })
})
