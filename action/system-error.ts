import { getSystemErrorMap } from 'node:util'

/** What the operating system refused, in words: `permission denied (EACCES)`. Undefined for anything else, which is a fault of ours. */
export function systemFaultOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('errno' in thrown) || typeof thrown.errno !== 'number') return undefined
  const [code, words] = getSystemErrorMap().get(thrown.errno) ?? []
  return code === undefined ? undefined : `${words} (${code})`
}
