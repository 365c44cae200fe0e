/** One file of a unified diff: hunks of whole lines, in order. */
interface FilePatch {
  readonly path: string
  readonly hunks: readonly Hunk[]
}

interface Hunk {
  /** Index of the first line, counted from 0. */
  readonly start: number
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** The paths that a patch of ours edits. */
export function pathsOfPatch(patch: string): readonly string[] {
  return parsePatch(patch).map(({ path }) => path)
}

/**
 * Applies a patch of our own making to the file that it was made from. undefined unless every line that it names stands exactly where it
 * says: a commit in somebody's name holds what they saw, or nothing.
 */
export function applyPatch(patch: string, path: string, text: string): string | undefined {
  const file = parsePatch(patch).find(one => one.path === path)
  if (file === undefined) return undefined
  const lines = splitLines(text)
  const isAsShown = file.hunks.every(({ start, before }) => before.every((line, index) => lines[start + index] === line))
  if (!isAsShown) return undefined
  return file.hunks
    .toReversed()
    .reduce((result, { start, before, after }) => result.toSpliced(start, before.length, ...after), lines)
    .join('')
}

/** Lines with their breaks; the last may have none. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function parsePatch(patch: string): readonly FilePatch[] {
  const files: { path: string; hunks: Hunk[] }[] = []
  const lines = splitLines(patch)
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? ''
    at += 1
    const path = line.startsWith('+++ ') ? pathIn(line.slice(4)) : undefined
    if (path !== undefined) files.push({ path, hunks: [] })
    const [, start, size, newSize] = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line) ?? []
    if (start === undefined) continue
    const hunk = readHunk(lines, at, Number(start), Number(size ?? 1), Number(newSize ?? 1))
    files.at(-1)?.hunks.push(hunk)
    at = hunk.end
  }
  return files
}

function readHunk(lines: readonly string[], from: number, start: number, size: number, newSize: number): Hunk & { readonly end: number } {
  const before: string[] = []
  const after: string[] = []
  let end = from
  while (before.length < size || after.length < newSize) {
    const line = lines[end] ?? ''
    if (line === '') break
    end += 1
    if (line.startsWith('\\')) continue
    const isLast = (lines[end] ?? '').startsWith('\\ No newline')
    const content = isLast ? line.slice(1).replace(/\n$/, '') : line.slice(1)
    if (!line.startsWith('+')) before.push(content)
    if (!line.startsWith('-')) after.push(content)
  }
  return { start: start - 1, before, after, end }
}

/** As Git writes it: `b/deploy/web.yaml`, or in quotes with escapes. */
function pathIn(written: string): string | undefined {
  const text = written.replace(/[\t\n].*$/s, '')
  const path = text.startsWith('"') ? unquote(text) : text
  return path?.startsWith('b/') ? path.slice(2) : undefined
}

/** https://git-scm.com/docs/git-diff#Documentation/git-diff.txt-diff.noprefix and `core.quotePath`: C's escapes, bytes in octal. */
function unquote(text: string): string | undefined {
  if (!text.endsWith('"')) return undefined
  const bytes: number[] = []
  for (const [token] of text.slice(1, -1).matchAll(/\\[0-7]{3}|\\.|[^\\]+/gs)) {
    if (!token.startsWith('\\')) bytes.push(...Buffer.from(token))
    else if (/^\\[0-7]{3}$/.test(token)) bytes.push(Number.parseInt(token.slice(1), 8))
    else bytes.push((ESCAPES[token[1] ?? ''] ?? token[1] ?? '').charCodeAt(0))
  }
  return Buffer.from(bytes).toString('utf8')
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }
