import { FILE_SIZE_LIMIT, type InputFile } from '../src/index.ts'
import type { CommandIo } from './command-io.ts'
import { type FileContent, TOO_LARGE } from './read-file.ts'
import { findRoots } from './roots.ts'
import { systemErrorOf } from './system-error.ts'
import { inputFileOf, walk } from './walk.ts'

/** How a report names what came by standard input. */
const STDIN = '<stdin>'

/**
 * What the given paths lead to, `-` (standard input) first, without what configuration leaves out. Nothing is read before all
 * of them are known to be there.
 */
export async function* readInputs(
  paths: readonly string[],
  io: Pick<CommandIo, 'stdin' | 'cwd'>,
  isWanted: (path: string) => boolean,
): AsyncGenerator<InputFile> {
  const roots = findRoots(
    paths.filter(path => path !== '-'),
    io.cwd,
  )
  if (paths.includes('-')) yield inputFileOf(STDIN, await readStream(io.stdin))
  for (const file of walk(roots, io.cwd)) if (isWanted(file.path)) yield file
}

async function readStream(stream: AsyncIterable<Uint8Array>): Promise<FileContent> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of stream) {
      chunks.push(chunk)
      length += chunk.length
      if (length > FILE_SIZE_LIMIT) return TOO_LARGE
    }
  } catch (thrown) {
    return { kind: 'unreadable', reason: systemErrorOf(thrown).reason }
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks, length) }
}
