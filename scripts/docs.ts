import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderCommandPage } from './command-page.ts'
import { renderConceptPages } from './concept-pages.ts'
import { renderConfigPage } from './config-page.ts'
import { renderConfigSchema } from './config-schema.ts'
import { renderReadme } from './readme-parts.ts'
import { renderRulePages } from './rule-pages.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = new Map([
  ...renderRulePages(),
  ...renderConceptPages(),
  ...renderCommandPage(),
  ...renderConfigPage(),
  ...(await renderReadme()),
  ['schema/pull-policy.schema.json', renderConfigSchema()],
])

for (const [path, text] of pages) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
console.log(`${pages.size} generated files written`)
