import type { Severity } from '../rules/rule.ts'

/** How much a rule's statement weighs, or that it makes none. */
export type RuleLevel = Severity | 'off'

export const RULE_LEVELS: readonly RuleLevel[] = ['off', 'info', 'warning', 'error']

/** A ready-made set of levels, for one way of running a cluster. */
export type ProfileName = 'default' | 'reproducible' | 'multi-tenant' | 'air-gapped'

export const PROFILE_NAMES: readonly ProfileName[] = ['default', 'reproducible', 'multi-tenant', 'air-gapped']

/** The public id of a rule. */
export type RuleId = keyof typeof DEFAULT_LEVELS

/** In the order of the catalogue. */
const DEFAULT_LEVELS = {
  'unsupported-pull-policy': 'error',
  'invalid-image': 'error',
  'latest-tag': 'warning',
  'stale-latest': 'warning',
  'floating-tag': 'warning',
  'unpinned-image': 'off',
  'needless-always': 'off',
  'never-pull': 'warning',
  'sticky-pull-policy': 'warning',
  'changed-pull-policy': 'info',
  'stale-digest': 'warning',
  'digest-without-tag': 'off',
  'missing-image': 'error',
  'unconfirmed-image': 'info',
  'missing-platform': 'error',
  'moved-tag': 'info',
  'platform-digest': 'warning',
  'docker-hub-limit': 'off',
  'wrong-pull-secret': 'error',
  'mismatched-pull-secret': 'warning',
  'missing-pull-secret': 'info',
  'shadowed-pull-secret': 'warning',
  'committed-pull-secret': 'error',
  'cached-private-image': 'off',
  'unlisted-registry': 'off',
  'invalid-image-gc': 'error',
  'invalid-pull-config': 'error',
  'image-gc-off': 'warning',
  'dropped-eviction-default': 'info',
  'duplicate-key': 'warning',
  'unused-ignore': 'info',
  'expired-ignore': 'info',
} as const satisfies Readonly<Record<string, RuleLevel>>

/** What each profile weighs otherwise than `default`, and for whom it is. */
const CHANGES: Readonly<Record<ProfileName, Readonly<Partial<Record<RuleId, RuleLevel>>>>> = {
  default: {},
  // Each start of a Pod must run the same bytes.
  reproducible: {
    'unpinned-image': 'error',
    'latest-tag': 'error',
    'stale-latest': 'error',
    'floating-tag': 'error',
    'needless-always': 'info',
  },
  // Pods of several owners share nodes, and with them what lies there.
  'multi-tenant': {
    'cached-private-image': 'warning',
    'shadowed-pull-secret': 'error',
  },
  // No node reaches a registry that is not listed, and neither does whoever reviews.
  'air-gapped': {
    'missing-image': 'off',
    'unconfirmed-image': 'off',
    'missing-platform': 'off',
    'moved-tag': 'off',
    'platform-digest': 'off',
    'never-pull': 'off',
    'unlisted-registry': 'error',
  },
}

/** Every rule's id, in the order of the catalogue. */
export const RULE_IDS: readonly RuleId[] = Object.keys(DEFAULT_LEVELS).filter(isRuleId)

/** The level of every rule in every profile. */
export const PROFILES: Readonly<Record<ProfileName, Readonly<Record<RuleId, RuleLevel>>>> = {
  default: DEFAULT_LEVELS,
  reproducible: { ...DEFAULT_LEVELS, ...CHANGES.reproducible },
  'multi-tenant': { ...DEFAULT_LEVELS, ...CHANGES['multi-tenant'] },
  'air-gapped': { ...DEFAULT_LEVELS, ...CHANGES['air-gapped'] },
}

function isRuleId(text: string): text is RuleId {
  return Object.hasOwn(DEFAULT_LEVELS, text)
}

/** The parts of the configuration that weigh rules. */
export interface LevelSettings {
  readonly profile: ProfileName
  readonly rules: Readonly<Partial<Record<RuleId, RuleLevel>>>
  readonly registries: { readonly permitted: readonly string[] }
}

/** How much each rule weighs: what configuration says of it, else its profile. A list of permitted registries is meant to be kept. */
export function levelsOf({ profile, rules, registries }: LevelSettings): Readonly<Record<RuleId, RuleLevel>> {
  const listed: Readonly<Partial<Record<RuleId, RuleLevel>>> = registries.permitted.length > 0 ? { 'unlisted-registry': 'error' } : {}
  return { ...PROFILES[profile], ...listed, ...rules }
}
