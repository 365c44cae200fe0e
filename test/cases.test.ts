import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { renderFindings } from '../src/render/text/findings.ts'
import { RULES } from '../src/rules/index.ts'
import { type CaseFile, type CaseFolder, isSilent, listCaseRules, readCases } from './case-folder.ts'
import { levelOf, reviewCase } from './case-review.ts'
import { expectFileToHold, isUpdating } from './update-cases.ts'

const ids: readonly string[] = RULES.map(({ id }) => id)
const cases = ids.flatMap(readCases).map(folder => [`${folder.rule}/${folder.name}`, folder] as const)

async function findingsIn(folder: CaseFolder, files: readonly CaseFile[]): Promise<string> {
  const review = await reviewCase(folder, files)
  expect(review.skipped).toEqual([])
  return renderFindings(review, { hasColor: false })
}

describe('what a rule says of its cases is what their expected.txt shows', () => {
  test.each(cases)('%s', async (_, folder) => {
    expectFileToHold(join(folder.path, 'expected.txt'), await findingsIn(folder, folder.input))
  })
})

describe('what is fixed no longer triggers the rule', () => {
  const fixed = cases.filter(([, folder]) => folder.fixed !== undefined)

  test.each(fixed)('%s', async (_, folder) => {
    expect(await findingsIn(folder, folder.fixed ?? [])).toBe('')
    expect(isSilent(folder)).toBe(false)
  })
})

describe('a case says what it shows', () => {
  test.each(cases)('%s: a title and at most three sentences', (_, { readme }) => {
    const [title, blank, ...body] = readme.trimEnd().split('\n')
    expect(title).toMatch(/^# \S/)
    expect(blank).toBe('')
    expect(countSentences(body.join('\n'))).toBeGreaterThanOrEqual(1)
    expect(countSentences(body.join('\n'))).toBeLessThanOrEqual(3)
  })

  test.each(cases)('%s: it has files, its rule is on, and its name tells whether it is silent', (_, folder) => {
    expect(folder.input.length).toBeGreaterThan(0)
    expect(levelOf(folder)).not.toBe('off')
    if (!isUpdating()) expect(folder.name.startsWith('silent-')).toBe(folder.expected === '')
  })
})

describe('each rule has cases of both kinds', () => {
  test.each(ids)('%s fires in one and is silent in another', rule => {
    expect(new Set(readCases(rule).map(isSilent))).toEqual(new Set([true, false]))
  })

  test('no folder of cases belongs to no rule', () => {
    expect(listCaseRules().filter(rule => !ids.includes(rule))).toEqual([])
  })
})

describe('expectations are written anew only by people', () => {
  test.each([
    [{}, false],
    [{ UPDATE_CASES: '0' }, false],
    [{ CI: 'true' }, false],
    [{ UPDATE_CASES: '1' }, true],
    [{ UPDATE_CASES: '1', CI: '' }, true],
  ])('%j: %s', (environment, expected) => {
    expect(isUpdating(environment)).toBe(expected)
  })

  test('UPDATE_CASES=1 is refused where CI is set', () => {
    expect(() => isUpdating({ UPDATE_CASES: '1', CI: 'true' })).toThrow('UPDATE_CASES=1 is refused where CI is set')
  })
})

/** Stops at the end of a word count; those in code do not. */
function countSentences(text: string): number {
  return text.replace(/`[^`]*`/g, 'code').match(/[.!?](?=\s|$)/g)?.length ?? 0
}
