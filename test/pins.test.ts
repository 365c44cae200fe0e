import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { defaultConfig, mergeConfig } from '../src/config/config.ts'
import type { InputFile } from '../src/input-file.ts'
import { parseDigest } from '../src/oci/digest.ts'
import { FixedResolver } from '../src/registry/fixed-resolver.ts'
import type { ReviewedContainer } from '../src/report/review.ts'
import { type ReviewOptions, reviewAndPin } from '../src/review.ts'
import { reviewOptionsOf } from '../src/settings.ts'
import { git } from './cli/git-repository.ts'
import { makeTree } from './cli/temporary-tree.ts'
import { digestOf, EVERYTHING, MOODY } from './pin-registry.ts'
import { describeWithShared, hasShared, readSharedJson, sharedPath } from './shared.ts'

function input(path: string, text: string): InputFile {
  return { kind: 'bytes', path, bytes: Buffer.from(text) }
}

async function pin(text: string, options: ReviewOptions = {}) {
  const { review, pinned } = await reviewAndPin([input('m.yaml', text)], { resolver: EVERYTHING, ...options })
  const file = pinned[0]
  return { review, text: file ? `${file.file.hasByteOrderMark ? '\ufeff' : ''}${file.text}` : text, patch: review.patch }
}

const pod = (lines: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: c\n${lines}`
const SHA = /@sha256:[0-9a-f]{64}/g
const NGINX = `nginx:1.29@${digestOf('docker.io/library/nginx:1.29')}`

describe('a pin is appended to what the author wrote', () => {
  test.each([
    ['plain, with a comment', pod('      image: nginx:1.29   # keep\n')],
    ['plain, with a tab and a comment', pod('      image: nginx:1.29\t# keep\n')],
    ['plain, below its key', pod('      image:\n        nginx:1.29\n')],
    ['double quotes', pod('      image: "nginx:1.29"\n')],
    ['single quotes', pod("      image: 'nginx:1.29'\n")],
    ['a quoted key', pod('      "image": nginx:1.29\n')],
    ['a key with a blank behind it', pod('      image : nginx:1.29\n')],
    ['a tag', pod('      image: !!str nginx:1.29\n')],
    ['an anchor that nobody uses', pod('      image: &i nginx:1.29\n')],
    ['flow style', 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: c, image: nginx:1.29 }]}\n'],
    ['flow style, tightly', 'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: nginx:1.29,name: c}]}\n'],
    ['KYAML', '---\n{\n  apiVersion: "v1",\n  kind: "Pod",\n  spec: {\n    containers: [{\n      image: "nginx:1.29",\n    }],\n  },\n}\n'],
    ['JSON', '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"c","image":"nginx:1.29"}]}}'],
    ['a folded block of one line', pod('      image: >-\n        nginx:1.29\n')],
    ['a literal block of one line', pod('      image: |-\n        nginx:1.29\n\n\n')],
    ['CRLF', pod('      image: nginx:1.29\n').replaceAll('\n', '\r\n')],
    ['CRLF in a block', pod('      image: >-\n        nginx:1.29\n').replaceAll('\n', '\r\n')],
    ['CRLF and no line end at the end', pod('      image: nginx:1.29').replaceAll('\n', '\r\n')],
    ['lone returns', pod('      image: nginx:1.29\n').replaceAll('\n', '\r')],
    ['a byte order mark', `\ufeff${pod('      image: nginx:1.29\n')}`],
    ['no newline at the end', pod('      image: nginx:1.29')],
    ['a List', `apiVersion: v1\nkind: List\nitems:\n- ${pod('      image: nginx:1.29\n').replaceAll('\n', '\n  ')}`],
    ['a key that is written twice: the last', pod('      image: nginx:1.28\n      image: nginx:1.29\n')],
    ['a document among others', `${pod('      image: !!bad [\n')}---\n${pod('      image: nginx:1.29\n')}---\nkind: x\n`],
  ])('%s', async (_, text) => {
    const pinned = await pin(text)
    expect(pinned.text.match(SHA)).toHaveLength(1)
    expect(pinned.text).toContain(NGINX)
    expect(pinned.text.replace(SHA, '')).toBe(text)
    expect((await pin(pinned.text)).text).toBe(pinned.text)
  })

  test('an untagged image gets its tag, so that the policy stays', async () => {
    const { text, review } = await pin(pod('      image: nginx\n'))
    expect(text).toContain(`image: nginx:latest@${digestOf('docker.io/library/nginx:latest')}\n`)
    expect(review.containers[0]?.pin.reason).toBe('no tag means `latest`, which is written out so that the policy stays what it is')
    const after = await pin(text)
    expect(after.review.containers[0]?.pullPolicy.effective).toBe(review.containers[0]?.pullPolicy.effective)
  })

  test('in each of the four roles', async () => {
    const { text } = await pin(
      'apiVersion: v1\nkind: Pod\nspec:\n  initContainers: [{name: i, image: a:1}]\n  containers: [{name: c, image: b:1}]\n  ephemeralContainers: [{name: e, image: c:1}]\n  volumes: [{name: v, image: {reference: d:1}}]\n',
    )
    expect(text.match(/[a-d]:1@sha256/g)).toEqual(['a:1@sha256', 'b:1@sha256', 'c:1@sha256', 'd:1@sha256'])
  })
})

describe('an image that several containers share', () => {
  const OTHER = '    - name: b\n      image: *i\n'
  const SILENT = ' # pull-policy: ignore[unpinned-image] follows the tag'
  const ALWAYS = '      imagePullPolicy: Always\n'

  test.each([
    ['at its anchor', pod(`      image: &i nginx:1.29\n${OTHER}`)],
    [
      'at an anchor that is only defined elsewhere',
      `${pod('      image: *i\n').replace('metadata:', 'x-image: &i nginx:1.29\nmetadata:')}${OTHER}`,
    ],
    ['in a container that is merged', pod('      <<: &i {image: nginx:1.29}\n    - name: b\n      <<: *i\n')],
    [
      'in a list that is used twice',
      `${pod('').replace('containers:', 'initContainers: &l').replace(/$/, '      image: nginx:1.29\n  containers: *l\n')}`,
    ],
    ['quoted', pod(`      image: &i "nginx:1.29"\n${OTHER}`)],
  ])('is edited once: %s', async (_, text) => {
    const pinned = await pin(text)
    expect(pinned.review.containers.map(({ pin }) => pin.value)).toEqual([NGINX, NGINX])
    expect(pinned.text.match(SHA)).toHaveLength(1)
    expect(pinned.text.replace(SHA, '')).toBe(text)
  })

  test.each([
    ['one of them is silenced at its alias', pod(`      image: &i nginx:1.29\n${OTHER.trimEnd()}${SILENT}\n`), 'default'],
    ['one of them is silenced at the anchor', pod(`      image: &i nginx:1.29${SILENT}\n${OTHER}`), 'default'],
    ['one of them is written by Flux', pod(`      image: &i nginx:1.29\n${OTHER.trimEnd()} # {"$imagepolicy": "a:b"}\n`), 'default'],
    [
      'one of them is under a written Always, which the profile minds',
      pod(`      image: &i nginx:1.29\n${OTHER}${ALWAYS}`),
      'reproducible',
    ],
    ['something else is filled in too', pod(`      image: &i nginx:1.29\n${OTHER}      env: [{name: I, value: *i}]\n`), 'default'],
  ] as const)('is left where %s', async (_, text, profile) => {
    const { review, text: pinned } = await pin(text, optionsFor(profile))
    expect(pinned).toBe(text)
    expect(review.containers.map(({ pin }) => pin.status)).toEqual(['declined', 'declined'])
    expect(review.containers.map(({ pin }) => pin.reason ?? '').filter(reason => reason === '')).toEqual([])
  })
})

