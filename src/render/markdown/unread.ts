import type { Review } from '../../report/review.ts'
import { codeSpan, markdownSentence } from '../escape/markdown.ts'
import { type Block, foldBlock, lazyRows, tableBlock, tableRow } from './budget.ts'
import type { MarkdownContext } from './context.ts'
import { linkToLine, linkToRule } from './link.ts'

/** The fold with what could not be read. undefined where all was. */
export function skippedFold({ skipped }: Review, context: MarkdownContext): Block | undefined {
  if (skipped.length === 0) return undefined
  const rows = lazyRows(skipped, ({ file, line, reason, kind }) => {
    return tableRow([
      linkToLine(context, line === null ? file : `${file}:${line}`, file, line ?? undefined),
      kind,
      markdownSentence(reason),
    ])
  })
  const table = tableBlock({
    noun: 'table of what was not read',
    rank: 3,
    lead: '',
    heading: ['Where', 'Kind', 'Why'],
    rows,
    rowCount: skipped.length,
  })
  return foldBlock(`Not read: ${skipped.length}`, table)
}

/** The fold with what is silenced, by whom and why. undefined where nothing is. */
export function silencedFold({ suppressed }: Review, context: MarkdownContext): Block | undefined {
  if (suppressed.length === 0) return undefined
  const rows = lazyRows(suppressed, ({ rule, file, line, reason, until, by, isAddedByChange }) => {
    const who = isAddedByChange ? `${by}, added by this change` : by
    return tableRow([
      linkToRule(context, rule),
      linkToLine(context, `${file}:${line}`, file, line),
      reason === '' ? '–' : markdownSentence(reason),
      until === null ? '–' : codeSpan(until),
      who,
    ])
  })
  const heading = ['Rule', 'Where', 'Reason', 'Until', 'By']
  const table = tableBlock({ noun: 'table of what is silenced', rank: 5, lead: '', heading, rows, rowCount: suppressed.length })
  return foldBlock(`Silenced: ${suppressed.length}`, table)
}
