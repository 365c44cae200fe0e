import { createPrivateKey } from 'node:crypto'
import { UserError } from '../../src/index.ts'
import type { Environment } from './environment.ts'
import { readSecretFile } from './secret-file.ts'

/**
 * The app's key as PEM, from `PRIVATE_KEY` (as it is, with `\n` for line breaks, or in base64) or from the file that `PRIVATE_KEY_PATH` names.
 * Throws a UserError that names the variable and never quotes the value.
 */
export function readPrivateKey(env: Environment): string {
  const { PRIVATE_KEY: written = '', PRIVATE_KEY_PATH: path = '' } = env
  if (written !== '' && path !== '')
    throw new UserError('bad-configuration', 'PRIVATE_KEY and PRIVATE_KEY_PATH are both set; keep one of them, best the path')
  if (path !== '') return parsePrivateKey(readSecretFile(path, 'PRIVATE_KEY_PATH'), 'PRIVATE_KEY_PATH')
  if (written !== '') return parsePrivateKey(written, 'PRIVATE_KEY')
  throw new UserError(
    'bad-configuration',
    "PRIVATE_KEY_PATH is not set; set it to the file of the app's private key (App settings, Private keys, Generate a private key), or PRIVATE_KEY to its text",
  )
}

/** GitHub gives out RSA keys only. */
function parsePrivateKey(written: string, name: string): string {
  const pem = asPem(written)
  try {
    if (createPrivateKey(pem).asymmetricKeyType === 'rsa') return pem
  } catch {
    // said below: what OpenSSL says of a wrong text helps nobody, and may quote it
  }
  throw new UserError(
    'bad-configuration',
    `${name} holds no RSA private key in PEM; take the file that GitHub gave for download, its text with \\n for line breaks, or its base64`,
  )
}

function asPem(written: string): string {
  const text = written.trim().replace(/^(["'])([\s\S]*)\1$/, '$2')
  const pem = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8')
  return `${pem.replaceAll('\\n', '\n').replaceAll('\r\n', '\n').trim()}\n`
}
