import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { CONFIG_SCHEMA_PATH, renderConfigSchema } from '../../../scripts/config-schema.ts'
import { readConfig } from '../../../src/config/config-file.ts'
import { UserError } from '../../../src/user-error.ts'

const committed = readFileSync(CONFIG_SCHEMA_PATH, 'utf8')
const isValid = new Ajv({ allErrors: true }).compile(JSON.parse(committed))

test('the committed schema is what the table of keys makes (node scripts/config-schema.ts)', () => {
  expect(committed).toBe(renderConfigSchema())
})

function isRead(text: string): boolean {
  try {
    readConfig(text, 'pull-policy.yml', { surface: 'app' })
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

describe('the schema and the reader agree', () => {
  test.each([
    ['{}', true],
    ['profile: air-gapped', true],
    ['profile: airgapped', false],
    ['rules: {latest-tag: off}', true],
    ['rules: {latest-tag: warn}', false],
    ['rules: {latest: off}', false],
    ['enforce: [committed-pull-secret]', true],
    ['enforce: committed-pull-secret', false],
    ['paths: {include: [a], exclude: [b]}', true],
    ['paths: {only: [a]}', false],
    ['platforms: [linux/arm/v7]', true],
    ['platforms: [Linux/amd64]', false],
    ['registries: {ask: ["*"], permitted: [ghcr.io], mirrors: {docker.io: m.io/hub}, node-credentials: [a], built-here: [b]}', true],
    ['registries: {ask: ["https://ghcr.io"]}', false],
    ['registries: {mirrors: {docker.io/library: m.io}}', false],
    ['pre-pulled: [ghcr.io/acme/*]', true],
    ['pre-pulled: [""]', false],
    ['floating-tags: [main]', true],
    ['floating-tags: ["a b"]', false],
    ['placeholders: ["@@*"]', true],
    ['placeholders: ["*"]', false],
    ['ignore: [{image: nginx, reason: x, until: "2026-12-31", rules: [latest-tag]}]', true],
    ['ignore: [{image: nginx}]', false],
    ['ignore: [{reason: x}]', false],
    ['ignore: [{path: a, reason: x, until: soon}]', false],
    ['custom-resources: [{apiVersion: v1, kind: Flow, image: "spec.steps[*].image"}]', true],
    ['custom-resources: [{apiVersion: v1, kind: Flow}]', false],
    ['custom-resources: [{apiVersion: v1, kind: Flow, podSpec: spec..x}]', false],
    ['fail-on: never', true],
    ['fail-on: none', false],
    ['fail-on-skipped: true', true],
    ['fail-on-skipped: 1', false],
    ['scope: repository', true],
    ['comment: changes', true],
    ['suggestions: 10', true],
    ['suggestions: 11', false],
    ['suggestions: 0.5', false],
    ['check: false', true],
    ['pin-button: true', true],
    ['pin_button: true', false],
  ])('%s: %s', (text, expected) => {
    expect(isRead(text)).toBe(expected)
    expect(isValid(parse(text))).toBe(expected)
  })
})

test('every key has a description, at every depth', () => {
  const bare: string[] = []
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'properties') {
        for (const [name, property] of Object.entries(value ?? {})) {
          if (typeof (property as { description?: unknown }).description !== 'string') bare.push(`${path}/${name}`)
        }
      }
      visit(value, `${path}/${key}`)
    }
  }
  visit(JSON.parse(committed), '')
  expect(bare).toEqual([])
})
