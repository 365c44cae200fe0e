import { TOPICS } from '../src/concepts/index.ts'
import type { Topic } from '../src/concepts/topic.ts'

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
`
}

function renderPage({ title, text, references, rules }: Topic): string {
  return `${GENERATED}
# ${title}

${text}

## Rules that speak of it

${rules.map(rule => `- [\`${rule}\`](../rules/${rule}.md)`).join('\n')}

## Read on

${references.map(reference => `- <${reference}>`).join('\n')}
`
}
