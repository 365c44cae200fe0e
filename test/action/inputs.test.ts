import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type Environment, readInputs } from '../../action/inputs.ts'
import { VERSION } from '../../src/index.ts'

const TOKEN = { INPUT_TOKEN: 'ghs_x' }

describe('inputs come from the environment, with hyphens kept', () => {
  test.each([
    ['INPUT_FAIL-ON', 'warning', 'failOn', 'warning'],
    ['INPUT_FAIL-ON', ' never ', 'failOn', 'never'],
    ['INPUT_FAIL-ON', '', 'failOn', 'error'],
    ['INPUT_FAIL-ON-SKIPPED', 'true', 'failsOnSkipped', true],
    ['INPUT_FAIL-ON-SKIPPED', 'False', 'failsOnSkipped', false],
    ['INPUT_SCOPE', 'changed-files', 'scope', 'changed-files'],
    ['INPUT_SCOPE', '', 'scope', 'changed-lines'],
    ['INPUT_SARIF-FILE', 'out/a.sarif', 'sarifFile', 'out/a.sarif'],
    ['INPUT_REPORT-FILE', '', 'reportFile', null],
  ])('%s=%j', (name, written, key, value) => {
    expect(readInputs({ ...TOKEN, [name]: written })).toHaveProperty(key, value)
  })
})

describe('a wrong value is refused with the right ones', () => {
  test.each([
    ['INPUT_FAIL-ON', 'high', 'unexpected "high" for the input `fail-on`, expected one of error, warning, info, never'],
    ['INPUT_SCOPE', 'all', 'unexpected "all" for the input `scope`, expected one of changed-lines, changed-files, repository'],
    ['INPUT_FAIL-ON-SKIPPED', 'yes', 'unexpected "yes" for the input `fail-on-skipped`, expected one of true, false'],
    ['INPUT_FAIL-ON-SKIPPED', 'toString', 'unexpected "toString" for the input `fail-on-skipped`, expected one of true, false'],
  ])('%s=%s', (name, written, message) => {
    expect(() => readInputs({ ...TOKEN, [name]: written })).toThrow(message)
  })

  test('no token', () => expect(() => readInputs({ INPUT_TOKEN: '' })).toThrow(/the input `token` is empty/))
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
