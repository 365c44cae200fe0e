/** What of a page GitHub would read as Markdown or HTML: the page without fenced blocks, code spans and escaped characters. */
export function liveText(markdown: string): string {
  return withoutSpans(withoutFences(markdown))
}

/** A fence has no backtick behind it on its line. Fenced blocks end with a fence at least as long as the one that opened them; one that is left open runs to the end. */
function withoutFences(markdown: string): string {
  const live: string[] = []
  let fence: string | undefined
  for (const line of markdown.split('\n')) {
    const run = /^`{3,}(?=[^`]*$)/.exec(line)?.[0]
    if (fence === undefined && run !== undefined) fence = run
    else if (fence !== undefined) {
      if (run !== undefined && run.length >= fence.length && line.trim() === run) fence = undefined
    } else live.push(line)
  }
  if (fence !== undefined) throw new Error('a fence is left open')
  return live.join('\n')
}

/** A run of backticks opens a span where a run of the same length follows; else it is text. A backslash before one makes it text too. */
function withoutSpans(text: string): string {
  let live = ''
  let at = 0
  while (at < text.length) {
    const run = /^`+/.exec(text.slice(at))?.[0]
    if (text[at] === '\\' && /[!-/:-@[-`{-~]/.test(text[at + 1] ?? '')) at += 2
    else if (run === undefined) live += text[at++]
    else {
      const end = findRun(text, at + run.length, run.length)
      if (end === undefined) throw new Error(`a span is left open: ${JSON.stringify(text.slice(at, at + 80))}`)
      live += '¤'
      at = end + run.length
    }
  }
  return live
}

function findRun(text: string, from: number, length: number): number | undefined {
  for (const match of text.slice(from).matchAll(/`+/g)) {
    if (match[0].length === length) return from + match.index
  }
  return undefined
}

/** The number of cells in each row of each table, counted as cmark and as others count a bar behind backslashes. */
export function cellCounts(markdown: string): readonly (readonly [number, number])[] {
  return withoutFences(markdown)
    .split('\n')
    .filter(line => line.startsWith('|'))
    .map(row => [row.replace(/\\./g, '').split('|').length, row.split(/(?<!\\)\|/).length])
}
