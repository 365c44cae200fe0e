import { SURFACE_DEFAULTS } from '../src/config/config.ts'
import { configType } from '../src/config/config-file.ts'
import { PROFILE_NAMES, RULE_IDS } from '../src/config/profile.ts'

/** What the page needs of a part of the schema. */
interface Described {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Described
  readonly properties?: Readonly<Record<string, Described>>
  readonly propertyNames?: Described
}

/** The page of the configuration: every key, from the table that the reader goes by. */
export function renderConfigPage(): ReadonlyMap<string, string> {
  return new Map([['docs/configuration.md', renderPage()]])
}

function renderPage(): string {
  const { properties = {} }: Described = JSON.parse(JSON.stringify(configType(RULE_IDS).schema))
  return `<!-- Made by \`npm run docs\` from the keys that are read. -->
# Configuration

Settings are in \`.github/pull-policy.yml\`. All of it may be left out. The Action and the app read it from the **default branch**,
so a change cannot switch off its own review; the command reads the work tree's, or with \`--base\` the base's. Inputs of the Action
and options of the command of the same name are laid over the file.

\`\`\`yaml
# yaml-language-server: $schema=https://raw.githubusercontent.com/pull-policy/pull-policy/v1/schema/pull-policy.schema.json
profile: reproducible
rules:
  needless-always: "off"
platforms: [linux/amd64, linux/arm64]
paths:
  exclude: [charts/**/templates, test/]
registries:
  ask: [ghcr.io/acme, registry.example.com]
  permitted: [ghcr.io/acme/*, docker.io/library/*]
  built-here: [ghcr.io/acme/shop]
ignore:
  - image: ghcr.io/acme/demo
    rules: [latest-tag]
    reason: until its first release
    until: "2027-01-31"
fail-on: warning
comment: findings
\`\`\`

An unknown key or a wrong value is an error that names line, column and what is allowed; nothing is reviewed by half a
configuration. The [schema](../schema/pull-policy.schema.json) lets editors say so earlier. At most 64 KiB are read, and only under
this name: \`.yaml\` is an error that asks to rename it.

## Keys

| key | holds | default | what it means |
|---|---|---|---|
${Object.entries(properties)
  .flatMap(([key, schema]) => rowsOf(key, schema))
  .join('\n')}

## Patterns

- **Images** (\`permitted\`, \`pre-pulled\`, \`built-here\`, \`node-credentials\`, \`ignore[].image\`) are written as the image is, or in full, and
  cover what lies below them by whole segments: \`ghcr.io/acme\` and \`ghcr.io/acme/*\` cover \`ghcr.io/acme/team/app:1.0\`; \`nginx\` covers
  \`nginx:1.27\`, not \`nginx/unit\`; \`*\` covers every image.
- **Paths** (\`paths\`, \`ignore[].path\`) read as in a \`.gitignore\`.
- **Registries** (\`registries.ask\`) are a host with or without a path: \`ghcr.io/acme\` does not cover \`ghcr.io/acme-labs\`.

## Profiles

${PROFILE_NAMES.map(name => `\`${name}\``).join(', ')}: how much each rule weighs in them is a column of the [table of rules](rules/README.md).
`
}

function rowsOf(key: string, schema: Described): readonly string[] {
  const own = `| \`${key}\` | ${holds(schema)} | ${defaultOf(key, schema)} | ${schema.description ?? ''} |`
  const inner = schema.properties ?? schema.items?.properties ?? {}
  const prefix = schema.items ? `${key}[].` : `${key}.`
  return [own, ...Object.entries(inner).flatMap(([name, of]) => rowsOf(`${prefix}${name}`, of))]
}

function holds({ type, enum: words, minimum, maximum, items, properties, propertyNames }: Described): string {
  if (words) return words.length > 8 ? 'a rule' : words.map(word => `\`${word}\``).join(', ')
  if (type === 'array') return items?.properties ? 'a list of maps' : items?.enum ? 'a list of rules' : 'a list'
  if (propertyNames) return 'a map'
  if (properties) return 'a map'
  if (minimum !== undefined) return `${minimum} to ${maximum}`
  return type === 'boolean' ? '`true`, `false`' : 'a text'
}

/** Where the Action and the app differ, both are said. */
function defaultOf(key: string, { default: value, properties }: Described): string {
  const ofApp = { comment: SURFACE_DEFAULTS.app.comment, suggestions: SURFACE_DEFAULTS.app.suggestions, check: SURFACE_DEFAULTS.app.check }
  const ofAction = { comment: 'off', suggestions: 0, check: false }
  if (key === 'comment' || key === 'suggestions' || key === 'check') return `Action \`${ofAction[key]}\`, app \`${ofApp[key]}\``
  if (key === 'fail-on') return '`error`'
  if (value === undefined || properties) return ''
  return Array.isArray(value) ? value.map(item => `\`${item}\``).join(' ') : JSON.stringify(value) === '{}' ? '' : `\`${value}\``
}
