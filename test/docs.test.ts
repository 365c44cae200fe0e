import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { renderRulePages } from '../scripts/rule-pages.ts'
import { RULE_IDS } from '../src/config/profile.ts'
import { RULES } from '../src/rules/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = [...renderRulePages()]

describe('the pages of the rules are what `npm run docs` makes', () => {
  test.each(pages)('%s', (path, text) => {
    expect(existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : 'missing').toBe(text)
  })

  test('no page is left of a rule that is gone', () => {
    const known = pages.map(([path]) => path)
    expect(readdirSync(join(root, 'docs/rules')).filter(name => !known.includes(`docs/rules/${name}`))).toEqual([])
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
