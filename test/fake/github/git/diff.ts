import { runGit } from './git-command.ts'

/** How a file changed, in GitHub's words. */
export type ChangeStatus = 'added' | 'removed' | 'modified' | 'renamed' | 'changed'

/** One file of a diff. Paths are bytes (latin1), as in a tree. */
export interface FileDiff {
  readonly status: ChangeStatus
  readonly path: string
  readonly previousPath: string | undefined
  readonly oldMode: string
  readonly newMode: string
  /** The new blob, or that of the old side where the file is gone. */
  readonly oid: string
  readonly additions: number
  readonly deletions: number
  /** The hunks, from the first `@@` on, without a final newline; `undefined` for binary files and where no line changed. */
  readonly patch: string | undefined
}

/** One line of a patch: which line it is on each side, and where it stands (counted from the first `@@`, which is 0). */
export interface PatchLine {
  readonly hunk: number
  readonly position: number
  readonly left: number | undefined
  readonly right: number | undefined
}

/** What `git diff` says of two commits or trees, renames found as GitHub finds them (50 % alike, no copies). Patches are made when one is asked for. */
export function diffTrees(repositoryPath: string, base: string, head: string): readonly FileDiff[] {
  if (base === head) return []
  const options = ['--no-ext-diff', '--no-textconv', '--no-color', '-M', '-l1000', '--no-relative']
  const listing = runGit(repositoryPath, ['diff', ...options, '--raw', '--numstat', '-z', '--no-abbrev', base, head]).toString('latin1')
  let patches: readonly (string | undefined)[] | undefined
  const patchOf = (index: number) => {
    patches ??= splitPatches(runGit(repositoryPath, ['diff', ...options, '-p', '-U3', '--full-index', base, head]).toString('utf8'))
    return patches[index]
  }
  return readListing(listing, patchOf)
}

/** The lines of a patch that a review may point at; headers and "No newline" marks have no number on either side. */
export function patchLines(patch: string): readonly PatchLine[] {
  const lines: PatchLine[] = []
  let hunk = -1
  let left = 0
  let right = 0
  for (const [position, line] of patch.split('\n').entries()) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line)
    if (header !== null) {
      hunk += 1
      left = Number(header[1])
      right = Number(header[2])
    } else if (line.startsWith('-')) lines.push({ hunk, position, left: left++, right: undefined })
    else if (line.startsWith('+')) lines.push({ hunk, position, left: undefined, right: right++ })
    else if (!line.startsWith('\\')) lines.push({ hunk, position, left: left++, right: right++ })
  }
  return lines
}

/** Where a line of the old side is on the new one; `undefined` where the change took or rewrote it. */
export function followLine(patch: string, line: number): number | undefined {
  let shift = 0
  for (const { left, right } of patchLines(patch)) {
    if (left === line) return right
    if (left !== undefined && left > line) break
    if (left === undefined) shift += 1
    if (right === undefined) shift -= 1
  }
  return line + shift
}

interface RawRecord {
  readonly oldMode: string
  readonly newMode: string
  readonly oldOid: string
  readonly newOid: string
  readonly letter: string
  readonly paths: readonly string[]
}

/** `--raw` records first, then those of `--numstat`, each ended by NUL: a rename has two paths in both. */
function readListing(listing: string, patchOf: (index: number) => string | undefined): readonly FileDiff[] {
  const fields = listing.split('\0')
  const records: RawRecord[] = []
  let next = 0
  while (fields[next]?.startsWith(':') === true) {
    const [oldMode = '', newMode = '', oldOid = '', newOid = '', status = ''] = (fields[next] ?? '').slice(1).split(' ')
    const letter = status.slice(0, 1)
    const count = letter === 'R' ? 2 : 1
    records.push({ oldMode, newMode, oldOid, newOid, letter, paths: fields.slice(next + 1, next + 1 + count) })
    next += 1 + count
  }
  return records.map((record, index) => {
    const [additions = '0', deletions = '0'] = (fields[next] ?? '').split('\t')
    next += record.letter === 'R' ? 3 : 1
    return fileDiff(record, Number(additions) || 0, Number(deletions) || 0, () => patchOf(index))
  })
}

function fileDiff(record: RawRecord, additions: number, deletions: number, readPatch: () => string | undefined): FileDiff {
  const { oldMode, newMode, oldOid, newOid, letter, paths } = record
  const [first = '', second] = paths
  return {
    status: statusOf(letter),
    path: second ?? first,
    previousPath: second === undefined ? undefined : first,
    oldMode,
    newMode,
    oid: letter === 'D' ? oldOid : newOid,
    additions,
    deletions,
    get patch() {
      return readPatch()
    },
  }
}

function statusOf(letter: string): ChangeStatus {
  if (letter === 'A') return 'added'
  if (letter === 'D') return 'removed'
  if (letter === 'R') return 'renamed'
  return letter === 'T' ? 'changed' : 'modified'
}

/**
 * The hunks of each file, in the listing's order. Every line of content begins with a blank, a sign or a backslash, and odd names are
 * quoted, so a line that begins with `diff --git` is a header. A change of type is written as a removal and an addition: two sections.
 */
function splitPatches(text: string): readonly (string | undefined)[] {
  const sections = text.split(/^(?=diff --git )/m).filter(section => section !== '')
  const perFile: (string | undefined)[] = []
  let previousHeader = ''
  for (const section of sections) {
    const header = section.slice(0, section.indexOf('\n'))
    if (header === previousHeader) perFile[perFile.length - 1] = undefined
    else perFile.push(hunksOf(section))
    previousHeader = header
  }
  return perFile
}

function hunksOf(section: string): string | undefined {
  const start = section.indexOf('\n@@ ')
  return start < 0 ? undefined : section.slice(start + 1).replace(/\n$/, '')
}
