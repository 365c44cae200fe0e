/** One text before and after, as a patch names it. */
export interface FileChange {
  /** Relative to the repository's root, POSIX separators; never absolute. */
  readonly path: string
  readonly before: string
  readonly after: string
  /** Lines, 1-based, that no hunk may show: another patch changes them, and either is to apply whether the other did or not. */
  readonly avoided?: ReadonlySet<number>
}

/** Lines around a change that a patch shows, as git does. */
const CONTEXT = 3
const NONE: ReadonlySet<number> = new Set()

/**
 * A unified diff that `git apply` takes, for edits that keep the number of lines: each changed line is replaced in its place.
 * `''` where nothing changed. Line ends, and a last line without one, are kept as they are.
 */
export function renderUnifiedDiff({ path, before, after, avoided = NONE }: FileChange): string {
  const from = splitLines(before)
  const to = splitLines(after)
  if (from.length !== to.length) throw new RangeError(`${path}: an edit changed the number of lines`)
  const changed = from.flatMap((line, index) => (line === to[index] ? [] : [index]))
  if (changed.length === 0) return ''
  const hunks = groupChanges(changed, from.length, avoided).map(([start, end]) => renderHunk(from, to, start, end))
  return `--- ${quotePath('a/', path)}\n+++ ${quotePath('b/', path)}\n${hunks.join('')}`
}

/** Lines with their line ends; git ends a line at `\n` only. */
function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** Stretches of lines, the end exclusive, that hold the changes with their context; those that would touch are one. */
function groupChanges(changed: readonly number[], length: number, avoided: ReadonlySet<number>): readonly (readonly [number, number])[] {
  const groups: [number, number][] = []
  for (const index of changed) {
    let start = index
    while (start > Math.max(0, index - CONTEXT) && !avoided.has(start)) start -= 1
    let end = index + 1
    while (end < Math.min(length, index + CONTEXT + 1) && !avoided.has(end + 1)) end += 1
    const last = groups.at(-1)
    if (last && start <= last[1]) last[1] = end
    else groups.push([start, end])
  }
  return groups
}

function renderHunk(from: readonly string[], to: readonly string[], start: number, end: number): string {
  const lines: string[] = []
  let removed: string[] = []
  let added: string[] = []
  const flush = () => {
    lines.push(...removed, ...added)
    removed = []
    added = []
  }
  for (let index = start; index < end; index += 1) {
    const before = from[index] ?? ''
    const after = to[index] ?? ''
    if (before === after) {
      flush()
      lines.push(renderLine(' ', before))
    } else {
      removed.push(renderLine('-', before))
      added.push(renderLine('+', after))
    }
  }
  flush()
  const span = `${start + 1},${end - start}`
  return `@@ -${span} +${span} @@\n${lines.join('')}`
}

function renderLine(mark: string, line: string): string {
  return line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`
}

/** As git quotes a path that holds a quote, a backslash, a control character or anything beyond ASCII; spaces need a tab behind. */
function quotePath(prefix: string, path: string): string {
  if (/^[ !#-[\]-~]*$/.test(path)) return `${prefix}${path}${path.includes(' ') ? '\t' : ''}`
  const bytes = Array.from(Buffer.from(path, 'utf8'), byte => {
    const escaped = ESCAPES.get(byte)
    if (escaped !== undefined) return escaped
    return byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte)
  })
  return `"${prefix}${bytes.join('')}"`
}

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
])
