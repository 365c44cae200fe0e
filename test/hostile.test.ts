import { describe, expect, test } from '@jest/globals'
import type { ChangedFile } from '../src/change.ts'
import {
  hashLines,
  RULE_TEXTS,
  renderAnnotations,
  renderJson,
  renderSarif,
  renderSummary,
  renderText,
  renderWorkflowCommands,
  reviewChange,
  reviewFiles,
  TOOL,
} from '../src/index.ts'
import { parseDigest } from '../src/oci/digest.ts'
import { OCI_INDEX } from '../src/oci/media-type.ts'
import type { ImageContents, NotResolved, Resolution } from '../src/oci/resolution.ts'
import type { DigestResolver } from '../src/registry/digest-resolver.ts'
import { renderComment } from '../src/render/comment.ts'
import { breakOldCommands } from '../src/render/escape/runner-log.ts'
import type { SummaryContext } from '../src/render/markdown/context.ts'
import type { Review } from '../src/report/review.ts'
import { COMMAND_NAMES, parseCommand } from './fake/runner/command.ts'

/** What somebody may write who wants more than a container: each text is put wherever a manifest takes one. */
const BAITS: readonly (readonly [string, string])[] = [
  ['a mention and references', 'zq @octocat @acme/admins #1 acme/shop#2 GH-3 4f2c9d1ab deadbeefcafe'],
  ['Markdown', '# zq **zq** _zq_ ~~zq~~ [zq](https://evil.example/zq) ![zq](//evil.example/zq.png) * > - 1. zq'],
  ['HTML', '</code></summary></details></table><img src=x onerror=alert(zq)><!-- zq --><script>zq</script>'],
  ['the end of a comment', 'zq --> <!-- pull-policy:comment --> <details open> zq'],
  ['addresses', 'zq https://evil.example/zq www.evil.example zq@evil.example mailto:zq@evil.example <https://evil.example>'],
  ['a backtick', '` zq @octocat'],
  ['two backticks', '`` zq @octocat ``'],
  ['three backticks on a line of their own', 'zq\n```\n@octocat zq\n```diff\n- zq'],
  ['many backticks', `zq${'`'.repeat(9)} @octocat ${'`'.repeat(10)} zq`],
  ['a table', 'zq | zq | zq\n|---|---|\n| @octocat | zq |'],
  ['bars behind backslashes', 'zq\\|zq\\\\|zq\\\\\\|@octocat\\'],
  ['a command of a runner', 'zq\n::add-mask::zq\n::error file=zq,line=1::zq\n  ::stop-commands::zq'],
  ['an old command of a runner', 'zq ##[set-output name=zq]zq ##[add-mask]zq'],
  ['percent signs and separators of commands', 'zq%0A::error::zq%0D%25,title=zq::zq,line=9'],
  ['line ends of every kind', 'zq\r::error::zq\r\nzq\u0085::error::zq\u2028::error::zq\u2029zq\u000b\u000czq'],
  ['commands of a terminal', 'zq\u001b[2J\u001b]0;zq\u0007\u001b[31m\u009b31mzq\u0008\u0008\u007f'],
  ['text that runs the other way', 'zq\u202egnp.exe\u202c\u2066zq\u2069\u200f\u061czq'],
  ['text that cannot be seen', 'zq\u200b\u200c\u200d\u2060\ufeff\u00ad\u180ezq\u{e0001}\u{e007a}'],
  ['text for a shell', 'zq $(touch zq) `touch zq` ; rm -rf zq && zq | zq \'zq\' "zq" --zq ~ * $HOME'],
  ['text for YAML', 'zq: {zq: [zq]} # zq\n- zq\n--- zq\n...\n%TAG zq & * ! | > \' " % @'],
  ['text for JSON', 'zq","severity":"info","zq":{"zq":"\\u0000\\'],
  ['a path that climbs', '../../../../zq/../zq//./zq\\..\\zq'],
  ['an address as a path', 'https://evil.example/zq?zq=zq#zq'],
  ['a formula and an emoji', 'zq $\\color{red}{zq}$ $$zq$$ :tada: :zq:'],
  ['ten thousand characters', 'zq'.repeat(5_000)],
  ['ten thousand backticks', `zq${'`'.repeat(10_000)}`],
]

/** YAML reads what JSON writes, and this writes every character that a file can hold. */
const quoted = (text: string) =>
  JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** What one line of a comment can hold. */
const oneLine = (text: string) =>
  text
    .split(/[\r\n\u0085\u2028\u2029]/)
    .join(' ')
    .replace(NOT_IN_YAML, ' ')

/** https://yaml.org/spec/1.2.2/#51-character-set */
const NOT_IN_YAML = /[\p{Cc}--[\t\n\r\u0085]]/gv

const credentials = (host: string) =>
  Buffer.from(quoted1({ auths: { [host]: { username: 'zq', password: 'hunter2-Pq7wLz9' } } })).toString('base64')
const quoted1 = (value: object) => JSON.stringify(value)

/** A file in which every text that is its author's is the bait; the image is one that can be pinned, in the midst of it. */
function manifests(bait: string, tag: string): string {
  const text = quoted(bait)
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${text}, namespace: ${text}}
spec:
  template:
    spec:
      serviceAccountName: ${text}
      imagePullSecrets: [{name: ${text}}, {name: missing}]
      nodeSelector: {kubernetes.io/arch: ${text}}
      containers:
      # pull-policy: ignore[never-pull] ${oneLine(bait)}
      - name: ${text}
        image: "registry.example.com/app:${tag}" # ${oneLine(bait)}
        # ${oneLine(bait)}
      - {name: image, image: ${text}}
      - {name: policy, image: "registry.example.com/app:${tag}", imagePullPolicy: ${text}}
      - {name: never, image: "registry.example.com/app:${tag}", imagePullPolicy: Never} # pull-policy: ignore[never-pull] ${oneLine(bait)}
      - {name: twice, image: ${text}, image: "registry.example.com/app"}
---
apiVersion: v1
kind: Secret
metadata: {name: ${text}, namespace: ${text}}
type: ${text}
---
apiVersion: v1
kind: Secret
metadata: {name: real}
type: kubernetes.io/dockerconfigjson
data: {.dockerconfigjson: ${credentials(bait)}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: ${text}, namespace: ${text}}
imagePullSecrets: [{name: ${quoted(`${bait}2`)}}]
---
apiVersion: ${quoted(`${bait}/v1`)}
kind: ${text}
metadata: {generateName: ${text}}
spec: {containers: [{name: ${text}, image: "registry.example.com/app"}]}
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
imageMinimumGCAge: ${text}
imageGCHighThresholdPercent: ${text}
`
}

const DIGEST = parseDigest(`sha256:${'a'.repeat(64)}`)

/** Knows every image, and says of one more than it should. */
class Registry implements DigestResolver {
  readonly #bait: string

  constructor(bait: string) {
    this.#bait = bait
  }

  async resolve(): Promise<Resolution> {
    if (!DIGEST) throw new Error('no digest')
    return { status: 'resolved', digest: DIGEST, mediaType: this.#bait, platforms: [] }
  }

  async resolveTag(): Promise<Resolution> {
    return { status: 'unavailable', reason: this.#bait }
  }

  async resolveContents(): Promise<ImageContents | NotResolved> {
    const platform = { os: this.#bait, architecture: this.#bait }
    return DIGEST
      ? { status: 'resolved', digest: DIGEST, mediaType: OCI_INDEX, platforms: [platform], members: [] }
      : { status: 'bad-response', reason: '' }
  }
}

/** Paths as Git allows them: no NUL, no empty or dotted parts. */
const pathOf = (bait: string) =>
  `deploy/${bait
    .split('/')
    .filter(part => !/^\.{0,2}$/.test(part))
    .join('/')}.yaml`

function changedFiles(bait: string): readonly ChangedFile[] {
  const file = (path: string, text: string) => ({ kind: 'bytes', path, bytes: Buffer.from(text) }) as const
  const path = pathOf(bait)
  return [
    { base: file(path, manifests(bait, '1.0')), head: file(path, manifests(bait, 'latest')) },
    { base: null, head: file(`broken/${path}`, `image: [${quoted(bait)}\n  ${oneLine(bait)}: }\n`) },
    { base: null, head: { kind: 'unread', path: `unread/${path}`, reason: bait, skip: 'unreadable' } },
  ]
}

async function reviewsOf(bait: string): Promise<readonly (readonly [string, Review])[]> {
  const options = { resolver: new Registry(bait), isWholeRepository: true }
  const change = { base: 'main', head: '4f2c9d1', scope: 'changed-lines' } as const
  const files = changedFiles(bait)
  return [
    ['a change', await reviewChange(change, files, options)],
    ['a change without a registry', await reviewChange(change, files, { isWholeRepository: true })],
    [
      'files',
      await reviewFiles(
        files.flatMap(({ head }) => head ?? []),
        options,
      ),
    ],
  ]
}

function contextOf({ patch, change }: Review): SummaryContext {
  return {
    tool: TOOL,
    threshold: THRESHOLD,
    docsUrl: 'https://docs.example/v1',
    repositoryUrl: 'https://github.example/acme/shop',
    headSha: '4f2c9d1',
    base: change && { ref: 'main', sha: 'a81b3e0' },
    configuration: null,
    profile: 'default',
    askedAt: new Map(),
    credentials: 'job',
    patch: { touched: patch, rest: '' },
    suggested: [],
    files: ['report.json'],
    cost: null,
    remarks: [],
  }
}

const THRESHOLD = { failOn: 'error', failsOnSkipped: false } as const

/** Control characters but the line feed, marks that turn or hide text, separators, halves of characters. */
const INVISIBLE = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]--[\n]]/v

/** Git writes a tab behind a file name with blanks in it, and authors write some; in a block of code both are what they seem. */
const TABS_OF_DIFFS = /(?<=^[-+ ].*)\t/gm

/** The lines of a log, as a runner and a terminal cut them. */
const logLines = (log: string) => log.split(/\r\n|[\n\r\u0085\u2028\u2029]/)

/** Commands that a runner finds in a log. */
function commandsIn(log: string) {
  const names = new Set(COMMAND_NAMES)
  return logLines(log).flatMap(line => parseCommand(line, names) ?? [])
}

describe.each(BAITS)('%s', (_, bait) => {
  test('is found where it stands: nothing is lost and nothing thrown', async () => {
    for (const [, review] of await reviewsOf(bait)) {
      expect(review.containers.map(({ name }) => name)).toContain(bait)
      expect(review.containers.map(({ image }) => image?.value)).toContain(bait)
      expect(review.containers.map(({ workload }) => workload)).toContain(bait)
      expect(review.findings.length).toBeGreaterThan(5)
      expect(review.skipped.map(({ file }) => file)).toEqual([`broken/${pathOf(bait)}`, `unread/${pathOf(bait)}`])
    }
  })

  test('is inert in text', async () => {
    for (const [, review] of await reviewsOf(bait)) {
      for (const hasColor of [true, false]) {
        const text = renderText(review, { ...THRESHOLD, hasColor })
        expect(text.replace(/\u001b\[[\d;]*m/g, hasColor ? '' : '$&')).not.toMatch(INVISIBLE)
        expect(commandsIn(text)).toEqual([])
        expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThan(3_000)
      }
    }
  })

  test('reads back from JSON as it was written, and is inert where it is printed', async () => {
    for (const [, review] of await reviewsOf(bait)) {
      const text = renderJson(review, TOOL)
      const report = JSON.parse(text)
      expect(report.containers.map(({ name }: { name: string }) => name)).toEqual(review.containers.map(({ name }) => name))
      expect(report.findings.map(({ message }: { message: string }) => message)).toEqual(
        review.findings.filter(({ isInScope }) => isInScope).map(({ message }) => message),
      )
      expect(report.patch).toBe(review.patch)
      expect(text).not.toMatch(INVISIBLE)
      expect(commandsIn(text)).toEqual([])
    }
  })

  test('is inert in SARIF, whose addresses lead to the files', async () => {
    for (const [, review] of await reviewsOf(bait)) {
      const text = renderSarif(review, { tool: TOOL, rules: RULE_TEXTS, lineHash: (file, line) => hashLines(file)(line) })
      expect(text).not.toMatch(INVISIBLE)
      expect(commandsIn(text)).toEqual([])
      const { results, invocations } = JSON.parse(text).runs[0]
      expect(results).toHaveLength(review.findings.length)
      const known = new Set([...review.findings, ...review.skipped].map(({ file }) => file))
      for (const { locations, message } of [...results, ...invocations[0].toolExecutionNotifications]) {
        const { uri } = locations[0].physicalLocation.artifactLocation
        const url = new URL(uri, 'file:///top/')
        expect([url.protocol, url.host, url.search, url.hash]).toEqual(['file:', '', '', ''])
        expect(known).toContain(decodeURIComponent(uri))
        expect(message.text).not.toMatch(/\[[^\]]*\]\(|\n/)
      }
    }
  })

  test('is inert in annotations, each of which names its file and no other', async () => {
    for (const [, review] of await reviewsOf(bait)) {
      const annotations = renderAnnotations(review)
      const log = renderWorkflowCommands(annotations)
      const commands = commandsIn(log)
      expect(commands.map(({ name }) => name)).toEqual(annotations.map(({ level }) => level))
      expect(logLines(log)).toHaveLength(annotations.length + 1)
      const known = new Set(review.findings.map(({ file }) => breakOldCommands(file).replace(/[\u0085\u2028\u2029]/g, ' ')))
      for (const { properties, data, version } of commands) {
        expect(version).toBe(2)
        expect(known).toContain(properties.get('file'))
        expect([...properties.keys()].filter(key => !['file', 'line', 'endline', 'col', 'endcolumn', 'title'].includes(key))).toEqual([])
        expect(`${properties.get('title')}\n${data}`).not.toMatch(INVISIBLE)
        expect(data.length).toBeLessThanOrEqual(4096)
      }
    }
  })

  test('is inert in the comment and the summary', async () => {
    for (const [, review] of await reviewsOf(bait)) {
      const context = contextOf(review)
      for (const page of [
        renderComment(review, context),
        renderSummary(review, context),
        renderComment({ ...review, findings: [] }, context),
      ]) {
        expect(page.replace(TABS_OF_DIFFS, ' ')).not.toMatch(INVISIBLE)
        expect(commandsIn(page)).toEqual([])
        expect(page.length).toBeLessThanOrEqual(page.startsWith('<!--') ? 60_000 : 900_000)
        expect(faultsOf(page)).toEqual([])
      }
    }
  })
})

/**
 * What GitHub would make of a page beyond what we mean: a reader of our own for the little Markdown that we write. Code
 * (fenced, in spans, in `<code>`) is taken out; of what is left, everything must be ours.
 */
function faultsOf(page: string): readonly string[] {
  const faults: string[] = []
  let columns = 0
  for (const line of withoutFences(page, faults)) {
    const cells = line.startsWith('|') ? cellsOf(line) : [line]
    if (!line.startsWith('|')) columns = 0
    else if (columns === 0) columns = cells.length
    else if (cells.length !== columns) faults.push(`a row of ${cells.length} cells in a table of ${columns}: ${line.slice(0, 200)}`)
    for (const cell of cells) faults.push(...faultsOfInline(cell))
    if (/^\s*(?:={3,}|-{3,}|\*{3,}|~{3,}|>|\/|::)/.test(line)) faults.push(`a block that is not ours: ${line.slice(0, 200)}`)
  }
  return faults
}

function withoutFences(page: string, faults: string[]): readonly string[] {
  const lines: string[] = []
  let open = ''
  for (const line of page.split('\n')) {
    const [fence = ''] = /^ {0,3}`{3,}(?=[^`]*$)/.exec(line) ?? []
    if (open === '') {
      if (fence === '') lines.push(line)
      else open = fence
    } else if (fence.trim().length >= open.length && line.trim() === fence.trim()) open = ''
  }
  if (open !== '') faults.push('a fence is left open')
  return lines
}

/** A bar ends a cell wherever it stands, unless a backslash is before it. */
function cellsOf(row: string): readonly string[] {
  return row.split(/(?<!\\)\|/).map(cell => cell.replaceAll('\\|', '|'))
}

const OUR_TAGS = /<\/?(?:details|summary|sub|br|b)>|<code>[^<>`]*<\/code>|<!-- pull-policy:comment -->/g
const OUR_LINKS = /\]\(https:\/\/(?:github\.example\/acme\/shop\/blob\/4f2c9d1|docs\.example\/v1)\/[\w.%~/#-]*\)/g
const ENTITIES_IN_CODE = /&#\d+;/g

/** What stands outside of code spans, whose ends are runs of as many backticks; GitHub reads no backslash inside them. */
function faultsOfInline(text: string): readonly string[] {
  let plain = ''
  for (let at = 0; at < text.length; ) {
    const [run] = /^`+/.exec(text.slice(at, at + 20_000)) ?? []
    if (text[at] === '\\') {
      plain += ' '
      at += 2
    } else if (run === undefined) {
      plain += text[at]
      at += 1
    } else {
      const end = endOfSpan(text, at + run.length, run.length)
      if (end < 0) return [`a code span is left open: ${text.slice(at, at + 80)}`]
      plain += '¤'
      at = end + run.length
    }
  }
  const left = plain
    .replace(/^#{1,6} /, '')
    .replace(OUR_TAGS, '')
    .replace(OUR_LINKS, ']')
    .replace(ENTITIES_IN_CODE, '')
  const found = /[<>@&$]|\]\(|:\/\/|www\.|(?<![#\s])#|#(?=\w)|\bGH-\d|\b[0-9a-f]{8,40}\b|:tada:/i.exec(left)
  return found ? [`${JSON.stringify(found[0])} is live in: ${left.slice(Math.max(0, found.index - 60), found.index + 60)}`] : []
}

function endOfSpan(text: string, from: number, length: number): number {
  const runs = /`+/g
  runs.lastIndex = from
  for (let match = runs.exec(text); match; match = runs.exec(text)) if (match[0].length === length) return match.index
  return -1
}

describe('the reader of pages sees', () => {
  test.each([
    ['a mention', 'hello @octocat'],
    ['a link', '[a](https://evil.example)'],
    ['a tag', 'a <img> b'],
    ['a span that is left open', 'a `b'],
    ['a mention behind a span', '`a` @octocat'],
    ['a mention between two spans of other lengths', '`` a ` @b `` @octocat'],
    ['a fence that is left open', '```\na'],
    ['text behind a fence that the text closed', '```\n```\n@octocat'],
    ['a cell too many', '|a|b|\n|---|---|\n|a|b|c|'],
    ['a comment', 'a <!-- b -->'],
    ['a quote', '> a'],
  ])('%s', (_, page) => expect(faultsOf(page)).not.toEqual([]))

  test.each(['`@octocat`', '```\n@octocat\n```', '|a|`b\\|c`|\n|---|---|\n|a|b|', '\\@', '### ok'])('nothing in %j', page =>
    expect(faultsOf(page)).toEqual([]),
  )
})
