import { describe, expect, test } from '@jest/globals'
import type { InputFile } from '../src/input-file.ts'
import { selectShown } from '../src/render/shown-findings.ts'
import type { Finding } from '../src/report/review.ts'
import { type ReviewOptions, reviewChange, reviewFiles } from '../src/review.ts'
import { RULES } from '../src/rules/index.ts'
import { GIVES_WAY_TO } from '../src/rules/supersedes.ts'
import { CaseRegistry } from './case-registry.ts'

/** Where two rules speak of one thing. */
interface Scene extends ReviewOptions {
  /** As `registry.example.com/web:1 Always`: image and policy of a container. */
  readonly head: string
  /** What the container was before the change; without it the container is new. */
  readonly base?: string
  /** What the registry says, one reference a line. */
  readonly registry?: string
  /** Pull secrets of the Pod, and the documents around it. */
  readonly pullSecrets?: string
  readonly around?: string
}

const WEB = 'registry.example.com/web'
const A = `sha256:${'a'.repeat(64)}`
const B = `sha256:${'b'.repeat(64)}`
const C = `sha256:${'c'.repeat(64)}`
/** An index for two platforms under tag 1, of which B is the image for amd64. */
const INDEX = `${WEB}:1: {digest: "${A}", members: {linux/amd64: "${B}", linux/arm64: "${C}"}}\n${WEB}@${B}: {digest: "${B}"}`
const NO_TAG = (tag: string) => `${WEB}:${tag}: {status: tag-not-found}`
/** The digest B is no longer there; the tag names the index that it was a part of. */
const NO_DIGEST = `${INDEX.split('\n')[0]}\n${WEB}@${B}: {status: tag-not-found}`
const SECRET = (data: string, type = 'kubernetes.io/dockerconfigjson') =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: regcred}\ntype: ${type}\n${data}`
const ACCOUNT = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default}\nimagePullSecrets: [{name: other}]'

/** For each rule that gives way and each that it gives way to: a scene in which both speak. */
const SCENES: Readonly<Record<string, Readonly<Record<string, Scene>>>> = {
  'sticky-pull-policy': { 'missing-image': { base: `${WEB}:1`, head: WEB, registry: NO_TAG('latest') } },
  'changed-pull-policy': {
    'missing-image': { base: `${WEB}:1`, head: WEB, registry: NO_TAG('latest') },
    'sticky-pull-policy': { base: `${WEB}:1`, head: WEB },
  },
  'latest-tag': {
    'missing-image': { head: WEB, registry: NO_TAG('latest') },
    'sticky-pull-policy': { base: `${WEB}:1`, head: WEB },
    'stale-latest': { head: `${WEB} IfNotPresent` },
  },
  'stale-latest': { 'missing-image': { head: `${WEB} IfNotPresent`, registry: NO_TAG('latest') } },
  'floating-tag': {
    'missing-image': { head: `${WEB}:main`, registry: NO_TAG('main') },
    'stale-latest': { head: `${WEB}:latest IfNotPresent`, floatingTags: ['latest'] },
    'latest-tag': { head: `${WEB}:latest IfNotPresent`, floatingTags: ['latest'] },
  },
  'unpinned-image': {
    'missing-image': { head: `${WEB}:1`, registry: NO_TAG('1') },
    'stale-latest': { head: `${WEB} IfNotPresent` },
    'latest-tag': { head: WEB },
    'floating-tag': { head: `${WEB}:main` },
  },
  'stale-digest': { 'missing-image': { base: `${WEB}:0@${B}`, head: `${WEB}:1@${B}`, registry: NO_DIGEST } },
  'digest-without-tag': { 'missing-image': { head: `${WEB}@${B}`, registry: NO_DIGEST } },
  'missing-platform': { 'platform-digest': { head: `${WEB}:1@${B}`, registry: INDEX, platforms: ['linux/arm64'] } },
  'moved-tag': {
    'missing-image': { head: `${WEB}:1@${B}`, registry: NO_DIGEST },
    'platform-digest': { head: `${WEB}:1@${B}`, registry: INDEX },
    'stale-digest': { base: `${WEB}:0@${B}`, head: `${WEB}:1@${B}`, registry: INDEX },
  },
  'platform-digest': { 'missing-image': { head: `${WEB}:1@${B}`, registry: NO_DIGEST } },
  'docker-hub-limit': { 'missing-image': { head: 'acme/web:1 Always', registry: 'docker.io/acme/web:1: {status: tag-not-found}' } },
  'missing-pull-secret': { 'shadowed-pull-secret': { head: `${WEB}:1`, pullSecrets: '{name: regcred}', around: ACCOUNT } },
}

/** A Secret that the kubelet ignores matches nothing, and nothing is said of what its neighbours match: these two are never said together. */
const NEVER_TOGETHER = ['mismatched-pull-secret', 'wrong-pull-secret'] as const

const TABLE = Object.entries(GIVES_WAY_TO).flatMap(([loser, winners]) => winners.map(winner => [loser, winner] as const))
const PAIRS = TABLE.filter(pair => String(pair) !== String(NEVER_TOGETHER))

/** What the two rules say, all others being off: the one that gives way as an error, the other as an info. */
function speak(scene: Scene, loser: string, winner: string): Promise<readonly Finding[]> {
  const severities = {
    ...Object.fromEntries(RULES.map(({ id }) => [id, 'off' as const])),
    [loser]: 'error' as const,
    [winner]: 'info' as const,
  }
  return play(scene, { severities })
}

async function play(
  { head, base, registry, pullSecrets, around, ...settings }: Scene,
  options: ReviewOptions,
): Promise<readonly Finding[]> {
  const asked = {
    isWholeRepository: true,
    ...settings,
    ...options,
    ...(registry === undefined ? {} : { resolver: new CaseRegistry(registry) }),
  }
  const file = (container: string): InputFile => ({
    kind: 'bytes',
    path: 'a.yaml',
    bytes: Buffer.from(manifest(container, pullSecrets, around)),
  })
  const change = { base: 'base', head: 'head', scope: 'changed-lines' as const }
  const { findings } =
    base === undefined
      ? await reviewFiles([file(head)], asked)
      : await reviewChange(change, [{ base: file(base), head: file(head) }], asked)
  return findings
}

function manifest(container: string, pullSecrets = '', around = ''): string {
  const [image, policy] = container.split(' ')
  const written = [`name: app, image: "${image}"`, ...(policy === undefined ? [] : [`imagePullPolicy: ${policy}`])].join(', ')
  const pod = `imagePullSecrets: [${pullSecrets}]`
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      ${pullSecrets === '' ? '' : pod}
      containers: [{${written}}]
---
${around}
`
}

