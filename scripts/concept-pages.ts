import { TOPICS } from '../src/concepts/index.ts'
import type { Topic } from '../src/concepts/topic.ts'
import { RULES } from '../src/rules/index.ts'

/** The pages of the manual's topics, by their path in the repository, and their index. */
export function renderConceptPages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/concepts/README.md', renderIndex()],
    ...TOPICS.map((topic): [string, string] => [`docs/concepts/${topic.id}.md`, renderPage(topic)]),
  ])
}

const GENERATED = '<!-- Made by `npm run docs` from src/concepts. -->'

function renderIndex(): string {
  return `${GENERATED}
# Concepts

What Kubernetes does when it pulls an image, in the order in which one would read it. \`pull-policy explain TOPIC\` prints a page.

${TOPICS.map(({ id, title }) => `- [${title}](${id}.md)`).join('\n')}

What goes wrong, and how it is mended, is in the [rules](../rules/README.md).
`
}

function renderPage({ title, text, references, rules }: Topic): string {
  return `${GENERATED}
# ${title}

${linkTopics(text)}

## Rules that speak of it

${rules.map(describeRule).join('\n')}

## Read on

${references.map(reference => `- <${reference}>`).join('\n')}

[All concepts](README.md)
`
}

/** A terminal is told which command prints a page; on a page one clicks. */
function linkTopics(text: string): string {
  return text.replace(/`pull-policy explain ([\w-]+)`/g, (command, id: string) =>
    TOPICS.some(topic => topic.id === id) ? `[${id}](${id}.md)` : command,
  )
}

function describeRule(id: string): string {
  const rule = RULES.find(candidate => candidate.id === id)
  if (!rule) throw new Error(`there is no rule ${id}`)
  return `- [\`${id}\`](../rules/${id}.md): ${rule.docs.summary}`
}
