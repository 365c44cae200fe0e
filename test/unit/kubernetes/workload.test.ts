import { describe, expect, test } from '@jest/globals'
import { findWorkloadKind, POD_SPEC_PATH, parseApiVersion } from '../../../src/kubernetes/workload.ts'
import { describeWithShared, readSharedJson } from '../../shared.ts'
import { findContainers, findPodSites, objectWith } from './manifest.ts'

describe('where each built-in kind keeps its PodSpec', () => {
  test.each([
    ['v1', 'Pod', 'spec'],
    ['v1', 'PodTemplate', 'template.spec'],
    ['v1', 'ReplicationController', 'spec.template.spec'],
    ['apps/v1', 'Deployment', 'spec.template.spec'],
    ['apps/v1', 'ReplicaSet', 'spec.template.spec'],
    ['apps/v1', 'StatefulSet', 'spec.template.spec'],
    ['apps/v1', 'DaemonSet', 'spec.template.spec'],
    ['batch/v1', 'Job', 'spec.template.spec'],
    ['batch/v1', 'CronJob', 'spec.jobTemplate.spec.template.spec'],
    ['apps/v1beta1', 'Deployment', 'spec.template.spec'],
    ['apps/v1beta1', 'StatefulSet', 'spec.template.spec'],
    ['apps/v1beta2', 'Deployment', 'spec.template.spec'],
    ['apps/v1beta2', 'ReplicaSet', 'spec.template.spec'],
    ['apps/v1beta2', 'StatefulSet', 'spec.template.spec'],
    ['apps/v1beta2', 'DaemonSet', 'spec.template.spec'],
    ['extensions/v1beta1', 'Deployment', 'spec.template.spec'],
    ['extensions/v1beta1', 'ReplicaSet', 'spec.template.spec'],
    ['extensions/v1beta1', 'DaemonSet', 'spec.template.spec'],
    ['batch/v1beta1', 'CronJob', 'spec.jobTemplate.spec.template.spec'],
    ['batch/v2alpha1', 'CronJob', 'spec.jobTemplate.spec.template.spec'],
  ])('%s %s: %s', async (apiVersion, kind, podSpec) => {
    const manifest = objectWith(apiVersion, kind, `${podSpec}.containers[0]`, { name: 'app', image: 'nginx' })
    const containers = await findContainers(manifest)
    expect(containers.map(({ path, pullPolicy }) => [path, pullPolicy.effective])).toEqual([[`${podSpec}.containers[0]`, 'Always']])
    expect(findPodSites(manifest).map(({ workloadKind, defaulter, path }) => [workloadKind, defaulter, path])).toEqual([
      [kind, 'api-server', podSpec],
    ])
  })

  test('and nowhere else: what stands beside it runs nothing', async () => {
    const pod = objectWith('v1', 'Pod', 'spec.template.spec.containers[0]', { name: 'app', image: 'nginx' })
    const deployment = objectWith('apps/v1', 'Deployment', 'spec.containers[0]', { name: 'app', image: 'nginx' })
    expect([...(await findContainers(pod)), ...(await findContainers(deployment))]).toEqual([])
  })

  test('the table names the nine kinds', () => {
    expect(Object.keys(POD_SPEC_PATH).length).toBe(9)
  })
})

describe('what an apiVersion and a kind name', () => {
  test.each([
    ['v1', 'Pod', 'Pod'],
    ['apps/v1', 'Deployment', 'Deployment'],
    ['apps/v1alpha1', 'Deployment', 'Deployment'],
    ['v1', 'Deployment', undefined],
    ['apps/v1', 'Pod', undefined],
    ['apps', 'Deployment', undefined],
    ['apps/', 'Deployment', undefined],
    ['apps/v1/v1', 'Deployment', undefined],
    ['extensions/v1beta1', 'StatefulSet', undefined],
    ['batch.volcano.sh/v1alpha1', 'Job', undefined],
    ['apps.kruise.io/v1beta1', 'StatefulSet', undefined],
    ['apps/v1', 'deployment', undefined],
    ['v1', 'toString', undefined],
    ['v1', 'Service', undefined],
  ])('%s %s: %s', (apiVersion, kind, expected) => {
    expect(findWorkloadKind(apiVersion, kind)).toBe(expected)
  })

  test.each([
    ['v1', '', 'v1'],
    ['apps/v1', 'apps', 'v1'],
    ['serving.knative.dev/v1', 'serving.knative.dev', 'v1'],
    ['', '', ''],
  ])('%j is the group %j and the version %j', (apiVersion, group, version) => {
    expect(parseApiVersion(apiVersion)).toEqual({ group, version })
  })
})

interface BuiltinKind {
  readonly apiVersion: string
  readonly kind: string
  readonly podSpecPath: string
  readonly imagePaths: readonly string[]
  readonly imageVolumePaths: readonly string[]
  readonly pullSecretPaths: readonly string[]
  readonly serviceAccountPaths: readonly string[]
}

interface OtherKind {
  readonly apiVersion: string
  readonly kind: string
  readonly paths: readonly string[]
}

describeWithShared('the table of the shared oracle', () => {
  const table = readSharedJson('oracle/kubernetes/podspec-paths-builtin.json') as
    | { readonly kinds: readonly BuiltinKind[]; readonly otherKindsMentioningImages: readonly OtherKind[] }
    | undefined
  const kinds = table?.kinds ?? []
  const images = kinds.flatMap(({ apiVersion, kind, imagePaths, imageVolumePaths }) =>
    [...imagePaths, ...imageVolumePaths.filter(path => path.endsWith('.reference'))].map(
      path => [apiVersion, kind, path.replaceAll('[*]', '[0]')] as const,
    ),
  )

  test('is here', () => {
    expect(images.length).toBe(19 * 4)
  })

  test.each(images)('%s %s %s is found once', async (apiVersion, kind, path) => {
    const containers = await findContainers(objectWith(apiVersion, kind, path, 'registry.example.com/app:1'))
    expect(containers.map(container => [container.path, container.image?.value])).toEqual([
      [path.slice(0, path.lastIndexOf('.')), 'registry.example.com/app:1'],
    ])
  })

  test.each(kinds)('$apiVersion $kind: pull secrets and ServiceAccount are read from $podSpecPath', ({ apiVersion, kind, ...row }) => {
    const [secret = ''] = row.pullSecretPaths.map(path => path.replaceAll('[*]', '[0]'))
    expect(findPodSites(objectWith(apiVersion, kind, secret, 'pull')).map(pod => pod.imagePullSecrets?.map(name => name?.value))).toEqual([
      ['pull'],
    ])
    for (const path of row.serviceAccountPaths) {
      const pods = findPodSites(objectWith(apiVersion, kind, path, 'web')).map(({ serviceAccountName }) => serviceAccountName?.value)
      expect(pods).toEqual(['web'])
    }
  })

  test.each(
    (table?.otherKindsMentioningImages ?? []).flatMap(({ apiVersion, kind, paths }) =>
      paths.map(path => [apiVersion, kind, path.replaceAll('[*]', '[0]')] as const),
    ),
  )('%s %s %s is not run', async (apiVersion, kind, path) => {
    expect(await findContainers(objectWith(apiVersion, kind, path, 'nginx'))).toEqual([])
  })
})
