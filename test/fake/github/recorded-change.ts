import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { FileContent } from './git/tree.ts'
import { memberOf } from './json.ts'

/** A change that was recorded as two folders: the files before it, and what it does to them. */
export interface RecordedChange {
  readonly repository: string
  readonly title: string
  readonly base: Readonly<Record<string, FileContent>>
  /** The files after it; those that are gone are `null`. */
  readonly head: Readonly<Record<string, FileContent>>
}

/** Reads `base/`, `head/` and `meta.json` of a folder. Either side may be missing: then it has no files. */
export function readChange(folder: string): RecordedChange {
  const base = readFiles(join(folder, 'base'))
  const after = readFiles(join(folder, 'head'))
  const gone = Object.keys(base).filter(path => !(path in after))
  const meta: unknown = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8'))
  return {
    repository: String(memberOf(meta, 'repo')),
    title: String(memberOf(meta, 'subject') ?? 'A recorded change'),
    base,
    head: { ...after, ...Object.fromEntries(gone.map(path => [path, null])) },
  }
}

function readFiles(folder: string): Readonly<Record<string, FileContent>> {
  if (!existsSync(folder)) return {}
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return Object.fromEntries(paths.flatMap(path => readEntry(folder, path)))
}

function readEntry(folder: string, path: string): readonly (readonly [string, FileContent])[] {
  const stat = lstatSync(join(folder, path))
  if (stat.isSymbolicLink()) return [[path, { symlink: readlinkSync(join(folder, path)) }]]
  return stat.isFile() ? [[path, readFileSync(join(folder, path))]] : []
}
