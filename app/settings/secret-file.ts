import { readFileSync, type Stats, statSync } from 'node:fs'
import { types } from 'node:util'
import { UserError } from '../../src/index.ts'

/** No key, password or certificate is longer. */
const MOST_BYTES = 1024 * 1024

/** The bits of a file's mode by which everybody may read or write it, and write it. */
const OPEN = 0o006
const WRITABLE = 0o002

/**
 * The text of a file that holds a secret. `name` is what messages call it: the variable that names it, or its place in a file.
 * Throws a UserError for a file that is missing, no file, too large, or open to everybody on the machine.
 */
export function readSecretFile(path: string, name: string): string {
  refuseIfOpen(path, name)
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw unreadable(path, name, error)
  }
}

/** Throws a UserError unless the path is a file that only its owner, and at most a group, can read. */
export function refuseIfOpen(path: string, name: string): void {
  if (isOpenBy(fileAt(path, name), OPEN))
    throw new UserError(
      'bad-configuration',
      `${name}: everybody on this machine can read ${path}; run \`chmod 600 ${path}\`, or mount the secret with \`defaultMode: 0400\` (\`0440\` with an \`fsGroup\`)`,
    )
}

/** The text of a file that holds no secret but decides who gets one. Throws a UserError, also where everybody on the machine can change it. */
export function readTrustedFile(path: string, name: string): string {
  if (isOpenBy(fileAt(path, name), WRITABLE))
    throw new UserError('bad-configuration', `${name}: everybody on this machine can change ${path}; run \`chmod o-w ${path}\``)
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw unreadable(path, name, error)
  }
}

/** Modes mean nothing on Windows. */
function isOpenBy({ mode }: Stats, bits: number): boolean {
  return process.platform !== 'win32' && (mode & bits) !== 0
}

function fileAt(path: string, name: string): Stats {
  try {
    const stat = statSync(path)
    if (!stat.isFile()) throw new UserError('bad-configuration', `${name}: ${path} is no file; name the file itself`)
    if (stat.size > MOST_BYTES) throw new UserError('bad-configuration', `${name}: ${path} holds more than 1 MiB; name another file`)
    return stat
  } catch (error) {
    throw unreadable(path, name, error)
  }
}

function unreadable(path: string, name: string, error: unknown): unknown {
  const code = types.isNativeError(error) && 'code' in error ? error.code : undefined
  if (error instanceof UserError || typeof code !== 'string') return error
  return new UserError('bad-configuration', `${name}: ${path} cannot be read (${code}); name a file that this process may read`, {
    cause: error,
  })
}
