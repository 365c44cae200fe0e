import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configType } from '../src/config/config-file.ts'
import { RULE_IDS } from '../src/config/profile.ts'

/** Where the schema of `.github/pull-policy.yml` is published. */
export const CONFIG_SCHEMA_PATH: string = fileURLToPath(new URL('../schema/pull-policy.schema.json', import.meta.url))

/** The schema as it is published: draft 7, which editors and SchemaStore read. */
export function renderConfigSchema(): string {
  const { type, additionalProperties, properties } = configType(RULE_IDS).schema
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'pull-policy',
    description: 'Settings of pull-policy, in `.github/pull-policy.yml` on the default branch.',
    type,
    additionalProperties,
    properties,
  }
  return `${JSON.stringify(schema, undefined, 2)}\n`
}

if (import.meta.main) {
  mkdirSync(fileURLToPath(new URL('../schema/', import.meta.url)), { recursive: true })
  writeFileSync(CONFIG_SCHEMA_PATH, renderConfigSchema())
}
