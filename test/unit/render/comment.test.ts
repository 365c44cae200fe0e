import { describe, expect, test } from '@jest/globals'
import { COMMENT_MARKER, commentMarker, hasAlarmed, renderComment } from '../../../src/render/comment.ts'
import { renderSummary } from '../../../src/render/summary.ts'
import type { Finding, Review, ReviewedContainer } from '../../../src/report/review.ts'
import { expectFile } from './expected-file.ts'
import { cellCounts, liveText } from './markdown-reader.ts'
import { SHOP_CONTEXT, SHOP_SUMMARY_CONTEXT } from './sample-context.ts'
import { aContainer, aFinding, anImage, aReview, PATCH_OF_WAIT, placeAt, SHOP_REVIEW, SHOP_WEB } from './sample-review.ts'

const CHANGE = { base: 'a81b3e0', head: '4f2c9d1', scope: 'changed-lines' } as const
const QUIET = { ...SHOP_CONTEXT, patch: { touched: '', rest: '' } }

describe('the comment on the sample', () => {
  const lines = renderComment(SHOP_REVIEW, SHOP_CONTEXT).split('\n')

  test('is the file that a person has read', () => {
    expectFile('shop-web.comment.md', renderComment(SHOP_REVIEW, SHOP_CONTEXT))
  })

  test.each([
    ['starts with its marker', COMMENT_MARKER],
    ['has what happens as its heading', '### ⚠️ `app`: an existing Deployment keeps `IfNotPresent`'],
    [
      'names the workload and its file',
      '**Deployment `shop/web`** in [`deploy/web.yaml`](https://github.com/acme/shop/blob/4f2c9d1/deploy/web.yaml)',
    ],
    [
      'shows what existing and new objects get',
      '| ⚠️ | [`app`](https://github.com/acme/shop/blob/4f2c9d1/deploy/web.yaml#L21) | `ghcr.io/acme/app`<br>`1.4.0` → **`latest`** | existing object: **`IfNotPresent`**<br>new object: `Always` | not found or private |',
    ],
    [
      'shows what is mended',
      '| ✅ | [`wait`](https://github.com/acme/shop/blob/4f2c9d1/deploy/web.yaml#L16) (init) | `busybox`<br>no tag → `1.36` | `Always`, as before | pin ready |',
    ],
    [
      'shows what is unchanged last and plain',
      '| | [`proxy`](https://github.com/acme/shop/blob/4f2c9d1/deploy/web.yaml#L25) (unchanged) | `envoyproxy/envoy`<br>`v1.30` | `IfNotPresent`, as before | pin ready |',
    ],
    ['counts, and says whether the check passes', '1 warning · 1 mended: `latest-tag` of `wait` · check passes (`fail-on: error`)'],
    ['folds the patch under what it pins', '<details><summary>Patch: pin <code>wait</code> to its digest</summary>'],
    ['counts answers', '<details><summary>What the registries answered: 2 of 3</summary>'],
  ])('%s', (_, line) => {
    expect(lines).toContain(line)
  })

  test('has one finding for its three rules', () => {
    expect(lines.filter(line => line.startsWith('### '))).toHaveLength(1)
    expect(lines.filter(line => line.startsWith('- ⚠️'))).toHaveLength(0)
  })
})

describe('the summary of the sample', () => {
  const lines = renderSummary(SHOP_REVIEW, SHOP_SUMMARY_CONTEXT).split('\n')

  test('is the file that a person has read', () => {
    expectFile('shop-web.summary.md', renderSummary(SHOP_REVIEW, SHOP_SUMMARY_CONTEXT))
  })

  test.each([
    ['starts with the verdict', '## ⚠️ 1 warning in 1 changed manifest: passes (`fail-on: error`)'],
    [
      'says where each container is',
      '| ⚠️ | [`deploy/web.yaml:21`](https://github.com/acme/shop/blob/4f2c9d1/deploy/web.yaml#L21) | `shop/web` · `app` | `ghcr.io/acme/app`: `1.4.0` → **`latest`** | existing object: **`IfNotPresent`**<br>new object: `Always` | not found or private |',
    ],
    [
      'says what was read and written',
      'Files: 1 changed manifest read, 0 skipped · silenced by this change: none · `report.json` · `pull-policy.sarif` · `pull-policy.patch`',
    ],
  ])('%s', (_, line) => {
    expect(lines).toContain(line)
  })

  test('lists what is mended as gone', () => {
    expect(lines.find(line => line.startsWith('| mended |'))).toMatch(/ \| gone \|$/)
  })

  test('tells a job how to read private images', () => {
    expect(lines.join('\n')).toContain('`packages: read`')
  })

  test('on a fork says why there is no comment', () => {
    expect(renderSummary(SHOP_REVIEW, { ...SHOP_SUMMARY_CONTEXT, remarks: ['It comes from @somebody.'] })).toMatch(
      /\n\*It comes from `@somebody\.`\*\n$/,
    )
  })
})