describe('one place, one message', () => {
  test.each(PAIRS)('%s gives way to %s', async (loser, winner) => {
    const scene = SCENES[loser]?.[winner]
    expect(scene).toBeDefined()
    const findings = scene ? await speak(scene, loser, winner) : []
    const said = findings.map(({ rule, supersededBy }) => [rule, supersededBy])
    expect(new Map(said.map(([rule, by]) => [rule, by]))).toEqual(
      new Map([
        [loser, winner],
        [winner, null],
      ]),
    )
    expect(selectShown(findings).map(({ rule, severity, also }) => ({ rule, severity, also }))).toEqual([
      { rule: winner, severity: 'error', also: [loser] },
    ])
  })

  test('no scene is of a pair that is not in the table', () => {
    const scenes = Object.entries(SCENES).flatMap(([loser, winners]) => Object.keys(winners).map(winner => [loser, winner]))
    expect(scenes.map(String).sort()).toEqual(PAIRS.map(String).sort())
  })

  test.each([
    ['its JSON is none', 'data: {.dockerconfigjson: bm90anNvbg==}'],
    ['its key is missing', 'data: {other: e30=}'],
    ['its type is another', 'data: {.dockerconfigjson: eyJhdXRocyI6eyJxdWF5LmlvIjp7fX19}', 'Opaque'],
  ])('a pull secret is wrong and not also mismatched where %s', async (_, data, type = 'kubernetes.io/dockerconfigjson') => {
    const around = SECRET(data, type)
    const scene = { head: `${WEB}:1`, pullSecrets: '{name: regcred}', around }
    expect((await speak(scene, ...NEVER_TOGETHER)).map(({ rule }) => rule)).toEqual(['wrong-pull-secret'])
  })

  test('a pull secret for another registry is mismatched', async () => {
    const around = SECRET('data: {.dockerconfigjson: eyJhdXRocyI6eyJxdWF5LmlvIjp7ImF1dGgiOiJkVHB3In19fQ==}')
    const scene = { head: `${WEB}:1`, pullSecrets: '{name: regcred}', around }
    expect((await speak(scene, ...NEVER_TOGETHER)).map(({ rule }) => rule)).toEqual(['mismatched-pull-secret'])
  })

  test('every rule in the table is one of the catalogue, and none gives way to itself in the end', () => {
    const ids = new Set<string>(RULES.map(({ id }) => id))
    expect(TABLE.flat().filter(id => !ids.has(id))).toEqual([])
    const loops = Object.keys(GIVES_WAY_TO).filter(rule => reachable(rule).has(rule))
    expect(loops).toEqual([])
  })
})

