import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type Environment, readInputs } from '../../action/inputs.ts'
import { configKeys } from '../../src/config/config-keys.ts'
import { RULE_IDS } from '../../src/config/profile.ts'
import { mergeConfig, readConfig, VERSION } from '../../src/index.ts'

const TOKEN = { INPUT_TOKEN: 'ghs_x' }

describe('inputs come from the environment, with hyphens kept', () => {
  test.each([
    ['INPUT_SARIF-FILE', 'out/a.sarif', 'sarifFile', 'out/a.sarif'],
    ['INPUT_REPORT-FILE', '', 'reportFile', null],
    ['INPUT_PATCH-FILE', 'a.patch', 'patchFile', 'a.patch'],
    ['INPUT_CONFIG', './policies/pull.yml', 'config', 'policies/pull.yml'],
    ['INPUT_CONFIG', '', 'config', null],
    ['INPUT_BASE-REF', 'v1.2', 'baseRef', 'v1.2'],
    ['INPUT_RESOLVE', 'always', 'resolve', 'always'],
    ['INPUT_RESOLVE', '', 'resolve', 'trusted'],
  ])('%s=%j', (name, written, key, value) => {
    expect(readInputs({ ...TOKEN, [name]: written })).toHaveProperty(key, value)
  })
})

describe('inputs are laid over the configuration', () => {
  const file = readConfig('fail-on: info\nscope: repository\nfail-on-skipped: true\npaths: {include: [a], exclude: [b]}', 'c.yml', {
    surface: 'action',
  })

  test.each([
    ['INPUT_FAIL-ON', 'warning', { failOn: 'warning' }],
    ['INPUT_FAIL-ON', ' never ', { failOn: 'never' }],
    ['INPUT_FAIL-ON', '', {}],
    ['INPUT_FAIL-ON-SKIPPED', 'False', { failOnSkipped: false }],
    ['INPUT_SCOPE', 'changed-files', { scope: 'changed-files' }],
    ['INPUT_PROFILE', 'reproducible', { profile: 'reproducible' }],
    ['INPUT_COMMENT', 'findings', { comment: 'findings' }],
    ['INPUT_SUGGESTIONS', '7', { suggestions: 7 }],
    ['INPUT_CHECK', 'true', { check: true }],
    ['INPUT_PATHS', 'deploy/, ./charts/**', { paths: { include: ['deploy/', 'charts/**'], exclude: ['b'] } }],
    ['INPUT_PATHS', 'deploy/\n\nbase/*.yaml\n', { paths: { include: ['deploy/', 'base/*.yaml'], exclude: ['b'] } }],
    ['INPUT_PATHS', '.', {}],
  ])('%s=%j', (name, written, expected) => {
    expect(mergeConfig(file, readInputs({ ...TOKEN, [name]: written }).overrides)).toEqual({ ...file, ...expected })
  })
})

describe('a wrong value is refused with the right ones', () => {
  test.each([
    ['INPUT_FAIL-ON', 'high', 'input `fail-on`: unexpected `high`, expected one of `error`, `warning`, `info`, `never`'],
    ['INPUT_SCOPE', 'all', 'input `scope`: unexpected `all`, expected one of `changed-lines`, `changed-files`, `repository`'],
    ['INPUT_FAIL-ON-SKIPPED', 'yes', 'input `fail-on-skipped`: unexpected `yes`, expected `true` or `false`'],
    ['INPUT_FAIL-ON-SKIPPED', 'toString', 'input `fail-on-skipped`: unexpected `toString`, expected `true` or `false`'],
    ['INPUT_PROFILE', 'strict', /input `profile`: unexpected `strict`, expected one of `default`, `reproducible`/],
    ['INPUT_COMMENT', 'always', 'input `comment`: unexpected `always`, expected one of `changes`, `findings`, `off`'],
    ['INPUT_SUGGESTIONS', '30', 'input `suggestions`: unexpected `30`, expected a whole number from 0 to 10'],
    ['INPUT_RESOLVE', 'yes', 'input `resolve`: unexpected "yes", expected one of trusted, always, never'],
    ['INPUT_PATHS', '../other', /input `paths`: unexpected `\.\.\/other`/],
    ['INPUT_CONFIG', '../../x.yml', 'input `config`: unexpected "../../x.yml", expected the path of a file'],
    ['INPUT_CONFIG', '/etc/passwd', 'input `config`: unexpected "/etc/passwd", expected the path of a file'],
  ])('%s=%s', (name, written, message) => {
    expect(() => readInputs({ ...TOKEN, [name]: written })).toThrow(message)
  })

  test('no token is none', () => expect(readInputs({ INPUT_TOKEN: '' }).token).toBe(''))
})

describe('action.yml', () => {
  const metadata = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8'))

  test('runs the bundle on Node 24', () => expect(metadata.runs).toEqual({ using: 'node24', main: 'dist/action/index.js' }))

  test('can be listed in the Marketplace', () => {
    expect(metadata.description.length).toBeLessThanOrEqual(125)
    expect(metadata.branding).toEqual({ icon: expect.any(String), color: expect.any(String) })
  })

  test('declares the inputs that are read, and no other', () => {
    const declared = Object.keys(metadata.inputs)
    const read: string[] = []
    const get = (values: typeof TOKEN, name: string | symbol) => {
      read.push(String(name))
      return Reflect.get(values, name)
    }
    const env: Environment = new Proxy(TOKEN, { get })
    readInputs(env)
    expect(new Set(read)).toEqual(new Set(declared.map(name => `INPUT_${name.toUpperCase()}`)))
  })

  test('what the configuration can set has no default, which would override it', () => {
    const settable = Object.keys(configKeys(RULE_IDS)).filter(name => name in metadata.inputs)
    expect(settable.length).toBeGreaterThan(5)
    expect(settable.filter(name => 'default' in metadata.inputs[name])).toEqual([])
  })

  test('its defaults are taken as they are written', () => {
    const defaults = Object.entries<{ default?: string }>(metadata.inputs).map(([name, input]) => [
      `INPUT_${name.toUpperCase()}`,
      input.default ?? '',
    ])
    expect(readInputs({ ...Object.fromEntries(defaults), ...TOKEN })).toEqual(readInputs(TOKEN))
  })

  test('every input and output is described', () => {
    const all = [...Object.values<{ description?: string }>(metadata.inputs), ...Object.values<{ description?: string }>(metadata.outputs)]
    for (const { description } of all) expect(description).toEqual(expect.stringMatching(/^[A-Za-z].{10,}/))
    expect(VERSION).toMatch(/^\d+\.\d+\.\d+$/)
  })
})
