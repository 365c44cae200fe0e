import { readFileSync } from 'node:fs'
import { PUBLIC_REGISTRIES } from '../src/registry/public-registries.ts'
import { renderActionTables } from './action-tables.ts'
import { renderSampleComment } from './sample-comment.ts'

/** `README.md` with the parts between `<!-- made: name -->` and `<!-- /made -->` as they should be; the rest is people's. */
export async function renderReadme(): Promise<ReadonlyMap<string, string>> {
  const { inputs, outputs } = renderActionTables()
  const parts: Readonly<Record<string, string>> = {
    comment: await renderSampleComment(),
    inputs,
    outputs,
    registries: PUBLIC_REGISTRIES.map(host => `\`${host}\``).join(', '),
  }
  return new Map([['README.md', fillParts(readFileSync(new URL('../README.md', import.meta.url), 'utf8'), parts)]])
}

/** Each part has its place once; a place without a part, or a part without a place, is a mistake. */
export function fillParts(page: string, parts: Readonly<Record<string, string>>): string {
  const open = new Set(Object.keys(parts))
  const filled = page.replace(/(<!-- made: (\w+) -->\n)[\s\S]*?\n?(<!-- \/made -->)/g, (_, start: string, name: string, end: string) => {
    if (!open.delete(name)) throw new Error(`there is no part ${name} to be made, or it has two places`)
    return `${start}${parts[name]}\n${end}`
  })
  if (open.size > 0) throw new Error(`the page has no place for ${[...open].join(', ')}`)
  return filled
}