describe('when nothing is found', () => {
  const wait = SHOP_REVIEW.containers.filter(({ name }) => name === 'wait')

  test.each<[string, Review, string]>([
    [
      'one image moves',
      aReview({ change: CHANGE, containers: wait }),
      '✅ `busybox` → `1.36` in `shop/web`; the effective policy stays `Always`.',
    ],
    [
      'one policy moves',
      aReview({ change: CHANGE, containers: wait.map(c => ({ ...c, base: { image: 'busybox:1.36', effective: 'IfNotPresent' } })) }),
      '✅ `wait` in `shop/web`; the effective policy goes from `IfNotPresent` to `Always`.',
    ],
    [
      'a container is new',
      aReview({ change: CHANGE, containers: wait.map(c => ({ ...c, base: null })) }),
      '✅ `wait` is new, with `busybox:1.36`, in `shop/web`; its effective policy is `Always`.',
    ],
    [
      'two images move',
      aReview({ change: CHANGE, containers: [...wait, ...wait] }),
      '✅ 2 containers changed in 1 workload; every effective policy stays what it was.',
    ],
    [
      'two policies move alike',
      aReview({
        change: CHANGE,
        containers: [...wait, ...wait].map(c => ({ ...c, base: { image: 'busybox:1.36', effective: 'Never' as const } })),
      }),
      '✅ 2 containers changed in 1 workload; the effective policy of `wait` goes from `Never` to `Always`.',
    ],
    [
      'two containers are new',
      aReview({ change: CHANGE, containers: [...wait, ...wait].map(c => ({ ...c, base: null })) }),
      '✅ 2 new containers in 1 workload; nothing is wrong with their images and policies.',
    ],
    [
      'pull secrets move',
      aReview({
        change: CHANGE,
        containers: wait.map(c => ({ ...c, hasOtherPullSecrets: true, base: { image: 'busybox:1.36', effective: 'Always' as const } })),
      }),
      '✅ Other pull secrets for `wait` in `shop/web`; the effective policy stays `Always`.',
    ],
    [
      'a ServiceAccount gets other pull secrets',
      aReview({ change: CHANGE, changedAccounts: [{ file: 'a.yaml', name: 'robot' }] }),
      '✅ Other pull secrets for the Pods of ServiceAccount `robot`; no container of this change has another image or pull policy.',
    ],
    ['nothing moves', aReview({ change: CHANGE }), '✅ No container of this change has another image or pull policy.'],
  ])('%s: the comment is one line', (_, review, line) => {
    expect(renderComment(review, QUIET)).toBe(`${COMMENT_MARKER}\n${line}\n`)
  })

  test('but the comment has alarmed before, it says that this is over', () => {
    const review = aReview({ change: CHANGE, containers: wait })
    const lines = renderComment(review, { ...QUIET, hasAlarmed: true }).split('\n')
    expect(lines[1]).toBe('### ✅ Images changed; every container’s pull policy is what it was')
    expect(lines).toContain('check passes (`fail-on: error`)')
    expect(lines).toContainEqual(expect.stringMatching(/^\| ✅ \| \[`wait`\]/))
    const reverted = renderComment(aReview({ change: CHANGE }), { ...QUIET, hasAlarmed: true })
    expect(reverted).toContain('\n### ✅ No image or pull policy changes any more\n')
  })

  test('whether a comment has alarmed is told by its heading', () => {
    expect(hasAlarmed(renderComment(SHOP_REVIEW, SHOP_CONTEXT))).toBe(true)
    expect(hasAlarmed(renderComment(SHOP_REVIEW, SHOP_CONTEXT).replaceAll('\n', '\r\n'))).toBe(true)
    expect(hasAlarmed(renderComment(aReview({ change: CHANGE, containers: wait }), QUIET))).toBe(false)
  })

  test('a marker of one’s own is the first line', () => {
    const marker = commentMarker('ci.yml/build -->@me\n`')
    expect(marker).toBe('<!-- pull-policy:comment ci.yml/build ___me__ -->')
    expect(renderComment(SHOP_REVIEW, { ...SHOP_CONTEXT, marker }).split('\n')[0]).toBe(marker)
  })

  test('but something is mended, the containers are shown', () => {
    const comment = renderComment({ ...SHOP_REVIEW, findings: [], containers: wait }, QUIET)
    expect(comment).toContain('\n### ✅ Images changed; every container’s pull policy is what it was\n')
    expect(comment).toContain('\n1 mended: `latest-tag` of `wait` · check passes (`fail-on: error`)\n')
  })

  test('but what was found went with its container, the first comment does not speak as if it were the second', () => {
    const comment = renderComment({ ...SHOP_REVIEW, findings: [], containers: [] }, QUIET)
    expect(comment).toContain('\n### ✅ What was found before this change went with its container\n')
  })

  test('what the change silences is said all the same', () => {
    const suppressed = [
      { rule: 'never-pull', file: 'a.yaml', line: 3, reason: 'loaded', until: null, by: 'comment', isAddedByChange: true },
    ] as const
    expect(renderComment(aReview({ change: CHANGE, suppressed }), QUIET)).toContain('🔇 1 finding silenced by this change: [`never-pull`]')
  })

  test('the summary says so in its heading', () => {
    expect(renderSummary(aReview(), SHOP_SUMMARY_CONTEXT)).toMatch(/^## ✅ Nothing found in 1 manifest: passes/)
  })
})

describe('what is said once', () => {
  const container = (name: string, document: number) => aContainer({ name, document, workload: `w${document}`, base: null })
  const found = (name: string, document: number, parts: Partial<Finding> = {}) =>
    aFinding({
      container: name,
      workload: `w${document}`,
      state: 'new',
      at: { ...aFinding().at, start: document, line: document + 1 },
      ...parts,
    })

  test('one finding of many containers is one heading with its places', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const review = aReview({ change: CHANGE, containers: names.map(container), findings: names.map((name, index) => found(name, index)) })
    const lines = renderComment(review, QUIET).split('\n')
    expect(lines[1]).toBe('### ⚠️ `a`, `b`, `c` and 3 more: which version runs cannot be told, nor rolled back to')
    expect(lines[6]).toMatch(/^In 6 places: \[`deploy\/web\.yaml:1`\]\(\S+\) `a`, \[`deploy\/web\.yaml:2`\]\(\S+\) `b`, .* and 1 more$/)
    expect(lines.filter(line => line.startsWith('- **'))).toEqual([
      expect.stringMatching(/^- \*\*`a`\*\*, \*\*`b`\*\*, \*\*`c`\*\*, \*\*`d`\*\*, \*\*`e`\*\* and 1 more – each gets `Always`/),
    ])
  })

  test('copies of one container are named once', () => {
    const copies = [0, 1, 2].map(index => found('app', index))
    const review = aReview({
      change: CHANGE,
      containers: copies.map((_, index) => container('app', index)),
      findings: copies,
      gone: copies,
    })
    const comment = renderComment(review, QUIET)
    expect(comment).toContain('### ⚠️ `app`: which version')
    expect(comment).toMatch(
      /\nIn 3 places: \[`deploy\/web\.yaml:1`\]\(\S+\), \[`deploy\/web\.yaml:2`\]\(\S+\), \[`deploy\/web\.yaml:3`\]\(\S+\) `app`\n/,
    )
    expect(comment).toContain('3 mended: `latest-tag` of `app` (3×)')
    expect(comment).toContain('- **`app`** (3×) – each gets')
  })

  test('what stood there before is said to', () => {
    const standing = found('a', 0, { state: 'standing' })
    const containers = [container('a', 0), container('b', 1)]
    const old = renderComment(aReview({ change: CHANGE, containers, findings: [standing] }), QUIET)
    expect(old).toContain('nor rolled back to, as before this change\n')
    expect(old).toContain('1 warning · there before this change · check passes')
    const both = renderComment(aReview({ change: CHANGE, containers, findings: [standing, found('b', 1)] }), QUIET)
    expect(both).toContain('2 warnings · 1 of them there before this change · check passes')
  })

  test('of many different ones, ten and six workloads are open, the rest is folded', () => {
    const names = Array.from({ length: 14 }, (_, index) => `c${index}`)
    const findings = names.map((name, index) => found(name, index, { message: `${name} is so` }))
    const comment = renderComment(aReview({ change: CHANGE, containers: names.map(container), findings }), QUIET)
    const open = comment.replace(/<details>[\s\S]*?<\/details>/g, '')
    expect(open.match(/^- ⚠️/gm)).toHaveLength(10)
    expect(open.match(/^\*\*Deployment /gm)).toHaveLength(6)
    expect(comment).toContain('<details><summary>4 more findings</summary>')
    expect(comment).toContain('<details><summary>8 more workloads</summary>')
  })

  test('what to do is the message’s own and the rule’s', () => {
    const message = 'an existing Deployment keeps `Always`, because so; name a version'
    const comment = renderComment(aReview({ change: CHANGE, findings: [found('a', 0, { message, help: 'Write it.' })] }), QUIET)
    expect(comment).toContain('**What to do:** Name a version. Write it.\n')
    const both = { message: 'it is so; name a version, or write the policy', help: 'Write the policy.' }
    expect(renderComment(aReview({ change: CHANGE, findings: [found('a', 0, both)] }), QUIET)).toContain(
      '**What to do:** Name a version, or write the policy.\n',
    )
  })
})

