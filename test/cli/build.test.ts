import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { builtSources } from '../built-sources.ts'
import { makeTree } from './temporary-tree.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

let built = ''

beforeAll(() => {
  built = builtSources()
})

function buildFrom(root: string): string {
  const folder = join(makeTree(), 'dist')
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), folder], { stdio: ['ignore', 'ignore', 'inherit'] })
  return folder
}

/** Every file below a folder, by path. */
function contentOf(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return Object.fromEntries(
    files.map(entry => join(entry.parentPath, entry.name)).map(path => [path.slice(folder.length), readFileSync(path, 'utf8')]),
  )
}

/** A copy of all that goes into the bundles, in a folder of another name. */
function copySources(): string {
  const copy = makeTree()
  for (const path of ['action', 'app', 'cli', 'scripts', 'src', 'package.json']) {
    if (existsSync(join(ROOT, path))) cpSync(join(ROOT, path), join(copy, path), { recursive: true })
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

describe('what is built', () => {
  test('is the same byte for byte, again and in another folder', () => {
    expect(contentOf(buildFrom(copySources()))).toEqual(contentOf(built))
  })

  test('holds no path of the machine that built it', () => {
    for (const text of Object.values(contentOf(built))) expect(text.includes(ROOT)).toBe(false)
  })

  test('is an ES module that can be started by its own name', () => {
    expect(JSON.parse(readFileSync(join(built, 'package.json'), 'utf8'))).toEqual({ type: 'module' })
    for (const file of ['cli/index.js', 'app/pull-policy-app.js']) expect(statSync(join(built, file)).mode & 0o777).toBe(0o755)
    expect(
      execFileSync(join(built, 'cli/index.js'), ['--version'], { encoding: 'utf8', env: { PATH: join(process.execPath, '..') } }),
    ).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  const dependencies = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).dependencies)

  test.each([
    ['action', []],
    ['cli', []],
    ['app', dependencies],
  ])('of %s needs nothing but Node and %j', (name, packages) => {
    for (const [path, text] of Object.entries(contentOf(join(built, name))).filter(([path]) => path.endsWith('.js'))) {
      const modules = [...text.matchAll(/(?:^|[;}\n])import\s?(?:[\w$*{},\s]+?from\s?)?["']([^"'\n]+)["']/g)].map(
        ([, module = '']) => module,
      )
      const others = modules.filter(module => !module.startsWith('node:') && !module.startsWith('./') && !builtinModules.includes(module))
      expect([path, others.filter(module => !packages.includes(module))]).toEqual([path, []])
      expect(modules.length).toBeGreaterThan(0)
    }
  })

  test('comes with the licence of each package in it', () => {
    for (const name of ['action', 'cli']) expect(readdirSync(join(built, name)).sort()).toEqual(['index.js', 'licenses.txt'])
    const licenses = readFileSync(join(built, 'cli/licenses.txt'), 'utf8')
    expect(licenses.match(/^\S+ \d+\.\d+\.\d+ \(.+\)$/gm)?.map(title => title.split(' ')[0])).toEqual(['ignore', 'yaml'])
    expect(licenses.match(/Permission /g)).toHaveLength(2)
  })

  test('is not made where a package has no licence to ship', () => {
    const copy = copySources()
    writeFileSync(join(copy, 'cli/index.ts'), `import 'unlicensed'\n`)
    const modules = join(copy, 'cli/node_modules/unlicensed')
    cpSync(
      makeTree({ 'package.json': '{"name":"unlicensed","version":"1.0.0","main":"index.js"}', 'index.js': 'console.log(1)' }),
      modules,
      { recursive: true },
    )
    const { status, stderr } = spawnSync(process.execPath, [join(copy, 'scripts/build.ts'), join(copy, 'dist')], { encoding: 'utf8' })
    expect(status).not.toBe(0)
    expect(stderr).toContain('cli/node_modules/unlicensed has code in a bundle, but no licence that could be shipped with it')
  })
})

describe('the command as a process', () => {
  const container = (index: number) => `    - name: app-${index}\n      image: registry.example/team/app-${index}\n`
  const large = () =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n${Array.from({ length: 5000 }, (_, index) => container(index)).join('')}`

  function start(cwd: string, ...args: readonly string[]) {
    return spawn(process.execPath, [join(built, 'cli/index.js'), ...args], { cwd, stdio: 'pipe' })
  }

  test('writes all of a large report to a slow reader', async () => {
    const child = start(makeTree({ 'a.yaml': large() }), 'check', '--format', 'json', '--fail-on', 'warning')
    const ended = new Promise(resolve => child.on('close', resolve))
    await new Promise(resolve => setTimeout(resolve, 500))
    const chunks: Buffer[] = []
    for await (const chunk of child.stdout) chunks.push(chunk)
    const report = JSON.parse(Buffer.concat(chunks).toString())
    expect([report.findings.length, await ended]).toEqual([5000, 1])
  })

  test('ends quietly where nobody reads on, as under `| head`', async () => {
    const child = start(makeTree({ 'a.yaml': large() }), 'check')
    const ended = new Promise(resolve => child.on('close', resolve))
    let stderr = ''
    child.stderr.on('data', chunk => {
      stderr += chunk
    })
    child.stdout.once('data', () => child.stdout.destroy())
    expect([await ended, stderr]).toEqual([0, ''])
  })

  test('reads standard input', async () => {
    const child = start(makeTree(), 'check', '-', '--fail-on', 'warning')
    const ended = new Promise(resolve => child.on('close', resolve))
    child.stdin.end('apiVersion: v1\nkind: Pod\nspec: {containers: [{name: app, image: nginx}]}\n')
    const chunks: Buffer[] = []
    for await (const chunk of child.stdout) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toContain('<stdin>:3:')
    expect(await ended).toBe(1)
  })

  test.each([
    [['check', 'nope.yaml'], 2, 'pull-policy: there is no file or folder "nope.yaml"\n'],
    [
      [],
      2,
      'pull-policy: unexpected end of the arguments, expected one of the commands check, pin, explain; `pull-policy --help` shows what can be asked for\n',
    ],
  ])('%j says on standard error what is wrong', (args, status, stderr) => {
    const result = spawnSync(process.execPath, [join(built, 'cli/index.js'), ...args], { cwd: makeTree(), encoding: 'utf8' })
    expect(result).toMatchObject({ status, stderr, stdout: '' })
  })

  const withDevFull = existsSync('/dev/full') ? test : test.skip
  withDevFull('says where a report could not be written, and does not pass', () => {
    const cwd = makeTree({ 'a.yaml': large() })
    const script = `exec "$0" "$1" check > /dev/full`
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, join(built, 'cli/index.js')], { cwd, encoding: 'utf8' })
    expect([status, stderr]).toEqual([2, 'pull-policy: standard output cannot be written: no space left on device\n'])
  })
})
