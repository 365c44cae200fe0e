import { FLOATING_TAGS } from '../rules/floating-tag.ts'
import type { Place } from '../source/place.ts'
import type { ProfileName, RuleId, RuleLevel } from './profile.ts'

/** Everything that people can set, with nothing left open. Written as `.github/pull-policy.yml`, or as inputs and flags. */
export interface Config {
  readonly profile: ProfileName
  readonly rules: Readonly<Partial<Record<RuleId, RuleLevel>>>
  /** Rules that no suppression silences. */
  readonly enforce: readonly RuleId[]
  readonly paths: PathSettings
  /** As `linux/arm64/v8`. */
  readonly platforms: readonly string[]
  readonly registries: RegistrySettings
  /** Image patterns. */
  readonly prePulled: readonly string[]
  /** In lower case. */
  readonly floatingTags: readonly string[]
  /** Patterns of build markers. */
  readonly placeholders: readonly string[]
  readonly ignore: readonly IgnoreEntry[]
  readonly customResources: readonly CustomResourceEntry[]
  readonly failOn: FailOn
  readonly failOnSkipped: boolean
  readonly scope: ScopeName
  readonly comment: CommentMode
  /** At most so many suggestions in a review. */
  readonly suggestions: number
  readonly check: boolean
  readonly pinButton: boolean
}

/** Which files are looked at: all where `include` is empty; `exclude` has the last word. Both hold path patterns. */
export interface PathSettings {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

export interface RegistrySettings {
  /** Who may be asked, as `host[:port][/path]` with `*` within a label of the host; `*` alone is everybody. */
  readonly ask: readonly string[]
  /** Image patterns; empty where every registry will do. */
  readonly permitted: readonly string[]
  /** Host to the host and path that is asked in its stead. */
  readonly mirrors: Readonly<Record<string, string>>
  /** Image patterns that the nodes themselves have credentials for. */
  readonly nodeCredentials: readonly string[]
  /** Image patterns that this repository builds, so that a tag may not be there yet. */
  readonly builtHere: readonly string[]
}

/** A suppression by configuration: findings that fit all that is written are silenced; null is anything. */
export interface IgnoreEntry {
  /** An image pattern. */
  readonly image: string | null
  /** A path pattern. */
  readonly path: string | null
  readonly rules: readonly RuleId[] | null
  readonly reason: string
  /** ISO date of the last day on which it holds. */
  readonly until: string | null
  readonly at: Place
}

/** Where a custom resource keeps its PodSpec or an image; dotted paths, `[*]` behind a list. */
export interface CustomResourceEntry {
  readonly apiVersion: string
  readonly kind: string
  readonly podSpec?: string
  readonly image?: string
}

export type FailOn = 'error' | 'warning' | 'info' | 'never'
export type ScopeName = 'changed-lines' | 'changed-files' | 'repository'
export type CommentMode = 'changes' | 'findings' | 'off'

/** Who reads the configuration: their defaults differ. `check` and `pin` are the two commands. */
export type Surface = 'action' | 'app' | 'check' | 'pin'

/** What one source says: what it leaves out is left to the next. */
export type ConfigOverrides = { readonly [Name in keyof Config]?: Override<Name> | undefined }
type Override<Name extends keyof Config> = Name extends 'paths' | 'registries'
  ? { readonly [Key in keyof Config[Name]]?: Config[Name][Key] | undefined }
  : Config[Name]

/** What holds where nothing is written, but for {@link SURFACE_DEFAULTS}. */
export const DEFAULTS: Config = {
  profile: 'default',
  rules: {},
  enforce: ['committed-pull-secret'],
  paths: { include: [], exclude: [] },
  platforms: [],
  registries: { ask: ['*'], permitted: [], mirrors: {}, nodeCredentials: [], builtHere: [] },
  prePulled: [],
  floatingTags: FLOATING_TAGS,
  placeholders: ['ko://*', '<*>', '{*}', '*REPLACE_ME*', '*CHANGE_ME*', '*CHANGEME*'],
  ignore: [],
  customResources: [],
  failOn: 'error',
  failOnSkipped: false,
  scope: 'changed-lines',
  comment: 'off',
  suggestions: 0,
  check: false,
  pinButton: false,
}

/** An app is installed to speak; a step of a workflow speaks through its own check, and asks what everybody knows and what is listed. Pinning is no verdict. */
export const SURFACE_DEFAULTS: Readonly<Record<Surface, ConfigOverrides>> = {
  action: { registries: { ask: [] } },
  app: { comment: 'changes', suggestions: 10, check: true },
  check: {},
  pin: { failOn: 'never' },
}

/** The configuration where there is no file. */
export function defaultConfig(surface: Surface): Config {
  return mergeConfig(DEFAULTS, SURFACE_DEFAULTS[surface])
}

/** Lays what a file, inputs or flags say over a configuration: lists and values replace, `rules`, `paths` and `registries` are laid over key by key. */
export function mergeConfig(config: Config, overrides: ConfigOverrides): Config {
  const { paths, registries } = config
  return {
    profile: overrides.profile ?? config.profile,
    rules: { ...config.rules, ...overrides.rules },
    enforce: overrides.enforce ?? config.enforce,
    paths: { include: overrides.paths?.include ?? paths.include, exclude: overrides.paths?.exclude ?? paths.exclude },
    platforms: overrides.platforms ?? config.platforms,
    registries: {
      ask: overrides.registries?.ask ?? registries.ask,
      permitted: overrides.registries?.permitted ?? registries.permitted,
      mirrors: overrides.registries?.mirrors ?? registries.mirrors,
      nodeCredentials: overrides.registries?.nodeCredentials ?? registries.nodeCredentials,
      builtHere: overrides.registries?.builtHere ?? registries.builtHere,
    },
    prePulled: overrides.prePulled ?? config.prePulled,
    floatingTags: overrides.floatingTags ?? config.floatingTags,
    placeholders: overrides.placeholders ?? config.placeholders,
    ignore: overrides.ignore ?? config.ignore,
    customResources: overrides.customResources ?? config.customResources,
    failOn: overrides.failOn ?? config.failOn,
    failOnSkipped: overrides.failOnSkipped ?? config.failOnSkipped,
    scope: overrides.scope ?? config.scope,
    comment: overrides.comment ?? config.comment,
    suggestions: overrides.suggestions ?? config.suggestions,
    check: overrides.check ?? config.check,
    pinButton: overrides.pinButton ?? config.pinButton,
  }
}
