import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { builtSources } from '../built-sources.ts'
import { makeTree } from '../cli/temporary-tree.ts'
import { onPullRequest } from '../fake/runner/workflow-event.ts'
import { RegistryGate } from './registry-gate.ts'
import { StepHarness } from './step-harness.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''
let code = ''

beforeAll(() => {
  folder = builtSources()
  code = readFileSync(join(folder, 'action/index.js'), 'utf8')
})

describe('what a runner downloads to start the Action', () => {
  test('point 3: its JavaScript is at most 1.0 MB', () => {
    const sizes = readdirSync(join(folder, 'action')).filter(name => /\.[cm]?js$/.test(name))
    expect(sizes).toEqual(['index.js'])
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(1_000_000)
  })

  test('point 3: it makes no code of texts, and opens no file beside it', () => {
    expect(code.match(/(?<![.\w$])(?:eval|Function)\(/g)).toBeNull()
    expect(code.match(/\b__(?:dir|file)name\b/g)).toBeNull()
    expect(code.match(/import\.meta\b/g)).toHaveLength(1) // the one from which `require` of Node's own modules is made
    expect(code.match(/(?<![.\w$])import\(/g)).toBeNull()
  })

  test('point 3: what it asks for by `require` are modules of Node', () => {
    const [, require = ''] = /(?:var |,)([\w$]+)=\(?[\w$]+=>typeof require<"u"\?require/.exec(code) ?? []
    expect(require).not.toBe('')
    const name = require.replaceAll('$', '\\$')
    const asked = [...code.matchAll(new RegExp(`(?<![.\\w$])${name}\\((.*?)\\)`, 'g'))].map(([, module = '']) => module)
    expect(asked.length).toBeGreaterThan(20)
    expect(asked.filter(module => !builtinModules.includes(module.replace(/^"(?:node:)?(.*)"$/, '$1')))).toEqual([])
  })

  test('point 3: the licence of each package is in it, with its text', () => {
    const licenses = readFileSync(join(folder, 'action/licenses.txt'), 'utf8')
    const entries = licenses.split(/^(?=\S+ \d+\.\d+\.\d+ \(.+\)\n-+\n)/m)
    const names = entries.map(entry => entry.split(' ')[0])
    expect(names).toEqual(expect.arrayContaining(['@actions/core', '@actions/github', '@octokit/core', 'undici', 'yaml']))
    for (const entry of entries) expect(entry).toMatch(/Permission (?:is hereby granted|to use)|Apache License/)
  })

  test('a stack names the functions of the sources, and no line of it is a whole program', () => {
    const copy = makeTree()
    for (const path of ['scripts', 'app', 'cli', 'src', 'package.json']) cpSync(join(ROOT, path), join(copy, path), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
    cpSync(join(ROOT, 'action'), join(copy, 'action'), { recursive: true })
    writeFileSync(
      join(copy, 'action/index.ts'),
      `function stepOutside(): void {\n  const stepInside = () => {\n    throw new Error('a fault')\n  }\n  stepInside()\n}\nstepOutside()\n`,
    )
    execFileSync(process.execPath, [join(copy, 'scripts/build.ts'), join(copy, 'dist')])
    const { stderr } = spawnSync(process.execPath, [join(copy, 'dist/action/index.js')], { encoding: 'utf8' })
    expect(stderr).toMatch(/Error: a fault\n +at stepInside .*\n +at stepOutside /)
    expect(Math.max(...code.split('\n').map(line => line.length))).toBeLessThan(4_000)
  })
})

describe('behind a proxy', () => {
  const harness = new StepHarness()

  test('the bundle reaches GitHub through it, and GitHub alone', async () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: app, image: nginx}]}\n'
    const pull = harness.github.repository('acme/shop').pullRequest({ head: { files: { 'pod.yaml': pod } } })
    const proxy = await new RegistryGate().start()
    proxy.lead('api.github.invalid', Number(new URL(harness.github.apiUrl).port))
    try {
      const api = 'http://api.github.invalid:443'
      const env = { http_proxy: proxy.url, GITHUB_API_URL: api, GITHUB_GRAPHQL_URL: `${api}/graphql` }
      const { outputs } = await harness.run({ event: onPullRequest(pull), inputs: { resolve: 'never' }, env })
      expect(outputs).toMatchObject({ conclusion: 'success', 'files-scanned': '1' })
      expect(new Set(proxy.asked)).toEqual(new Set(['api.github.invalid:443']))
    } finally {
      await proxy.stop()
    }
  })
})
