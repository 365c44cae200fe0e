/** What a file of `key=value` and `key<<delimiter` entries holds, or why it cannot be read. */
export type FileCommand =
  | { readonly kind: 'entries'; readonly entries: readonly (readonly [string, string])[] }
  | { readonly kind: 'invalid'; readonly reason: string }

/** Reads `GITHUB_OUTPUT` and its like, by the rules of `FileCommandManager.cs` of actions/runner. Only line feeds end a line. */
export function parseFileCommand(text: string): FileCommand {
  const entries: (readonly [string, string])[] = []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (let next = 0; next < lines.length; next += 1) {
    const line = lines[next] ?? ''
    const equals = indexOrEnd(line, '=')
    const arrows = indexOrEnd(line, '<<')
    if (line === '') continue
    if (equals === arrows) return { kind: 'invalid', reason: `Invalid format '${line}'` }
    if (equals < arrows) {
      entries.push([line.slice(0, equals), line.slice(equals + 1)])
      continue
    }
    const [name, delimiter] = [line.slice(0, arrows), line.slice(arrows + 2)]
    if (name === '' || delimiter === '')
      return { kind: 'invalid', reason: `Invalid format '${line}'. Name must not be empty and delimiter must not be empty` }
    const end = lines.indexOf(delimiter, next + 1)
    if (end < 0) return { kind: 'invalid', reason: `Invalid value. Matching delimiter not found '${delimiter}'` }
    entries.push([name, lines.slice(next + 1, end).join('\n')])
    next = end
  }
  return { kind: 'entries', entries }
}

function indexOrEnd(line: string, text: string): number {
  const index = line.indexOf(text)
  return index < 0 ? Number.POSITIVE_INFINITY : index
}
