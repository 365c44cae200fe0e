import { LineIndex } from '../source/position.ts'
import type { Range } from '../source/range.ts'
import { isBlank } from './character.ts'
import { isComment } from './comment.ts'
import type { DocumentReading } from './document.ts'

/** A comment that silences rules: `# pull-policy: ignore[latest-tag, never-pull] reason`. */
export interface IgnoreDirective {
  readonly kind: 'ignore-directive'
  /** As written; whether such rules exist is for others to say. */
  readonly rules: readonly string[]
  /** What stands behind the brackets; `''` for nothing. */
  readonly reason: string
  /** 1-based. */
  readonly line: number
  /** Whether nothing but comments stands on its line: then it is about the line below. */
  readonly isOwnLine: boolean
  /** From its `#` to the end of the line. */
  readonly range: Range
}

/** A comment that begins as a directive and is none. */
export interface MalformedDirective {
  readonly kind: 'malformed-directive'
  /** `unexpected ..., expected ...` */
  readonly reason: string
  readonly line: number
  readonly range: Range
}

export type Directive = IgnoreDirective | MalformedDirective

/**
 * The directives in the comments of a text's documents, in order. A directive may follow another comment on its line
 * (`# renovate: x # pull-policy: ...`). What stands in a quoted or block scalar is no comment, and in a document that
 * cannot be read nobody can tell.
 */
export function findDirectives(text: string, documents: readonly DocumentReading[], lines = new LineIndex(text)): readonly Directive[] {
  const directives: Directive[] = []
  if (!text.includes(KEYWORD)) return directives
  let index = 0
  for (const { index: start } of text.matchAll(START)) {
    while ((documents[index]?.range.end ?? text.length) <= start) index += 1
    const document = documents[index]
    if (document?.kind === 'document' && isComment(text, document.root, start)) directives.push(readDirective(text, start, lines))
  }
  return directives
}

function readDirective(text: string, start: number, lines: LineIndex): Directive {
  const { line } = lines.position(start)
  const end = lines.start(line) + lines.lineText(line).length
  const place = { line, range: { start, end } }
  const written = text.slice(text.indexOf(':', start) + 1, end).trim()
  const [, list, reason = ''] = DIRECTIVE.exec(written) ?? []
  if (list === undefined)
    return { kind: 'malformed-directive', reason: unexpected(written || undefined, '`ignore[rule, ...] reason`'), ...place }
  const rules = list.split(',').map(rule => rule.trim())
  const wrong = rules.findIndex(rule => !RULE_ID.test(rule))
  if (wrong < 0) return { kind: 'ignore-directive', rules, reason: reason.trim(), isOwnLine: isOwnLine(text, lines.start(line)), ...place }
  const found = rules[wrong] || (wrong === rules.length - 1 ? ']' : ',')
  return { kind: 'malformed-directive', reason: unexpected(found, 'the id of a rule'), ...place }
}

const KEYWORD = 'pull-policy:'
const START = new RegExp(`#[ \\t]*${KEYWORD}`, 'g')

const DIRECTIVE = /^ignore\[([^\]]*)\](?:$|[ \t]+(.*)$)/

const RULE_ID = /^[a-z]+(?:-[a-z]+)*$/

function unexpected(found: string | undefined, expected: string): string {
  return `unexpected ${found === undefined ? 'end of the line' : `\`${found.slice(0, 40)}\``}, expected ${expected}`
}

function isOwnLine(text: string, lineStart: number): boolean {
  let at = lineStart
  while (isBlank(text.charCodeAt(at))) at += 1
  return text[at] === '#'
}