function optionsFor(profile: 'default' | 'reproducible', overrides: Parameters<typeof mergeConfig>[1] = {}): ReviewOptions {
  const config = mergeConfig(mergeConfig(defaultConfig('pin'), { profile }), overrides)
  return reviewOptionsOf(config, { path: 'pull-policy.yml', today: '2026-01-01', isChangeTrusted: true })
}

describe('a digest that the registry names and does not have is no pin', () => {
  test.each([
    ['tag-not-found', 'unresolved'],
    ['repo-not-found', 'unresolved'],
    ['bad-response', 'unresolved'],
    ['unavailable', 'offered'],
    ['rate-limited', 'offered'],
    ['not-asked', 'offered'],
  ] as const)('what is under it: %s', async (status, expected) => {
    const resolver = { ...EVERYTHING, resolveContents: async () => ({ status, reason: 'it has other bytes there' }) }
    const { review } = await reviewAndPin([input('a.yaml', pod('      image: nginx:1.29\n'))], { resolver })
    expect(review.containers[0]?.pin.status).toBe(expected)
    if (expected === 'unresolved')
      expect(review.containers[0]?.pin.reason).toMatch(/^the registry names sha256:\w+… for it, and then: it has other/)
  })
})

describe('an image that is not to be pinned says why', () => {
  test.each([
    ['over two lines', pod('      image: "nginx:\\\n        1.29"\n'), 'declined', /escapes or over several lines/],
    ['with an escape', pod('      image: "ngin\\x78:1.29"\n'), 'declined', /escapes or over several lines/],
    ['a block of two lines', pod('      image: >-\n        nginx:1.29\n\n        \n        # c\n'), 'declined', /no image reference/],
    ['a placeholder', pod('      image: nginx:${TAG}\n'), 'declined', /filled in later/],
    ['no reference', pod('      image: NGINX\n'), 'declined', /no image reference/],
    ['a number', pod('      image: 1234\n'), 'declined', /refuses a number/],
    ['a number with a point', pod('      image: 1.20\n'), 'declined', /refuses a number/],
    ['a boolean', pod('      image: true\n'), 'declined', /refuses a boolean/],
    ['no image', pod('      imagePullPolicy: Always\n'), 'declined', /no image is written/],
    ['Flux writes it', pod('      image: nginx:1.29 # {"$imagepolicy": "flux-system:nginx"}\n'), 'declined', /Flux/],
    ['kpt writes it', pod('      image: nginx:1.29 # kpt-set: nginx:${tag}\n'), 'declined', /kpt/],
    ['kpt writes it, in JSON', pod('      image: nginx:1.29 # {"$kpt-set":"image"}\n'), 'declined', /kpt/],
    ['kpt writes it, as it did before', pod('      image: nginx:1.29 # {"$openapi":"image"}\n'), 'declined', /kpt/],
    ['Flux writes it, in a block', pod('      image: >- # {"$imagepolicy": "a:b"}\n        nginx:1.29\n'), 'declined', /Flux/],
    ['it is silenced', pod('      image: nginx:1.29 # pull-policy: ignore[unpinned-image] follows the tag\n'), 'declined', /silenced/],
    ['it is silenced from above', pod('      # pull-policy: ignore[unpinned-image] x\n      image: nginx:1.29\n'), 'declined', /silenced/],
    ['its tag is silenced', pod('      image: nginx # pull-policy: ignore[latest-tag] x\n'), 'declined', /`latest-tag` is silenced/],
    ['it has its digest', pod(`      image: nginx:1.29@sha256:${'0'.repeat(64)}\n`), 'pinned', /^$/],
  ])('%s', async (_, text, status, reason) => {
    for (const profile of ['default', 'reproducible'] as const) {
      const { review, text: pinned } = await pin(text, optionsFor(profile))
      expect(pinned).toBe(text)
      expect(review.patch).toBe('')
      expect(review.containers[0]?.pin).toMatchObject({ status })
      expect(review.containers[0]?.pin.reason ?? '').toMatch(reason)
    }
  })

  test.each([
    ['by path', { path: 'm.yaml', image: null, rules: null }],
    ['by image', { path: null, image: 'nginx', rules: ['unpinned-image' as const] }],
  ])('configuration silences it %s', async (_, entry) => {
    const at = { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1, excerpt: '' }
    const ignore = [{ ...entry, reason: 'legacy', until: null, at }]
    const { review } = await pin(pod('      image: nginx:1.29\n'), optionsFor('default', { ignore }))
    expect(review.containers[0]?.pin.reason).toMatch(/is silenced here/)
  })

  test('an enforced rule is not silenced, so the image is pinned', async () => {
    const text = pod('      image: nginx:1.29 # pull-policy: ignore[unpinned-image] x\n')
    expect((await pin(text, optionsFor('default', { enforce: ['unpinned-image'] }))).text).toContain(NGINX)
  })

  test('UTF-16', async () => {
    const bytes = Buffer.from(`\ufeff${pod('      image: nginx:1.29\n')}`, 'utf16le')
    const { review } = await reviewAndPin([{ kind: 'bytes', path: 'm.yaml', bytes }], { resolver: EVERYTHING })
    expect(review.containers[0]?.pin).toMatchObject({ status: 'declined', reason: 'a patch cannot be made for a file that is not UTF-8' })
  })

  test('nobody was asked', async () => {
    const { review } = await reviewAndPin([input('m.yaml', pod('      image: nginx:1.29\n'))], {})
    expect(review.containers[0]?.pin).toEqual({ status: 'unresolved', value: null, reason: 'no registry was asked' })
  })
})

