/** One hunk's lines in the head, 1-based, the end exclusive: those that the change added or changed, and those shown around them. */
export interface Hunk {
  readonly start: number
  readonly end: number
}

/** The hunks of one file, in order. */
export type Hunks = readonly Hunk[]

/** https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html: a count of one is left out. */
const HEADER = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/

/** Reads the hunks of one file's unified diff; headers of the file before them are passed over. */
export function parseHunks(patch: string): Hunks {
  const hunks: Hunk[] = []
  const lines = patch.split('\n')
  for (let at = 0; at < lines.length; at += 1) {
    const header = HEADER.exec(lines[at] ?? '')
    if (!header) continue
    const start = Number(header[1])
    const length = Number(header[2] ?? 1)
    if (length > 0) hunks.push({ start, end: start + length })
    at += bodyLength(lines, at + 1, length)
  }
  return hunks
}

/** How many lines of the diff hold so many lines of the head: a line of the text may look like a header. */
function bodyLength(lines: readonly string[], start: number, length: number): number {
  let left = length
  let at = start
  for (; left > 0 && at < lines.length; at += 1) if (/^[ +]|^$/.test(lines[at] ?? '')) left -= 1
  return at - start
}

/** Whether a line of the head is shown in the diff, so that a remark can stand beside it. */
export function isInHunks(hunks: Hunks, line: number): boolean {
  return hunks.some(({ start, end }) => start <= line && line < end)
}
