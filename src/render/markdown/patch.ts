import type { Review } from '../../report/review.ts'
import { containerName } from '../container-name.ts'
import { codeBlock, codeElement, codeSpan, isShowable } from '../escape/markdown.ts'
import { breakOldCommands } from '../escape/runner-log.ts'
import { shellPath } from '../escape/shell.ts'
import { isTouched } from '../pin-edit.ts'
import { type Block, foldBlock } from './budget.ts'
import type { MarkdownContext } from './context.ts'

/** The fold with the diffs that pin: first what the change touches, then the rest. undefined where there is no patch. */
export function patchFold(review: Review, context: MarkdownContext): Block | undefined {
  const { touched, rest } = context.patch
  const diffs = [...splitByFile(touched), ...splitByFile(rest)]
  if (diffs.length === 0) return undefined
  return foldBlock(titleOf(review), {
    noun: 'patch',
    rank: 4,
    head: `${leadOf(review, context)}\n\n`,
    rows: rowsOf(touched, rest, review),
    rowCount: diffs.length,
    separator: '\n\n',
    more: left => `\n\n*${left} more in the patch file*`,
    tail: '',
  })
}

/** A unified diff of several files as one diff for each, in their order. */
function splitByFile(diff: string): readonly string[] {
  return diff === '' ? [] : diff.split(/^(?=--- .*\n\+\+\+ )/m)
}

function titleOf(review: Review): string {
  const touched = offered(review).filter(container => isTouched(container, review))
  const names = [...Map.groupBy(touched, containerName)]
  if (names.length === 0) return 'Patch: pin images to their digests'
  const shown = names.slice(0, MOST_NAMED).map(([name, same]) => codeElement(name) + (same.length === 1 ? '' : ` (${same.length}×)`))
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  return `Patch: pin ${shown.join(', ')}${more} to ${touched.length === 1 ? 'its digest' : 'their digests'}`
}

const MOST_NAMED = 4

function offered({ containers }: Review): Review['containers'] {
  return containers.filter(({ pin }) => pin.status === 'offered')
}

function leadOf(review: Review, { suggested }: MarkdownContext): string {
  const places = suggested.slice(0, MOST_NAMED).map(({ file, line }) => `${codeSpan(file)} line ${line}`)
  const also =
    places.length === 0
      ? ''
      : `Also offered as ${suggested.length === 1 ? 'a suggestion' : 'suggestions'} at ${places.join(', ')}${suggested.length > MOST_NAMED ? ', …' : ''}. `
  const files = new Set(offered(review).map(({ file }) => file))
  const [only] = files
  const path = files.size === 1 && only !== undefined ? shellPath(only, 'PATH') : 'PATH'
  return `${also}Save this and run \`git apply\`, or run \`pull-policy pin --write ${path}\`. Each policy stays what it is.`
}

function* rowsOf(touched: string, rest: string, review: Review): Generator<string> {
  for (const diff of splitByFile(touched)) yield diffBlock(diff)
  const left = offered(review)
    .filter(container => !isTouched(container, review))
    .map(container => codeSpan(containerName(container)))
    .filter((name, index, all) => all.indexOf(name) === index)
  const names =
    left.length === 0 ? 'What' : `${left.slice(0, MOST_NAMED).join(', ')}${left.length > MOST_NAMED ? ' and others' : ''}, which`
  const lead = review.change === null || touched === '' ? '' : `${names} this change does not touch:\n\n`
  for (const [index, diff] of splitByFile(rest).entries()) yield (index === 0 ? lead : '') + diffBlock(diff)
}

function diffBlock(diff: string): string {
  const plain = diff.replaceAll('\r\n', '\n')
  if (!isShowable(plain) || breakOldCommands(plain) !== plain)
    return '*The patch of a file is not shown here, because it holds characters that cannot be seen or a command to a runner. The patch file has it.*'
  const note = plain === diff ? '' : '*The lines of this file end in CRLF, which a copy from here loses: take the patch file.*\n\n'
  return note + codeBlock('diff', plain)
}