function reachable(rule: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  for (const next of GIVES_WAY_TO[rule] ?? []) {
    if (!seen.has(next)) reachable(next, seen.add(next))
  }
  return seen
}

describe('where more than two speak, the message is of the one that gives way to none', () => {
  const all = Object.fromEntries(RULES.map(({ id }) => [id, 'warning' as const]))
  test.each<readonly [string, Scene, readonly string[]]>([
    ['latest under IfNotPresent', { head: `${WEB} IfNotPresent` }, ['stale-latest']],
    ['latest', { head: WEB }, ['latest-tag']],
    ['a channel', { head: `${WEB}:main` }, ['floating-tag']],
    ['a version', { head: `${WEB}:1` }, ['unpinned-image']],
    ['a digest', { head: `${WEB}:1@${B}` }, []],
    ['a placeholder', { head: '${IMAGE}' }, []],
    ['an invalid reference', { head: 'Web:latest' }, ['invalid-image']],
    ['a tag that became latest', { base: `${WEB}:1`, head: WEB }, ['sticky-pull-policy']],
    ['a tag that became latest and is not there', { base: `${WEB}:1`, head: WEB, registry: NO_TAG('latest') }, ['missing-image']],
    ['latest that became a version', { base: WEB, head: `${WEB}:1` }, ['sticky-pull-policy', 'unpinned-image']],
    [
      'one platform’s digest behind a tag that was edited',
      { base: `${WEB}:0@${B}`, head: `${WEB}:1@${B}`, registry: INDEX },
      ['platform-digest', 'stale-digest'],
    ],
    ['one platform’s digest on other nodes', { head: `${WEB}:1@${B}`, registry: INDEX, platforms: ['linux/arm64'] }, ['platform-digest']],
  ])('%s', async (_, scene, shown) => {
    const findings = await play(scene, { severities: all })
    expect(
      selectShown(findings)
        .map(({ rule }) => rule)
        .sort(),
    ).toEqual(shown)
  })

  test('the message of one platform’s digest is an error where nodes of another platform are needed', async () => {
    const findings = await play({ head: `${WEB}:1@${B}`, registry: INDEX, platforms: ['linux/arm64'] }, {})
    expect(selectShown(findings).map(({ rule, severity }) => [rule, severity])).toEqual([['platform-digest', 'error']])
  })

  test('what lies under a tag that moved says nothing of the platforms of the digest', async () => {
    const registry = `${WEB}:1: {digest: "${A}", members: {linux/amd64: "${B}"}}\n${WEB}@${C}: {digest: "${C}"}`
    const findings = await play({ head: `${WEB}:1@${C}`, registry, platforms: ['linux/arm64'] }, {})
    expect(findings.map(({ rule }) => rule)).toEqual(['moved-tag'])
  })

  test('what is said of one container does not make way for what is said of another', async () => {
    const bytes = Buffer.from(manifest(`${WEB} IfNotPresent`).replace('containers: [', 'containers: [{name: log, image: "log"}, '))
    const { findings } = await reviewFiles([{ kind: 'bytes', path: 'a.yaml', bytes }])
    expect(selectShown(findings).map(({ container, rule }) => [container, rule])).toEqual([
      ['log', 'latest-tag'],
      ['app', 'stale-latest'],
    ])
  })
})
