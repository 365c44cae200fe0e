import type { IgnoreRule } from './rule.ts'

/** A suppression that silences nothing. */
export const unusedIgnore: IgnoreRule = {
  id: 'unused-ignore',
  subject: 'ignore',
  severity: 'info',
  docs: {
    summary: 'The suppression does nothing',
    why: 'A suppression that is left behind hides the next fault of that kind at the same place, and a misspelt rule id was never one. Rules under `enforce` cannot be silenced at all.',
    fix: 'Remove it, or correct the rule’s id. A comment silences what is said of its own line or, where it stands alone, of the line below: that of the image or of the policy, as the message names it.',
    references: ['https://kubernetes.io/docs/concepts/configuration/overview/'],
    examples: ['left-behind'],
    since: '0.1.0',
  },
  *check(ignore) {
    if (ignore.state === 'malformed')
      yield { at: ignore.at, message: `this suppression does nothing, because of what is written: ${ignore.fault}; correct it` }
    if (ignore.state !== 'unused') return
    const rules = ignore.rules.map(({ rule, cause }) => `\`${rule}\` ${CAUSES[cause]}`)
    const because = rules.length === 0 ? 'it names nothing that is said here' : rules.join(', and ')
    yield {
      at: ignore.at,
      about: ignore.rules.map(({ rule }) => rule).join(' '),
      message: `this suppression does nothing, because ${because}; remove it`,
    }
  },
}

const CAUSES = {
  'nothing-to-silence': 'says nothing here',
  enforced: 'is enforced and cannot be silenced',
  'unknown-rule': 'is no rule',
} as const