describe('a digest that is there', () => {
  const OLD = `sha256:${'0'.repeat(64)}`
  const LONG = `sha512:${'0'.repeat(128)}`

  test.each([
    ['and is the tag’s stays', NGINX, NGINX],
    ['and is another is replaced', `nginx:1.29@${OLD}`, NGINX],
    ['without a tag stays', `nginx@${OLD}`, `nginx@${OLD}`],
    ['of another algorithm stays, since nobody can compare them', `nginx:1.29@${LONG}`, `nginx:1.29@${LONG}`],
  ])('%s with --update', async (_, image, expected) => {
    const { text, review } = await pin(pod(`      image: '${image}' # c\n`), { isUpdatingPins: true })
    expect(text).toBe(pod(`      image: '${expected}' # c\n`))
    expect((await pin(text, { isUpdatingPins: true })).text).toBe(text)
    expect(review.containers[0]?.pin.status).toBe(expected === image ? 'pinned' : 'offered')
  })

  test('is replaced under a written Always too: the profile minded that before', async () => {
    const text = pod(`      image: nginx:1.29@${OLD}\n      imagePullPolicy: Always\n`)
    expect((await pin(text, { ...optionsFor('reproducible'), isUpdatingPins: true })).text).toContain(NGINX)
  })

  test('is left where `moved-tag` is silenced', async () => {
    const text = pod(`      image: nginx:1.29@${OLD} # pull-policy: ignore[moved-tag] tested with this build\n`)
    expect((await pin(text, { isUpdatingPins: true })).text).toBe(text)
  })

  test('is never touched without --update', async () => {
    const text = pod(`      image: nginx:1.29@${OLD}\n`)
    expect((await pin(text)).text).toBe(text)
  })
})

