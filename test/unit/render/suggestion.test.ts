import { describe, expect, test } from '@jest/globals'
import { findUndecidedFiles, renderSuggestion } from '../../../src/render/suggestion.ts'
import type { PinnedLine, ReviewedContainer } from '../../../src/report/review.ts'
import { SHOP_CONTEXT } from './sample-context.ts'
import { aContainer, aReview, SHOP_REVIEW } from './sample-review.ts'

const PINNED = `busybox:1.36@sha256:${'6d5f1e0c9a8b7c6d'.repeat(4)}`
const WAIT = SHOP_REVIEW.containers.findIndex(({ name }) => name === 'wait')

function aLine(before: string, parts: Partial<PinnedLine> = {}): PinnedLine {
  return {
    file: 'deploy/web.yaml',
    line: 16,
    before,
    after: before.replace('busybox:1.36', PINNED),
    isCrlf: false,
    isTouched: true,
    containers: [WAIT],
    fingerprint: '3be1c07a',
    ...parts,
  }
}

function render(line: PinnedLine, review = SHOP_REVIEW): string | null {
  return renderSuggestion(line, review, SHOP_CONTEXT)
}

test('says what it pins to, how that is known and that the policy stays, and ends with its marker', () => {
  expect(render(aLine('          image: busybox:1.36'))).toBe(
    `Pins \`busybox:1.36\` to the index that it names now (8 platforms, asked 2026-01-12 09:41 UTC). \`Always\` stays, as written.
\`\`\`suggestion
          image: ${PINNED}
\`\`\`
<!-- pull-policy:suggestion 3be1c07a -->`,
  )
})

describe('the whole line is kept', () => {
  test.each([
    ['a comment with a fence', '  image: busybox:1.36 # ``` note'],
    ['flow style', '- {image: busybox:1.36, name: a}'],
    ['a tab', '{\t"image": "busybox:1.36"}'],
    ['blanks at its end', 'image: busybox:1.36   '],
    ['what looks like Markdown', 'image: busybox:1.36 # </details> @me'],
    ['more than 400 characters', `image: busybox:1.36 # ${'x'.repeat(500)}`],
  ])('%s', (_name, before) => {
    expect(appliedText(render(aLine(before)))).toBe(before.replace('busybox:1.36', PINNED))
  })

  test('with the carriage return that ends it', () => {
    expect(appliedText(render(aLine('image: busybox:1.36', { isCrlf: true })))).toBe(`image: ${PINNED}\r`)
  })
})

describe('none is made for a line with', () => {
  test.each([
    ['a bidirectional mark', 'image: busybox:1.36 # \u202e'],
    ['a zero-width space', 'image: busybox:1.36 # \u200b'],
    ['an escape', 'image: busybox:1.36 # \u001b[2J'],
    ['a carriage return amid it', 'image: busybox:1.36 # \r'],
    ['a byte order mark', '\ufeffimage: busybox:1.36'],
  ])('%s', (_name, before) => {
    expect(render(aLine(before))).toBeNull()
  })
})

describe('in other words', () => {
  test('for a default policy, a single manifest and an unknown time', () => {
    const container = aContainer({
      resolution: {
        status: 'resolved',
        digest: null,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        platforms: [],
        reason: null,
      },
    })
    const body = renderSuggestion(aLine('image: a', { containers: [0] }), aReview({ containers: [container] }), { askedAt: new Map() })
    expect(body).toMatch(/^Pins `ghcr\.io\/acme\/app:latest` to the digest that it names now\. `Always` stays\.\n/)
  })

  test('for several containers of one anchor that have different policies', () => {
    const pullPolicy = { ...aContainer().pullPolicy, effective: 'Never' } as const
    const review = aReview({ containers: [aContainer(), aContainer({ pullPolicy })] })
    expect(render(aLine('image: a', { containers: [0, 1] }), review)).toMatch(
      /^Pins `ghcr\.io\/acme\/app:latest` to the digest that it names now[^.]*\.\n/,
    )
  })

  test('for an object that will not follow', () => {
    const app = SHOP_REVIEW.containers.findIndex(({ name }) => name === 'app')
    expect(render(aLine('image: a', { containers: [app] }))).toMatch(
      /\. Existing objects keep `IfNotPresent` and new ones get `Always`, as without it\.\n/,
    )
  })

  test('for several images of one line', () => {
    expect(render(aLine('image: a', { containers: SHOP_REVIEW.containers.map((_, index) => index) }))).toMatch(
      /^Pins each image of this line to the digest that it names now\.\n/,
    )
  })
})

test('a file is undecided where a registry gave no answer, and where it could not be read', () => {
  const answer = (file: string, status: ReviewedContainer['resolution']['status']) =>
    aContainer({ file, resolution: { status, digest: null, mediaType: null, platforms: [], reason: null } })
  const containers = [
    answer('a', 'resolved'),
    answer('b', 'unavailable'),
    answer('c', 'rate-limited'),
    answer('d', 'tag-not-found'),
    answer('e', 'not-asked'),
  ]
  const skipped = [{ file: 'f', line: 1, reason: 'x', kind: 'syntax' }] as const
  expect([...findUndecidedFiles(aReview({ containers, skipped }))]).toEqual(['b', 'c', 'e', 'f'])
})

/** What GitHub writes where somebody accepts it. */
function appliedText(body: string | null): string | undefined {
  return /^(`{3,})suggestion\n(?<text>[\s\S]*)\n\1$/m.exec(body ?? '')?.groups?.text
}