describe('why there is no digest', () => {
  const refused = (registry: string, repository: string, parts: Partial<ReviewedContainer> = {}) =>
    aContainer({
      name: repository,
      base: null,
      image: { ...anImage(SHOP_WEB, 'ghcr.io/acme/app:latest'), registry, repository },
      resolution: { status: 'not-found-or-private', digest: null, mediaType: null, platforms: [], reason: null },
      ...parts,
    })
  const known = { base: { image: 'ghcr.io/acme/app:1', effective: 'Always' } } as const
  const containers = [
    refused('ghcr.io', 'acme/app', known),
    refused('ghcr.io', 'acme/web'),
    refused('quay.io', 'acme/db'),
    refused('quay.io', 'acme/db'),
  ]
  const adviceOf = (credentials: 'operator' | 'job') =>
    renderComment(aReview({ change: CHANGE, containers, findings: [aFinding()] }), { ...QUIET, credentials })
      .split('\n')
      .filter(line => line.startsWith('No digest of'))

  test('is said once for each registry, with who can mend it', () => {
    expect(adviceOf('operator')).toEqual([
      'No digest of `ghcr.io/acme/app`, `ghcr.io/acme/web`: nodes may hold credentials that this check lacks. This app’s own token cannot read private packages of ghcr.io: whoever runs the app can give it credentials for them, or the Action can ask on the same commit with the token of its job.',
      'No digest of `quay.io/acme/db`: private, misspelt or deleted, which nobody can tell without credentials. Whoever runs this app can give it credentials for `quay.io`.',
    ])
    expect(adviceOf('job')).toEqual([
      expect.stringMatching(/Give this job `packages: read`, and the package access to this repository; or log in to ghcr\.io/),
      expect.stringMatching(/Log in to `quay\.io` in an earlier step \(`docker\/login-action`\)\.$/),
    ])
  })
})

