import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type ExpectedChange, type RecordedChange, readRecordedChanges } from '../recorded-changes.ts'
import { describeWithShared, sharedPath } from '../shared.ts'
import { commit, makeRepository } from './git-repository.ts'
import { pullPolicy } from './pull-policy.ts'

const schema = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)

/** The first change of each kind: `tag-to-latest`, `digest-added`, `control`, ... */
function oneOfEachKind(changes: readonly RecordedChange[]): readonly RecordedChange[] {
  const firsts = new Map<string, RecordedChange>()
  for (const change of changes) {
    const kind = change.name.replace(/^.*-[0-9a-f]{10}-/, '')
    if (!firsts.has(kind)) firsts.set(kind, change)
  }
  return [...firsts.values()]
}

/** A repository of two commits: the files as they were, and as they are. */
function replay(name: string): string {
  const cwd = makeRepository()
  const from = (side: 'base' | 'head') => {
    const folder = sharedPath(`prs/${name}/${side}`)
    if (existsSync(folder)) cpSync(folder, cwd, { recursive: true })
    commit(cwd)
  }
  from('base')
  for (const entry of readdirSync(cwd)) if (entry !== '.git') rmSync(join(cwd, entry), { recursive: true })
  from('head')
  return cwd
}

interface ReportedContainer {
  readonly file: string
  readonly kind: string
  readonly workload: string | null
  readonly name: string | null
  readonly image: { readonly value: string; readonly line: number } | null
  readonly pullPolicy: { readonly written: string | null; readonly effective: string | null }
  readonly base: { readonly image: string | null; readonly effective: string | null } | null
}

function isMeant(row: ExpectedChange): (container: ReportedContainer) => boolean {
  return ({ file, kind, workload, name, image }) =>
    file === row.file &&
    kind === row.workload &&
    (row.name === null || workload === row.name) &&
    name === row.containerName &&
    image?.line === row.head?.imageLine
}

describeWithShared('real changes, replayed as ranges of commits', () => {
  const changes = oneOfEachKind(readRecordedChanges())
  const rows = changes.map(change => [change.name, change] as const)

  test('are of many kinds, and most of them change containers', () => {
    expect(changes.length).toBeGreaterThan(20)
    expect(
      changes.filter(({ changes }) => changes.some(({ kind, base, head }) => kind === 'container' && base && head)).length,
    ).toBeGreaterThanOrEqual(12)
  })

  test.each(rows)('%s', async (name, { changes }) => {
    const cwd = replay(name)
    const json = await pullPolicy(cwd, ['check', '--base', 'HEAD~1', '--fail-on', 'never', '--format', 'json'])
    const text = await pullPolicy(cwd, ['check', '--base', 'HEAD~1', '--fail-on', 'never'])
    expect([json.exitCode, text.exitCode]).toEqual([0, 0])

    const report = JSON.parse(json.stdout)
    expect(validate(report) ? [] : validate.errors).toEqual([])
    for (const row of changes) {
      if (row.kind !== 'container' || !row.head?.image) continue
      const found = report.containers.find(isMeant(row))
      const { image, writtenPolicy, effectivePolicy } = row.head
      expect(found).toMatchObject({ image: { value: image }, pullPolicy: { written: writtenPolicy, effective: effectivePolicy } })
      if (row.base) expect(found.base).toEqual({ image: row.base.image, effective: row.base.effectivePolicy })
    }
    if (name.endsWith('-control')) expect(report.findings.filter(({ state }: { state: string }) => state === 'new')).toEqual([])

    expect(text.stdout).toMatch(/\npull-policy: [^\n]+\n$|^pull-policy: [^\n]+\n$/)
    expect(text.stdout).not.toMatch(/\bundefined\b|\bNaN\b|\[object|\x1b/)
    for (const { file, line, column, severity } of report.findings.filter(isShown)) {
      expect(text.stdout).toContain(`${file}:${line}:${column}: ${severity}: `)
    }
  })
})

/** What text shows of a report is what is new or touched; what merely stood there is left to wider scopes. */
function isShown({ state, supersededBy }: { readonly state: string; readonly supersededBy: string | null }): boolean {
  return state === 'new' && supersededBy === null
}
