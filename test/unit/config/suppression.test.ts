import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { IgnoreEntry } from '../../../src/config/config.ts'
import type { IgnoreComment } from '../../../src/config/ignore-comment.ts'
import type { GlobbedImage } from '../../../src/config/image-glob.ts'
import { type SilenceableFinding, type SuppressionSettings, silence } from '../../../src/config/suppression.ts'
import type { Place } from '../../../src/source/place.ts'
import { ownMilliseconds } from '../../own-work.ts'

interface Finding extends SilenceableFinding {
  readonly images: readonly GlobbedImage[]
}

const NGINX: GlobbedImage = { text: 'nginx', registry: 'docker.io', repository: 'library/nginx' }
const APP: GlobbedImage = { text: 'ghcr.io/acme/app', registry: 'ghcr.io', repository: 'acme/app' }

function finding(
  rule: string,
  line: number,
  { file = 'web.yaml', images = [NGINX] }: { file?: string; images?: readonly GlobbedImage[] } = {},
): Finding {
  return { rule, file, at: { line }, images }
}

function comment(line: number, rules: readonly string[], more: Partial<IgnoreComment> = {}): IgnoreComment {
  return { file: 'web.yaml', line, placement: 'same-line', rules, reason: 'known', isAddedByChange: false, ...more }
}

const AT: Place = { start: 0, end: 1, line: 1, column: 1, endLine: 1, endColumn: 2, excerpt: '' }

function entry(more: Partial<IgnoreEntry>): IgnoreEntry {
  return { image: null, path: null, rules: null, reason: 'not ours', until: null, at: AT, ...more }
}

function settings(more: Partial<SuppressionSettings<Finding>>): SuppressionSettings<Finding> {
  return {
    comments: [],
    entries: [],
    enforce: ['committed-pull-secret'],
    ruleIds: ['latest-tag', 'never-pull', 'committed-pull-secret'],
    isActive: () => true,
    today: '2026-06-15',
    isWholeRepository: true,
    isChangeTrusted: true,
    imagesOf: ({ images }) => images,
    ...more,
  }
}

function isSilenced(subject: Finding, more: Partial<SuppressionSettings<Finding>>): boolean {
  return silence([subject], settings(more)).silenced.length === 1
}

describe('where a comment works', () => {
  const alone = { placement: 'own-line' } as const
  test.each<[string, IgnoreComment[], number, boolean]>([
    ['on its own line', [comment(5, ['latest-tag'])], 5, true],
    ['on the line below', [comment(5, ['latest-tag'])], 6, false],
    ['standing alone: on the line below', [comment(5, ['latest-tag'], alone)], 6, true],
    ['standing alone: not on its own line', [comment(5, ['latest-tag'], alone)], 5, false],
    ['standing alone: not two lines below', [comment(5, ['latest-tag'], alone)], 7, false],
    [
      'two alone, one below the other: both for the line below',
      [comment(5, ['latest-tag'], alone), comment(6, ['never-pull'], alone)],
      7,
      true,
    ],
    ['two alone with a gap: only the lower', [comment(4, ['latest-tag'], alone), comment(6, ['never-pull'], alone)], 7, false],
    ['one alone above one that is not: only on that line', [comment(5, ['latest-tag'], alone), comment(6, ['never-pull'])], 6, true],
    ['with another rule', [comment(5, ['never-pull'])], 5, false],
    ['with several rules', [comment(5, ['never-pull', 'latest-tag'])], 5, true],
    ['in another file', [comment(5, ['latest-tag'], { file: 'other.yaml' })], 5, false],
  ])('%s', (_, comments, line, expected) => expect(isSilenced(finding('latest-tag', line), { comments })).toBe(expected))
})

