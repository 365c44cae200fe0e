import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { defaultConfig, mergeConfig } from '../src/config/config.ts'
import { PROFILE_NAMES } from '../src/config/profile.ts'
import type { InputFile } from '../src/input-file.ts'
import { type Digest, parseDigest } from '../src/oci/digest.ts'
import { OCI_INDEX } from '../src/oci/media-type.ts'
import { formatReference, type ImageReference } from '../src/oci/reference.ts'
import type { DigestResolver } from '../src/registry/digest-resolver.ts'
import { FixedResolver } from '../src/registry/fixed-resolver.ts'
import type { Review } from '../src/report/review.ts'
import { reviewAndPin } from '../src/review.ts'
import { reviewOptionsOf } from '../src/settings.ts'
import { describeWithShared, hasShared, readSharedJson, sharedPath } from './shared.ts'

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A registry that has every image, each tag under a digest of its own. */
const EVERYTHING: DigestResolver = {
  resolve: async image => ({ status: 'resolved', digest: image.digest ?? digestOf(image), mediaType: OCI_INDEX, platforms: [] }),
  resolveTag: async image => ({ status: 'resolved', digest: digestOf(image), mediaType: OCI_INDEX, platforms: [] }),
  resolveContents: async (_, digest) => ({ status: 'resolved', digest, mediaType: OCI_INDEX, platforms: [], members: [] }),
}

function digestOf(image: ImageReference): Digest {
  const { digest: _, ...named } = image
  const digest = parseDigest(`sha256:${createHash('sha256').update(formatReference(named)).digest('hex')}`)
  if (!digest) throw new Error('a hash is a digest')
  return digest
}

function input(path: string, text: string): InputFile {
  return { kind: 'bytes', path, bytes: Buffer.from(text) }
}

async function pin(text: string, path = 'm.yaml') {
  const { review, pinned } = await reviewAndPin([input(path, text)], { resolver: EVERYTHING })
  return { review, text: pinned[0]?.text ?? text, patch: review.patch }
}

