import { readFileSync } from 'node:fs'
import { type RepositoryName, UserError } from '../src/index.ts'
import type { Environment } from './inputs.ts'

/** What is to be reviewed. */
export type Subject =
  | PullRequest
  | CommitRange
  | { readonly kind: 'commit'; readonly head: string }
  | { readonly kind: 'nothing'; readonly reason: string }

/** What a pull request would bring into its base. */
export interface PullRequest {
  readonly kind: 'pull-request'
  readonly number: number
  /** How many files GitHub counts in it; null where the event does not tell. */
  readonly fileCount: number | null
  readonly base: string
  readonly head: string
  readonly baseRef: string
}

/** What a push, a merge queue's group or a branch that somebody named brings. */
export interface CommitRange {
  readonly kind: 'range'
  /** A commit, or the branch that a new one has left. */
  readonly base: string
  readonly head: string
  readonly baseRef: string
}

/** The repository in which the workflow runs, what its event is about, and whom it comes from. */
export interface WorkflowEvent {
  readonly name: string
  readonly repository: RepositoryName
  /** '' where the event does not tell. */
  readonly defaultBranch: string
  readonly subject: Subject
  /** Whether the change comes from another repository: its author is nobody here, whatever the event's token may do. */
  readonly isFork: boolean
  /** Whether the job's token is known to be for reading only: so it is for forks and for Dependabot. */
  readonly isReadOnly: boolean
}

/** Reads what the runner says of the event. What cannot be reviewed is a `UserError` that says which events can. */
export function readEvent(env: Environment, baseRef: string | null): WorkflowEvent {
  const [owner = '', repo = ''] = (env.GITHUB_REPOSITORY ?? '').split('/')
  if (owner === '' || repo === '')
    throw new UserError('bad-input', 'GITHUB_REPOSITORY does not name a repository: pull-policy runs as a step of a GitHub workflow')
  const name = env.GITHUB_EVENT_NAME ?? ''
  const payload = readPayload(env)
  const isFork = isFromFork(member(payload, 'pull_request'))
  return {
    name,
    repository: { owner, repo },
    defaultBranch: textOr(member(payload, 'repository'), 'default_branch', ''),
    subject: subjectOf(name, payload, env, baseRef),
    isFork,
    isReadOnly: name !== WITH_SECRETS && (isFork || env.GITHUB_ACTOR === 'dependabot[bot]'),
  }
}

/** Runs with the base's workflow and a token that may write, whoever made the change; the work tree may be anything. */
export const WITH_SECRETS = 'pull_request_target'

function readPayload(env: Environment): unknown {
  const path = env.GITHUB_EVENT_PATH ?? ''
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (thrown) {
    throw new UserError('bad-input', 'GITHUB_EVENT_PATH names no event that can be read: pull-policy runs as a step of a GitHub workflow', {
      cause: thrown,
    })
  }
}

/** A head repository that was deleted is another one too. */
function isFromFork(pullRequest: unknown): boolean {
  const idOf = (side: string) => member(member(member(pullRequest, side), 'repo'), 'id')
  return pullRequest !== undefined && idOf('head') !== idOf('base')
}

/** Several events are about a pull request; its members tell, not the event's name. */
function subjectOf(name: string, payload: unknown, env: Environment, baseRef: string | null): Subject {
  const pullRequest = member(payload, 'pull_request')
  if (pullRequest !== undefined || name === 'pull_request' || name === WITH_SECRETS) return pullRequestOf(pullRequest, payload, env)
  switch (name) {
    case 'merge_group':
      return mergeGroup(member(payload, 'merge_group'))
    case 'push':
      return push(payload)
    case 'schedule':
    case 'workflow_dispatch':
    case 'repository_dispatch':
      return wholeCommit(env.GITHUB_SHA ?? '', baseRef)
    default:
      throw new UserError('bad-input', `unexpected event ${JSON.stringify(name)}, expected one of ${EVENTS.join(', ')}`)
  }
}

function wholeCommit(head: string, baseRef: string | null): Subject {
  if (head === '') throw new UserError('bad-input', 'GITHUB_SHA does not name a commit: pull-policy runs as a step of a GitHub workflow')
  return baseRef === null ? { kind: 'commit', head } : { kind: 'range', base: baseRef, head, baseRef }
}

const EVENTS = ['pull_request', WITH_SECRETS, 'merge_group', 'push', 'schedule', 'workflow_dispatch', 'repository_dispatch']

/**
 * Events that GitHub sends have all of it. One that was written by hand, to run a workflow without GitHub, may name branches alone
 * and no number; without that there is no pull request to be written to, but still a change.
 */
function pullRequestOf(pullRequest: unknown, payload: unknown, env: Environment): PullRequest | CommitRange {
  const side = member(pullRequest, 'base')
  const baseRef = textOr(side, 'ref', env.GITHUB_BASE_REF ?? '')
  const base = textOr(side, 'sha', baseRef)
  const head = textOr(member(pullRequest, 'head'), 'sha', env.GITHUB_SHA ?? '')
  if (base === '') throw lacking('pull_request.base.sha')
  if (head === '') throw lacking('pull_request.head.sha')
  const number = Number(member(pullRequest, 'number') ?? member(payload, 'number'))
  if (!Number.isInteger(number)) return { kind: 'range', base, head, baseRef }
  const fileCount = member(pullRequest, 'changed_files')
  return { kind: 'pull-request', number, fileCount: typeof fileCount === 'number' ? fileCount : null, base, head, baseRef }
}

function mergeGroup(group: unknown): CommitRange {
  return { kind: 'range', base: text(group, 'base_sha'), head: text(group, 'head_sha'), baseRef: branchName(text(group, 'base_ref')) }
}

/**
 * A push that makes a branch or a tag has no commit before it: it is held against the default branch, and the default branch
 * itself, which has come with all its files, against nothing. `after` of a tag with a message is the tag and no commit.
 */
function push(payload: unknown): Subject {
  if (member(payload, 'deleted') === true) return { kind: 'nothing', reason: 'the push deleted a branch or a tag' }
  const before = text(payload, 'before')
  const head = textOr(member(payload, 'head_commit'), 'id', '') || text(payload, 'after')
  const ref = text(payload, 'ref')
  if (!/^0+$/.test(before)) return { kind: 'range', base: before, head, baseRef: branchName(ref) }
  const defaultBranch = text(member(payload, 'repository'), 'default_branch')
  if (ref === `refs/heads/${defaultBranch}`) return { kind: 'commit', head }
  return { kind: 'range', base: defaultBranch, head, baseRef: defaultBranch }
}

function branchName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, '')
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
}

function textOr(value: unknown, name: string, fallback: string): string {
  const found = member(value, name)
  return typeof found === 'string' && found !== '' ? found : fallback
}

function text(value: unknown, name: string): string {
  const found = textOr(value, name, '')
  if (found !== '') return found
  throw lacking(name)
}

function lacking(name: string): UserError {
  return new UserError('bad-input', `the event at GITHUB_EVENT_PATH lacks the member \`${name}\`: it is none that GitHub sends`)
}
