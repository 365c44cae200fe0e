import { describe, expect, test } from '@jest/globals'
import { placeContainers } from '../src/change.ts'
import { matchContainers, type PlacedContainer } from '../src/container-match.ts'
import { findFileFacts } from '../src/file-facts.ts'
import { BUILD_MARKERS } from '../src/kubernetes/placeholder.ts'
import { decodeSource } from '../src/source/source-file.ts'
import { ownMilliseconds } from './own-work.ts'

interface Workload {
  readonly apiVersion?: string
  readonly kind?: string
  readonly namespace?: string
  readonly name?: string
  readonly generateName?: string
  /** Name and image of each container, as `app=nginx:1`. */
  readonly containers?: string
  /** Images of an Argo Workflow's templates, in order. */
  readonly templates?: string
}

/** Files by their path, as both sides of a change name it. */
type Side = Readonly<Record<string, readonly Workload[]>>

const WEB: Workload = { name: 'web', containers: 'app=web:1' }

/** What each container of the head was, by image: `web:1 → web:2`; `(another object)` where the cluster makes it anew. */
function matches(base: Side, head: Side): readonly string[] {
  const heads = place(head)
  const found = matchContainers(place(base), heads)
  return heads.map(container => {
    const match = found.get(container)
    const is = imageOf(container)
    if (!match) return `${is} is new`
    return `${imageOf(match.base)} → ${is}${match.isSameObject ? '' : ' (another object)'}`
  })
}

function place(side: Side): readonly PlacedContainer[] {
  return Object.entries(side).flatMap(([path, workloads]) => {
    const source = decodeSource(path, Buffer.from(workloads.map(workload => JSON.stringify(objectOf(workload))).join('\n---\n')))
    if (source.kind === 'undecodable') throw new Error(source.reason)
    const settings = { buildMarkers: BUILD_MARKERS, customResources: [], keepsTexts: false }
    return placeContainers(findFileFacts(source, settings), path)
  })
}

function objectOf({ apiVersion, kind = 'Deployment', namespace, name, generateName, containers = '', templates }: Workload): object {
  const metadata = { namespace, name, generateName }
  if (templates !== undefined) {
    const spec = { templates: templates.split(' ').map((image, index) => ({ name: `step-${index}`, container: { image } })) }
    return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata, spec }
  }
  const list = containers.split(' ').map(container => {
    const [first = '', image] = container.split('=')
    return { name: first === '' ? undefined : first, image }
  })
  return { apiVersion: apiVersion ?? 'apps/v1', kind, metadata, spec: { template: { spec: { containers: list } } } }
}

function imageOf({ container }: PlacedContainer): string {
  return container.facts.image?.text ?? ''
}

describe('in the same object of the same file', () => {
  test.each<readonly [string, Workload, Workload, readonly string[]]>([
    ['a container is known by its name', WEB, { ...WEB, containers: 'app=web:2' }, ['web:1 → web:2']],
    [
      'containers may change places',
      { ...WEB, containers: 'app=web:1 log=log:1' },
      { ...WEB, containers: 'log=log:2 app=web:2' },
      ['log:1 → log:2', 'web:1 → web:2'],
    ],
    ['one that is added is new', WEB, { ...WEB, containers: 'log=log:1 app=web:1' }, ['log:1 is new', 'web:1 → web:1']],
    ['one of another repository is still the same container', WEB, { ...WEB, containers: 'app=shop:2' }, ['web:1 → shop:2']],
    ['a renamed container is made anew', WEB, { ...WEB, containers: 'web=web:2' }, ['web:1 → web:2 (another object)']],
    [
      'two that are renamed are known by their places',
      { ...WEB, containers: 'a=a:1 b=b:1' },
      { ...WEB, containers: 'x=a:2 y=b:2' },
      ['a:1 → a:2 (another object)', 'b:1 → b:2 (another object)'],
    ],
    ['a version of the API more or less changes nothing', { ...WEB, apiVersion: 'apps/v1beta1' }, WEB, ['web:1 → web:1']],
    [
      'a kind that moved to another group is the same object',
      { ...WEB, apiVersion: 'extensions/v1beta1' },
      { ...WEB, containers: 'app=web:2' },
      ['web:1 → web:2'],
    ],
    [
      'a kind of that name in a group that Kubernetes does not serve is another object',
      { ...WEB, apiVersion: 'apps.example.com/v1' },
      { ...WEB, containers: 'app=web:2' },
      ['web:2 is new'],
    ],
    ['another kind is another object', { ...WEB, kind: 'StatefulSet' }, { ...WEB, containers: 'app=web:2' }, ['web:2 is new']],
    [
      'a generated name makes a new object each time',
      { generateName: 'web-', containers: 'app=web:1' },
      { generateName: 'web-', containers: 'app=web:2' },
      ['web:1 → web:2 (another object)'],
    ],
    ['an object without a name is known by what is left', { containers: 'app=web:1' }, { containers: 'app=web:2' }, ['web:1 → web:2']],
  ])('%s', (_, base, head, expected) => expect(matches({ 'a.yaml': [base] }, { 'a.yaml': [head] })).toEqual(expected))
})