describe('several findings', () => {
  const findings = [
    aFinding({ rule: 'never-pull', severity: 'info', message: 'a is so' }),
    aFinding({ rule: 'missing-image', severity: 'error', message: 'b is so' }),
  ]

  test('the gravest is the heading, and all are listed, the gravest first', () => {
    const lines = renderComment(aReview({ change: CHANGE, containers: [aContainer()], findings }), QUIET).split('\n')
    expect(lines[1]).toBe('### ❌ `app`: b is so, and 1 more finding')
    expect(lines).toContain('1 error, 1 info · check fails (`fail-on: error`)')
    expect(lines.filter(line => line.startsWith('- ')).slice(0, 2)).toEqual([
      expect.stringMatching(
        /^- ❌ \[`deploy\/web\.yaml:21`\]\(.*\) `app`: B is so\. \[`missing-image`\]\(https:\/\/example\.org\/docs\/rules\/missing-image\.md\)$/,
      ),
      expect.stringMatching(/^- ℹ️ .* `app`: A is so\. /),
    ])
  })
})

describe('what is shown of a change', () => {
  test('workloads that it does not touch are not', () => {
    const other = aContainer({ file: 'other.yaml', workload: 'other', base: { image: 'ghcr.io/acme/app:latest', effective: 'Always' } })
    expect(renderComment({ ...SHOP_REVIEW, containers: [...SHOP_REVIEW.containers, other] }, SHOP_CONTEXT)).not.toContain('other.yaml')
  })

  test('without pages there are no links to lines', () => {
    expect(renderComment(SHOP_REVIEW, { ...SHOP_CONTEXT, repositoryUrl: null })).not.toContain('/blob/')
  })

  test.each<[string, Partial<ReviewedContainer>, string]>([
    [
      'a digest',
      { image: { ...anImage(SHOP_WEB, 'app'), value: `app:1@sha256:${'0'.repeat(64)}`, tag: '1', digest: `sha256:${'0'.repeat(64)}` } },
      '| `app`<br>`1@sha256:00000000…` |',
    ],
    ['no reference', { image: { ...anImage(SHOP_WEB, 'app'), value: 'a|b', isValid: false } }, '| `a\\|b` |'],
    ['another image', { base: { image: 'x/y:1', effective: 'Always' } }, '| `x/y:1` → `ghcr.io/acme/app`<br>`latest` |'],
    ['an image of a longer name', { base: { image: 'ghcr.io/acme/apple:1', effective: 'Always' } }, '| `ghcr.io/acme/apple:1` → '],
    [
      'a policy that is refused',
      { pullPolicy: { written: 'always', at: null, effective: null, origin: 'invalid', because: 'x' } },
      '| `always` is refused |',
    ],
    [
      'a policy that nobody knows',
      { pullPolicy: { written: null, at: null, effective: null, origin: 'unknown', because: 'x' } },
      '| not known here |',
    ],
    ['a policy that moves', { base: { image: 'ghcr.io/acme/app:1', effective: 'IfNotPresent' } }, '| `IfNotPresent` → **`Always`** |'],
    ['a pin that is there', { pin: { status: 'pinned', value: null, reason: null } }, '| pinned |'],
    [
      'a pin that is declined',
      { pin: { status: 'declined', value: null, reason: 'the image is filled in later' } },
      '| no pin: the image is filled in later |',
    ],
    ['no name', { name: null }, '[`containers[0]`]('],
    ['no namespace', { namespace: null }, '**Deployment `web`**'],
  ])('%s', (_, parts, cell) => {
    const review = aReview({
      change: CHANGE,
      containers: [aContainer(parts)],
      findings: [aFinding({ file: 'k.yaml', container: null, workload: null })],
    })
    expect(renderComment(review, QUIET)).toContain(cell)
  })
})

