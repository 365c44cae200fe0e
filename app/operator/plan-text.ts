import { isInHunks, type PinnedLine, renderSuggestion } from '../../src/index.ts'
import type { Plan, PlannedCheck, PlannedComment, PlannedSuggestions, PullPlan } from '../review/pull-plan.ts'
import type { SimulateInvocation } from './arguments.ts'

/** A plan for a person at a terminal: comment, check and suggestions as they would be written. */
export function renderPlan(plan: Plan, { owner, repo, number }: Pick<SimulateInvocation, 'owner' | 'repo' | 'number'>): string {
  const name = `${owner}/${repo}#${number}`
  return forTerminal(plan.kind === 'nothing' ? `${name}: ${REASONS[plan.reason]}\n` : renderPullPlan(plan, name))
}

const REASONS = {
  gone: 'there is no such pull request, or the app cannot see it',
  closed: 'it is closed, or its repository is archived, so nothing would be written',
  done: 'all is written already',
} as const

function renderPullPlan({ pull, configuration, check, comment, suggestions }: PullPlan, name: string): string {
  const where = configuration.kind === 'usable' ? configuration.at : null
  const source = where === null ? 'none, so the defaults hold' : `${where.path} of ${where.repository} at ${where.ref}`
  return [
    `${name} at ${pull.head.slice(0, 12)}, to be merged into ${pull.base.ref}${pull.isFork ? ', from a fork' : ''}${pull.isDraft ? ', a draft' : ''}`,
    `Configuration: ${configuration.kind === 'broken' ? 'broken, see the check' : source}`,
    'Nothing was written. This is what the app would write:',
    comment === null ? section('Comment: none') : renderComment(comment),
    check === null ? section('Check: none') : renderCheck(check),
    suggestions === null ? section('Suggestions: none') : renderSuggestions(suggestions),
  ].join('\n')
}

function renderComment({ body, whenAbsent }: PlannedComment): string {
  return section(whenAbsent === 'create' ? 'Comment' : 'Comment, only where one of the app is there already', body)
}

function renderCheck({ name, conclusion, output, actions }: PlannedCheck): string {
  const annotations = output.annotations.map(
    ({ file, line, level, message }) => `${file}:${line}: ${level}: ${message.replaceAll('\n', ' ')}`,
  )
  const buttons = actions.map(({ label }) => `[${label}]`).join(' ')
  return section(`Check ${name}: ${conclusion}`, [output.title, '', output.summary, '', ...annotations, buttons].join('\n'))
}

/** GitHub takes a suggestion on a line that the diff shows, and no other; those that are there already are not made again. */
function renderSuggestions({ lines, hunks, most, review, askedAt }: PlannedSuggestions): string {
  const shown = lines.filter(({ file, line }) => isInHunks(hunks.get(file) ?? [], line))
  const bodies = shown.flatMap((line: PinnedLine) => {
    const body = renderSuggestion(line, review, { askedAt })
    return body === null ? [] : [`${line.file}:${line.line}\n${body}`]
  })
  return section(`Suggestions: ${Math.min(bodies.length, most)}`, bodies.slice(0, most).join('\n\n'))
}

function section(title: string, text = ''): string {
  return `\n${'='.repeat(title.length)}\n${title}\n${'='.repeat(title.length)}\n${text}${text === '' || text.endsWith('\n') ? '' : '\n'}`
}

/** What was quoted from a pull request commands no terminal. */
function forTerminal(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\uFFFD')
}
