import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { builtSources } from '../built-sources.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A folder with `action.yml` and the bundle, as GitHub downloads it, of the sources as they stand. */
export function makeActionFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'pull-policy-action-'))
  cpSync(builtSources(), join(path, 'dist'), { recursive: true })
  copyFileSync(join(ROOT, 'action.yml'), join(path, 'action.yml'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
