import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ChangedFile } from '../src/change.ts'
import type { InputFile } from '../src/input-file.ts'
import { isTouched } from '../src/render/pin-edit.ts'
import type { Review } from '../src/report/review.ts'
import { reviewAndPin, reviewChange } from '../src/review.ts'
import { git } from './cli/git-repository.ts'
import { addFiles, makeTree } from './cli/temporary-tree.ts'
import { digestOf, EVERYTHING } from './pin-registry.ts'

const CHANGE = { base: 'a', head: 'b', scope: 'repository' } as const
const pinned = (image: string) => `${image}@${digestOf(`docker.io/library/${image}`)}`

function input(path: string, text: string): InputFile {
  return { kind: 'bytes', path, bytes: Buffer.from(text) }
}

function changed(path: string, base: string, head: string): ChangedFile {
  return { base: input(path, base), head: input(path, head) }
}

function reviewOf(files: readonly ChangedFile[]): Promise<Review> {
  return reviewChange(CHANGE, files, { resolver: EVERYTHING })
}

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n'

describe('the lines that pins change', () => {
  test('are the head’s, whole, with what the change made of them', async () => {
    const head = `${POD}    - {name: a, image: a:2} # new\n    - name: b\n      image: "b:1"\n`
    const { pinnedLines, containers } = await reviewOf([changed('m.yaml', head.replace('a:2', 'a:1'), head)])
    expect(pinnedLines.map(({ fingerprint: _, ...line }) => line)).toEqual([
      {
        file: 'm.yaml',
        line: 6,
        before: '    - {name: a, image: a:2} # new',
        after: `    - {name: a, image: ${pinned('a:2')}} # new`,
        isCrlf: false,
        isTouched: true,
        containers: [0],
      },
      {
        file: 'm.yaml',
        line: 8,
        before: '      image: "b:1"',
        after: `      image: "${pinned('b:1')}"`,
        isCrlf: false,
        isTouched: false,
        containers: [1],
      },
    ])
    expect(containers.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test.each([
    [
      'two images on one line',
      `${POD}    - {name: a, image: a:1}\n`.replace('a:1}', 'a:1}, {name: b, image: b:1}').replace('- {', '[{').replace(/\}\n$/, '}]\n'),
      [[0, 1]],
    ],
    ['one image of two containers', `${POD}    - {name: a, image: &i a:1}\n    - {name: b, image: *i}\n`, [[0, 1]]],
    ['CRLF', `${POD}    - name: a\n      image: a:1\n`.replaceAll('\n', '\r\n'), [[0]]],
    ['no line break at the end', `${POD}    - name: a\n      image: a:1`, [[0]]],
    ['lone returns, which end no line for Git', `${POD}    - name: a\n      image: a:1\n`.replaceAll('\n', '\r'), [[0]]],
    [
      'a byte order mark on the line',
      '\ufeff{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a", "image": "a:1"}]}}\n',
      [[0]],
    ],
    ['a block scalar', `${POD}    - name: a\n      image: >-\n        a:1\n`, [[0]]],
  ])('put in their place give the pinned text: %s', async (_, text, containers) => {
    const { review, pinned } = await reviewAndPin([input('m.yaml', text)], { resolver: EVERYTHING })
    expect(review.pinnedLines.map(line => line.containers)).toEqual(containers)
    const lines = text.split('\n')
    for (const { line, before, after, isCrlf, isTouched } of review.pinnedLines) {
      const end = isCrlf ? '\r' : ''
      expect([lines[line - 1], isTouched]).toEqual([before + end, false])
      lines[line - 1] = after + end
    }
    const [file] = pinned
    expect(lines.join('\n')).toBe(`${file?.file.hasByteOrderMark ? '\ufeff' : ''}${file?.text}`)
  })

  test('have a fingerprint that stays when lines shift, and is another one for another object, image or digest', async () => {
    const text = `${POD}    - name: a\n      image: a:1\n`
    const fingerprints = async (text: string, path = 'm.yaml') => {
      const { review } = await reviewAndPin([input(path, text)], { resolver: EVERYTHING })
      return review.pinnedLines.map(({ fingerprint }) => fingerprint)
    }
    const [own] = await fingerprints(text)
    expect(own).toMatch(/^[0-9a-f]{64}$/)
    expect(await fingerprints(`# one more\n${text}`)).toEqual([own])
    const others = [
      ...(await fingerprints(text, 'n.yaml')),
      ...(await fingerprints(text.replace('a:1', 'a:2'))),
      ...(await fingerprints(text.replace('{name: p}', '{name: q}'))),
      ...(await fingerprints(`${text}---\n${text.replace('{name: p}', '{name: q}')}`)).slice(1),
    ]
    expect(new Set([own, ...others]).size).toBe(4)
  })
})

describe('the patch in two', () => {
  test('outside a change all is the rest', async () => {
    const { review } = await reviewAndPin([input('m.yaml', `${POD}    - {name: a, image: a:1}\n`)], { resolver: EVERYTHING })
    expect(review.patches).toEqual({ touched: '', rest: review.patch })
  })

  test('what cannot be parted is in the first', async () => {
    const head = `${POD}    - {name: a, image: a:2}\n    - {name: b, image: b:1}\n`
    const { patches, patch } = await reviewOf([changed('m.yaml', head.replace('a:2', 'a:1'), head)])
    expect(patches).toEqual({ touched: patch, rest: '' })
  })

  test('a workload that the change leaves alone is in neither', async () => {
    const [one, other] = ['a', 'z'].map(name => `${POD.replace('p}', `${name}}`)}    - {name: ${name}, image: ${name}:1}\n`)
    const base = `${one}---\n${other}`
    const { patches, patch } = await reviewOf([changed('m.yaml', base, base.replace('a:1', 'a:2'))])
    expect(patch).toContain('z:1')
    expect(patches.touched).toContain(pinned('a:2'))
    expect(`${patches.touched}${patches.rest}`).not.toContain(`+    - {name: z`)
  })

  test('either applies alone and after the other, whatever stands between the images', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fileShape, { minLength: 20, maxLength: 20 }), async shapes => {
        const heads = Object.fromEntries(shapes.map((shape, index) => [`d/${index} é.yaml`, textOf(shape, 'head')]))
        const files = shapes.map((shape, index) => changed(`d/${index} é.yaml`, textOf(shape, 'base'), textOf(shape, 'head')))
        const review = await reviewOf(files)
        const folder = makeTree()
        git(folder, 'init', '-q')
        const applied = (...patches: readonly string[]) => {
          addFiles(folder, heads)
          for (const patch of patches.filter(text => text !== '')) {
            addFiles(folder, { '.git/a.patch': patch })
            git(folder, 'apply', '.git/a.patch')
          }
          return Object.keys(heads).map(path => readFileSync(join(folder, path), 'utf8'))
        }
        const { touched, rest } = review.patches
        const both = applied(review.patch)
        expect(applied(touched, rest)).toEqual(both)
        expect(applied(rest, touched)).toEqual(both)
        const withTouched = applied(touched).join('')
        const withRest = applied(rest).join('')
        for (const container of review.containers) {
          const value = container.pin.value ?? ''
          expect(withTouched.includes(value) || !isTouched(container, review)).toBe(true)
          expect(withTouched.includes(value) !== withRest.includes(value)).toBe(true)
        }
      }),
      { numRuns: 4 },
    )
  }, 60_000)
})

