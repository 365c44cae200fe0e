import { describe, expect, test } from '@jest/globals'
import type { ReviewedContainer } from '../../../src/report/review.ts'
import { findContainers, findPodSites, objectWith, reviewManifest, textAtPlace } from './manifest.ts'

const inPod = (spec: string) => `{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {${spec}}}`

/** A container as a test's row: role, name, image, effective policy. */
function rowOf({ role, name, image, pullPolicy }: ReviewedContainer) {
  return [role, name, image?.value ?? null, pullPolicy.effective]
}

describe('the four roles', () => {
  const pod = `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes:
    - name: model
      image: {reference: example.com/model:1, pullPolicy: Always}
    - name: weights
      image: {reference: example.com/weights}
    - name: scratch
      emptyDir: {}
    - name: blocks
      rbd: {image: not-a-container-image}
  initContainers:
    - {name: migrate, image: example.com/migrate:1}
    - {name: proxy, image: example.com/proxy:1, restartPolicy: Always}
  containers:
    - {name: app, image: example.com/app:1, imagePullPolicy: Never}
  ephemeralContainers:
    - {name: debugger, image: busybox}
`

  test('containers, init containers (native sidecars are such), ephemeral containers and image volumes, in the order written', async () => {
    expect((await findContainers(pod)).map(rowOf)).toEqual([
      ['imageVolume', 'model', 'example.com/model:1', 'Always'],
      ['imageVolume', 'weights', 'example.com/weights', 'Always'],
      ['initContainer', 'migrate', 'example.com/migrate:1', 'IfNotPresent'],
      ['initContainer', 'proxy', 'example.com/proxy:1', 'IfNotPresent'],
      ['container', 'app', 'example.com/app:1', 'Never'],
      ['ephemeralContainer', 'debugger', 'busybox', 'Always'],
    ])
  })

  test('each has a path', async () => {
    expect((await findContainers(pod)).map(({ path }) => path)).toEqual([
      'spec.volumes[0].image',
      'spec.volumes[1].image',
      'spec.initContainers[0]',
      'spec.initContainers[1]',
      'spec.containers[0]',
      'spec.ephemeralContainers[0]',
    ])
  })

  test('an image volume’s policy has its own key', async () => {
    const [volume] = await findContainers(inPod('volumes: [{name: a, image: {reference: nginx, imagePullPolicy: Never}}]'))
    expect(volume?.pullPolicy).toMatchObject({ written: null, effective: 'Always' })
  })

  test('a CronJob’s containers lie four levels down', async () => {
    const [container] = await findContainers(`
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: shop}
spec:
  schedule: '0 3 * * *'
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers: [{name: job, image: python}]
`)
    expect(container).toMatchObject({ path: 'spec.jobTemplate.spec.template.spec.containers[0]', workload: 'nightly', namespace: 'shop' })
  })
})

