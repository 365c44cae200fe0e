import { RULES, TOPICS, UserError } from '../src/index.ts'
import { findNearest } from './nearest.ts'

/** The page of a rule or a topic, in Markdown as it reads on a terminal; without a word, what there is to read. */
export function explain(word: string | undefined): string {
  if (word === undefined) return listAll()
  const wanted = word.toLowerCase()
  const rule = RULES.find(({ id }) => id === wanted)
  if (rule) return renderRule(rule)
  const topic = TOPICS.find(({ id }) => id.toLowerCase() === wanted)
  if (topic) return renderTopic(topic)
  const names = [...TOPICS, ...RULES].map(({ id }) => id)
  const nearest = findNearest(word, names)
  throw new UserError(
    'usage',
    `unexpected ${JSON.stringify(word)}, expected a rule or a topic; \`pull-policy explain\` lists them${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
  )
}

function listAll(): string {
  const width = Math.max(...[...TOPICS, ...RULES].map(({ id }) => id.length))
  const rows = (entries: readonly (readonly [string, string])[]) => entries.map(([id, says]) => `  ${id.padEnd(width)}  ${says}\n`).join('')
  return `Topics:\n${rows(TOPICS.map(({ id, title }) => [id, title]))}\nRules:\n${rows(RULES.map(({ id, docs }) => [id, docs.summary]))}`
}

function renderRule({ id, severity, docs }: (typeof RULES)[number]): string {
  return `# ${docs.summary}

${id}: ${severity}

Why: ${docs.why}

What to do: ${docs.fix}

${docs.references.join('\n')}
`
}

function renderTopic({ title, text, references, rules }: (typeof TOPICS)[number]): string {
  return `# ${title}

${text}

Rules: ${rules.join(', ')}

${references.join('\n')}
`
}
