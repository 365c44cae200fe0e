import { type Config, type ConfigOverrides, type CustomResourceEntry, DEFAULTS, type IgnoreEntry } from './config.ts'
import { group } from './key-group.ts'
import type { RuleId } from './profile.ts'
import {
  apiVersion,
  day,
  fieldPath,
  imageGlob,
  kind,
  mirrorAddress,
  pathGlob,
  reason,
  registryHost,
  registryPattern,
} from './text-types.ts'
import { listOf, mapOf, oneOf, type ValueType } from './value-type.ts'

/** Under `paths`. */
export const pathSettings = group<Config['paths'], NonNullable<ConfigOverrides['paths']>>({
  expected: 'a map with `include` and `exclude`',
  keys: {
    include: { type: listOf(pathGlob), default: DEFAULTS.paths.include, doc: 'Files to look at; all where the list is empty.' },
    exclude: { type: listOf(pathGlob), default: DEFAULTS.paths.exclude, doc: 'Files to leave out, whatever `include` says.' },
  },
  build: read => ({ include: read.get('include'), exclude: read.get('exclude') }),
})

interface WrittenRegistries {
  readonly ask: readonly string[]
  readonly permitted: readonly string[]
  readonly mirrors: Readonly<Record<string, string>>
  readonly 'node-credentials': readonly string[]
  readonly 'built-here': readonly string[]
}

/** Under `registries`. */
export const registrySettings = group<WrittenRegistries, NonNullable<ConfigOverrides['registries']>>({
  expected: 'a map of what is known of registries',
  keys: {
    ask: {
      type: listOf(registryPattern),
      default: DEFAULTS.registries.ask,
      doc: 'Registries that may be asked what a reference names; `*` is any run of characters within a label of the host, and alone every registry. The Action asks the well-known public ones in any case, and without a word no others; elsewhere an empty list asks nobody.',
    },
    permitted: {
      type: listOf(imageGlob),
      default: DEFAULTS.registries.permitted,
      doc: 'Where images may come from. Once it is set, `unlisted-registry` is an error for all others.',
    },
    mirrors: {
      type: mapOf(registryHost, mirrorAddress),
      default: DEFAULTS.registries.mirrors,
      doc: 'Which host, with or without a path, is asked in the stead of a registry.',
    },
    'node-credentials': {
      type: listOf(imageGlob),
      default: DEFAULTS.registries.nodeCredentials,
      doc: 'Images that the nodes have credentials of their own for: no pull secret is missed there.',
    },
    'built-here': {
      type: listOf(imageGlob),
      default: DEFAULTS.registries.builtHere,
      doc: 'Images that this repository builds: a tag that the registry does not know may yet come.',
    },
  },
  build: read => ({
    ask: read.get('ask'),
    permitted: read.get('permitted'),
    mirrors: read.get('mirrors'),
    nodeCredentials: read.get('node-credentials'),
    builtHere: read.get('built-here'),
  }),
})

interface WrittenIgnore {
  readonly image: string
  readonly path: string
  readonly rules: readonly RuleId[]
  readonly reason: string
  readonly until: string
}

/** One element of `ignore`. */
export function ignoreEntry(ruleIds: readonly RuleId[]): ValueType<IgnoreEntry> {
  return group<WrittenIgnore, IgnoreEntry>({
    expected: 'a map with a `reason` and what it is for',
    keys: {
      image: { type: imageGlob, doc: 'Images that it is for.' },
      path: { type: pathGlob, doc: 'Files that it is for; a pattern as in a .gitignore.' },
      rules: { type: listOf(oneOf(ruleIds)), doc: 'Rules that it silences; all where it is left out.' },
      reason: { type: reason, isRequired: true, doc: 'Why; shown wherever something was silenced.' },
      until: { type: day, doc: 'The last day on which it holds.' },
    },
    needsOneOf: ['image', 'path', 'rules'],
    build: (read, problems) => ({
      image: read.get('image') ?? null,
      path: read.get('path') ?? null,
      rules: read.get('rules') ?? null,
      reason: read.get('reason') ?? '',
      until: read.get('until') ?? null,
      at: problems.placeOf(read.node.range),
    }),
  })
}

/** One element of `custom-resources`. */
export const customResource = group<Required<CustomResourceEntry>, CustomResourceEntry>({
  expected: 'a map with `apiVersion`, `kind` and `podSpec` or `image`',
  keys: {
    apiVersion: { type: apiVersion, isRequired: true, doc: 'As `example.com/v1`.' },
    kind: { type: kind, isRequired: true, doc: 'As `Rollout`.' },
    podSpec: { type: fieldPath, doc: 'Where a PodSpec lies, as `spec.template.spec`.' },
    image: { type: fieldPath, doc: 'Where an image lies, as `spec.steps[*].image`; its policy is looked for beside it.' },
  },
  needsOneOf: ['podSpec', 'image'],
  build: read => {
    const [podSpec, image] = [read.get('podSpec'), read.get('image')]
    const entry = { apiVersion: read.get('apiVersion') ?? '', kind: read.get('kind') ?? '' }
    return { ...entry, ...(podSpec === undefined ? {} : { podSpec }), ...(image === undefined ? {} : { image }) }
  },
})
