import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { renderConceptPages } from '../scripts/concept-pages.ts'
import { renderRulePages } from '../scripts/rule-pages.ts'
import { TOPICS } from '../src/concepts/index.ts'
import { RULE_IDS } from '../src/config/profile.ts'
import { RULES } from '../src/rules/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = [...renderRulePages(), ...renderConceptPages()]

describe('the generated pages are what `npm run docs` makes', () => {
  test.each(pages)('%s', (path, text) => {
    expect(existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : 'missing').toBe(text)
  })

  test.each(['docs/rules', 'docs/concepts'])('no page is left in %s of something that is gone', folder => {
    const known = pages.map(([path]) => path)
    expect(readdirSync(join(root, folder)).filter(name => !known.includes(`${folder}/${name}`))).toEqual([])
  })
})

describe('the catalogue', () => {
  test('profiles and rules name the same ids, in the same order', () => {
    expect(RULES.map(({ id }) => id)).toEqual(RULE_IDS)
  })

  test.each(RULES.map(({ id, docs }) => [id, docs] as const))(
    '%s has a why, a fix and a page to read on',
    (_, { summary, why, fix, references }) => {
      expect(summary).not.toMatch(/\.$/)
      expect(why.length).toBeGreaterThan(80)
      expect(fix).toMatch(/\.$/)
      expect(references.length).toBeGreaterThan(0)
      for (const reference of references) expect(reference).toMatch(/^https:\/\//)
    },
  )
})

describe('the topics', () => {
  test.each(TOPICS.map(({ id, rules }) => [id, rules] as const))('%s names only rules that there are', (_, rules) => {
    expect(rules.filter(rule => !RULES.some(({ id }) => id === rule))).toEqual([])
  })

  test('none is missing', () => {
    expect(TOPICS.map(({ id }) => id)).toEqual([
      'IfNotPresent',
      'Always',
      'Never',
      'defaults',
      'latest',
      'digests',
      'private-registries',
      'ImagePullBackOff',
      'garbage-collection',
    ])
  })
})