describe('what an entry of the configuration fits', () => {
  test.each<[Partial<IgnoreEntry>, boolean]>([
    [{ rules: ['latest-tag'] }, true],
    [{ rules: ['never-pull'] }, false],
    [{ rules: [] }, false],
    [{ path: '*.yaml' }, true],
    [{ path: 'deploy/' }, false],
    [{ image: 'nginx' }, true],
    [{ image: 'ghcr.io' }, false],
    [{ image: 'nginx', path: 'web.yaml', rules: ['latest-tag'] }, true],
    [{ image: 'nginx', path: 'web.yaml', rules: ['never-pull'] }, false],
    [{ image: 'nginx', path: 'deploy/' }, false],
    [{ path: 'web.yaml', until: '2026-06-15' }, true],
    [{ path: 'web.yaml', until: '2026-06-14' }, false],
  ])('%j: %s', (more, expected) => expect(isSilenced(finding('latest-tag', 5), { entries: [entry(more)] })).toBe(expected))

  test.each<[readonly GlobbedImage[], boolean]>([
    [[NGINX, NGINX], true],
    [[NGINX, APP], false],
    [[], false],
  ])('a pattern for images must fit all that the finding is about: %j', (images, expected) => {
    expect(isSilenced(finding('latest-tag', 5, { images }), { entries: [entry({ image: 'nginx' })] })).toBe(expected)
  })
})

describe('what is never silenced', () => {
  const subject = finding('committed-pull-secret', 5)
  test('by a comment', () => expect(isSilenced(subject, { comments: [comment(5, ['committed-pull-secret'])] })).toBe(false))
  test('by an entry', () => expect(isSilenced(subject, { entries: [entry({ path: 'web.yaml' })] })).toBe(false))
  test('unless the configuration enforces nothing', () => {
    expect(isSilenced(subject, { enforce: [], comments: [comment(5, ['committed-pull-secret'])] })).toBe(true)
  })
})

describe('what is said of a silenced finding', () => {
  const subject = finding('latest-tag', 5)

  test('by a comment', () => {
    expect(silence([subject], settings({ comments: [comment(5, ['latest-tag'])] }))).toEqual({
      shown: [],
      silenced: [{ finding: subject, by: 'comment', reason: 'known', until: null, isAddedByChange: false, countsAnyway: false }],
      unused: [],
      expired: [],
    })
  })

  test('by an entry', () => {
    const { silenced } = silence([subject], settings({ entries: [entry({ path: 'web.yaml', until: '2026-12-31' })] }))
    expect(silenced).toEqual([
      { finding: subject, by: 'configuration', reason: 'not ours', until: '2026-12-31', isAddedByChange: false, countsAnyway: false },
    ])
  })

  test.each([
    [true, false],
    [false, true],
  ])(
    'by a comment that the change brings, whose author may lower the verdict: %s; it counts anyway: %s',
    (isChangeTrusted, countsAnyway) => {
      const comments = [comment(5, ['latest-tag'], { isAddedByChange: true })]
      expect(silence([subject], settings({ comments, isChangeTrusted })).silenced).toMatchObject([{ isAddedByChange: true, countsAnyway }])
    },
  )

  test('where one stood there before, the change’s own does not matter', () => {
    const comments = [
      comment(5, ['latest-tag'], { isAddedByChange: true, reason: 'new' }),
      comment(4, ['latest-tag'], { placement: 'own-line', reason: 'old' }),
    ]
    expect(silence([subject], settings({ comments, isChangeTrusted: false })).silenced).toMatchObject([
      { reason: 'old', isAddedByChange: false, countsAnyway: false },
    ])
  })
})

