import { type FileDiff, followLine, type PatchLine, patchLines } from './git/diff.ts'
import { pathBytes } from './git/tree.ts'
import type { FakePull } from './pull.ts'

/** The two sides of a diff. */
export type Side = 'LEFT' | 'RIGHT'

/** Where a comment asks to stand. */
export interface AnchorWish {
  readonly path: string
  readonly line: number | undefined
  readonly side: Side
  readonly startLine: number | undefined
  readonly startSide: Side
  /** The old way: lines counted from the first hunk's header. */
  readonly position: number | undefined
  readonly isWholeFile: boolean
}

/** Where a comment stands: lines of the commit that it was written for. */
export interface Anchor {
  readonly kind: 'anchor'
  readonly path: string
  readonly commitId: string
  readonly side: Side
  readonly startSide: Side
  /** `undefined` for a comment on the whole file. */
  readonly line: number | undefined
  readonly startLine: number | undefined
  readonly position: number
  readonly diffHunk: string
}

/** Why a comment may not stand there. `field` and `problem` are GitHub's own words. */
export interface AnchorFault {
  readonly field: string
  readonly problem: string
}

const NO_HUNK: AnchorFault = { field: 'diff_hunk', problem: "can't be blank" }

/** The place for a comment, or all that is wrong with the wish: a line counts only inside a hunk of the pull request's diff. */
export function findAnchor(
  pull: FakePull,
  commitId: string,
  wish: AnchorWish,
): Anchor | { readonly kind: 'refused'; readonly faults: readonly AnchorFault[] } {
  const { path, side, startSide, startLine } = wish
  const change = changeOf(pull, commitId, path)
  if (change === undefined) return refused({ field: 'path', problem: 'is invalid' }, NO_HUNK)
  const place = { kind: 'anchor', path, commitId, side, startSide } as const
  if (wish.isWholeFile) return { ...place, line: undefined, startLine: undefined, position: 1, diffHunk: change.patch ?? '' }
  const lines = change.patch === undefined ? [] : patchLines(change.patch)
  const end = lines.find(one => isAt(one, wish))
  const start = startLine === undefined ? end : lines.find(one => numberOn(one, startSide) === startLine)
  const faults = [...lineFaults(wish, end), ...startFaults(wish, start, end), ...(end === undefined ? [NO_HUNK] : [])]
  if (end === undefined || faults.length > 0) return refused(...faults)
  return { ...place, line: numberOn(end, side), startLine, position: end.position, diffHunk: hunkUntil(change.patch ?? '', lines, end) }
}

/** Where an anchor is in the pull request's present diff; `undefined` when it is outdated. */
export function presentPlace(pull: FakePull, anchor: Anchor): { readonly line: number; readonly position: number } | undefined {
  if (anchor.line === undefined) return undefined
  const line = anchor.side === 'LEFT' ? anchor.line : followedLine(pull, anchor, anchor.line)
  const change = changeOf(pull, pull.headSha, anchor.path)
  if (line === undefined || change?.patch === undefined) return undefined
  const found = patchLines(change.patch).find(one => numberOn(one, anchor.side) === line)
  return found === undefined ? undefined : { line, position: found.position }
}

function followedLine(pull: FakePull, { commitId, path }: Anchor, line: number): number | undefined {
  const since = pull.repository.git.diff(commitId, pull.headSha).find(change => (change.previousPath ?? change.path) === pathBytes(path))
  if (since === undefined) return line
  if (since.status === 'removed' || since.patch === undefined) return undefined
  return followLine(since.patch, line)
}

function changeOf(pull: FakePull, commitId: string, path: string): FileDiff | undefined {
  const changes = commitId === pull.headSha ? pull.changes() : pull.repository.git.diff(pull.mergeBase(), commitId)
  return changes.find(change => change.path === pathBytes(path))
}

function lineFaults({ line, position }: AnchorWish, end: PatchLine | undefined): readonly AnchorFault[] {
  if (end !== undefined) return []
  if (line === undefined && position !== undefined) return [{ field: 'position', problem: 'is invalid' }]
  return [{ field: 'line', problem: 'must be part of the diff' }]
}

function startFaults(
  { startLine, line, side, startSide }: AnchorWish,
  start: PatchLine | undefined,
  end: PatchLine | undefined,
): readonly AnchorFault[] {
  if (startLine === undefined) return []
  if (side === startSide && line !== undefined && startLine >= line) return [{ field: 'start_line', problem: 'must precede the end line.' }]
  return start === undefined || start.hunk !== end?.hunk
    ? [{ field: 'start_line', problem: 'must be part of the same hunk as the line.' }]
    : []
}

function hunkUntil(patch: string, lines: readonly PatchLine[], end: PatchLine): string {
  const first = lines.find(({ hunk }) => hunk === end.hunk) ?? end
  return patch
    .split('\n')
    .slice(first.position - 1, end.position + 1)
    .join('\n')
}

function isAt(line: PatchLine, { line: wanted, side, position }: AnchorWish): boolean {
  if (wanted === undefined) return line.position === position
  return numberOn(line, side) === wanted
}

function numberOn({ left, right }: PatchLine, side: Side): number | undefined {
  return side === 'LEFT' ? left : right
}

function refused(...faults: readonly AnchorFault[]) {
  return { kind: 'refused', faults } as const
}