test('an image of a registry with a port is pinned behind its tag, and without one behind `latest`', async () => {
  const { text } = await pin(pod('      image: localhost:5000/a/b:1\n    - name: d\n      image: localhost:5000/a/b\n'))
  expect(text.replace(SHA, '')).toBe(pod('      image: localhost:5000/a/b:1\n    - name: d\n      image: localhost:5000/a/b:latest\n'))
})

test('two files that are shown under one name are not taken for each other', async () => {
  const texts = [pod('      image: nginx:1.29\n'), `# one line more\n${pod('      image: redis:7\n')}`]
  const { pinned } = await reviewAndPin(
    texts.map(text => input('a.yaml', text)),
    { resolver: EVERYTHING },
  )
  expect(pinned.map(({ text }) => text.replace(SHA, ''))).toEqual(texts)
})

test('a name that is not UTF-8 stands in no patch, since one file that is not there makes git refuse all of it', async () => {
  const files = ['a\ufffd.yaml', 'b.yaml'].map(path => input(path, pod('      image: nginx:1.29\n')))
  const { review, pinned } = await reviewAndPin(files, { resolver: EVERYTHING })
  expect(review.containers.map(({ pin }) => pin.status)).toEqual(['declined', 'offered'])
  expect(pinned.map(({ path }) => path)).toEqual(['b.yaml'])
})

