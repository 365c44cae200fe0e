import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChangedFile } from '../src/change.ts'
import type { InputFile } from '../src/input-file.ts'
import { hasShared, sharedPath } from './shared.ts'

/** A real change: the files that differ, and what is expected of them. */
export interface RecordedChange {
  readonly name: string
  readonly files: readonly ChangedFile[]
  readonly changes: readonly ExpectedChange[]
}

/** One container or image that the change adds, edits or removes. */
export interface ExpectedChange {
  readonly kind: string
  readonly file: string
  readonly workload: string
  readonly name: string | null
  readonly containerType: string
  readonly containerName: string | null
  readonly base: ExpectedSide | null
  readonly head: ExpectedSide | null
  readonly tags?: readonly string[]
}

export interface ExpectedSide {
  readonly image: string | null
  readonly imageLine: number | null
  readonly writtenPolicy: string | null
  readonly effectivePolicy: string | null
}

/** Every recorded change; none where they do not lie beside the checkout. */
export function readRecordedChanges(): readonly RecordedChange[] {
  if (!hasShared) return []
  const folder = sharedPath('prs')
  const names = readdirSync(folder).filter(name => existsSync(join(folder, name, 'expected.json')))
  return names.sort().map(name => readChange(join(folder, name), name))
}

function readChange(folder: string, name: string): RecordedChange {
  const base = readSide(join(folder, 'base'))
  const head = readSide(join(folder, 'head'))
  const paths = [...new Set([...base.keys(), ...head.keys()])].sort()
  const files = paths.map(path => ({ base: base.get(path) ?? null, head: head.get(path) ?? null })).filter(differs)
  return { name, files, changes: JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')).changes }
}

type BytesFile = Extract<InputFile, { kind: 'bytes' }>

function readSide(folder: string): ReadonlyMap<string, BytesFile> {
  if (!existsSync(folder)) return new Map()
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    entry => entry.isFile() && /\.(?:ya?ml|json)$/i.test(entry.name),
  )
  return new Map(
    entries.map(entry => {
      const file = join(entry.parentPath, entry.name)
      const path = file.slice(folder.length + 1)
      return [path, { kind: 'bytes', path, bytes: readFileSync(file) }]
    }),
  )
}

function differs({ base, head }: { readonly base: BytesFile | null; readonly head: BytesFile | null }): boolean {
  return !base || !head || Buffer.compare(base.bytes, head.bytes) !== 0
}
