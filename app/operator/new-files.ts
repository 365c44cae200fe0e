import { closeSync, existsSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../src/index.ts'

/** Throws a UserError where one of the files is there already. */
export function refuseToOverwrite(folder: string, names: readonly string[]): void {
  const there = names.filter(name => existsSync(join(folder, name)))
  if (there.length === 0) return
  throw new UserError(
    'usage',
    `${there.join(' and ')} in ${folder} would be overwritten; move away what is there, or run this in another folder`,
  )
}

/** Writes a file that only its owner can read, from its first byte on. Throws a UserError where it is there already, or cannot be written. */
export function writeNewSecretFile(path: string, text: string): void {
  try {
    const file = openSync(path, 'wx', 0o600)
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
    if (typeof code !== 'string') throw error
    throw new UserError('output', `${path} cannot be written (${code})`, { cause: error })
  }
}
