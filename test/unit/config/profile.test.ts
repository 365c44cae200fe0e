import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { levelsOf, PROFILE_NAMES, PROFILES, type ProfileName, RULE_IDS, type RuleId, type RuleLevel } from '../../../src/config/profile.ts'
import { RULES } from '../../../src/rules/index.ts'
import { describeWithShared, hasShared, sharedPath } from '../../shared.ts'

function levelsWith(profile: ProfileName, rules: Partial<Record<RuleId, RuleLevel>> = {}, permitted: readonly string[] = []) {
  return levelsOf({ profile, rules, registries: { permitted } })
}

describe('the profiles', () => {
  test.each<[ProfileName, Partial<Record<RuleId, RuleLevel>>]>([
    ['default', {}],
    [
      'reproducible',
      { 'unpinned-image': 'error', 'latest-tag': 'error', 'stale-latest': 'error', 'floating-tag': 'error', 'needless-always': 'info' },
    ],
    ['multi-tenant', { 'cached-private-image': 'warning', 'shadowed-pull-secret': 'error' }],
    [
      'air-gapped',
      {
        'missing-image': 'off',
        'unconfirmed-image': 'off',
        'missing-platform': 'off',
        'moved-tag': 'off',
        'platform-digest': 'off',
        'never-pull': 'off',
        'unlisted-registry': 'error',
      },
    ],
  ])('%s differs from `default` in %j', (profile, expected) => {
    const different = RULE_IDS.filter(id => PROFILES[profile][id] !== PROFILES.default[id])
    expect(Object.fromEntries(different.map(id => [id, PROFILES[profile][id]]))).toEqual(expected)
  })

  test.each(PROFILE_NAMES)('%s weighs every rule', profile => expect(Object.keys(PROFILES[profile])).toEqual([...RULE_IDS]))

  test.each(RULES.map(({ id, severity }) => [id, severity] as const))(
    'rule %s weighs %s in `default`, as it says itself',
    (id, severity) => {
      expect(new Map<string, string>(Object.entries(PROFILES.default)).get(id)).toBe(severity)
    },
  )

  test.each(RULES.filter(({ needs }) => needs === 'registry').map(({ id }) => [id]))(
    '%s needs a registry and is off in `air-gapped`',
    id => {
      expect(new Map<string, string>(Object.entries(PROFILES['air-gapped'])).get(id)).toBe('off')
    },
  )
})

describe('how much a rule weighs', () => {
  test('what configuration says comes before the profile', () => {
    expect(levelsWith('reproducible', { 'latest-tag': 'info' })['latest-tag']).toBe('info')
    expect(levelsWith('reproducible')['latest-tag']).toBe('error')
  })

  test('a list of permitted registries makes `unlisted-registry` an error', () => {
    expect(levelsWith('default')['unlisted-registry']).toBe('off')
    expect(levelsWith('default', {}, ['ghcr.io'])['unlisted-registry']).toBe('error')
    expect(levelsWith('default', { 'unlisted-registry': 'warning' }, ['ghcr.io'])['unlisted-registry']).toBe('warning')
  })
})

/** The catalogue's rows: each `id` [severity] in the first cell of a table. */
function catalogue(): readonly (readonly [string, string])[] {
  const page = readFileSync(sharedPath('product.md'), 'utf8')
  const rows = page.match(/^\| `[a-z-]+`.*$/gm) ?? []
  return rows.flatMap(row => {
    const [first = ''] = row.slice(1).split(' |')
    const ids = first.match(/`[a-z-]+`(?: \[[^\]]*\])?/g) ?? []
    const last = /\[(\w+)/.exec(first)?.[1] ?? ''
    return ids.map(found => [found.replace(/`|\s.*/g, ''), /\[(\w+)/.exec(found)?.[1] ?? last] as const)
  })
}

describeWithShared('the contract’s table of rules', () => {
  const rows = hasShared ? catalogue().filter(([, severity]) => ['error', 'warning', 'info', 'off'].includes(severity)) : []

  test.each(rows)('%s: %s', (id, severity) => expect(new Map<string, string>(Object.entries(PROFILES.default)).get(id)).toBe(severity))

  test('holds every rule, in the same order', () => expect(rows.map(([id]) => id)).toEqual([...RULE_IDS]))
})
