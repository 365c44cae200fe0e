import { describe, expect, test } from '@jest/globals'
import { CUSTOM_RESOURCES } from '../../../src/kubernetes/custom-resource.ts'
import { findContainers, objectWith } from './manifest.ts'

const CONTAINER = { name: 'app', image: 'example.com/app:1' }

async function pathsOf(apiVersion: string, kind: string, path: string, value: unknown): Promise<readonly string[]> {
  return (await findContainers(objectWith(apiVersion, kind, path, value))).map(found => found.path)
}

describe('kinds whose names clash with others', () => {
  test.each([
    ['batch/v1', 'Job', 'spec.template.spec.containers[0]', 'the API server'],
    ['batch.volcano.sh/v1alpha1', 'Job', 'spec.tasks[0].template.spec.containers[0]', 'a controller'],
    ['apps/v1', 'StatefulSet', 'spec.template.spec.containers[0]', 'the API server'],
    ['apps.kruise.io/v1beta1', 'StatefulSet', 'spec.template.spec.containers[0]', 'a controller'],
    ['apps.kruise.io/v1alpha1', 'DaemonSet', 'spec.template.spec.containers[0]', 'a controller'],
    ['serving.knative.dev/v1', 'Service', 'spec.template.spec.containers[0]', 'a controller'],
    ['v1', 'Deployment', 'spec.template.spec.containers[0]', 'a controller'],
  ])('%s %s: %s, defaulted by %s', async (apiVersion, kind, path, defaulter) => {
    const containers = await findContainers(objectWith(apiVersion, kind, path, CONTAINER))
    expect(containers.map(found => found.path)).toEqual([path])
    expect(containers[0]?.pullPolicy.because.includes('a controller makes the Pod')).toBe(defaulter === 'a controller')
  })

  test('a Service of Kubernetes runs nothing', async () => {
    expect(await findContainers('{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {image: web}}}')).toEqual([])
  })

  test('CloudNativePG’s Cluster has an imageName; a Cluster of others has not', async () => {
    const cluster = (group: string) =>
      `{apiVersion: ${group}/v1, kind: Cluster, metadata: {name: db}, spec: {imageName: "example.com/pg:17", imagePullPolicy: Never}}`
    const containers = await findContainers(cluster('postgresql.cnpg.io'))
    expect(containers.map(({ image, pullPolicy }) => [image?.value, pullPolicy.effective])).toEqual([['example.com/pg:17', 'Never']])
    expect(await findContainers(cluster('cluster.x-k8s.io'))).toEqual([])
  })
})

