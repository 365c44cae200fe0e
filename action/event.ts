import { readFileSync } from 'node:fs'
import { type RepositoryName, UserError } from '../src/index.ts'
import type { Environment } from './inputs.ts'

/** What is to be reviewed. */
export type Subject =
  | PullRequest
  | PushedRange
  | { readonly kind: 'commit'; readonly head: string }
  | { readonly kind: 'nothing'; readonly reason: string }

/** What a pull request would bring into its base. */
export interface PullRequest {
  readonly kind: 'pull-request'
  readonly number: number
  readonly base: string
  readonly head: string
  readonly baseRef: string
  /** Whether the head lies in another repository: the token may read only. */
  readonly isFork: boolean
}

/** What a push or a merge queue's group brings. */
export interface PushedRange {
  readonly kind: 'range'
  /** A commit, or the branch that a new one has left. */
  readonly base: string
  readonly head: string
  readonly baseRef: string
}

/** The repository in which the workflow runs, and what its event is about. */
export interface WorkflowEvent {
  readonly repository: RepositoryName
  readonly subject: Subject
}

/** Reads what the runner says of the event. What cannot be reviewed is a `UserError` that says which events can. */
export function readEvent(env: Environment): WorkflowEvent {
  const [owner = '', repo = ''] = (env.GITHUB_REPOSITORY ?? '').split('/')
  if (owner === '' || repo === '')
    throw new UserError('bad-input', 'GITHUB_REPOSITORY does not name a repository: pull-policy runs as a step of a GitHub workflow')
  return { repository: { owner, repo }, subject: subjectOf(env.GITHUB_EVENT_NAME ?? '', readPayload(env), env) }
}

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

/** Several events are about a pull request; its members tell, not the event's name. */
function subjectOf(name: string, payload: unknown, env: Environment): Subject {
  const pullRequest = member(payload, 'pull_request')
  if (pullRequest !== undefined) return pullRequestOf(pullRequest)
  switch (name) {
    case 'merge_group':
      return mergeGroup(member(payload, 'merge_group'))
    case 'push':
      return push(payload)
    case 'schedule':
    case 'workflow_dispatch':
    case 'repository_dispatch':
      return { kind: 'commit', head: env.GITHUB_SHA ?? '' }
    default:
      throw new UserError('bad-input', `unexpected event ${JSON.stringify(name)}, expected one of ${EVENTS.join(', ')}`)
  }
}

const EVENTS = ['pull_request', 'pull_request_target', 'merge_group', 'push', 'schedule', 'workflow_dispatch', 'repository_dispatch']

function pullRequestOf(pullRequest: unknown): PullRequest {
  const base = member(pullRequest, 'base')
  const head = member(pullRequest, 'head')
  return {
    kind: 'pull-request',
    number: Number(member(pullRequest, 'number')),
    base: text(base, 'sha'),
    head: text(head, 'sha'),
    baseRef: text(base, 'ref'),
    isFork: member(member(head, 'repo'), 'id') !== member(member(base, 'repo'), 'id'),
  }
}

function mergeGroup(group: unknown): PushedRange {
  return { kind: 'range', base: text(group, 'base_sha'), head: text(group, 'head_sha'), baseRef: branchName(text(group, 'base_ref')) }
}

/** A push that makes a branch or a tag has no commit before it: it is held against the default branch. */
function push(payload: unknown): Subject {
  if (member(payload, 'deleted') === true) return { kind: 'nothing', reason: 'the push deleted a branch or a tag' }
  const before = text(payload, 'before')
  const defaultBranch = text(member(payload, 'repository'), 'default_branch')
  const isNew = /^0+$/.test(before)
  return {
    kind: 'range',
    base: isNew ? defaultBranch : before,
    head: text(payload, 'after'),
    baseRef: isNew ? defaultBranch : branchName(text(payload, 'ref')),
  }
}

function branchName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, '')
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
}

function text(value: unknown, name: string): string {
  const found = member(value, name)
  if (typeof found === 'string' && found !== '') return found
  throw new UserError('bad-input', `the event at GITHUB_EVENT_PATH lacks the member \`${name}\`: it is none that GitHub sends`)
}