describe('in a custom resource, whose pods only their places name', () => {
  test.each([
    ['an edited image', 'a:1 b:1', 'a:2 b:1', ['a:1 → a:2', 'b:1 → b:1']],
    ['one more at the start', 'a:1 b:1', 'new:1 a:1 b:1', ['new:1 is new', 'a:1 → a:1', 'b:1 → b:1']],
    ['one more at the start, and an edit', 'a:1 b:1', 'new:1 a:2 b:1', ['new:1 is new', 'a:1 → a:2', 'b:1 → b:1']],
    ['one less at the start', 'a:1 b:1 c:1', 'b:1 c:2', ['b:1 → b:1', 'c:1 → c:2']],
    ['other places', 'a:1 b:1 c:1', 'c:1 a:1 b:2', ['c:1 → c:1', 'a:1 → a:1', 'b:1 → b:2']],
    ['another repository at the same place', 'a:1 b:1', 'x:1 b:1', ['a:1 → x:1', 'b:1 → b:1']],
    ['one image in all of them, edited', 'a:1 a:1 a:1', 'a:2 a:2 a:2', ['a:1 → a:2', 'a:1 → a:2', 'a:1 → a:2']],
  ])('%s: %s → %s', (_, base, head, expected) => {
    const side = (templates: string): Side => ({ 'a.yaml': [{ name: 'flow', templates }] })
    expect(matches(side(base), side(head))).toEqual(expected)
  })
})

