import type { RuleText } from './render/rule-text.ts'
import { RULES } from './rules/index.ts'
import { VERSION } from './version.ts'

/** Where the manual of this very release is. */
export const DOCS_URL = `https://github.com/pull-policy/pull-policy/blob/v${VERSION}/docs`

/** Every rule as SARIF tells it. */
export const RULE_TEXTS: readonly RuleText[] = RULES.map(({ id, severity, docs }) => {
  const { summary, why, fix, references } = docs
  return { id, severity, summary, why, fix, references, helpUri: `${DOCS_URL}/rules/${id}.md` }
})