interface Golden {
  readonly resolver: Readonly<Record<string, string>>
  readonly cases: readonly {
    readonly name: string
    readonly kind: string
    readonly file: string
    readonly input: string
    readonly expected: string
  }[]
}

describeWithShared('inputs with the right answer', () => {
  const golden: Golden = hasShared ? (readSharedJson('oracle/pinning/golden.json') as Golden) : { resolver: {}, cases: [] }
  const digests = Object.entries(golden.resolver).flatMap(([reference, text]) => {
    const digest = parseDigest(text)
    return digest ? [[reference, digest] as const] : []
  })
  const read = (name: string) => readFileSync(sharedPath(`oracle/pinning/golden/${name}`), 'utf8')

  test.each(golden.cases.filter(({ kind }) => kind === 'manifest').map(row => [row.name, row] as const))('%s', async (name, row) => {
    const text = read(row.input)
    const options = { resolver: new FixedResolver(new Map(digests)), isUpdatingPins: name === 'drifted' }
    const { pinned } = await reviewAndPin([input(row.file, text)], options)
    expect(pinned[0]?.text ?? text).toBe(read(row.expected))
    const again = await reviewAndPin([input(row.file, read(row.expected))], options)
    expect(again.pinned).toEqual([])
  })
})

describeWithShared('every container of 22 repositories, pinned', () => {
  const files: readonly string[] = hasShared
    ? readFileSync(sharedPath('corpus/expected-files.jsonl'), 'utf8')
        .split('\n')
        .flatMap(line => (line === '' ? [] : [JSON.parse(line)]))
        .map(({ file }) => file)
    : []
  const bytesOf = (path: string) => readFileSync(sharedPath(`corpus/files/${path}`))
  const inputs = () => files.map(path => ({ kind: 'bytes' as const, path, bytes: bytesOf(path) }))
  const result = reviewAndPin(inputs(), { resolver: EVERYTHING })

  test('all are pinned, but for those that say why', async () => {
    const { containers } = (await result).review
    const counts = Object.groupBy(containers, ({ pin }) => pin.status)
    expect(counts.offered?.length).toBeGreaterThan(1600)
    expect(counts.unresolved ?? []).toEqual([])
    expect((counts.declined ?? []).filter(({ pin }) => !pin.reason)).toEqual([])
  })

  test('each text is the author’s with the digests at the ends of the images, and nothing else', async () => {
    const { pinned, review } = await result
    const offered = Map.groupBy(
      review.containers.filter(({ pin }) => pin.status === 'offered'),
      ({ file }) => file,
    )
    expect(pinned.map(({ path }) => path).sort()).toEqual([...offered.keys()].sort())
    for (const { path, text, file } of pinned) expect(text).toBe(spliced(file.text, offered.get(path) ?? []))
  })

  test('read again, only images differ', async () => {
    const { pinned, review } = await result
    const after = await reviewAndPin(
      pinned.map(({ path, text, file }) => input(path, `${file.hasByteOrderMark ? '\ufeff' : ''}${text}`)),
      { resolver: EVERYTHING },
    )
    const paths = new Set(pinned.map(({ path }) => path))
    const before = review.containers.filter(({ file }) => paths.has(file))
    expect(after.review.containers.map(withoutImage)).toEqual(before.map(withoutImage))
    expect(after.review.containers.map(({ image }) => image?.value)).toEqual(before.map(({ pin, image }) => pin.value ?? image?.value))
    expect([after.review.patch, after.pinned]).toEqual(['', []])
  })

  test('without the digests it is the original again', async () => {
    const { pinned, review } = await result
    const writings = Map.groupBy(review.containers, ({ file }) => file)
    for (const { path, text, file } of pinned) {
      const unpinned = (writings.get(path) ?? []).reduce(
        (rest, { pin, image }) => (pin.status === 'offered' ? rest.replaceAll(pin.value ?? '', image?.value ?? '') : rest),
        text,
      )
      expect(unpinned).toBe(file.text)
    }
  })

  test('git applies the patch, and then the files are what was meant', async () => {
    const { pinned, review } = await result
    const folder = makeTree()
    for (const { path, bytes } of inputs()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), bytes)
    }
    git(folder, 'init', '-q')
    writeFileSync(join(folder, '.git/pins.patch'), review.patch)
    git(folder, 'apply', '--check', '.git/pins.patch')
    git(folder, 'apply', '.git/pins.patch')
    const meant = new Map(pinned.map(({ path, text, file }) => [path, `${file.hasByteOrderMark ? '\ufeff' : ''}${text}`]))
    for (const path of files) {
      const bytes = Buffer.from(meant.get(path) ?? bytesOf(path))
      expect([path, readFileSync(join(folder, path)).equals(bytes)]).toEqual([path, true])
    }
  })

  test('a registry that answers half of it stops nothing', async () => {
    const { containers } = (await reviewAndPin(inputs(), { resolver: MOODY })).review
    const whole = (await result).review.containers
    const wrong = containers.filter(({ pin, resolution }, index) => {
      const wanted = whole[index]?.pin.status
      if (wanted !== 'offered') return pin.status !== wanted
      return resolution.status === 'resolved' ? pin.status !== 'offered' : pin.status !== 'unresolved' || pin.reason !== resolution.reason
    })
    expect(wrong).toEqual([])
    expect(new Set(containers.map(({ resolution }) => resolution.status)).size).toBe(11)
  })
})

