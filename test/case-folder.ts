import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * One case of a rule: files, and what the rule finds in them. The folders of `test/cases/<rule>/` are the rule's tests and
 * its page's examples at once.
 */
export interface CaseFolder {
  readonly rule: string
  readonly name: string
  /** Absolute path of the folder. */
  readonly path: string
  /** A title and at most three sentences. */
  readonly readme: string
  readonly input: readonly CaseFile[]
  /** What the files were before the change; undefined where the case is no change. */
  readonly base: readonly CaseFile[] | undefined
  /** The files as they should be; undefined where none shows it. */
  readonly fixed: readonly CaseFile[] | undefined
  /** The text of a configuration file. */
  readonly config: string | undefined
  /** What a registry says, as {@link CaseRegistry} reads it; undefined where none is asked. */
  readonly registry: string | undefined
  /** What people are shown, empty for a silent case; undefined where it is not written yet. */
  readonly expected: string | undefined
}

export interface CaseFile {
  /** Relative to the folder that it lies in, POSIX separators. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** All that may lie in a case's folder. */
const ENTRIES: ReadonlySet<string> = new Set(['README.md', 'input', 'base', 'fixed', 'config.yaml', 'registry.yaml', 'expected.txt'])

const CASES = fileURLToPath(new URL('cases/', import.meta.url))

/** Names of the folders of `test/cases`, each of which must be a rule's id. */
export function listCaseRules(): readonly string[] {
  return listNames(CASES)
}

/** The cases of a rule, by name; none where it has no folder. */
export function readCases(rule: string): readonly CaseFolder[] {
  return listNames(join(CASES, rule)).map(name => readCase(rule, name))
}

/** Whether a case shows that its rule says nothing. */
export function isSilent({ name, expected }: Pick<CaseFolder, 'name' | 'expected'>): boolean {
  return name.startsWith('silent-') || expected === ''
}

function readCase(rule: string, name: string): CaseFolder {
  const path = join(CASES, rule, name)
  const unknown = listNames(path).filter(entry => !ENTRIES.has(entry))
  if (unknown.length > 0) throw new Error(`unexpected ${unknown.join(', ')} in ${path}, expected only ${[...ENTRIES].join(', ')}`)
  return {
    rule,
    name,
    path,
    readme: readText(join(path, 'README.md')) ?? '',
    input: readFolder(join(path, 'input')) ?? [],
    base: readFolder(join(path, 'base')),
    fixed: readFolder(join(path, 'fixed')),
    config: readText(join(path, 'config.yaml')),
    registry: readText(join(path, 'registry.yaml')),
    expected: readText(join(path, 'expected.txt')),
  }
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function readFolder(path: string): readonly CaseFile[] | undefined {
  if (!existsSync(path)) return undefined
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(file => ({ path: relative(path, file).split(sep).join('/'), bytes: readFileSync(file) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

function listNames(path: string): readonly string[] {
  return existsSync(path) ? readdirSync(path).sort() : []
}
