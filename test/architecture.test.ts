import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What each folder may import, besides itself; `src` stands for the files that lie directly in it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/source': [],
  'src/oci': [],
  'src/concepts': [],
  'src/yaml': ['src/source'],
  'src/kubernetes': ['src/source', 'src/yaml', 'src/oci'],
  'src/rules': ['src/source', 'src/oci', 'src/kubernetes'],
  'src/registry': ['src/oci'],
  'src/github': ['src/source'],
  'src/git': ['src/source'],
  'src/config': ['src/source', 'src/yaml', 'src/rules'],
  'src/report': ['src/source', 'src/oci', 'src/kubernetes', 'src/rules'],
  'src/patch': ['src/source', 'src/yaml', 'src/oci', 'src/kubernetes', 'src/rules', 'src/report'],
  'src/render': ['src/source', 'src/report'],
  src: [
    'src/source',
    'src/oci',
    'src/yaml',
    'src/kubernetes',
    'src/rules',
    'src/registry',
    'src/github',
    'src/git',
    'src/config',
    'src/report',
    'src/patch',
    'src/render',
    'src/concepts',
  ],
  action: ['src/index.ts'],
  app: ['src/index.ts'],
  cli: ['src/index.ts'],
}

/** The packages and builtins that a folder may use; nothing where it is not named. */
const MAY_USE: Readonly<Record<string, RegExp>> = {
  'src/yaml': /^yaml$/,
  'src/registry': /^node:/,
  'src/git': /^node:/,
  src: /^node:crypto$/,
  action: /^(node:|@actions\/)/,
  app: /^(node:|probot$|octokit$|prom-client$|@octokit\/webhooks-methods$)/,
  cli: /^(node:|ignore$)/,
}

const IMPORT = /^\s*(?:import|export)\s(?:[^'"]*\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm

function findSources(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
}

function folderOf(file: string): string {
  const [top = '', second = '', third] = file.split('/')
  return top === 'src' && third !== undefined ? `${top}/${second}` : top
}

const files = ['src', 'action', 'app', 'cli'].flatMap(findSources)

describe('imports go only where the layout lets them', () => {
  test.each(files)('%s', file => {
    const folder = folderOf(file)
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, from, lazily] of text.matchAll(IMPORT)) {
      const specifier = from ?? lazily ?? ''
      if (specifier.startsWith('.')) {
        expect(specifier).toMatch(/\.(ts|json)$/)
        const target = join(dirname(file), specifier)
        const allowed = MAY_IMPORT[folder] ?? []
        const isAllowed =
          folderOf(target) === folder || target === 'src/user-error.ts' || allowed.includes(folderOf(target)) || allowed.includes(target)
        expect(isAllowed ? 'allowed' : `${file} imports ${target}`).toBe('allowed')
      } else {
        expect(MAY_USE[folder]?.test(specifier) ? 'allowed' : `${file} imports ${specifier}`).toBe('allowed')
      }
    }
  })
})

test('the wraps and the core are all looked at', () => {
  expect(new Set(files.map(folderOf))).toEqual(
    new Set(Object.keys(MAY_IMPORT).filter(folder => findSources(folder.split('/')[0] ?? '').some(file => folderOf(file) === folder))),
  )
  expect(files.length).toBeGreaterThan(20)
})
