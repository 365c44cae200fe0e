import { PROFILE_NAMES, PROFILES, RULE_IDS } from '../src/config/profile.ts'
import { isMendedByPin } from '../src/pins.ts'
import { RULES } from '../src/rules/index.ts'
import type { Rule } from '../src/rules/rule.ts'
import { type CaseFile, type CaseFolder, isSilent, readCases } from '../test/case-folder.ts'
import { renderLineDiff } from './line-diff.ts'

/** The pages of the catalogue, by their path in the repository: one a rule, and the index with the profiles. */
export function renderRulePages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/rules/README.md', renderIndex()],
    ...RULES.map((rule): [string, string] => [`docs/rules/${rule.id}.md`, renderPage(rule)]),
  ])
}

const GENERATED = '<!-- Made by `npm run docs` from the rule and its cases. -->'

function renderIndex(): string {
  const rows = RULE_IDS.flatMap(id => {
    const rule = RULES.find(candidate => candidate.id === id)
    if (!rule) return []
    const levels = PROFILE_NAMES.map(profile => PROFILES[profile][id])
    return [`| [\`${id}\`](${id}.md) | ${rule.docs.summary} | ${levels.join(' | ')} |`]
  })
  return `${GENERATED}
# Rules

Each rule names a fault, says why it matters in a cluster, and what to do. A severity is set in \`.github/pull-policy.yml\` under
\`rules\`, or by a profile; \`pull-policy explain RULE\` prints a rule's page.

| rule | says | ${PROFILE_NAMES.map(name => `\`${name}\``).join(' | ')} |
|---|---|${PROFILE_NAMES.map(() => '---|').join('')}
${rows.join('\n')}
`
}

function renderPage(rule: Rule): string {
  const { docs } = rule
  const cases = readCases(rule.id)
  const shown = docs.examples.map(name => {
    const found = cases.find(folder => folder.name === name)
    if (!found) throw new Error(`${rule.id}: its example ${name} is no folder of cases`)
    return renderExample(found)
  })
  const silent = cases.filter(isSilent).map(folder => `- ${titleOf(folder)}: ${bodyOf(folder)}`)
  return `${GENERATED}
# ${docs.summary}

\`${rule.id}\`

| severity | needs | a pin mends it | since |
|---|---|---|---|
| ${rule.severity} | ${NEEDS[rule.needs ?? 'nothing']} | ${isMendedByPin(rule.id, { status: 'offered', value: null, reason: null }) ? 'yes' : 'no'} | ${docs.since} |

## Why

${docs.why}

## What to do

${docs.fix}

## Examples

${shown.join('\n\n')}

## Where it says nothing

${silent.join('\n')}

## Read on

${docs.references.map(reference => `- <${reference}>`).join('\n')}
`
}

const NEEDS = { registry: 'the answer of a registry', base: 'the other side of a change', nothing: 'nothing but the files' } as const

function renderExample(folder: CaseFolder): string {
  const parts = [`### ${titleOf(folder)}`, bodyOf(folder)]
  if (folder.config !== undefined) parts.push(`With this configuration:\n\n${fence('yaml', folder.config)}`)
  if (folder.registry !== undefined) parts.push(`Where the registry answers:\n\n${fence('yaml', folder.registry)}`)
  for (const file of folder.base ?? []) parts.push(`\`${file.path}\` before the change:\n\n${fence('yaml', textOf(file))}`)
  for (const file of folder.input) parts.push(`\`${file.path}\`${folder.base ? ' after it' : ''}:\n\n${fence('yaml', textOf(file))}`)
  parts.push(fence('', folder.expected ?? ''))
  const diff = (folder.fixed ?? []).map(file => diffTo(folder, file)).join('')
  if (diff !== '') parts.push(`Mended:\n\n${fence('diff', diff)}`)
  return parts.join('\n\n')
}

/** The change that mends a file, which may be new in it. */
function diffTo({ input }: CaseFolder, fixed: CaseFile): string {
  const before = input.find(({ path }) => path === fixed.path)
  const diff = renderLineDiff(before ? textOf(before) : '', textOf(fixed))
  return diff === '' ? '' : `--- ${before ? `a/${fixed.path}` : '/dev/null'}\n+++ b/${fixed.path}\n${diff}`
}

function titleOf({ readme }: CaseFolder): string {
  return readme.split('\n', 1)[0]?.replace(/^# /, '') ?? ''
}

function bodyOf({ readme }: CaseFolder): string {
  return readme.split('\n').slice(1).join('\n').trim()
}

function textOf({ bytes }: CaseFile): string {
  return Buffer.from(bytes).toString('utf8')
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}
