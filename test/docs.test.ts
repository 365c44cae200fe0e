import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { renderCommandPage } from '../scripts/command-page.ts'
import { renderConceptPages } from '../scripts/concept-pages.ts'
import { renderConfigPage } from '../scripts/config-page.ts'
import { fillParts, renderReadme } from '../scripts/readme-parts.ts'
import { renderRulePages } from '../scripts/rule-pages.ts'
import { TOPICS } from '../src/concepts/index.ts'
import { readConfig } from '../src/config/config-file.ts'
import { RULE_IDS } from '../src/config/profile.ts'
import { RULES } from '../src/rules/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = [...renderRulePages(), ...renderConceptPages(), ...renderCommandPage(), ...renderConfigPage(), ...(await renderReadme())]

describe('the generated pages are what `npm run docs` makes', () => {
  test.each(pages)('%s', (path, text) => {
    expect(existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : 'missing').toBe(text)
  })

  test.each(['docs/rules', 'docs/concepts'])('no page is left in %s of something that is gone', folder => {
    const known = pages.map(([path]) => path)
    expect(readdirSync(join(root, folder)).filter(name => !known.includes(`${folder}/${name}`))).toEqual([])
  })
})

describe('a page that is made in parts', () => {
  const page = 'a\n<!-- made: one -->\nold\n<!-- /made -->\nb\n'

  test('keeps all but them', () => {
    expect(fillParts(page, { one: 'new\nwords' })).toBe('a\n<!-- made: one -->\nnew\nwords\n<!-- /made -->\nb\n')
    expect(fillParts(page.replace('old\n', ''), { one: 'new' })).toContain('one -->\nnew\n<!-- /made')
  })

  test.each([
    ['no part', {}, 'there is no part one to be made, or it has two places'],
    ['no place', { one: '', two: '' }, 'the page has no place for two'],
  ])('is not made where there is %s', (_, parts, message) => expect(() => fillParts(page, parts)).toThrow(message))
})

describe('the example of the configuration', () => {
  const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/configuration.md'), 'utf8')) ?? []

  test.each(['action', 'app', 'check'] as const)('is read by the %s', surface => {
    expect(readConfig(text, '.github/pull-policy.yml', { surface })).toMatchObject({ profile: 'reproducible', failOn: 'warning' })
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