const pod = (line: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: c\n${line}`
const SHA = /@sha256:[0-9a-f]{64}/g

describe('a pin is appended to what the author wrote', () => {
  test.each([
    ['plain, with a comment', pod('      image: nginx:1.29   # keep\n')],
    ['double quotes', pod('      image: "nginx:1.29"\n')],
    ['single quotes', pod("      image: 'nginx:1.29'\n")],
    ['a quoted key', pod('      "image": nginx:1.29\n')],
    ['flow style', 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: c, image: nginx:1.29 }]}\n'],
    ['JSON', '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"c","image":"nginx:1.29"}]}}'],
    ['a folded block of one line', pod('      image: >-\n        nginx:1.29\n')],
    ['CRLF', pod('      image: nginx:1.29\n').replaceAll('\n', '\r\n')],
    ['no newline at the end', pod('      image: nginx:1.29')],
    ['a port', pod('      image: localhost:5000/a/b:1\n')],
  ])('%s', async (_, text) => {
    const pinned = await pin(text)
    expect(pinned.text).toMatch(SHA)
    expect(pinned.text.replace(SHA, '')).toBe(text)
    expect((await pin(pinned.text)).text).toBe(pinned.text)
  })

  test('an untagged image gets its tag, so that the policy stays', async () => {
    const { text, review } = await pin(pod('      image: nginx\n'))
    expect(text).toMatch(/image: nginx:latest@sha256:/)
    const after = await pin(text)
    expect(after.review.containers[0]?.pullPolicy.effective).toBe(review.containers[0]?.pullPolicy.effective)
  })

  test('a byte order mark stays out of the way', async () => {
    const { patch } = await pin(`\ufeff${pod('      image: nginx:1.29\n')}`)
    expect(patch).toMatch(/^-\s+image: nginx:1\.29$/m)
  })

  test('an image behind an alias is edited at its anchor, once', async () => {
    const text = `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: &i nginx:1.29\n    - name: b\n      image: *i\n`
    const pinned = await pin(text)
    expect(pinned.text.match(SHA)).toHaveLength(1)
    expect(pinned.text.replace(SHA, '')).toBe(text)
  })
})

describe('an image that is not to be pinned says why', () => {
  test.each([
    ['over two lines', pod('      image: "nginx:\\\n        1.29"\n'), 'declined', /escapes or over several lines/],
    ['a placeholder', pod('      image: nginx:${TAG}\n'), 'declined', /filled in later/],
    ['no reference', pod('      image: NGINX\n'), 'declined', /no image reference/],
    ['Flux writes it', pod('      image: nginx:1.29 # {"$imagepolicy": "flux-system:nginx"}\n'), 'declined', /Flux/],
    [
      'the author silenced it',
      pod('      image: nginx:1.29 # pull-policy: ignore[unpinned-image] follows the tag\n'),
      'declined',
      /silenced/,
    ],
    ['it has its digest', pod(`      image: nginx:1.29@sha256:${'0'.repeat(64)}\n`), 'pinned', /^$/],
  ])('%s', async (_, text, status, reason) => {
    const { options } = { options: reviewOptionsOf(mergeConfig(defaultConfig('pin'), { profile: 'reproducible' }), CONFIG) }
    const { review, pinned } = await reviewAndPin([input('m.yaml', text)], { ...options, resolver: EVERYTHING })
    expect(pinned.filter(file => file.text !== file.file.text)).toEqual([])
    expect(review.containers[0]?.pin.status).toBe(status)
    expect(review.containers[0]?.pin.reason ?? '').toMatch(reason)
  })
})

const CONFIG = { path: 'pull-policy.yml', today: '2026-01-01', isChangeTrusted: true }

/** What a review says, without places: a pin may not add to it. */
function saidOf({ findings }: Review): readonly string[] {
  return findings
    .filter(({ supersededBy }) => supersededBy === null)
    .map(({ rule, file, container, workload }) => JSON.stringify([rule, file, container, workload]))
}

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
    const { pinned } = await reviewAndPin([input(row.file, text)], {
      resolver: new FixedResolver(new Map(digests)),
      isUpdatingPins: name === 'drifted',
    })
    expect(pinned[0]?.text ?? text).toBe(read(row.expected))
  })
})

describeWithShared('every container of 22 repositories, pinned', () => {
  const files: readonly string[] = hasShared
    ? readFileSync(sharedPath('corpus/expected-files.jsonl'), 'utf8')
        .split('\n')
        .flatMap(line => (line === '' ? [] : [JSON.parse(line)]))
        .flatMap(({ file, records }) => (records > 0 ? [file] : []))
    : []
  const inputs = () => files.map(file => ({ kind: 'bytes' as const, path: file, bytes: readFileSync(sharedPath(`corpus/files/${file}`)) }))

  test('nothing but images differs, and twice is once', async () => {
    const { pinned, review } = await reviewAndPin(inputs(), { resolver: EVERYTHING })
    expect(review.containers.filter(({ pin }) => pin.status === 'offered').length).toBeGreaterThan(1200)
    for (const { text, file } of pinned)
      expect(text.replace(SHA, '').replaceAll(':latest', '')).toBe(file.text.replace(SHA, '').replaceAll(':latest', ''))
    const again = await reviewAndPin(
      pinned.map(({ path, text }) => input(path, text)),
      { resolver: EVERYTHING },
    )
    expect(again.review.patch).toBe('')
  })

  test('git applies the patch, and then the files are what was meant', async () => {
    const { pinned, review } = await reviewAndPin(inputs(), { resolver: EVERYTHING })
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pull-policy-pins-')))
    folders.push(folder)
    for (const { path, bytes } of inputs()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), bytes)
    }
    const patch = join(folder, 'pins.patch')
    writeFileSync(patch, review.patch)
    const git = (...args: readonly string[]) => execFileSync('git', [...args], { cwd: folder })
    git('init', '-q')
    git('apply', '--check', patch)
    git('apply', patch)
    for (const { path, text, file } of pinned)
      expect(readFileSync(join(folder, path), 'utf8')).toBe(`${file.hasByteOrderMark ? '\ufeff' : ''}${text}`)
  })

  test.each(PROFILE_NAMES)('no pin creates a finding under the profile %s', async profile => {
    const options = { ...reviewOptionsOf(mergeConfig(defaultConfig('pin'), { profile }), CONFIG), resolver: EVERYTHING }
    const before = await reviewAndPin(inputs(), options)
    const texts = new Map(before.pinned.map(({ path, text }) => [path, text]))
    const after = await reviewAndPin(
      inputs().map(file => (texts.has(file.path) ? input(file.path, texts.get(file.path) ?? '') : file)),
      options,
    )
    const said = new Set(saidOf(before.review))
    expect(saidOf(after.review).filter(key => !said.has(key))).toEqual([])
  })
})