describe('commands', () => {
  const review = (parts: Partial<ReviewedContainer>) =>
    renderComment(
      aReview({
        change: CHANGE,
        containers: [aContainer(parts)],
        findings: [
          aFinding({
            ...(parts.workload === undefined ? {} : { workload: parts.workload }),
            ...(parts.name === undefined ? {} : { container: parts.name }),
          }),
        ],
      }),
      QUIET,
    )

  test.each<[string, Partial<ReviewedContainer>, string]>([
    [
      'a custom resource is named with its group',
      { kind: 'Rollout', apiVersion: 'argoproj.io/v1alpha1' },
      'kubectl -n shop get rollout.argoproj.io web -o ',
    ],
    [
      'a CronJob’s list lies deeper',
      { kind: 'CronJob', path: 'items[2].spec.jobTemplate.spec.template.spec.initContainers[1]' },
      '{range .spec.jobTemplate.spec.template.spec.initContainers[*]}',
    ],
    ['no namespace, no flag', { namespace: null }, '\nkubectl get deployment web -o '],
    ['an odd namespace is a placeholder', { namespace: '$(id)' }, 'kubectl -n NAMESPACE get '],
    ['an odd workload is a placeholder', { workload: 'a;b' }, ' get deployment WORKLOAD -o '],
    ['an odd container is a placeholder', { name: `a'b` }, '@.name=="CONTAINER"'],
    ['an odd kind is a placeholder', { kind: 'a b' }, ' get KIND'],
    ['a pod is found by its own name', { kind: 'Pod', apiVersion: 'v1', path: 'spec.containers[0]' }, `| grep 'pod/web'`],
  ])('%s', (_, parts, command) => {
    expect(review(parts)).toContain(command)
  })

  test('of a path that is no list of containers none is made', () => {
    expect(review({ path: "spec.'x'.containers[0]" })).not.toContain('get deployment')
  })
})