/** The text with each offered pin in its place, as the report alone tells where images stand. */
function spliced(text: string, containers: readonly ReviewedContainer[]): string {
  const lines = text.split('\n')
  const edits = new Map<string, { readonly line: number; readonly column: number; readonly value: string; readonly pinned: string }>()
  for (const { image, pin } of containers) {
    if (!image || pin.value === null) continue
    const { value, at } = image
    const isBlock = at.line !== at.endLine
    const line = isBlock ? lines.findIndex((content, index) => index >= at.line && content.includes(value)) : at.line - 1
    const column = (lines[line] ?? '').indexOf(value, isBlock ? 0 : at.column - 1)
    if (column >= 0) edits.set(`${line}:${column}`, { line, column, value, pinned: pin.value })
  }
  for (const { line, column, value, pinned } of [...edits.values()].sort((a, b) => b.column - a.column)) {
    const content = lines[line] ?? ''
    lines[line] = content.slice(0, column) + pinned + content.slice(column + value.length)
  }
  return lines.join('\n')
}

function withoutImage({ file, document, path, apiVersion, kind, namespace, workload, role, name, pullPolicy, image }: ReviewedContainer) {
  const { because: _, ...policy } = pullPolicy
  return {
    file,
    document,
    path,
    apiVersion,
    kind,
    namespace,
    workload,
    role,
    name,
    line: image?.at.line,
    policy: { ...policy, at: policy.at?.line },
  }
}
