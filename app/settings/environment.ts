import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { refuseIfOpen } from './secret-file.ts'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The process's environment over what the folder's `.env` says, as `init` writes it. Throws a UserError where everybody on the machine can
 * read that file: it holds secrets.
 */
export function readEnvironment(folder: string, environment: Environment): Environment {
  const path = join(folder, '.env')
  if (!existsSync(path)) return environment
  refuseIfOpen(path, '.env')
  return { ...parseEnv(readFileSync(path, 'utf8')), ...environment }
}
