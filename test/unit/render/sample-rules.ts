import type { RuleText } from '../../../src/render/rule-text.ts'

/** Texts of the rules that the sample's findings come from. */
export const SAMPLE_RULES: readonly RuleText[] = [
  {
    id: 'latest-tag',
    severity: 'warning',
    summary: 'An image whose version cannot be told, because its tag is `latest`',
    why: 'The name `latest` moves with every build. Nobody can tell which build a pod runs, and there is no name to roll back to.',
    fix: 'Name a version tag.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
    helpUri: 'https://example.org/docs/rules/latest-tag.md',
  },
  {
    id: 'sticky-pull-policy',
    severity: 'warning',
    summary: 'An existing object keeps the policy that was filled in for the old image',
    why: 'The API server fills in a missing policy once, when the object is created.',
    fix: 'Write the policy that you want.',
    references: [],
  },
  {
    id: 'changed-pull-policy',
    severity: 'off',
    summary: 'The change moves the pull policy without naming it',
    why: `${'Very long. '.repeat(200)}`,
    fix: 'Write it.',
    references: [],
  },
]
