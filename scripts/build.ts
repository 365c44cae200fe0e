import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Metafile } from 'esbuild'
import { undiciPlugin } from './undici-plugin.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** One file that is run by itself, with all that it needs inside. */
interface Bundle {
  readonly name: 'cli' | 'action'
  /** The oldest Node that runs it. */
  readonly target: string
  readonly isExecutable: boolean
}

const BUNDLES: readonly Bundle[] = [
  { name: 'cli', target: 'node22.20', isExecutable: true },
  { name: 'action', target: 'node24', isExecutable: false },
]

/** Packages in CommonJS ask for Node's own modules by `require`, which an ES module does not have. */
const REQUIRE = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`

/** Writes `cli/` and `action/` into the given folder, `dist` by default. The same sources give the same bytes, wherever they lie. */
async function buildAll(folder: string): Promise<void> {
  const bundles = BUNDLES.filter(({ name }) => existsSync(join(ROOT, name, 'index.ts')))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  await Promise.all(bundles.map(bundle => writeBundle(bundle, join(folder, bundle.name))))
}

async function writeBundle(bundle: Bundle, folder: string): Promise<void> {
  const { outputFiles, metafile } = await build(optionsFor(bundle))
  const [code] = outputFiles
  if (code === undefined || outputFiles.length > 1)
    throw new Error(`esbuild made ${outputFiles.length} files of ${bundle.name}, expected one`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'index.js'), code.contents)
  chmodSync(join(folder, 'index.js'), bundle.isExecutable ? 0o755 : 0o644)
  writeFileSync(join(folder, 'licenses.txt'), collectLicenses(metafile))
}

/** A line that holds a whole program would be printed whole beside an error that nobody caught. */
const LINE_LIMIT = 240

/** Local names are short ones, which is a fifth of the size; functions keep theirs, so that a stack trace in a report can be read. */
function optionsFor({ name, target, isExecutable }: Bundle) {
  return {
    absWorkingDir: ROOT,
    entryPoints: [`${name}/index.ts`],
    outdir: 'out',
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    preserveSymlinks: true,
    target,
    banner: { js: `${isExecutable ? '#!/usr/bin/env node\n' : ''}${REQUIRE}` },
    minifyWhitespace: true,
    minifySyntax: true,
    minifyIdentifiers: true,
    keepNames: true,
    lineLimit: LINE_LIMIT,
    plugins: [undiciPlugin(ROOT)],
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
  } satisfies BuildOptions
}

/** The licence of every package that has code in the bundle. A package without one must not be shipped: it stops the build. */
function collectLicenses({ inputs }: Metafile): string {
  const folders = new Set(Object.keys(inputs).flatMap(path => packageFolderOf(path) ?? []))
  const entries = [...folders].map(folder => ({ title: titleOf(folder), text: readLicense(folder) }))
  entries.sort((a, b) => (a.title < b.title ? -1 : 1))
  return entries.map(({ title, text }) => `${title}\n${'-'.repeat(title.length)}\n\n${text.trim()}\n`).join('\n\n')
}

/** `node_modules/a/node_modules/@b/c` of `node_modules/a/node_modules/@b/c/lib/d.js`; undefined for our own files. */
function packageFolderOf(path: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
}

function titleOf(folder: string): string {
  const { name, version, license }: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))
  return `${name} ${version} (${license})`
}

function readLicense(folder: string): string {
  const file = readdirSync(join(ROOT, folder))
    .sort()
    .find(name => /^(licen[cs]e|copying)\b/i.test(name))
  if (file === undefined) throw new Error(`${folder} has code in a bundle, but no licence that could be shipped with it`)
  return readFileSync(join(ROOT, folder, file), 'utf8').replaceAll('\r\n', '\n')
}

await buildAll(resolve(process.argv[2] ?? join(ROOT, 'dist')))
