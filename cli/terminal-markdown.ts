/** How a page is laid out. */
export interface PageLayout {
  /** Columns to fill; a table or an example may be wider. */
  readonly width: number
  readonly hasColor: boolean
}

/**
 * Markdown of our own manual as it reads on a terminal: headings underlined, paragraphs, lists and tables wrapped, examples
 * set in and otherwise left as they are, so that they can be copied. Knows what the manual uses, and nothing more.
 */
export function renderMarkdown(markdown: string, layout: PageLayout): string {
  return `${splitBlocks(markdown)
    .map(block => renderBlock(block, layout).join('\n'))
    .join('\n\n')}\n`
}

/** A part of a page. Its lines are as written, without fences. */
interface Block {
  readonly kind: 'heading' | 'paragraph' | 'list' | 'table' | 'example'
  readonly lines: readonly string[]
}

const FENCE = '```'

/** Blocks are parted by empty lines, which an example alone may hold. */
function splitBlocks(markdown: string): readonly Block[] {
  return markdown.split(/^(```[^\n]*\n[\s\S]*?^```)$/m).flatMap(part => {
    if (part.startsWith(FENCE)) return [{ kind: 'example', lines: part.split('\n').slice(1, -1) }]
    const texts = part.split(/\n{2,}/).map(text => text.replace(/^\n+|\s+$/g, ''))
    return texts.filter(text => text !== '').map(text => ({ kind: kindOf(text), lines: text.split('\n') }))
  })
}

function kindOf(text: string): Block['kind'] {
  if (/^#{1,3} /.test(text)) return 'heading'
  if (text.startsWith('- ')) return 'list'
  return text.startsWith('|') ? 'table' : 'paragraph'
}

function renderBlock({ kind, lines }: Block, layout: PageLayout): readonly string[] {
  switch (kind) {
    case 'heading':
      return renderHeading(lines.join(' '), layout)
    case 'paragraph':
      return emphasize(wrapWords(lines.join(' '), layout.width), layout)
    case 'list':
      return emphasize(
        splitItems(lines).flatMap(item => hang('- ', item, layout.width)),
        layout,
      )
    case 'table':
      return renderTable(lines.map(splitCells), layout)
    case 'example':
      return lines.map(line => (line === '' ? '' : `    ${line}`))
  }
}

function renderHeading(line: string, { width, hasColor }: PageLayout): readonly string[] {
  const [marks = '', ...words] = line.split(' ')
  const lines = wrapWords(words.join(' '), width)
  if (hasColor) return lines.map(strong)
  const longest = Math.max(...lines.map(text => text.length))
  return [...lines, (marks === '#' ? '=' : '-').repeat(longest)]
}

function splitItems(lines: readonly string[]): readonly string[] {
  return lines
    .join('\n')
    .split(/^- /m)
    .slice(1)
    .map(item => item.replace(/\s+/g, ' ').trim())
}

function splitCells(line: string): readonly string[] {
  return line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map(cell => cell.trim())
}

/** Columns side by side, two blanks between, each row as many lines as its fullest cell takes. The second row of Markdown is only dashes. */
function renderTable([heading = [], , ...body]: readonly (readonly string[])[], layout: PageLayout): readonly string[] {
  const widths = columnWidths([heading, ...body], layout.width)
  const rules = widths.map(width => '-'.repeat(width))
  return [heading, rules, ...body].flatMap((row, index) => {
    const lines = renderRow(row, widths)
    return index === 0 && layout.hasColor ? lines.map(strong) : lines
  })
}

function renderRow(row: readonly string[], widths: readonly number[]): readonly string[] {
  const cells = row.map((cell, column) => wrapWords(cell, widths[column] ?? cell.length))
  const height = Math.max(...cells.map(lines => lines.length))
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, column) => (lines[line] ?? '').padEnd(widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  )
}

const GAP = '  '

/** As wide as the fullest cell of each column; where that is too much, the widest column gives way, down to its longest word. */
function columnWidths(rows: readonly (readonly string[])[], width: number): readonly number[] {
  const columns = Math.max(...rows.map(row => row.length))
  const widest = (lengthOf: (cell: string) => number) =>
    Array.from({ length: columns }, (_, column) => Math.max(...rows.map(row => lengthOf(row[column] ?? ''))))
  const widths = widest(cell => cell.length)
  const least = widest(cell => Math.max(...cell.split(' ').map(word => word.length)))
  let tooMuch = widths.reduce((sum, column) => sum + column + GAP.length, -GAP.length) - width
  for (; tooMuch > 0; tooMuch--) {
    const spare = widths.map((column, index) => (column > (least[index] ?? 0) ? column : 0))
    const widestOne = spare.indexOf(Math.max(...spare))
    if (spare[widestOne] === 0) break
    widths[widestOne] = (widths[widestOne] ?? 0) - 1
  }
  return widths
}

/** Text with a mark before its first line, and blanks of the same width before the others. */
export function hang(mark: string, text: string, width: number): readonly string[] {
  return wrapWords(text, width - mark.length).map((line, index) => (index === 0 ? mark : ' '.repeat(mark.length)) + line)
}

/** Text in lines of at most so many columns; a longer word has a line of its own. */
function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length > width && line !== '') {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

/** Emphasis of Markdown as that of a terminal, or as none. It stands within one line, since wrapping comes first and lines are joined for it. */
function emphasize(lines: readonly string[], { hasColor }: PageLayout): readonly string[] {
  return lines
    .join('\n')
    .replace(/\*\*([^*]+)\*\*/g, (_, text: string) => (hasColor ? text.split('\n').map(strong).join('\n') : text))
    .split('\n')
}

function strong(text: string): string {
  return `\x1b[1m${text}\x1b[22m`
}
