import { describe, expect, test } from '@jest/globals'
import { findContainers } from './manifest.ts'

const container = (image: string) => `{name: app, image: "${image}"}`
const pod = (image: string) => `{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [${container(image)}]}}`

/** A List within a List within a List, a Pod innermost. */
function nested(depth: number): string {
  return depth === 0 ? pod('nginx:1') : `{apiVersion: v1, kind: List, items: [${nested(depth - 1)}]}`
}

describe('Lists are opened', () => {
  test('a List, with items of many kinds', async () => {
    const containers = await findContainers(`
apiVersion: v1
kind: List
items:
  - ${pod('nginx:1')}
  - {apiVersion: v1, kind: Service, metadata: {name: web}}
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: api, namespace: shop}
    spec: {template: {spec: {containers: [${container('nginx:2')}]}}}
`)
    expect(containers.map(({ kind, namespace, workload, path, image }) => [kind, namespace, workload, path, image?.value])).toEqual([
      ['Pod', null, 'web', 'items[0].spec.containers[0]', 'nginx:1'],
      ['Deployment', 'shop', 'api', 'items[2].spec.template.spec.containers[0]', 'nginx:2'],
    ])
  })

  test.each([
    ['v1', 'PodList', 'v1', 'Pod', 'spec.containers[0]', `spec: {containers: [${container('nginx:1')}]}`],
    [
      'apps/v1',
      'DeploymentList',
      'apps/v1',
      'Deployment',
      'spec.template.spec.containers[0]',
      `spec: {template: {spec: {containers: [${container('nginx:1')}]}}}`,
    ],
    [
      'v1',
      'PodTemplateList',
      'v1',
      'PodTemplate',
      'template.spec.containers[0]',
      `template: {spec: {containers: [${container('nginx:1')}]}}`,
    ],
    [
      'argoproj.io/v1alpha1',
      'RolloutList',
      'argoproj.io/v1alpha1',
      'Rollout',
      'spec.template.spec.containers[0]',
      `spec: {template: {spec: {containers: [${container('nginx:1')}]}}}`,
    ],
  ])('a typed list, whose items need not say their kind: %s %s', async (apiVersion, kind, itemVersion, itemKind, path, item) => {
    const containers = await findContainers(`{apiVersion: ${apiVersion}, kind: ${kind}, items: [{metadata: {name: web}, ${item}}]}`)
    expect(containers.map(found => [found.apiVersion, found.kind, found.path])).toEqual([[itemVersion, itemKind, `items[0].${path}`]])
  })

  test('an item of a typed list that says its kind is taken at its word', async () => {
    const containers = await findContainers(`{apiVersion: apps/v1, kind: DeploymentList, items: [${pod('nginx:1')}]}`)
    expect(containers.map(({ apiVersion, kind }) => [apiVersion, kind])).toEqual([['v1', 'Pod']])
  })

  test('Lists in Lists', async () => {
    const containers = await findContainers(nested(3))
    expect(containers.map(({ kind, path }) => [kind, path])).toEqual([['Pod', 'items[0].items[0].items[0].spec.containers[0]']])
  })

  test('an item that is an alias', async () => {
    const containers = await findContainers(`{apiVersion: v1, kind: List, items: [&pod ${pod('nginx:1')}, *pod]}`)
    expect(containers.map(({ path }) => path)).toEqual(['items[0].spec.containers[0]', 'items[1].spec.containers[0]'])
  })

  test.each([
    ['an item without a kind in a plain List', `{apiVersion: v1, kind: List, items: [{spec: {containers: [${container('nginx')}]}}]}`],
    ['items that are no list', `{apiVersion: v1, kind: PodList, items: {spec: {image: nginx}}}`],
    ['an empty List of images', '{apiVersion: v1, kind: List, items: []} # image'],
    ['an item that is no map', '{apiVersion: v1, kind: List, items: [image, null, 3]}'],
  ])('%s runs nothing', async (_, manifest) => {
    expect(await findContainers(manifest)).toEqual([])
  })
})

describe('what names an object', () => {
  const named = (metadata: string) => `{apiVersion: v1, kind: Pod, metadata: ${metadata}, spec: {containers: [${container('nginx:1')}]}}`
  test.each([
    ['{name: web}', 'web', null],
    ['{name: web, namespace: shop}', 'web', 'shop'],
    ['{generateName: web-}', 'web-', null],
    ['{name: web, generateName: other-}', 'web', null],
    ['{name: "", generateName: web-}', 'web-', null],
    ['{name: null, namespace: ""}', null, null],
    ['{}', null, null],
    ['null', null, null],
    ['[name]', null, null],
  ])('metadata %s: %s in %s', async (metadata, workload, namespace) => {
    const containers = await findContainers(named(metadata))
    expect(containers.map(found => [found.workload, found.namespace])).toEqual([[workload, namespace]])
  })
})

describe('a text is an object only with apiVersion and kind', () => {
  test.each([
    ['no apiVersion', `{kind: Pod, spec: {containers: [${container('nginx')}]}}`],
    ['no kind', `{apiVersion: v1, spec: {containers: [${container('nginx')}]}}`],
    ['an empty kind', `{apiVersion: v1, kind: "", spec: {containers: [${container('nginx')}]}}`],
    ['a kind that is a list', `{apiVersion: v1, kind: [Pod], spec: {containers: [${container('nginx')}]}}`],
    ['a compose file', 'services: {web: {image: nginx}}'],
    ['a list', `[${pod('nginx')}]`],
    ['a scalar', 'image: nginx'],
    ['nothing but a comment', '# image: nginx'],
  ])('%s', async (_, manifest) => {
    expect(await findContainers(manifest)).toEqual([])
  })

  test('each document of a stream is one, and empty documents count', async () => {
    const containers = await findContainers(`---\n---\n${pod('nginx:1')}\n---\n# image\n---\n${pod('nginx:2')}\n`)
    expect(containers.map(({ document, image }) => [document, image?.value])).toEqual([
      [1, 'nginx:1'],
      [3, 'nginx:2'],
    ])
  })

  test('JSON is read like YAML', async () => {
    const containers = await findContainers(
      JSON.stringify(JSON.parse('{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"a","image":"nginx"}]}}'), null, '\t'),
    )
    expect(containers.map(({ image }) => image?.value)).toEqual(['nginx'])
  })
})