describe('suppressions that do nothing', () => {
  const unusedOf = (more: Partial<SuppressionSettings<Finding>>) => silence([finding('latest-tag', 5)], settings(more)).unused
  const alsoNever = comment(5, ['latest-tag', 'never-pull'])

  test('a comment on a line without such a finding', () => {
    const source = comment(9, ['latest-tag'])
    expect(unusedOf({ comments: [source] })).toEqual([
      { kind: 'comment', source, rules: [{ rule: 'latest-tag', cause: 'nothing-to-silence' }] },
    ])
  })

  test('one of two rules of a comment', () => {
    expect(unusedOf({ comments: [alsoNever] })).toEqual([
      { kind: 'comment', source: alsoNever, rules: [{ rule: 'never-pull', cause: 'nothing-to-silence' }] },
    ])
  })

  test('not so where that rule did not speak', () =>
    expect(unusedOf({ comments: [alsoNever], isActive: rule => rule !== 'never-pull' })).toEqual([]))

  test('a rule that is enforced, or that there is not', () => {
    const source = comment(5, ['latest-tag', 'committed-pull-secret', 'latest-tags'])
    expect(unusedOf({ comments: [source] })).toEqual([
      {
        kind: 'comment',
        source,
        rules: [
          { rule: 'committed-pull-secret', cause: 'enforced' },
          { rule: 'latest-tags', cause: 'unknown-rule' },
        ],
      },
    ])
  })

  test('a comment that names no rule', () => {
    const source = comment(5, [])
    expect(unusedOf({ comments: [source] })).toEqual([{ kind: 'comment', source, rules: [] }])
  })

  test('an entry for all rules that fits nothing', () => {
    const source = entry({ path: 'vendor/' })
    expect(unusedOf({ entries: [source] })).toEqual([{ kind: 'configuration', source, rules: [] }])
    expect(unusedOf({ entries: [source], isWholeRepository: false })).toEqual([])
  })

  test('an entry with rules that fits nothing', () => {
    const source = entry({ path: 'vendor/', rules: ['latest-tag', 'committed-pull-secret'] })
    const enforced = { rule: 'committed-pull-secret', cause: 'enforced' }
    expect(unusedOf({ entries: [source] })).toEqual([
      { kind: 'configuration', source, rules: [{ rule: 'latest-tag', cause: 'nothing-to-silence' }, enforced] },
    ])
    expect(unusedOf({ entries: [source], isWholeRepository: false })).toEqual([{ kind: 'configuration', source, rules: [enforced] }])
  })

  test('not one that is doubled by another', () => {
    expect(unusedOf({ comments: [comment(5, ['latest-tag'])], entries: [entry({ path: 'web.yaml' })] })).toEqual([])
  })

  test('one that is over is told as such, and not as unused', () => {
    const source = entry({ path: 'vendor/', until: '2026-01-01' })
    expect(silence([], settings({ entries: [source] }))).toEqual({ shown: [], silenced: [], unused: [], expired: [source] })
  })
})

test('every finding is shown or silenced, once and in order', () => {
  const rule = fc.constantFrom('latest-tag', 'never-pull', 'committed-pull-secret')
  const findings = fc.array(fc.record({ rule, line: fc.integer({ min: 1, max: 4 }) }).map(({ rule: id, line }) => finding(id, line)))
  const comments = fc.array(
    fc.record({ line: fc.integer({ min: 1, max: 4 }), rule, placement: fc.constantFrom('own-line' as const, 'same-line' as const) }),
  )
  fc.assert(
    fc.property(findings, comments, (all, written) => {
      const { shown, silenced } = silence(
        all,
        settings({ comments: written.map(({ line, rule: id, placement }) => comment(line, [id], { placement })) }),
      )
      const hidden = silenced.map(each => each.finding)
      expect(all.filter(each => shown.includes(each))).toEqual(shown)
      expect(all.filter(each => hidden.includes(each))).toEqual(hidden)
      expect(shown.length + hidden.length).toBe(all.length)
      expect(hidden.some(each => each.rule === 'committed-pull-secret')).toBe(false)
    }),
  )
})

test('hostile: many comments and findings take time in their number', () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => index + 1)
  const started = process.cpuUsage()
  const { silenced } = silence(
    lines.map(line => finding('latest-tag', line)),
    settings({ comments: lines.map(line => comment(line, ['latest-tag'], { placement: 'own-line' })) }),
  )
  expect(silenced).toHaveLength(0)
  expect(ownMilliseconds(started)).toBeLessThan(2000)
})
