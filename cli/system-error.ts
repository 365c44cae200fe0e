import { getSystemErrorMap } from 'node:util'

/** What the operating system refused, as it names it: `ENOENT`, `EACCES`. */
export interface SystemError {
  readonly code: string
  /** In words, as part of a sentence: `permission denied`. */
  readonly reason: string
}

/** The operating system's refusal behind something that was thrown; anything else is thrown on, since it is our own fault. */
export function systemErrorOf(thrown: unknown): SystemError {
  if (!isErrnoException(thrown)) throw thrown
  const [, reason] = getSystemErrorMap().get(thrown.errno) ?? [thrown.code, thrown.code]
  return { code: thrown.code, reason }
}

function isErrnoException(thrown: unknown): thrown is { readonly code: string; readonly errno: number } {
  if (typeof thrown !== 'object' || thrown === null) return false
  return 'code' in thrown && typeof thrown.code === 'string' && 'errno' in thrown && typeof thrown.errno === 'number'
}
