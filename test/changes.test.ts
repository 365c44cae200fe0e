import { expect, test } from '@jest/globals'
import { renderText, reviewChange } from '../src/index.ts'
import type { Review, ReviewedContainer } from '../src/report/review.ts'
import { findChangedLines, meetsLines } from '../src/source/changed-lines.ts'
import { type ExpectedChange, type RecordedChange, readRecordedChanges } from './recorded-changes.ts'
import { describeWithShared } from './shared.ts'

const ROLE: Readonly<Record<string, string>> = {
  init: 'initContainer',
  container: 'container',
  ephemeral: 'ephemeralContainer',
  imageVolume: 'imageVolume',
}

const changes = readRecordedChanges()
const rows = changes.map(change => [change.name, change] as const)
const reviews = new Map<string, Promise<Review>>()

function review(change: RecordedChange): Promise<Review> {
  const found = reviews.get(change.name) ?? reviewChange({ base: 'base', head: 'head', scope: 'changed-lines' }, change.files)
  reviews.set(change.name, found)
  return found
}

/** The container that a row is about: by its names, or by its line where it has none. */
function findContainer({ containers }: Review, row: ExpectedChange): ReviewedContainer | undefined {
  return containers.find(
    container =>
      container.file === row.file &&
      container.kind === row.workload &&
      (row.name === null || container.workload === row.name) &&
      container.role === ROLE[row.containerType] &&
      container.name === row.containerName &&
      (row.head?.imageLine == null || container.image?.at.line === row.head.imageLine),
  )
}

/** The tables leave templates out elsewhere; here they read `image: {{ .X }}` as an image that is no text. Such a document is a template. */
function isTemplated(row: ExpectedChange, { skipped }: Review): boolean {
  return row.head?.image === null && skipped.some(({ file, kind }) => file === row.file && kind === 'template')
}

describeWithShared('real changes', () => {
  test.each(rows)('%s: each container that is expected to change is there, as it was and as it is', async (_, change) => {
    const reviewed = await review(change)
    for (const row of change.changes) {
      if (row.kind !== 'container' || !row.head || isTemplated(row, reviewed)) continue
      const found = findContainer(reviewed, row)
      expect(found && { image: found.image?.value ?? null, effective: found.pullPolicy.effective }).toEqual({
        image: row.head.image,
        effective: row.head.effectivePolicy,
      })
      // Where a file, workload or container got another name the tables know only one that is new; we know what it was.
      const wasRenamed = row.base === null
      if (!wasRenamed) expect(found?.base).toEqual({ image: row.base?.image ?? null, effective: row.base?.effectivePolicy ?? null })
    }
  })

  test.each(rows)('%s: nothing is said twice', async (_, change) => {
    const { findings } = await review(change)
    const keys = findings.map(({ rule, file, at, container, workload, message }) =>
      JSON.stringify([rule, file, at.start, container, workload, message]),
    )
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })

  test.each(rows)('%s: what is new lies on a changed line, or comes of a changed container', async (_, change) => {
    const { findings, containers } = await review(change)
    const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')
    const linesOf = new Map(
      change.files.map(({ base, head }) => [
        head?.path,
        base?.kind === 'bytes' && head?.kind === 'bytes'
          ? findChangedLines(textOf(base.bytes), textOf(head.bytes))
          : [{ start: 1, end: Number.POSITIVE_INFINITY }],
      ]),
    )
    const strange = findings.filter(({ state, file, at, container, workload }) => {
      if (state !== 'new' || meetsLines(linesOf.get(file) ?? [], at.line, at.endLine)) return false
      return !containers.some(
        candidate =>
          candidate.file === file &&
          candidate.name === container &&
          candidate.workload === workload &&
          (candidate.base === null ||
            candidate.base.image !== candidate.image?.value ||
            candidate.base.effective !== candidate.pullPolicy.effective),
      )
    })
    expect(strange.map(({ rule, file, at }) => `${rule} ${file}:${at.line}`)).toEqual([])
  })

  test.each(rows.filter(([name]) => name.endsWith('-control')))(
    '%s: nothing about images changed, so nothing is new',
    async (_, change) => {
      const { findings, containers, gone } = await review(change)
      expect(findings.filter(({ state }) => state === 'new')).toEqual([])
      expect(gone).toEqual([])
      expect(
        containers.filter(
          ({ base, image, pullPolicy }) =>
            base === null || base.image !== (image?.value ?? null) || base.effective !== pullPolicy.effective,
        ),
      ).toEqual([])
    },
  )

  test('all of them can be printed', async () => {
    for (const [, change] of rows) {
      expect(renderText(await review(change), { hasColor: false, failOn: 'error', failsOnSkipped: false })).toMatch(/pull-policy: .*\n$/)
    }
    expect(rows.length).toBeGreaterThan(95)
  })
})
