import { hashLines } from '../src/index.ts'
import type { CheckedReview } from './checked-review.ts'

/** Answers with GitHub's hash of a line; undefined for what could not be read again. */
export type LineHash = (file: string, line: number) => string | undefined

/**
 * The hashes of the lines on which something was found. They need the whole text of a file, so the files are read again, one
 * at a time: a review keeps no texts, and only SARIF asks for this.
 */
export async function hashFindings({ review, readAgain }: CheckedReview): Promise<LineHash> {
  const linesOf = new Map<string, Set<number>>()
  for (const { file, at } of review.findings) linesOf.set(file, (linesOf.get(file) ?? new Set()).add(at.line))

  const hashes = new Map<string, string>()
  for await (const file of readAgain(new Set(linesOf.keys()))) {
    if (file.kind === 'unread' || isWide(file.bytes)) continue
    const hashOf = hashLines(Buffer.from(file.bytes).toString('utf8'))
    for (const line of linesOf.get(file.path) ?? []) hashes.set(keyOf(file.path, line), hashOf(line))
  }
  return (file, line) => hashes.get(keyOf(file, line))
}

function keyOf(file: string, line: number): string {
  return `${line}:${file}`
}

/** A byte order mark of UTF-16, which GitHub's own hashing reads as something else. */
function isWide([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}
