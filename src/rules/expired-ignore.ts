import type { IgnoreRule } from './rule.ts'

/** A suppression whose last day is over. */
export const expiredIgnore: IgnoreRule = {
  id: 'expired-ignore',
  subject: 'ignore',
  severity: 'info',
  docs: {
    summary: 'The suppression is over',
    why: 'Somebody said until when a finding may stand. That day is past, so the finding is shown again.',
    fix: 'Mend what it silenced and remove the entry, or give it a new date and a reason that still holds.',
    references: ['https://kubernetes.io/docs/concepts/configuration/overview/'],
    examples: ['past-its-date'],
    since: '0.1.0',
  },
  *check(ignore) {
    if (ignore.state !== 'expired') return
    yield {
      at: ignore.at,
      message: `this suppression no longer silences anything, because it ended on ${ignore.until}; remove it, or give it a new date`,
    }
  },
}