describe('places', () => {
  const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: plain
      image: nginx:1.27 # the web server
      imagePullPolicy: Always
    - name: quoted
      image: "nginx:1.27"
      imagePullPolicy: 'Never'
    - {name: flow, image: nginx:1.27, imagePullPolicy: Always}
`
  test('a range spans what is written, quotes included', async () => {
    const containers = await findContainers(manifest)
    expect(
      containers.map(({ image, pullPolicy }) => [
        image && textAtPlace(manifest, image.at),
        pullPolicy.at && textAtPlace(manifest, pullPolicy.at),
      ]),
    ).toEqual([
      ['nginx:1.27', 'Always'],
      ['"nginx:1.27"', "'Never'"],
      ['nginx:1.27', 'Always'],
    ])
  })

  test('lines and columns are 1-based, the end is exclusive', async () => {
    const [plain] = await findContainers(manifest)
    expect(plain?.image?.at).toMatchObject({ line: 7, column: 14, endLine: 7, endColumn: 24 })
  })

  test('of a key that is written twice the last one counts', async () => {
    const [container] = await findContainers(inPod('containers: [{name: a, image: nginx:1, image: nginx:2}]'))
    expect(container?.image?.value).toBe('nginx:2')
  })
})

describe('aliases and merge keys', () => {
  test('an aliased image: its text is the anchor’s, its place the alias', async () => {
    const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: a, image: &image nginx:1.27}
    - {name: b, image: *image}
`
    const containers = await findContainers(manifest)
    expect(containers.map(({ image }) => image && [image.value, textAtPlace(manifest, image.at), image.at.line])).toEqual([
      ['nginx:1.27', 'nginx:1.27', 6],
      ['nginx:1.27', '*image', 7],
    ])
  })

  test('an aliased policy: the same', async () => {
    const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {policy: &policy Never}}
spec:
  containers:
    - {name: a, image: nginx:1.27, imagePullPolicy: *policy}
`
    const [container] = await findContainers(manifest)
    expect(container?.pullPolicy).toMatchObject({ written: 'Never', effective: 'Never' })
    expect(container?.pullPolicy.at && textAtPlace(manifest, container.pullPolicy.at)).toBe('*policy')
  })

  test('an aliased container: it is there twice, with what it says at the anchor', async () => {
    const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers:
    - &check {name: check, image: busybox:1.37}
  containers:
    - *check
    - {name: web, image: nginx:1.27}
`
    const containers = await findContainers(manifest)
    expect(containers.map(({ role, path, image }) => [role, path, image?.at.line])).toEqual([
      ['initContainer', 'spec.initContainers[0]', 6],
      ['container', 'spec.containers[0]', 6],
      ['container', 'spec.containers[1]', 9],
    ])
    const blocks = findPodSites(manifest).flatMap(pod => pod.containers.map(({ range }) => manifest.slice(range.start, range.end)))
    expect(blocks).toEqual(['{name: check, image: busybox:1.37}', '*check', '{name: web, image: nginx:1.27}'])
  })

  test('a merged image is read where it is written, and a key of its own wins over it', async () => {
    const manifest = `apiVersion: v1
kind: ConfigMap
metadata:
  name: defaults
  annotations: {}
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - &base
      name: a
      image: nginx:1.27
      imagePullPolicy: Always
    - <<: *base
      name: b
    - <<: *base
      name: c
      image: nginx:1.28
`
    const containers = await findContainers(manifest)
    expect(containers.map(({ name, image, pullPolicy }) => [name, image?.value, image?.at.line, pullPolicy.at?.line])).toEqual([
      ['a', 'nginx:1.27', 14, 15],
      ['b', 'nginx:1.27', 14, 15],
      ['c', 'nginx:1.28', 20, 15],
    ])
  })

  test('an aliased list of containers, and an aliased PodSpec', async () => {
    const containers = await findContainers(`
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: &spec {containers: &list [{name: a, image: nginx:1}]}}
  - {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: *spec}
  - {apiVersion: v1, kind: Pod, metadata: {name: c}, spec: {containers: *list}}
`)
    expect(containers.map(({ workload, image }) => [workload, image?.value])).toEqual([
      ['a', 'nginx:1'],
      ['b', 'nginx:1'],
      ['c', 'nginx:1'],
    ])
  })
})

describe('containers that write no image', () => {
  test.each([
    ['a name only', '{name: web}', null, 'none'],
    ['an image that is null', '{name: web, image: null}', null, 'none'],
    ['an image without a value', '{name: web, image: }', null, 'none'],
    ['a policy only', '{name: web, imagePullPolicy: Never}', 'Never', 'declared'],
  ])('%s: nothing is filled in', async (_, container, effective, origin) => {
    const containers = await findContainers(inPod(`containers: [${container}]`))
    expect(containers.map(({ image, pullPolicy }) => [image, pullPolicy.effective, pullPolicy.origin])).toEqual([[null, effective, origin]])
  })

  test('an empty image is one that is written', async () => {
    const [container] = await findContainers(inPod('containers: [{name: web, image: ""}]'))
    expect(container?.image).toMatchObject({ value: '', isValid: false })
  })

  test('a number is read as its text', async () => {
    const [container] = await findContainers(inPod('containers: [{name: web, image: 1234}]'))
    expect(container?.image?.value).toBe('1234')
  })

  test('no rule speaks of what is not written', async () => {
    const { findings } = await reviewManifest(inPod('containers: [{name: web, image: null}, {name: api}]'))
    expect(findings).toEqual([])
  })
})

