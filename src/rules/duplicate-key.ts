import type { DuplicateKeyRule, MissingSeparatorFacts, RepeatedKeyFacts, Statement } from './rule.ts'

/** A key that decides what runs is written twice. */
export const duplicateKey: DuplicateKeyRule = {
  id: 'duplicate-key',
  subject: 'duplicate-key',
  severity: 'warning',
  docs: {
    summary: 'The key is written twice, and only the last one counts',
    why: 'YAML forbids a key to stand twice in one map. kubectl takes the last and drops the others (or refuses the file, with strict validation), so a reader who finds the first one is wrong about what runs. Where the `---` between two objects is missing, they are one map, and the first object is never made.',
    fix: 'Remove the one that is not meant.',
    references: ['https://yaml.org/spec/1.2.2/#nodes', 'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation'],
    examples: ['image', 'missing-separator'],
    since: '0.1.0',
  },
  *check(duplicate) {
    switch (duplicate.fault) {
      case 'repeated-key':
        yield repeatedKey(duplicate)
        break
      case 'missing-separator':
        yield missingSeparator(duplicate)
        break
    }
  },
}

function repeatedKey({ key, at, lostLine }: RepeatedKeyFacts): Statement {
  return {
    at,
    about: key,
    message: `\`${key}\` on line ${lostLine} has no effect, because the key is written again here and the last one wins; remove one of them`,
  }
}

function missingSeparator({ keys, at, lostLine, lostObject: { kind, name } }: MissingSeparatorFacts): Statement {
  const lost = name === null ? `the ${kind}` : `the ${kind} \`${name}\``
  return {
    at,
    about: '---',
    help: 'A line `---` stands between two objects in one file.',
    message: `${lost} that starts on line ${lostLine} is never made, because ${listed(keys)} are written again from here on and the last ones win: a \`---\` is missing; write one above this line`,
  }
}

function listed(keys: readonly string[]): string {
  return `${keys
    .slice(0, -1)
    .map(key => `\`${key}\``)
    .join(', ')} and \`${keys.at(-1)}\``
}
