import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { configKeys } from '../../src/config/config-keys.ts'
import { RULE_IDS } from '../../src/config/profile.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const metadata = parse(read('action.yml'))

const described = { type: 'string', minLength: 10 }
const name = { pattern: '^[a-z]+(-[a-z]+)*$' }

/** What GitHub reads and the Marketplace asks for; `icon` is one of Feather, `color` one of its eight. */
const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'description', 'author', 'branding', 'inputs', 'outputs', 'runs'],
  properties: {
    name: { const: 'pull-policy' },
    description: { type: 'string', minLength: 40, maxLength: 125 },
    author: { type: 'string' },
    branding: {
      type: 'object',
      additionalProperties: false,
      required: ['icon', 'color'],
      properties: {
        icon: { type: 'string', pattern: '^[a-z]+(-[a-z]+)*$' },
        color: { enum: ['white', 'black', 'yellow', 'blue', 'green', 'orange', 'red', 'purple', 'gray-dark'] },
      },
    },
    inputs: {
      type: 'object',
      maxProperties: 20,
      propertyNames: name,
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        required: ['description'],
        properties: { description: described, default: { type: 'string' } },
      },
    },
    outputs: {
      type: 'object',
      propertyNames: name,
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        required: ['description'],
        properties: { description: described },
      },
    },
    runs: {
      type: 'object',
      additionalProperties: false,
      required: ['using', 'main'],
      properties: { using: { const: 'node24' }, main: { const: 'dist/action/index.js' } },
    },
  },
}

describe('point 1: action.yml', () => {
  test('is what GitHub and its Marketplace take', () => {
    const validate = new Ajv({ allErrors: true }).compile(SCHEMA)
    validate(metadata)
    expect(validate.errors ?? []).toEqual([])
  })

  test('gives no default to what the configuration file can set: it would overrule the file', () => {
    const inFile = Object.keys(configKeys(RULE_IDS))
    const both = Object.entries<{ default?: string }>(metadata.inputs).filter(([name]) => inFile.includes(name))
    expect(both.map(([name]) => name)).toEqual(expect.arrayContaining(['fail-on', 'scope']))
    expect(both.filter(([, input]) => input.default !== undefined).map(([name]) => name)).toEqual([])
  })

  test('names in each description the words that the file takes under the same key', () => {
    for (const [name, { type }] of Object.entries(configKeys(RULE_IDS))) {
      const words = Array.isArray(type.schema.enum) ? type.schema.enum : []
      const missing = words.filter(word => name in metadata.inputs && !metadata.inputs[name].description.includes(word))
      expect([name, missing]).toEqual([name, []])
    }
  })

  test('reads the token from the job, and no other default is an expression', () => {
    const defaults = Object.entries<{ default?: string }>(metadata.inputs).filter(([, input]) => input.default?.includes('${{'))
    expect(defaults.map(([name, input]) => [name, input.default])).toEqual([['token', '${{ github.token }}']])
  })
})