describe('elsewhere', () => {
  test.each<readonly [string, Side, Side, readonly string[]]>([
    [
      'an object that moved to another file is the same',
      { 'a.yaml': [WEB] },
      { 'b.yaml': [{ ...WEB, containers: 'app=web:2' }] },
      ['web:1 → web:2'],
    ],
    [
      'a copy is new, and the first stays what it was',
      { 'a.yaml': [WEB] },
      { 'a.yaml': [WEB], 'b.yaml': [WEB] },
      ['web:1 → web:1', 'web:1 is new'],
    ],
    [
      'which of two namesakes moved cannot be told',
      { 'dev.yaml': [WEB], 'prod.yaml': [WEB] },
      { 'all.yaml': [{ ...WEB, containers: 'app=web:2' }] },
      ['web:2 is new'],
    ],
    [
      'namesakes in two overlays are kept apart',
      { 'dev.yaml': [{ ...WEB, containers: 'app=dev:1' }], 'prod.yaml': [{ ...WEB, containers: 'app=prod:1' }] },
      { 'dev.yaml': [{ ...WEB, containers: 'app=dev:2' }], 'prod.yaml': [{ ...WEB, containers: 'app=prod:2' }] },
      ['dev:1 → dev:2', 'prod:1 → prod:2'],
    ],
    [
      'namesakes in two namespaces of one file are kept apart',
      { 'a.yaml': ['x', 'y'].map(namespace => ({ ...WEB, namespace, containers: `app=${namespace}:1` })) },
      { 'a.yaml': ['y', 'x'].map(namespace => ({ ...WEB, namespace, containers: `app=${namespace}:2` })) },
      ['y:1 → y:2', 'x:1 → x:2'],
    ],
    [
      'the same object twice in a file: in order, but what is written the same first',
      { 'a.yaml': [WEB, { ...WEB, containers: 'app=web:2' }] },
      {
        'a.yaml': [
          { ...WEB, containers: 'app=web:2' },
          { ...WEB, containers: 'app=web:3' },
        ],
      },
      ['web:2 → web:2', 'web:1 → web:3'],
    ],
    [
      'a renamed workload is another object that stands for the old one',
      { 'a.yaml': [WEB] },
      { 'a.yaml': [{ ...WEB, name: 'shop', containers: 'app=web:2' }] },
      ['web:1 → web:2 (another object)'],
    ],
    [
      'a workload of another namespace is another object too',
      { 'a.yaml': [{ ...WEB, namespace: 'x' }] },
      { 'a.yaml': [{ ...WEB, namespace: 'y' }] },
      ['web:1 → web:1 (another object)'],
    ],
    [
      'which of two workloads was renamed cannot be told',
      { 'a.yaml': [WEB, { ...WEB, name: 'shop' }] },
      { 'a.yaml': [{ ...WEB, name: 'x', containers: 'app=web:2' }] },
      ['web:2 is new'],
    ],
    [
      'a new hash behind the name is the same workload, made anew',
      {
        'a.yaml': [
          { ...WEB, name: 'web-5g2h8k4m7t' },
          { ...WEB, name: 'job', containers: 'app=job:1' },
        ],
      },
      {
        'a.yaml': [
          { ...WEB, name: 'job', containers: 'app=job:1' },
          { ...WEB, name: 'web-7k9m4t2g6h' },
        ],
      },
      ['job:1 → job:1', 'web:1 → web:1 (another object)'],
    ],
    [
      'also in another file',
      { 'a.yaml': [{ ...WEB, name: 'web-5g2h8k4m7t' }] },
      { 'b.yaml': [{ ...WEB, name: 'web-7k9m4t2g6h' }] },
      ['web:1 → web:1 (another object)'],
    ],
    [
      'an ending that only looks like a hash is part of the name',
      { 'a.yaml': [{ ...WEB, name: 'web-statistics' }] },
      { 'b.yaml': [{ ...WEB, name: 'web-production' }] },
      ['web:1 is new'],
    ],
    ['nothing before, all new', {}, { 'a.yaml': [WEB] }, ['web:1 is new']],
    ['nothing after, nothing to match', { 'a.yaml': [WEB] }, {}, []],
  ])('%s', (_, base, head, expected) => expect(matches(base, head)).toEqual(expected))

  test('each container of the base is used once', () => {
    const base = place({ 'a.yaml': [{ name: 'flow', templates: 'a:1 a:1 b:1' }] })
    const head = place({ 'a.yaml': [{ name: 'flow', templates: 'a:1 a:1 a:1 a:2 b:1 b:2' }] })
    const used = [...matchContainers(base, head).values()].map(match => match.base)
    expect(new Set(used).size).toBe(used.length)
    expect(used).toHaveLength(3)
  })

  test('ten thousand containers of one object take no time to speak of', () => {
    const many = (tag: number) =>
      place({ 'a.yaml': [{ name: 'flow', templates: Array.from({ length: 10_000 }, () => `a:${tag}`).join(' ') }] })
    const base = many(1)
    const head = many(2)
    const start = process.cpuUsage()
    expect(matchContainers(base, head).size).toBe(10_000)
    expect(ownMilliseconds(start)).toBeLessThan(3000)
  })
})
