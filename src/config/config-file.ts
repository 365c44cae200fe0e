import type { Range } from '../source/range.ts'
import { type DocumentReading, readDocuments } from '../yaml/document.ts'
import type { YamlNode } from '../yaml/node.ts'
import { type Config, type ConfigOverrides, defaultConfig, mergeConfig, type Surface } from './config.ts'
import { configKeys, type WrittenValues } from './config-keys.ts'
import { group, type ReadGroup } from './key-group.ts'
import { Problems, throwProblems } from './problems.ts'
import { RULE_IDS, type RuleId } from './profile.ts'
import type { ValueType } from './value-type.ts'

/** Who reads, and which rules there are. */
export interface ConfigReading {
  readonly surface: Surface
  readonly ruleIds?: readonly RuleId[]
}

/**
 * Reads a configuration file, `.github/pull-policy.yml`. An empty one is the default configuration. Throws a
 * {@link UserError} `bad-configuration` that names all that is wrong, a line each, as `path:line:column: unexpected ...`.
 */
export function readConfig(text: string, path: string, { surface, ruleIds = RULE_IDS }: ConfigReading): Config {
  const content = text.startsWith('\ufeff') ? text.slice(1) : text
  const problems = new Problems(content, ({ line, column }) => `${path}:${line}:${column}`)
  const root = readRoot(content, problems)
  const written = root && configType(ruleIds).read(root, problems)
  throwProblems('bad-configuration', problems.lines())
  return mergeConfig(defaultConfig(surface), written ?? {})
}

/** What the whole file holds. */
export function configType(ruleIds: readonly RuleId[]): ValueType<ConfigOverrides> {
  return group({ expected: 'a map of settings', keys: configKeys(ruleIds), build: overridesOf })
}

/** Asks for every key, in the program's own names. */
export function overridesOf(read: Pick<ReadGroup<WrittenValues>, 'get'>): ConfigOverrides {
  return {
    profile: read.get('profile'),
    rules: read.get('rules'),
    enforce: read.get('enforce'),
    paths: read.get('paths'),
    platforms: read.get('platforms'),
    registries: read.get('registries'),
    prePulled: read.get('pre-pulled'),
    floatingTags: read.get('floating-tags')?.map(tag => tag.toLowerCase()),
    placeholders: read.get('placeholders'),
    ignore: read.get('ignore'),
    customResources: read.get('custom-resources'),
    failOn: read.get('fail-on'),
    failOnSkipped: read.get('fail-on-skipped'),
    scope: read.get('scope'),
    comment: read.get('comment'),
    suggestions: read.get('suggestions'),
    check: read.get('check'),
    pinButton: read.get('pin-button'),
  }
}

/** The one document of a text that is not empty; undefined where there is none. */
export function readRoot(text: string, problems: Problems): YamlNode | undefined {
  const readings = readDocuments(text, { skip: 'nothing' })
  for (const reading of readings) {
    if (reading.kind === 'problem') problems.report(rangeAt(reading.at), `${reading.reason}${hintAt(text, reading.at)}`)
  }
  const [first, second] = readings.flatMap(rootOf)
  if (second) problems.report(second, 'unexpected second document, expected one')
  return first
}

/** To YAML a star is the start of an alias. */
function hintAt(text: string, offset: number): string {
  return text[offset] === '*' ? '; a pattern that begins with `*` must stand in quotes' : ''
}

function rootOf(reading: DocumentReading): readonly YamlNode[] {
  if (reading.kind !== 'document' || reading.root === null) return []
  return reading.root.kind === 'scalar' && reading.root.type === 'null' ? [] : [reading.root]
}

function rangeAt(offset: number): { readonly range: Range } {
  return { range: { start: offset, end: offset } }
}
