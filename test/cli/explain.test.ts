import { describe, expect, test } from '@jest/globals'
import { RULES, TOPICS } from '../../src/index.ts'
import { pullPolicy } from './pull-policy.ts'

async function explained(word: string, world = {}) {
  return (await pullPolicy('/', ['explain', word], world)).stdout
}

describe('explain', () => {
  test.each([
    [
      'latest-tag',
      /^The image is whatever `latest` names at the moment of the pull\n=+\n\n`latest-tag`: warning; error in the profile reproducible\. /,
    ],
    ['Latest-Tag', /\n`latest-tag`: /],
    ['missing-image', /It needs the answer of a registry:\s`--resolve`\./],
    ['sticky-pull-policy', /It needs the other side of a change:\s`--base\sREF`\./],
    ['ifnotpresent', /^IfNotPresent: /],
    ['IMAGEPULLBACKOFF', /10 seconds, then 20, 40, 80, 160, and from then on 300/],
    ['garbage-collection', /Every five minutes/],
  ])('%s', async (word, text) => {
    expect(await explained(word)).toMatch(text)
  })

  test.each([...RULES, ...TOPICS].map(({ id }) => id))('%s has a page that fits a terminal', async id => {
    const page = await explained(id)
    expect(page).toMatch(/^[^\n]+(\n[^\n]+)?\n=+\n\n[\s\S]+\n\nRead on\n-------\n\n(- \S[\s\S]*\n)+$/)
    expect(page).not.toMatch(/```|\*\*|^#|\|---|\x1b|\[[^\]]*\]\(|undefined/m)
    const prose = page.split('\n').filter(line => !line.startsWith('    ') && !line.includes('https://'))
    expect(Math.max(...prose.map(line => line.length))).toBeLessThanOrEqual(100)
  })

  test('a rule names the topics that speak of it, and a topic its rules', async () => {
    expect(await explained('never-pull')).toContain('\n- `pull-policy explain garbage-collection`\n')
    expect(await explained('garbage-collection')).toContain('\n- `pull-policy explain never-pull`\n')
  })

  test('an example can be copied', async () => {
    expect(await explained('ImagePullBackOff')).toContain('\n    kubectl --namespace NAMESPACE describe pod POD\n')
  })

  test('a table stays one where the terminal is narrow', async () => {
    const page = await explained('defaults', { width: 60 })
    expect(page).toMatch(/\nimage {2,}example {2,}policy\n-+ {2}-+ {2}-+\n/)
    expect(page).toMatch(/\nneither tag nor +`app`, +`Always`\ndigest +`registry:5000\/app`\n/)
  })

  test('headings are bold on a terminal', async () => {
    expect(await explained('Never', { isTerminal: true, width: 80 })).toMatch(/^\x1b\[1mNever: use what the node has, or wait\x1b\[22m\n\n/)
  })

  test('without a word it lists what there is', async () => {
    const { stdout } = await pullPolicy('/', ['explain'])
    for (const { id } of [...TOPICS, ...RULES]) expect(stdout).toMatch(new RegExp(`^  ${id} {2,}\\S`, 'm'))
    expect(stdout).toMatch(/^Topics:\n[\s\S]+\n\nRules:\n/)
  })

  test('is listed in the help', async () => {
    expect((await pullPolicy('/', ['--help'])).stdout).toMatch(/^ {2}explain \[RULE\|TOPIC\] {2,}print the page/m)
  })
})

describe('a word that has no page', () => {
  test.each([
    [['latst-tag'], 'did you mean latest-tag?'],
    [['LATST-TAG'], 'did you mean latest-tag?'],
    [['ifnotpresnt'], 'did you mean IfNotPresent?'],
    [['ErrImageNeverPull'], 'it is spoken of in Never, ImagePullBackOff, garbage-collection, never-pull'],
    [['zzzzzzzzzz'], '`pull-policy explain` lists them'],
    [['latest-tag', 'Never'], 'unexpected "Never", expected one word after "latest-tag"'],
  ])('%j', async (words, hint) => {
    const { exitCode, stdout, stderr } = await pullPolicy('/', ['explain', ...words])
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining(`${hint}\n`)])
  })
})