interface FileShape {
  readonly containers: readonly { readonly isChanged: boolean; readonly linesBefore: number; readonly isOnSameLine: boolean }[]
  readonly hasLineBreakAtEnd: boolean
  readonly isCrlf: boolean
  readonly linesAfter: number
}

const fileShape: fc.Arbitrary<FileShape> = fc.record({
  containers: fc.array(
    fc.record({
      isChanged: fc.boolean(),
      linesBefore: fc.integer({ min: 0, max: 8 }),
      isOnSameLine: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 7 },
  ),
  hasLineBreakAtEnd: fc.boolean(),
  isCrlf: fc.boolean(),
  linesAfter: fc.integer({ min: 0, max: 4 }),
})

let names = 0

/** A Pod in flow style, so that images can stand as near to each other as there is: on one line, or on lines one below the other. */
function textOf(shape: FileShape, side: 'base' | 'head'): string {
  const known = nameOf(shape)
  const containers = shape.containers.map(({ isChanged, linesBefore, isOnSameLine }, index) => {
    const version = isChanged && side === 'head' ? 2 : 1
    const gap = isOnSameLine ? ' ' : `\n${'    # gap\n'.repeat(linesBefore)}`
    return `${gap}{name: c${index}, image: "${known}${index}:${version}"},`
  })
  // The first container decides that the workload is touched, so that nothing is in neither patch.
  const first = `{name: f, image: "${known}f:${side === 'head' ? 2 : 1}"},`
  const text = `apiVersion: v1\nkind: Pod\nspec: {\n  containers: [\n${first}${containers.join('')}\n${'# after\n'.repeat(shape.linesAfter)}]}`
  return (shape.hasLineBreakAtEnd ? `${text}\n` : text).replaceAll('\n', shape.isCrlf ? '\r\n' : '\n')
}

const known = new WeakMap<FileShape, string>()

function nameOf(shape: FileShape): string {
  const name = known.get(shape) ?? `f${names++}x`
  known.set(shape, name)
  return name
}
