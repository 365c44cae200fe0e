import { describe, expect, test } from '@jest/globals'
import type { InputFile } from '../src/input-file.ts'
import type { DigestResolver } from '../src/registry/digest-resolver.ts'
import { FixedResolver } from '../src/registry/fixed-resolver.ts'
import { reviewAndPin } from '../src/review.ts'
import type { TagLister } from '../src/version-answers.ts'
import { digestOf, TagRegistry } from './pin-registry.ts'

function pod(...images: readonly string[]): readonly InputFile[] {
  const containers = images.map((image, index) => `    - {name: c${index}, image: "${image}"}\n`)
  return [{ kind: 'bytes', path: 'm.yaml', bytes: Buffer.from(`apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${containers.join('')}`) }]
}

async function versionsOf(registry: DigestResolver & TagLister, ...images: readonly string[]) {
  const { review } = await reviewAndPin(pod(...images), { resolver: registry, tagLister: registry })
  return review.containers.map(({ versions }) => versions)
}

/** A repository `docker.io/library/app` with these tags, each a word that stands for its build. */
function repository(builds: Readonly<Record<string, string>>): TagRegistry {
  return new TagRegistry(Object.fromEntries(Object.entries(builds).map(([tag, build]) => [`docker.io/library/app:${tag}`, build])))
}

describe('the versions that `latest` is', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['the most exact first', { latest: 'new', '1': 'new', '1.29': 'new', '1.29.3': 'new', '1.29.2': 'old' }, ['1.29.3', '1.29', '1']],
    ['with a v', { latest: 'new', v1: 'new', 'v1.9.0': 'old', 'v1.10.0': 'new', 'v1.10': 'new' }, ['v1.10.0', 'v1.10', 'v1']],
    ['one that is not the newest', { latest: 'lts', '3.0.0': 'new', '2.5.1': 'lts', '2.5': 'lts', '3': 'new' }, ['2.5.1', '2.5']],
    ['one that is only short', { latest: 'new', '18': 'new', '17': 'old' }, ['18']],
    ['one that has a variant’s name only', { latest: 'new', '1.2.3-r4': 'new', '1.2.3-r3': 'old' }, ['1.2.3-r4']],
    ['a date', { latest: 'new', '20260101': 'old', '20260201': 'new' }, ['20260201']],
    [
      'one among others that are not finished',
      { latest: 'new', '2.0.0-rc1': 'rc', '1.0.0': 'new', main: 'new', 'sha-0123456': 'new' },
      ['1.0.0'],
    ],
  ])('%s', async (_, builds, tags) => {
    expect(await versionsOf(repository(builds), 'app')).toEqual([{ tags, reason: null }])
  })

  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['no version has its digest', { latest: 'new', '1.0.0': 'old' }, /^none of the 1 version tags that were compared/],
    ['no tag is a version', { latest: 'new', main: 'new' }, /no tag that names a version/],
  ])('or why there is none: %s', async (_, builds, reason) => {
    const [versions] = await versionsOf(repository(builds), 'app:latest')
    expect(versions).toMatchObject({ tags: [], reason: expect.stringMatching(reason) })
  })

  test('a registry that lists no tags says why', async () => {
    const registry = repository({ latest: 'new' })
    const lister: TagLister = { listTags: async () => ({ status: 'forbidden', reason: 'docker.io forbids it' }) }
    const { review } = await reviewAndPin(pod('app'), { resolver: registry, tagLister: lister })
    expect(review.containers[0]?.versions).toEqual({ tags: [], reason: 'docker.io forbids it' })
  })

  test('are asked only for what is `latest`, was found, and has no digest', async () => {
    const registry = repository({ latest: 'new', '1.0.0': 'new' })
    const versions = await versionsOf(
      registry,
      'app:1.0.0',
      `app@${digestOf('new')}`,
      `app:latest@${digestOf('new')}`,
      'gone',
      'nginx:${TAG}',
    )
    expect([versions, registry.listed]).toEqual([[undefined, undefined, undefined, undefined, undefined], 0])
  })

  test('are asked once for many containers, and not at all without a lister', async () => {
    const registry = repository({ latest: 'new', '1.0.0': 'new' })
    await versionsOf(registry, 'app', 'app:latest', 'docker.io/app')
    expect(registry.listed).toBe(1)
    const { review } = await reviewAndPin(pod('app'), { resolver: registry })
    expect([registry.listed, review.containers[0]?.versions]).toEqual([1, undefined])
  })

  test('cost few questions, however many tags there are', async () => {
    const many = Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`1.${index % 90}.${Math.floor(index / 90)}`, 'old']))
    const registry = repository({ ...many, latest: 'new', '1': 'old', '1.1': 'old', '1.0.0-a': 'old' })
    await versionsOf(registry, 'app')
    expect(registry.asked.length).toBeLessThanOrEqual(1 + 8 + 4 + 4)
  })

  test('the pin stays what the author wrote', async () => {
    const registry = repository({ latest: 'new', '1.0.0': 'new' })
    const { review } = await reviewAndPin(pod('app'), { resolver: registry, tagLister: registry })
    expect(review.containers[0]?.pin.value).toBe(`app:latest@${digestOf('new')}`)
  })

  test('answers that were written down know them too', async () => {
    const known = new FixedResolver(
      new Map([
        ['docker.io/library/app:latest', digestOf('new')],
        ['docker.io/library/app:1.2.3', digestOf('new')],
        ['docker.io/library/application:9.9.9', digestOf('new')],
      ]),
    )
    expect(await versionsOf(known, 'app')).toEqual([{ tags: ['1.2.3'], reason: null }])
  })
})
