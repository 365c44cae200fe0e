import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CACHE = join(ROOT, 'node_modules/.cache/pull-policy')

/** All that a build reads. Packages are known by the lock file. */
const SOURCES = ['src', 'action', 'app', 'cli', 'scripts', 'package.json', 'package-lock.json']

/**
 * What `npm run build` makes of the sources as they stand, made once for all test files of a run; nobody should have to build before
 * a test. That the committed bundles are the same, byte for byte, is held elsewhere.
 */
export function builtSources(): string {
  const folder = join(CACHE, `dist-${digestOfSources()}`)
  if (existsSync(folder)) return folder
  mkdirSync(CACHE, { recursive: true })
  const own = mkdtempSync(join(CACHE, 'building-'))
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.ts', own], { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the bundles could not be built: ${stderr}`)
  if (!isMovedTo(folder, own)) rmSync(own, { recursive: true })
  return folder
}

/** Another worker may have built the same meanwhile; then its folder stays. */
function isMovedTo(folder: string, own: string): boolean {
  try {
    renameSync(own, folder)
    return true
  } catch (thrown) {
    if (existsSync(folder)) return false
    throw thrown
  }
}

function digestOfSources(): string {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    const path = join(ROOT, source)
    for (const file of source.includes('.') ? [path] : filesOf(path)) hash.update(`${file}\0`).update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}

function filesOf(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return entries.map(({ parentPath, name }) => join(parentPath, name)).sort()
}