describe('the patch', () => {
  const pinned = (touched: string) => renderComment(SHOP_REVIEW, { ...SHOP_CONTEXT, patch: { touched, rest: '' } })

  test('with what cannot be seen is not shown', () => {
    const comment = pinned(PATCH_OF_WAIT.replace('sh, -c', 'sh,\u202e -c'))
    expect(comment).not.toContain('```diff')
    expect(comment).toContain('holds characters that cannot be seen')
  })

  test('of a file with CRLF is shown, with a warning', () => {
    const comment = pinned(PATCH_OF_WAIT.replaceAll('\n', '\r\n'))
    expect(comment).toContain('end in CRLF')
    expect(comment).not.toContain('\r')
  })

  test('with a fence in it stays in its own', () => {
    const comment = pinned(PATCH_OF_WAIT.replace('until nc', '```` </details> @me until nc'))
    expect(comment).toContain('`````diff\n')
    expect(liveText(comment)).not.toContain('@me')
  })
})

const HOSTILE = [
  '@octocat #1 acme/shop#2 GH-3 4f2c9d1ab :tada:',
  '`` ` ``` @me',
  '</code></summary></details><img src=x onerror=alert(1)>',
  '[click](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example>',
  '| a | b |\n|---|---|\n| @me |',
  'a\\|b\\',
  '\n\n# heading\n\n- list\n\n> quote\n\n/approve',
  '--> <!-- x',
  '\u202e\u200b\u2066\u001b[2J\u0007\u009b\ufeff',
  '##[set-output name=a]b\n::add-mask::c',
  'www.evil.example https://evil.example me@evil.example $x$ ~~y~~ **z**',
  '\ud800',
  'x'.repeat(100_000),
]

