import { revealHidden } from './hidden-characters.ts'
import { breakOldCommands } from './runner-log.ts'
import { clip } from './terminal.ts'

/** How much of one value is shown, in UTF-16 units; an image with a digest has 150 or so. */
const LONGEST = 240

/**
 * Text from a file as a code span: nothing in it is Markdown, HTML, a mention, a reference to an issue or a link. A line
 * break is shown as `⏎`, what cannot be seen as `�`. The fence is longer than any run of backticks within, as
 * https://spec.commonmark.org/0.31.2/#code-spans asks.
 */
export function codeSpan(text: string): string {
  const shown = visible(text)
  if (shown === '') return '` `'
  const fence = '`'.repeat(longestRun(shown) + 1)
  const padding = /^[` ]|[` ]$/.test(shown) ? ' ' : ''
  return fence + padding + shown + padding + fence
}

/** The same as HTML, for where Markdown is not read: a `<summary>`. */
export function codeElement(text: string): string {
  return `<code>${visible(text).replace(/[^\p{L}\p{M}\p{N} ./:-]/gu, entity)}</code>`
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`
}

/** Text on one line, without hidden characters and runners' commands, of a length that people read. */
function visible(text: string): string {
  return breakOldCommands(
    revealHidden(
      clip(text, LONGEST)
        .replace(/\r\n?|[\n\u2028\u2029]/g, ' ⏎ ')
        .replaceAll('\t', ' '),
    ),
  )
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
}

/**
 * A sentence of our own making in which values of a file may stand, mostly between backticks. What is between two
 * backticks becomes a code span. Outside, a word that GitHub would make something of (a mention, a reference, a link, a
 * tag, a commit) becomes a code span too, and the rest is escaped; so even a sentence whose backticks a value has upset is inert.
 */
export function markdownSentence(text: string): string {
  const parts = clip(text, 8 * LONGEST).split('`')
  return joinSpans(parts.map((part, index) => (index % 2 === 1 && index < parts.length - 1 ? codeSpan(part) : plainWords(part))))
}

/** Two code spans without anything between them would be read as one, or as none. */
function joinSpans(parts: readonly string[]): string {
  return parts.reduce((joined, part) => (joined.endsWith('`') && part.startsWith('`') ? `${joined} ${part}` : joined + part), '')
}

/**
 * Markdown as a cell of a table: a bar ends a cell even inside a code span, unless a backslash is before it. Behind a
 * backslash of the text itself, which parsers read differently, a broken bar stands for it. https://github.github.com/gfm/#example-200
 */
export function tableCell(markdown: string): string {
  return markdown.replace(/(?<=\\)\|/g, '¦').replaceAll('|', '\\|')
}

function plainWords(text: string): string {
  return text.replace(/\S+/g, word => (IS_LIVE.test(word) ? codeSpan(word) : escapePunctuation(word))).replace(/\s+/g, ' ')
}

/** What GitHub links or renders wherever it stands: `@name`, `#1`, `GH-1`, `a/b#1`, addresses, HTML, entities, formulas, emoji, commits; bars, and what cannot be seen. */
const IS_LIVE = /[@#<>&|$\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]|:\/\/|www\.|gh-\d|:[\w+-]+:|\b[0-9a-f]{7,40}\b/iu

function escapePunctuation(word: string): string {
  return word.replace(/[*_~[\]!^{}=+]|^(?:[-]+|\d+[.)])/g, found => found.replace(/[^\d]/g, '\\$&'))
}

/** A fenced block of text that is shown as it is. The caller keeps texts out that hold what cannot be seen. */
export function codeBlock(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`
}

/** Whether a text of several lines can be shown in a block, and copied from it, without anything hidden in it. */
export function isShowable(text: string): boolean {
  return revealHidden(text.replace(/[\n\t]/g, ' ')) === text.replace(/[\n\t]/g, ' ')
}
