import { describe, expect, test } from '@jest/globals'
import { renderJson, renderText, reviewChange, reviewFiles, TOOL } from '../src/index.ts'
import { viewWorkloads } from '../src/render/markdown/workloads.ts'

const input = (text: string) => ({ kind: 'bytes' as const, path: 'web.yaml', bytes: Buffer.from(text) })
const review = (text: string) => reviewFiles([input(text)])

const merged = (image: string) => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - &web
      name: one
      image: ${image}
      imagePullPolicy: IfNotPresent
    - <<: *web
      name: two
  initContainers:
    - *web
`

describe('containers that share a scalar', () => {
  test('are told of it once', async () => {
    const { containers, findings, summary } = await review(merged('app'))
    expect(containers).toHaveLength(3)
    expect(findings.map(({ rule, container, supersededBy }) => [rule, container, supersededBy])).toEqual([
      ['latest-tag', 'one', 'stale-latest'],
      ['stale-latest', 'one', null],
    ])
    expect(summary.warnings).toBe(1)
  })

  test('are all marked', async () => {
    const views = viewWorkloads(await review(merged('app'))).flat()
    expect(views.map(({ standing }) => standing)).toEqual(['warning', 'warning', 'warning'])
  })

  test('two rules at one place are two findings', async () => {
    const { findings } = await review(merged('app').replace('IfNotPresent', 'ifnotpresent'))
    expect(findings.map(({ rule }) => rule)).toEqual(['latest-tag', 'unsupported-pull-policy'])
  })

  test('what one more of them brings is new', async () => {
    const base = merged('app').replace(/ {4}- <<[\s\S]*/, '')
    const change = { base: 'a', head: 'b', scope: 'changed-lines' as const }
    const { findings } = await reviewChange(change, [{ base: input(base), head: input(merged('app')) }])
    expect(findings.map(({ rule, state }) => [rule, state])).toContainEqual(['stale-latest', 'new'])
  })
})

describe('what is out of scope', () => {
  const file = (images: string, note: string) => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: one
      image: ${images}
    - name: two
      image: other:1 # ${note}
`

  test('is neither in the JSON nor in the text, as it is not in the counts', async () => {
    const change = { base: 'a', head: 'b', scope: 'changed-lines' as const }
    const files = [{ base: input(file('app', 'before')), head: input(file('app', 'after')) }]
    const narrow = await reviewChange(change, files)
    expect([narrow.summary.warnings, JSON.parse(renderJson(narrow, TOOL)).findings]).toEqual([0, []])
    const wide = await reviewChange({ ...change, scope: 'changed-files' }, files)
    expect(JSON.parse(renderJson(wide, TOOL)).findings).toMatchObject([{ rule: 'latest-tag', state: 'standing' }])
    expect(renderText(wide, { hasColor: false, failOn: 'error', failsOnSkipped: false })).toContain('latest-tag')
  })
})

describe('files that are read', () => {
  test.each([
    ['one that is broken is not', 'image: "\n', 0],
    ['one with a document that is', 'image: "\n---\nkind: Pod\nimage: x\n', 1],
    ['one with a template is not', 'image: {{ .Values.image }}\n', 0],
  ])('%s', async (_, text, files) => {
    expect((await review(text)).summary.files).toBe(files)
  })
})