describe('elements of lists that are no containers', () => {
  test.each([
    ['a strategic merge patch’s directive', '{$patch: delete}', 0],
    ['a list directive', '{$patch: replace}', 0],
    ['an empty map', '{}', 0],
    ['null', 'null', 0],
    ['a text', 'nginx', 0],
    ['a list', '[image]', 0],
    ['a container that is deleted by name', '{name: web, $patch: delete}', 0],
  ])('%s: %s counts %i', async (_, element, count) => {
    expect(await findContainers(inPod(`containers: [${element}], image: x`))).toHaveLength(count)
  })

  test('they do not shift the paths of the others', async () => {
    const [container] = await findContainers(inPod('containers: [{$patch: replace}, {name: web, image: nginx}]'))
    expect(container?.path).toBe('spec.containers[1]')
  })

  test.each([
    ['null', 'containers: null'],
    ['a map', 'containers: {name: web, image: nginx}'],
    ['a text', 'containers: nginx'],
    ['nothing', 'containers: []'],
  ])('containers that are %s', async (_, containers) => {
    expect(await findContainers(inPod(`${containers}, image: x`))).toEqual([])
  })
})

describe('what is called image and runs nowhere', () => {
  test.each([
    [
      'a ConfigMap’s text',
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {pod.yaml: "spec:\\n  containers:\\n  - image: nginx"}}`,
    ],
    ['a ConfigMap’s own key', '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {image: nginx, containers: web}}'],
    ['a Secret', '{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {image: nginx}}'],
    ['an annotation', '{apiVersion: v1, kind: Service, metadata: {name: a, annotations: {image: nginx, containers: "[{image: nginx}]"}}}'],
    ['a comment', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a # image: nginx\n'],
    ['a Node’s images', '{apiVersion: v1, kind: Node, metadata: {name: a}, status: {images: [{names: [nginx]}]}}'],
    ['a volume of blocks', '{apiVersion: v1, kind: PersistentVolume, metadata: {name: a}, spec: {rbd: {image: disk}}}'],
    [
      'an image of a Kustomization',
      '{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, images: [{name: nginx, newTag: "1"}]}',
    ],
  ])('%s', async (_, manifest) => {
    expect(await findContainers(manifest)).toEqual([])
  })

  test('a script in a container that is one', async () => {
    const containers = await findContainers(
      inPod(
        'containers: [{name: a, image: docker:29, args: ["image: nginx", "containers: [{image: redis}]"], env: [{name: image, value: httpd}]}]',
      ),
    )
    expect(containers.map(({ image }) => image?.value)).toEqual(['docker:29'])
  })
})

describe('what a Pod pulls with', () => {
  const podSites = (spec: string) => findPodSites(inPod(spec))
  const secretsOf = (list: string) =>
    podSites(`imagePullSecrets: ${list}`).map(({ imagePullSecrets }) => imagePullSecrets?.map(name => name?.value ?? null))

  test.each([
    ['[{name: a}, {name: b}]', ['a', 'b']],
    ['[]', []],
    ['[{name: ""}]', [null]],
    ['[{name: null}, {name: a}]', [null, 'a']],
    ['[{}]', [null]],
    ['[a]', []],
    ['[null]', [null]],
    ['null', undefined],
    ['{name: a}', undefined],
  ])('imagePullSecrets %s: %j', (list, names) => {
    expect(secretsOf(list)).toEqual([names])
  })

  test('no list is not an empty one', () => {
    expect(
      podSites('containers: [{name: a, image: nginx}]').map(({ imagePullSecrets, imagePullSecretsAt }) => [
        imagePullSecrets,
        imagePullSecretsAt,
      ]),
    ).toEqual([[undefined, undefined]])
  })

  test.each([
    ['serviceAccountName: web', 'web'],
    ['serviceAccount: web', 'web'],
    ['serviceAccount: old, serviceAccountName: new', 'new'],
    ['serviceAccountName: null, serviceAccount: old', 'old'],
    ['hostNetwork: true', undefined],
  ])('%s: %s', (spec, name) => {
    expect(podSites(spec).map(({ serviceAccountName }) => serviceAccountName?.value)).toEqual([name])
  })

  test('in a template as in a Pod', () => {
    const deployment = objectWith('apps/v1', 'Deployment', 'spec.template.spec', {
      imagePullSecrets: [{ name: 'a' }],
      serviceAccountName: 'web',
    })
    const [pod] = findPodSites(deployment)
    expect([pod?.imagePullSecrets?.map(name => name?.value), pod?.serviceAccountName?.value]).toEqual([['a'], 'web'])
  })
})
