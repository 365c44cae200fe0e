import type { Finding } from '../../report/review.ts'
import { clip } from '../escape/terminal.ts'
import type { RuleText } from '../rule-text.ts'

/** How SARIF names a severity. */
export const SARIF_LEVEL: Readonly<Record<Finding['severity'], 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
}

/** GitHub's limit for a rule's full description. */
const LONGEST_DESCRIPTION = 1024

/** A rule as SARIF describes it, with all that GitHub asks for. Links go into the Markdown help: GitHub shows no `helpUri`. */
export function sarifRule({ id, severity, summary, why, fix, references, helpUri }: RuleText): object {
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: plain(summary) },
    fullDescription: { text: clip(plain(why), LONGEST_DESCRIPTION) },
    help: {
      text: plain([why, fix, ...references].join('\n\n')),
      markdown: helpMarkdown({ why, fix, references, ...(helpUri === undefined ? {} : { helpUri }) }),
    },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { enabled: severity !== 'off', level: severity === 'off' ? 'none' : SARIF_LEVEL[severity] },
    properties: { tags: ['kubernetes', 'containers', 'image-pull-policy'], precision: 'very-high' },
  }
}

function plain(text: string): string {
  return text.replaceAll('`', '')
}

function helpMarkdown({ why, fix, references, helpUri }: Pick<RuleText, 'why' | 'fix' | 'references' | 'helpUri'>): string {
  const links = [...(helpUri === undefined ? [] : [helpUri]), ...references].map(link => `- <${link}>`)
  return [why, `**What to do:** ${fix}`, ...(links.length > 0 ? [links.join('\n')] : [])].join('\n\n')
}
