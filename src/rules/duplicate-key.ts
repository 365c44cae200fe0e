import type { DuplicateKeyRule } from './rule.ts'

/** A key that decides what runs is written twice. */
export const duplicateKey: DuplicateKeyRule = {
  id: 'duplicate-key',
  subject: 'duplicate-key',
  severity: 'warning',
  docs: {
    summary: 'The key is written twice, and only the last one counts',
    why: 'YAML forbids a key to stand twice in one map. kubectl takes the last and drops the others (or refuses the file, with strict validation), so a reader who finds the first one is wrong about what runs.',
    fix: 'Remove the one that is not meant.',
    references: ['https://yaml.org/spec/1.2.2/#nodes', 'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation'],
    examples: ['image'],
    since: '0.1.0',
  },
  *check({ key, at, lostLine }) {
    yield {
      at,
      about: key,
      message: `\`${key}\` on line ${lostLine} has no effect, because the key is written again here and the last one wins; remove one of them`,
    }
  },
}
