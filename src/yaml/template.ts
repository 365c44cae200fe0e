import { OPEN_BRACE, PERCENT } from './character.ts'
import { ReadingFault } from './fault.ts'

/** Whether a `{{` or `{%` stands there. Where a value or key is to begin, no YAML that Kubernetes reads begins so. */
export function isTemplateStart(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== OPEN_BRACE) return false
  const next = text.charCodeAt(at + 1)
  return next === OPEN_BRACE || next === PERCENT
}

/** What is said of a template, with the action that stands where YAML should. */
export function templateFault(text: string, at: number): ReadingFault {
  const action = /\{[^\n\r]{0,59}?[}%]\}|\{[^\n\r]{0,59}/y
  action.lastIndex = at
  return new ReadingFault('template', `a template: \`${action.exec(text)?.[0] ?? '{'}\` is to be filled in before this is YAML`, at)
}

/**
 * The same fault, as a template's where one is likely: it has a `{{` or `{%` on its line or on the one above. Helm's
 * `name: "{{ include "x" . }}"` is broken YAML in other places than where its action begins.
 */
export function asTemplate(text: string, fault: ReadingFault): ReadingFault {
  if (fault.problem !== 'syntax') return fault
  const lineStart = text.lastIndexOf('\n', fault.at - 1) + 1
  const lineAbove = text.lastIndexOf('\n', lineStart - 2) + 1
  const lineEnd = text.indexOf('\n', fault.at)
  const nearby = text.slice(lineStart === 0 ? 0 : lineAbove, lineEnd < 0 ? text.length : lineEnd)
  if (!/\{[{%]/.test(nearby)) return fault
  return new ReadingFault('template', `a template, to be filled in before this is YAML: ${fault.message}`, fault.at)
}

/** What opens and closes a part of a Go template. */
const CONTROL = /\{\{-?\s*(if|range|with|define|block|end)\b/g

/** How many parts of a template a text opens and leaves open (above zero), or closes without having opened them. */
export function countOpenParts(text: string): number {
  let open = 0
  for (const [, word] of text.matchAll(CONTROL)) open += word === 'end' ? -1 : 1
  return open
}
