import { checkRunJobs, checkSuiteJobs, mergeGroupJobs } from './check-events.ts'
import type { Job } from './job.ts'
import { Payload } from './payload.ts'

/** A job, and how long it waits for more of its kind, in milliseconds. */
export interface WantedJob {
  readonly job: Job
  readonly delay: number
}

/** How long events of a pull request are gathered: a push by hand is followed by others. In milliseconds. */
export interface Delays {
  readonly opened: number
  readonly changed: number
}

/** Long enough for what comes together, short enough that nobody waits. */
export const DELAYS: Delays = { opened: 300, changed: 1500 }

/** The events that are listened to; `pull_request_review` and `issue_comment` bring commands, where the app has subscribed to them. */
export const EVENTS = [
  'pull_request',
  'check_run',
  'check_suite',
  'merge_group',
  'push',
  'pull_request_review',
  'issue_comment',
  'installation',
  'installation_repositories',
] as const

/** The name of such an event. */
export type EventName = (typeof EVENTS)[number]

/** What an event asks for; nothing, for most. Payloads come from GitHub, and yet nothing in them is taken for granted. */
export function jobsFor(name: EventName, payload: unknown, delays: Delays = DELAYS): readonly WantedJob[] {
  const event = new Payload(payload)
  switch (name) {
    case 'pull_request':
      return pullRequestJobs(event, delays)
    case 'check_run':
      return atOnce(checkRunJobs(event))
    case 'check_suite':
      return atOnce(checkSuiteJobs(event))
    case 'merge_group':
      return atOnce(mergeGroupJobs(event))
    case 'push':
      return atOnce(pushJobs(event))
    case 'pull_request_review':
      return atOnce(commandJobs(event, event.inside('review'), event.inside('pull_request'), 'submitted'))
    case 'issue_comment':
      return atOnce(
        event.inside('issue').has('pull_request') ? commandJobs(event, event.inside('comment'), event.inside('issue'), 'created') : [],
      )
    case 'installation':
      return atOnce(installationJobs(event))
    case 'installation_repositories':
      return atOnce(addedRepositoryJobs(event))
  }
}

function atOnce(jobs: readonly Job[]): readonly WantedJob[] {
  return jobs.map(job => ({ job, delay: 0 }))
}

/** `pushed` is a head that no check can be on yet. */
const PULL_ACTIONS: ReadonlyMap<string, 'pushed' | 'changed'> = new Map([
  ['opened', 'pushed'],
  ['synchronize', 'pushed'],
  ['reopened', 'changed'],
  ['ready_for_review', 'changed'],
  ['converted_to_draft', 'changed'],
  ['edited', 'changed'],
])

function pullRequestJobs(event: Payload, delays: Delays): readonly WantedJob[] {
  const reason = PULL_ACTIONS.get(event.action)
  const { installation, repository } = event
  const number = event.inside('pull_request').number('number')
  const isOfWords = event.action === 'edited' && !event.inside('changes').has('base')
  if (reason === undefined || isOfWords || installation === undefined || repository === undefined || number === undefined) return []
  const delay = event.action === 'opened' ? delays.opened : delays.changed
  return [{ job: { kind: 'pull-request', installation, repository, number, reason }, delay }]
}

const CONFIGURATION = /^\.github\/pull-policy\.ya?ml$/

/** A push lists no more commits than these; a forced one, none of those that it took away. */
const LISTED_COMMITS = 2048

function pushJobs(event: Payload): readonly Job[] {
  const { installation, repository } = event
  const commits = event.list('commits')
  const paths = commits.flatMap(commit => ['added', 'modified', 'removed'].flatMap(kind => commit.list(kind)))
  const touchesConfiguration = paths.some(path => CONFIGURATION.test(path.asText ?? ''))
  const isUnclear = event.isTrue('forced') || commits.length >= LISTED_COMMITS
  const isDefault = event.text('ref') === `refs/heads/${event.inside('repository').text('default_branch')}`
  if (!isDefault || !(touchesConfiguration || isUnclear) || installation === undefined || repository === undefined) return []
  return [{ kind: 'repository', installation, repository, reason: 'reconfigured' }]
}

const COMMAND = /^\/pull-policy[ \t]+recheck[ \t]*$/m

function commandJobs(event: Payload, written: Payload, subject: Payload, action: string): readonly Job[] {
  const { installation, repository, sender } = event
  const number = subject.number('number')
  const isCommand =
    event.action === action && !event.isByBot && COMMAND.test((written.text('body') ?? '').slice(0, 65_536).replaceAll('\r', ''))
  if (!isCommand || installation === undefined || repository === undefined || sender === undefined || number === undefined) return []
  return [{ kind: 'rerun', installation, repository, number, head: null, checkRun: null, sender }]
}

const INSTALLED: ReadonlySet<string> = new Set(['created', 'unsuspend', 'new_permissions_accepted'])

function installationJobs({ action, installation }: Payload): readonly Job[] {
  return installation !== undefined && INSTALLED.has(action) ? [{ kind: 'installation', installation }] : []
}

function addedRepositoryJobs(event: Payload): readonly Job[] {
  const { installation, action } = event
  if (action !== 'added' || installation === undefined) return []
  return event.list('repositories_added').flatMap(({ asRepository: repository }) => {
    return repository === undefined ? [] : [{ kind: 'repository' as const, installation, repository, reason: 'added' as const }]
  })
}
