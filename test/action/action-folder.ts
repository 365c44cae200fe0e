import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * A folder with `action.yml` and the bundle, as GitHub downloads it, of the sources as they stand. That the committed bundle
 * is the same, byte for byte, is held elsewhere; here nobody should have to build before a test.
 */
export function makeActionFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'pull-policy-action-'))
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.ts', join(path, 'dist')], { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the bundle could not be built: ${stderr}`)
  copyFileSync(join(ROOT, 'action.yml'), join(path, 'action.yml'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
