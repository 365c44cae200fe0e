import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Metafile } from 'esbuild'
import { plainJsonPlugin } from './plain-json-plugin.ts'
import { undiciPlugin } from './undici-plugin.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What lies in one folder of `dist`. */
interface Bundle {
  readonly name: 'cli' | 'action' | 'app'
  /** The oldest Node that runs it. */
  readonly target: string
  /** The files that are started, by the names that they get; whatever several of them need is in files beside them. */
  readonly entries: Readonly<Record<string, string>>
  readonly executable: string | null
  /** Whether packages are inside, or are installed beside it. */
  readonly hasPackages: boolean
}

const BUNDLES: readonly Bundle[] = [
  { name: 'cli', target: 'node22.20', entries: { index: 'cli/index.ts' }, executable: 'index', hasPackages: true },
  { name: 'action', target: 'node24', entries: { index: 'action/index.ts' }, executable: null, hasPackages: true },
  {
    name: 'app',
    target: 'node22.20',
    entries: {
      index: 'app/index.ts',
      start: 'app/start.ts',
      thread: 'app/analysis/thread.ts',
      'pull-policy-app': 'app/operator/index.ts',
    },
    executable: 'pull-policy-app',
    hasPackages: false,
  },
]

const SHEBANG = '#!/usr/bin/env node\n'

/** Packages in CommonJS ask for Node's own modules by `require`, which an ES module does not have. */
const REQUIRE = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`

/** Writes a folder for each bundle into the given one, `dist` by default. The same sources give the same bytes, wherever they lie. */
async function buildAll(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  await Promise.all(BUNDLES.map(bundle => writeBundle(bundle, join(folder, bundle.name))))
}

async function writeBundle(bundle: Bundle, folder: string): Promise<void> {
  const { outputFiles, metafile } = await build(optionsFor(bundle))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const { path, contents } of outputFiles) {
    const name = basename(path)
    const isExecutable = name === `${bundle.executable}.js`
    writeFileSync(join(folder, name), isExecutable ? Buffer.concat([Buffer.from(SHEBANG), contents]) : contents)
    chmodSync(join(folder, name), isExecutable ? 0o755 : 0o644)
  }
  const licenses = collectLicenses(metafile)
  if (licenses !== '') writeFileSync(join(folder, 'licenses.txt'), licenses)
}

/** A line that holds a whole program would be printed whole beside an error that nobody caught. */
const LINE_LIMIT = 240

/** Local names are short ones, which is a fifth of the size; functions keep theirs, so that a stack trace in a report can be read. */
function optionsFor({ target, entries, hasPackages }: Bundle) {
  return {
    absWorkingDir: ROOT,
    entryPoints: entries,
    outdir: 'out',
    bundle: true,
    splitting: Object.keys(entries).length > 1,
    packages: hasPackages ? 'bundle' : 'external',
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    preserveSymlinks: true,
    target,
    ...(hasPackages ? { banner: { js: REQUIRE } } : {}),
    minifyWhitespace: true,
    minifySyntax: true,
    minifyIdentifiers: true,
    keepNames: true,
    lineLimit: LINE_LIMIT,
    plugins: [undiciPlugin(ROOT), plainJsonPlugin],
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
