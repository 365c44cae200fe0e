import type { IgnoreEntry } from './config.ts'
import type { IgnoreComment } from './ignore-comment.ts'

/** A suppression that does nothing, or of whose rules some do; `source` is the comment or entry as it was handed in. */
export type UnusedIgnore =
  | { readonly kind: 'comment'; readonly source: IgnoreComment; readonly rules: readonly UnusedRule[] }
  /** `rules` is empty for an entry that names none. */
  | { readonly kind: 'configuration'; readonly source: IgnoreEntry; readonly rules: readonly UnusedRule[] }

/** Why naming a rule does nothing. */
export interface UnusedRule {
  readonly rule: string
  readonly cause: 'nothing-to-silence' | 'enforced' | 'unknown-rule'
}

/** A suppression and the rules that it silenced. */
export interface UsedIgnore<Source> {
  readonly source: Source
  readonly used: ReadonlySet<string>
}

/** What must be known to call a suppression idle. */
export interface RuleKnowledge {
  /** Rules that nothing silences. */
  readonly enforce: readonly string[]
  /** All rules that there are. */
  readonly ruleIds: readonly string[]
  /** Whether a rule could speak here: a suppression of another is not said to do nothing. */
  readonly isActive: (rule: string) => boolean
  /** Whether all files were looked at, so that an entry of the configuration that silenced nothing does nothing. */
  readonly isWholeRepository: boolean
}

/** The comment, if it or a part of it does nothing. */
export function findUnusedComment({ source, used }: UsedIgnore<IgnoreComment>, known: RuleKnowledge): readonly UnusedIgnore[] {
  const rules = findUnusedRules(source.rules, used, known)
  return rules.length > 0 || source.rules.length === 0 ? [{ kind: 'comment', source, rules }] : []
}

/** The entry, if it or a part of it does nothing. */
export function findUnusedEntry({ source, used }: UsedIgnore<IgnoreEntry>, known: RuleKnowledge): readonly UnusedIgnore[] {
  const idle = findUnusedRules(source.rules ?? [], used, known)
  const rules = known.isWholeRepository ? idle : idle.filter(({ cause }) => cause !== 'nothing-to-silence')
  const isIdle = source.rules === null && used.size === 0 && known.isWholeRepository
  return rules.length > 0 || isIdle ? [{ kind: 'configuration', source, rules }] : []
}

function findUnusedRules(rules: readonly string[], used: ReadonlySet<string>, known: RuleKnowledge): readonly UnusedRule[] {
  return rules.flatMap((rule): readonly UnusedRule[] => {
    if (!known.ruleIds.includes(rule)) return [{ rule, cause: 'unknown-rule' }]
    if (known.enforce.includes(rule)) return [{ rule, cause: 'enforced' }]
    return used.has(rule) || !known.isActive(rule) ? [] : [{ rule, cause: 'nothing-to-silence' }]
  })
}