describe('custom resources whose images their shape does not show', () => {
  test.each([
    ['argoproj.io/v1alpha1', 'Workflow', 'spec.templates[0].container'],
    ['argoproj.io/v1alpha1', 'WorkflowTemplate', 'spec.templates[0].script'],
    ['argoproj.io/v1alpha1', 'ClusterWorkflowTemplate', 'spec.templates[0].sidecars[0]'],
    ['argoproj.io/v1alpha1', 'CronWorkflow', 'spec.workflowSpec.templates[0].container'],
    ['argoproj.io/v1alpha1', 'Workflow', 'spec.templates[0].steps[0][0].inline.script'],
    ['argoproj.io/v1alpha1', 'Workflow', 'spec.templates[0].dag.tasks[0].inline.container'],
    ['argoproj.io/v1alpha1', 'Sensor', 'spec.template.container'],
    ['tekton.dev/v1', 'Task', 'spec.steps[0]'],
    ['tekton.dev/v1beta1', 'ClusterTask', 'spec.stepTemplate'],
    ['tekton.dev/v1', 'TaskRun', 'spec.taskSpec.sidecars[0]'],
    ['tekton.dev/v1', 'Pipeline', 'spec.finally[0].taskSpec.steps[0]'],
    ['tekton.dev/v1', 'PipelineRun', 'spec.pipelineSpec.tasks[0].taskSpec.steps[0]'],
    ['tekton.dev/v1beta1', 'StepAction', 'spec'],
    ['serving.kserve.io/v1beta1', 'InferenceService', 'spec.predictor.model'],
    ['sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'spec'],
    ['sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'spec.driver'],
    ['sparkoperator.k8s.io/v1beta2', 'ScheduledSparkApplication', 'spec.template.executor'],
    ['flink.apache.org/v1beta1', 'FlinkDeployment', 'spec'],
    ['monitoring.coreos.com/v1', 'Prometheus', 'spec.thanos'],
    ['opentelemetry.io/v1beta1', 'OpenTelemetryCollector', 'spec.additionalContainers[0]'],
    ['opentelemetry.io/v1alpha1', 'Instrumentation', 'spec.nodejs'],
    ['kafka.strimzi.io/v1beta2', 'Kafka', 'spec.kafka'],
    ['elasticsearch.k8s.elastic.co/v1', 'Elasticsearch', 'spec'],
    ['kubevirt.io/v1', 'VirtualMachine', 'spec.template.spec.volumes[0].containerDisk'],
    ['actions.summerwind.dev/v1alpha1', 'Runner', 'spec'],
    ['operators.coreos.com/v1alpha1', 'CatalogSource', 'spec'],
  ])('%s %s: %s', async (apiVersion, kind, path) => {
    expect(await pathsOf(apiVersion, kind, path, { image: 'example.com/app:1' })).toEqual([path])
    expect(await pathsOf(apiVersion, kind, path, { imagePullPolicy: 'Always' })).toEqual([])
  })

  test('another group’s kind of that name is not looked into', async () => {
    expect(await pathsOf('example.com/v1', 'Task', 'spec.steps[0]', { image: 'example.com/app:1' })).toEqual([])
  })

  test('any version of the group will do', async () => {
    expect(await pathsOf('tekton.dev/v9alpha3', 'Task', 'spec.steps[0]', { image: 'example.com/app:1' })).toEqual(['spec.steps[0]'])
  })

  test('a step’s policy stands beside its image; Spark’s and Prometheus’s stand above', async () => {
    const policyOf = async (apiVersion: string, kind: string, spec: object) =>
      (await findContainers({ apiVersion, kind, metadata: { name: 'a' }, spec })).map(({ pullPolicy }) => pullPolicy.effective)
    const image = 'example.com/app:1'
    expect(await policyOf('tekton.dev/v1', 'Task', { steps: [{ image, imagePullPolicy: 'Always' }, { image }] })).toEqual([
      'Always',
      'IfNotPresent',
    ])
    expect(await policyOf('sparkoperator.k8s.io/v1beta2', 'SparkApplication', { imagePullPolicy: 'Never', driver: { image } })).toEqual([
      'Never',
    ])
    expect(await policyOf('monitoring.coreos.com/v1', 'Prometheus', { imagePullPolicy: 'Always', thanos: { image } })).toEqual(['Always'])
  })

  test('each kind is named once in a group', () => {
    const names = CUSTOM_RESOURCES.flatMap(({ group, kinds }) => kinds.map(kind => `${group} ${kind}`))
    expect(names.length).toBe(new Set(names).size)
  })
})

describe('PodSpecs are known by their shape', () => {
  test.each([
    ['at the top', 'containers[0]'],
    ['in a spec', 'spec.containers[0]'],
    ['in a template', 'spec.template.spec.containers[0]'],
    ['in a list of templates', 'spec.workers[0].template.spec.initContainers[0]'],
    ['far below', 'spec.a.b.c[0].d.e.f.g[0].h.ephemeralContainers[0]'],
    ['below a status that is not the object’s own', 'spec.status.containers[0]'],
  ])('%s: %s', async (_, path) => {
    expect(await pathsOf('example.com/v1', 'Thing', path, CONTAINER)).toEqual([path])
  })

  test('image volumes beside containers are found, too', async () => {
    const spec = { containers: [CONTAINER], volumes: [{ name: 'data', image: { reference: 'example.com/data:1' } }] }
    expect(await pathsOf('example.com/v1', 'Thing', 'spec', spec)).toEqual(['spec.containers[0]', 'spec.volumes[0].image'])
  })

  test('a PodSpec within a PodSpec', async () => {
    const spec = { containers: [{ ...CONTAINER, nested: { containers: [CONTAINER] } }] }
    expect(await pathsOf('example.com/v1', 'Thing', 'spec', spec)).toEqual([
      'spec.containers[0]',
      'spec.containers[0].nested.containers[0]',
    ])
  })

  test('an embedded manifest', async () => {
    const component = { template: { apiVersion: 'v1', kind: 'Pod', spec: { containers: [CONTAINER] } } }
    expect(await pathsOf('workload.codeflare.dev/v1beta2', 'AppWrapper', 'spec.components[0]', component)).toEqual([
      'spec.components[0].template.spec.containers[0]',
    ])
  })

  test('a depth that no manifest has is no danger', async () => {
    const deep = `${'{"a":'.repeat(400)}{"containers":[{"name":"app","image":"nginx"}]}${'}'.repeat(400)}`
    const containers = await findContainers(`{"apiVersion":"example.com/v1","kind":"Thing","spec":${deep}}`)
    expect(containers.map(({ image }) => image?.value)).toEqual(['nginx'])
  })

  test.each([
    ['a list of texts', 'spec.containers', ['nginx']],
    ['an empty list', 'spec.containers', []],
    ['maps with neither name nor image', 'spec.containers', [{ id: 1, size: 'image' }]],
    ['a list in which one is no map', 'spec.containers', [CONTAINER, 'nginx']],
    ['a map', 'spec.containers', CONTAINER],
    ['the object’s own status', 'status.containers[0]', CONTAINER],
    ['what lies below its status', 'status.spec.template.spec.containers[0]', CONTAINER],
    ['a lone image', 'spec.image', 'nginx'],
  ])('%s is none: %s', async (_, path, value) => {
    expect(await pathsOf('example.com/v1', 'Thing', path, value)).toEqual([])
  })

  test('in a List, at the top and below', async () => {
    const things = ['containers[0]', 'spec.containers[0]'].map(path => objectWith('example.com/v1', 'Thing', path, CONTAINER))
    const containers = await findContainers({ apiVersion: 'v1', kind: 'List', items: things })
    expect(containers.map(({ path }) => path)).toEqual(['items[0].containers[0]', 'items[1].spec.containers[0]'])
  })

  test('the status of an object in a List is its own, too', async () => {
    const item = objectWith('example.com/v1', 'Thing', 'status.containers[0]', CONTAINER)
    expect(await findContainers({ apiVersion: 'v1', kind: 'List', items: [item] })).toEqual([])
  })

  test.each([
    [
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      'spec.versions[0].schema.openAPIV3Schema.properties.spec.example.containers[0]',
    ],
    ['imagepolicy.k8s.io/v1alpha1', 'ImageReview', 'spec.containers[0]'],
    ['v1', 'ConfigMap', 'data.pod.containers[0]'],
    ['networking.k8s.io/v1', 'Ingress', 'spec.containers[0]'],
  ])('%s %s speaks of containers and runs none', async (apiVersion, kind, path) => {
    expect(await pathsOf(apiVersion, kind, path, CONTAINER)).toEqual([])
  })

  test("a kind of another group that is named like one of Kubernetes' own is a custom resource", async () => {
    expect(await pathsOf('networking.example.com/v1', 'Ingress', 'spec.containers[0]', CONTAINER)).toEqual(['spec.containers[0]'])
  })
})

describe('a Kyverno policy holds patterns for images', () => {
  test.each([
    ['Policy', 'spec.rules[0].validate.pattern.spec', '!*:latest'],
    ['ClusterPolicy', 'spec.rules[0].validate.pattern.spec.template.spec', '*:*'],
    ['ClusterPolicy', 'spec.rules[0].validate.anyPattern[0].spec', 'registry.example.com/*'],
    ['ClusterPolicy', 'spec.rules[0].mutate.patchStrategicMerge.spec', '*:latest'],
  ])('%s %s %s is not run', async (kind, path, image) => {
    expect(await pathsOf('kyverno.io/v1', kind, path, { containers: [{ name: '*', image }] })).toEqual([])
  })

  test('what it generates is run', async () => {
    const path = 'spec.rules[0].generate.data.spec.template.spec.containers[0]'
    expect(await pathsOf('kyverno.io/v1', 'ClusterPolicy', path, CONTAINER)).toEqual([path])
  })

  test('in other groups a pattern is a key like any other', async () => {
    expect(await pathsOf('example.com/v1', 'Thing', 'spec.pattern.containers[0]', CONTAINER)).toEqual(['spec.pattern.containers[0]'])
  })
})

describe('custom resources that configuration names', () => {
  const found = async (spec: object, ...configured: readonly { readonly podSpec?: string; readonly image?: string }[]) => {
    const customResources = configured.map(paths => ({ apiVersion: 'example.com/v1', kind: 'Thing', ...paths }))
    const containers = await findContainers(
      { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec },
      { customResources },
    )
    return containers.map(({ path, image, pullPolicy }) => [path, image?.value ?? null, pullPolicy.effective])
  }

  test('the path of an image', async () => {
    expect(await found({ proxy: { image: 'nginx' } }, { image: 'spec.proxy.image' })).toEqual([['spec.proxy', 'nginx', 'Always']])
  })

  test('the policy beside it counts', async () => {
    expect(await found({ image: 'nginx', imagePullPolicy: 'Never' }, { image: 'spec.image' })).toEqual([['spec', 'nginx', 'Never']])
  })

  test('an image under another key', async () => {
    expect(await found({ sidecarImage: 'nginx:1' }, { image: 'spec.sidecarImage' })).toEqual([
      ['spec.sidecarImage', 'nginx:1', 'IfNotPresent'],
    ])
  })

  test('two images in one map', async () => {
    const spec = { image: 'nginx:1', proxyImage: 'envoy:1', initImage: 'busybox:1' }
    const paths = [{ image: 'spec.image' }, { image: 'spec.proxyImage' }, { image: 'spec.initImage' }]
    expect(await found(spec, ...paths)).toEqual([
      ['spec', 'nginx:1', 'IfNotPresent'],
      ['spec.proxyImage', 'envoy:1', 'IfNotPresent'],
      ['spec.initImage', 'busybox:1', 'IfNotPresent'],
    ])
  })

  test('[*] goes to each element of a list', async () => {
    const spec = { workers: [{ image: 'a:1' }, { size: 3 }, { image: 'b:1' }] }
    expect(await found(spec, { image: 'spec.workers[*].image' })).toEqual([
      ['spec.workers[0]', 'a:1', 'IfNotPresent'],
      ['spec.workers[2]', 'b:1', 'IfNotPresent'],
    ])
  })

  test('[*] at the end is a list of images', async () => {
    expect(await found({ images: ['a:1', 'b'] }, { image: 'spec.images[*]' })).toEqual([
      ['spec.images[0]', 'a:1', 'IfNotPresent'],
      ['spec.images[1]', 'b', 'Always'],
    ])
  })

  test('the path of a PodSpec, for shapes that are not plain: names and images may be missing', async () => {
    expect(await found({ pod: { containers: [{ imagePullPolicy: 'Never' }] } }, { podSpec: 'spec.pod' })).toEqual([
      ['spec.pod.containers[0]', null, 'Never'],
    ])
    expect(await found({ pods: [{ containers: [{ command: ['a'] }] }, { containers: [] }] }, { podSpec: 'spec.pods[*]' })).toEqual([
      ['spec.pods[0].containers[0]', null, null],
    ])
  })

  test('what shape and configuration both find is listed once', async () => {
    expect(await found({ pod: { containers: [CONTAINER] } }, { podSpec: 'spec.pod' }, { image: 'spec.pod.containers[*].image' })).toEqual([
      ['spec.pod.containers[0]', 'example.com/app:1', 'IfNotPresent'],
    ])
  })

  test('another version or kind is another resource', async () => {
    const customResources = [{ apiVersion: 'example.com/v2', kind: 'Thing', image: 'spec.image' }]
    expect(await findContainers(objectWith('example.com/v1', 'Thing', 'spec.image', 'nginx'), { customResources })).toEqual([])
  })
})
