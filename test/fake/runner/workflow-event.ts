import type { Account } from '../github/accounts.ts'
import { accountJson } from '../github/accounts.ts'
import { isObject, itemsOf, type Json, type JsonObject } from '../github/json.ts'
import type { MergeGroup } from '../github/merge-group.ts'
import { mergeGroupEvent, NO_COMMIT, type PullAction, payloadOf, pullEvent, pushEvent } from '../github/payloads.ts'
import type { FakePull } from '../github/pull.ts'
import type { FakeRepository } from '../github/repository.ts'
import { repositoryJson } from '../github/repository-json.ts'
import type { GitHubEvent } from '../github/world.ts'

/** What starts a workflow, and the commit that it runs for. */
export interface WorkflowEvent {
  readonly name: string
  readonly payload: JsonObject
  readonly repository: FakeRepository
  readonly actor: Account
  readonly sha: string
  /** In full: `refs/heads/main`, `refs/pull/1/merge`. */
  readonly ref: string
  /** Names of branches; empty but for pull requests. */
  readonly headRef: string
  readonly baseRef: string
  /** Whether the workflow's token may only read: for forks' pull requests and for Dependabot. */
  readonly isReadOnly: boolean
}

const DEPENDABOT = 'dependabot[bot]'

/** `pull_request`: runs for the merge that GitHub tried. With a conflict there is none, and no run. */
export function onPullRequest(pull: FakePull, action: PullAction = 'synchronize'): WorkflowEvent {
  if (pull.trialMerge.kind === 'conflict') throw new Error(`pull request ${pull.number} has conflicts, so no workflow runs for it`)
  const isReadOnly = pull.isFromFork || pull.author.login === DEPENDABOT
  return { ...pullRun(pull, 'pull_request', action), sha: pull.trialMerge.oid, ref: `refs/pull/${pull.number}/merge`, isReadOnly }
}

/** `pull_request_target`: runs for the default branch, with a token that may write, whoever made the change. */
export function onPullRequestTarget(pull: FakePull, action: PullAction = 'synchronize'): WorkflowEvent {
  const { repository } = pull
  return {
    ...pullRun(pull, 'pull_request_target', action),
    sha: repository.head(),
    ref: `refs/heads/${repository.defaultBranch}`,
    isReadOnly: false,
  }
}

/** `merge_group`: runs for the commit that the queue made. */
export function onMergeGroup(group: MergeGroup): WorkflowEvent {
  const event = mergeGroupEvent(group, 'checks_requested')
  return { ...runFor(event, group.pull.repository), sha: group.headSha, ref: group.headRef }
}

/** `push` to a branch or tag. `before` is left out where the ref is new; `after` where it was deleted. */
export function onPush(
  repository: FakeRepository,
  { ref, before, after, by }: { ref?: string; before?: string; after?: string; by?: string },
): WorkflowEvent {
  const full = ref ?? `refs/heads/${repository.defaultBranch}`
  const sender = repository.world.account(by ?? 'octocat')
  const run = runFor(pushEvent(repository, full, before, after, sender), repository)
  return { ...run, sha: after ?? NO_COMMIT, ref: full, payload: withoutFileLists(run.payload), isReadOnly: sender.login === DEPENDABOT }
}

/** `schedule`: runs for the default branch. */
export function onSchedule(repository: FakeRepository, cron = '0 4 * * *'): WorkflowEvent {
  return plainRun(repository, 'schedule', { schedule: cron, workflow: '.github/workflows/ci.yml' }, repository.defaultBranch)
}

/** `workflow_dispatch`: somebody pressed the button, with these inputs. */
export function onWorkflowDispatch(
  repository: FakeRepository,
  inputs: Readonly<Record<string, string>> = {},
  branch = repository.defaultBranch,
): WorkflowEvent {
  const members = { inputs, ref: `refs/heads/${branch}`, workflow: '.github/workflows/ci.yml' }
  return plainRun(repository, 'workflow_dispatch', members, branch)
}

function pullRun(pull: FakePull, name: string, action: PullAction) {
  const extra = action === 'synchronize' ? { before: pull.headSha, after: pull.headSha } : {}
  const event = pullEvent(pull, action, pull.author, extra)
  return { ...runFor(event, pull.repository), name, headRef: pull.headBranch, baseRef: pull.baseBranch }
}

function plainRun(repository: FakeRepository, name: string, members: JsonObject, branch: string): WorkflowEvent {
  const sender = repository.world.account('octocat')
  const payload = { ...members, repository: repositoryJson(repository), sender: accountJson(repository.world, sender) }
  const run = { name, payload, repository, actor: sender, headRef: '', baseRef: '', isReadOnly: false }
  return { ...run, sha: repository.head(branch), ref: `refs/heads/${branch}` }
}

function runFor(event: GitHubEvent, repository: FakeRepository) {
  const payload = payloadOf(repository.world, event)
  return { name: event.name, payload, repository, actor: event.sender, headRef: '', baseRef: '', isReadOnly: false }
}

/** Unlike the webhook, the payload that workflows see does not say which files a commit touched. */
function withoutFileLists(payload: JsonObject): JsonObject {
  const strip = (commit: Json | undefined): Json => {
    if (!isObject(commit)) return null
    const { added: _added, removed: _removed, modified: _modified, ...kept } = commit
    return kept
  }
  return { ...payload, commits: itemsOf(payload.commits).map(strip), head_commit: strip(payload.head_commit) }
}
