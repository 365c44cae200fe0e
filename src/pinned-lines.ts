import { createHash } from 'node:crypto'
import { type LinePin, type PinnedFile, renderPartialPatch } from './patch/file-pins.ts'
import type { PinPlace } from './pins.ts'
import { workloadKey } from './render/container-name.ts'
import { isTouched } from './render/pin-edit.ts'
import type { Change, PinnedLine, Review, ReviewedContainer } from './report/review.ts'
import { type LineRange, meetsLines } from './source/changed-lines.ts'
import type { SourceFile } from './source/source-file.ts'

/** A container of the review that has its pin offered, its index among all, and where the pin is written. */
export interface PinnedContainer {
  readonly container: ReviewedContainer
  readonly index: number
  readonly place: PinPlace
}

/** The offered pins line by line, and the patch in two. */
export function describePins(
  pinned: readonly PinnedContainer[],
  change: Change | null,
  changedLines: ReadonlyMap<SourceFile, readonly LineRange[]>,
): Pick<Review, 'pinnedLines' | 'patches'> {
  const partOf = findParts(pinned, change)
  const files = [...Map.groupBy(pinned, ({ place }) => place.file)].map(([file, inFile]) => {
    const byStart = Map.groupBy(inFile, ({ place }) => place.imageStart)
    const lines = file.lines.map(pin => ({ pin, containers: pin.imageStarts.flatMap(start => byStart.get(start) ?? []) }))
    const changed = (change && changedLines.get(file.file)) ?? []
    return {
      pinnedLines: lines.map(({ pin, containers }) => pinnedLine(file, pin, containers, changed, change)),
      patches: splitPatch(
        file,
        lines.map(({ pin, containers }) => ({ line: pin.line, parts: containers.map(partOf) })),
      ),
    }
  })
  return {
    pinnedLines: files.flatMap(({ pinnedLines }) => pinnedLines),
    patches: {
      touched: files.map(({ patches }) => patches.touched).join(''),
      rest: files.map(({ patches }) => patches.rest).join(''),
    },
  }
}

/** Which patch a container belongs to; `neither` where a change leaves its whole workload alone. */
type Part = 'touched' | 'rest' | 'neither'

function findParts(pinned: readonly PinnedContainer[], change: Change | null): (pinned: PinnedContainer) => Part {
  const touched = new Set(pinned.filter(({ container }) => isTouched(container, { change })))
  const workloads = new Set(Array.from(touched, ({ container }) => workloadKey(container)))
  return one => {
    if (touched.has(one)) return 'touched'
    return change === null || workloads.has(workloadKey(one.container)) ? 'rest' : 'neither'
  }
}

function pinnedLine(
  { path }: PinnedFile,
  { line, before, after, isCrlf }: LinePin,
  containers: readonly PinnedContainer[],
  changed: readonly LineRange[],
  change: Change | null,
): PinnedLine {
  const names = containers.map(({ container }) => [
    container.apiVersion,
    container.kind,
    container.namespace,
    container.workload,
    container.path,
  ])
  return {
    file: path,
    line,
    before,
    after,
    isCrlf,
    isTouched: meetsLines(changed, line, line) && containers.some(({ container }) => isTouched(container, { change })),
    containers: containers.map(({ index }) => index),
    fingerprint: createHash('sha256')
      .update(JSON.stringify([path, names, before, after]))
      .digest('hex'),
  }
}

interface PartedLine {
  readonly line: number
  readonly parts: readonly Part[]
}

/**
 * A hunk must show at least one line below what it changes, or `git apply` takes it for the end of the file. So two lines
 * that follow each other cannot be changed by two patches of which either may come first: they go into one.
 */
function splitPatch(file: PinnedFile, lines: readonly PartedLine[]): Review['patches'] {
  const touched = new Set<number>()
  const rest = new Set<number>()
  const wanted = lines.filter(({ parts }) => parts.some(part => part !== 'neither'))
  for (const run of runsOf(wanted)) {
    const lines = run.some(({ parts }) => parts.includes('touched')) ? touched : rest
    for (const { line } of run) lines.add(line)
  }
  return { touched: renderPartialPatch(file, touched, rest), rest: renderPartialPatch(file, rest, touched) }
}

/** Lines that follow each other without another between them. */
function runsOf(lines: readonly PartedLine[]): readonly (readonly PartedLine[])[] {
  const runs: PartedLine[][] = []
  for (const parted of lines) {
    const last = runs.at(-1)
    if (last?.at(-1)?.line === parted.line - 1) last.push(parted)
    else runs.push([parted])
  }
  return runs
}
