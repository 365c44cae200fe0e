import { DOCS_URL, PROFILE_NAMES, PROFILES, RULES, type Rule, type RuleLevel, TOPICS, type Topic, UserError } from '../src/index.ts'
import { findNearest } from './nearest.ts'
import { hang, type PageLayout, renderMarkdown } from './terminal-markdown.ts'

/** The page of a rule or a topic, as it reads on a terminal; without a word, what there is to read. */
export function explain(word: string | undefined, layout: PageLayout): string {
  if (word === undefined) return listAll(layout)
  const page = findPage(word)
  if (page === undefined) throw unknownWord(word)
  return renderMarkdown(page, layout)
}

function findPage(word: string): string | undefined {
  const isMeant = ({ id }: { readonly id: string }) => id.toLowerCase() === word.toLowerCase()
  const rule = RULES.find(isMeant)
  if (rule) return rulePage(rule)
  const topic = TOPICS.find(isMeant)
  return topic && topicPage(topic)
}

function listAll({ width }: PageLayout): string {
  const column = Math.max(...[...TOPICS, ...RULES].map(({ id }) => id.length))
  const row = (id: string, says: string) => hang(`  ${id.padEnd(column)}  `, says, width)
  return [
    'Topics:',
    ...TOPICS.flatMap(({ id, title }) => row(id, title)),
    '',
    'Rules:',
    ...RULES.flatMap(({ id, severity, docs }) => row(id, `${docs.summary} [${severity}]`)),
    '',
    '`pull-policy explain WORD` prints a page.',
    '',
  ].join('\n')
}

function rulePage({ id, docs, needs }: Rule): string {
  const topics = TOPICS.filter(({ rules }) => rules.includes(id)).map(topic => topic.id)
  return `# ${docs.summary}

\`${id}\`: ${levelsOf(id)}. ${NEEDS[needs ?? 'nothing']}

## Why

${docs.why}

## What to do

${docs.fix}

## Read on

${list([...topics.map(topic => `\`pull-policy explain ${topic}\``), `${DOCS_URL}/rules/${id}.md, with examples`, ...docs.references])}`
}

const NEEDS: Readonly<Record<NonNullable<Rule['needs']> | 'nothing', string>> = {
  registry: 'It needs the answer of a registry: `--resolve`.',
  base: 'It needs the other side of a change: `--base REF`.',
  nothing: 'It needs nothing but the files.',
}

/** As `warning; error in the profile reproducible`. */
function levelsOf(rule: string): string {
  const levelIn = (profile: keyof typeof PROFILES): RuleLevel => {
    const levels: Readonly<Record<string, RuleLevel>> = PROFILES[profile]
    return levels[rule] ?? 'off'
  }
  const others = PROFILE_NAMES.filter(profile => levelIn(profile) !== levelIn('default'))
  return [levelIn('default'), ...others.map(profile => `${levelIn(profile)} in the profile ${profile}`)].join('; ')
}

function topicPage({ title, text, references, rules }: Topic): string {
  return `# ${title}

${text}

## Read on

${list([...rules.map(rule => `\`pull-policy explain ${rule}\``), ...references])}`
}

function list(items: readonly string[]): string {
  return items.map(item => `- ${item}`).join('\n')
}

/** Says which word was meant, or else which pages hold the word: `ErrImageNeverPull` is no page, but stands on some. */
function unknownWord(word: string): UserError {
  const pages = [...TOPICS.map(({ id, text }) => ({ id, text })), ...RULES.map(({ id, docs }) => ({ id, text: `${docs.why} ${docs.fix}` }))]
  const lowered = word.toLowerCase()
  const nearest = findNearest(
    lowered,
    pages.map(({ id }) => id.toLowerCase()),
  )
  const holding = pages.filter(({ text }) => lowered.length >= SHORTEST && text.toLowerCase().includes(lowered)).map(({ id }) => id)
  const hint = nearest === undefined ? speakOf(holding) : `; did you mean ${pages.find(({ id }) => id.toLowerCase() === nearest)?.id}?`
  return new UserError('usage', `unexpected ${JSON.stringify(word)}, expected a rule or a topic; \`pull-policy explain\` lists them${hint}`)
}

/** Shorter words stand everywhere. */
const SHORTEST = 4

function speakOf(pages: readonly string[]): string {
  return pages.length === 0 ? '' : `; it is spoken of in ${pages.join(', ')}`
}