describe.each(HOSTILE.map(text => [JSON.stringify(text).slice(0, 60), text] as const))('%s in every field', (_, text) => {
  const review = hostileReview(text)
  const context = {
    ...SHOP_SUMMARY_CONTEXT,
    base: { ref: text, sha: text },
    patch: { touched: '', rest: '' },
    configuration: { path: text, ref: text },
    askedAt: new Map([[text, text]]),
    suggested: [{ file: text, line: 1 }],
  }

  test.each([
    ['comment', renderComment(review, context)],
    ['quiet comment', renderComment({ ...review, findings: [], gone: [] }, context)],
    ['mended comment', renderComment({ ...review, findings: [] }, context)],
    ['comment on one finding', renderComment({ ...review, findings: review.findings.slice(0, 1) }, context)],
    ['summary', renderSummary(review, context)],
  ])('leaves the %s inert', (_, page) => {
    const live = liveText(page)
      .replace(/<\/?(?:details|summary|sub|br)>|<!-- pull-policy:comment -->|<code>[^<>]*<\/code>/g, '')
      .replace(/\]\(https:\/\/(?:github\.com\/acme\/shop\/blob|example\.org\/docs\/rules)\/[\w./%~#-]*\)/g, ']()')
    expect(live.replace(/^#{2,3} /gm, '')).not.toMatch(/[@<>#&]|:\/\/|www\.|\]\([^)]/)
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u)
    expect(page).not.toContain('##[')
    expect(page.split('\n').filter(line => /^\s*(?:::|\/)/.test(line))).toEqual([])
    for (const [pairs, lookBehind] of cellCounts(page)) expect([5, 6, 7, 8]).toContain(pairs === lookBehind ? pairs : 'two readings')
  })
})

/** The text wherever a file, a configuration or a registry can put one. */
function hostileReview(text: string): Review {
  const at = placeAt(`image: ${text}`, 7, 8)
  const container: ReviewedContainer = {
    ...aContainer(),
    file: text,
    path: text,
    apiVersion: `${text}/v1`,
    kind: text,
    namespace: text,
    workload: text,
    name: text,
    image: { value: text, at, registry: text, repository: text, tag: text, digest: null, isValid: true },
    pullPolicy: { written: text, at, effective: null, origin: 'invalid', because: text },
    onUpdate: { effective: 'Always', because: text },
    base: { image: `${text}:1`, effective: 'Never' },
    resolution: { status: 'forbidden', digest: text, mediaType: text, platforms: [text], reason: text },
    pin: { status: 'declined', value: text, reason: text },
  }
  const resolved: ReviewedContainer = {
    ...container,
    name: `${text}2`,
    pin: { status: 'offered', value: `${text}@sha256:0`, reason: null },
    resolution: { ...container.resolution, status: 'resolved' },
  }
  const finding = aFinding({ file: text, message: text, help: text, container: text, workload: text, at, state: 'new' })
  return aReview({
    change: { base: text, head: text, scope: 'changed-lines' },
    containers: [container, resolved],
    findings: [finding, aFinding({ message: `a \`${text}\` b, because \`${text}\`; do \`${text}\`` })],
    gone: [finding],
    suppressed: [{ rule: 'never-pull', file: text, line: 1, reason: text, until: text, by: 'comment', isAddedByChange: true }],
    skipped: [{ file: text, line: 1, reason: text, kind: 'syntax' }],
  })
}

describe('room', () => {
  const many = (number: number): Review => {
    const containers = Array.from({ length: number }, (_, index) =>
      aContainer({
        workload: `w${index % Math.ceil(number / 3)}`,
        document: index % Math.ceil(number / 3),
        name: `c${index}`,
        resolution: { status: 'unavailable', digest: null, mediaType: null, platforms: [], reason: 'no answer' },
        image: { ...anImage(SHOP_WEB, 'ghcr.io/acme/app:latest'), tag: `t${index}` },
      }),
    )
    return aReview({
      change: CHANGE,
      containers,
      findings: containers.map(({ name, workload }) => aFinding({ container: name, workload })),
      skipped: Array.from({ length: number }, (_, index) => ({
        file: `f${index}.yaml`,
        line: 1,
        reason: 'r'.repeat(80),
        kind: 'syntax' as const,
      })),
    })
  }
  const patch = {
    touched: Array.from({ length: 400 }, (_, index) => PATCH_OF_WAIT.replaceAll('web.yaml', `web${index}.yaml`)).join(''),
    rest: '',
  }

  test.each([3, 100, 1_000, 20_000])('a comment on %i containers is whole and at most 60,000 characters', number => {
    const comment = renderComment(many(number), { ...SHOP_CONTEXT, patch })
    expect(comment.length).toBeLessThanOrEqual(60_000)
    expectWhole(comment)
  })

  test.each([100, 20_000])('a summary of %i containers is whole and at most 900,000 bytes', number => {
    const summary = renderSummary(many(number), { ...SHOP_SUMMARY_CONTEXT, patch: { touched: patch.touched.repeat(10), rest: '' } })
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(900_000)
    expectWhole(summary)
  })

  test('what has no room is named', () => {
    const review = many(1_000)
    const findings = review.findings.map((finding, index) => ({ ...finding, message: `${index} is so` }))
    const comment = renderComment({ ...review, findings }, { ...SHOP_CONTEXT, patch })
    expect(comment).toMatch(/\n- \*\d+ more findings in the report\*\n|list of findings/)
    expect(comment).toMatch(/\*\d+ more in the report\*|\*Left out for want of room: [^*]*\. The report has everything\.\*/)
  })

  function expectWhole(page: string): void {
    expect(page.match(/<details>/g) ?? []).toHaveLength((page.match(/<\/details>/g) ?? []).length)
    expect(() => liveText(page)).not.toThrow()
    expect(new Set(cellCounts(page).map(([pairs]) => pairs)).size).toBeLessThanOrEqual(4)
    expect(page.split('\n').filter(line => line.startsWith('|') && !line.endsWith('|'))).toEqual([])
  }
})
