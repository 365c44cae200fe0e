import { numberOf } from '../review/check-identity.ts'
import type { Job } from './job.ts'
import type { Payload } from './payload.ts'

/** `check_run`: GitHub sends `rerequested` and `requested_action` to the app whose check it is, and to no other. */
export function checkRunJobs(event: Payload): readonly Job[] {
  switch (event.action) {
    case 'rerequested':
      return rerequestedJobs(event)
    case 'requested_action':
      return buttonJobs(event)
    default:
      return []
  }
}

/** GitHub's own button, which it shows to those who may write. */
function rerequestedJobs(event: Payload): readonly Job[] {
  const { installation, repository } = event
  const checkRun = event.inside('check_run')
  const [id, head] = [checkRun.number('id'), checkRun.text('head_sha')]
  if (installation === undefined || repository === undefined || id === undefined || head === undefined) return []
  const group = queuedGroup(checkRun.inside('check_suite').text('head_branch'))
  if (group !== undefined) return [{ kind: 'merge-group', installation, repository, head, ...group }]
  return [{ kind: 'rerun', installation, repository, number: numberIn(checkRun), head, checkRun: id, sender: null }]
}

/** Our own buttons: whether who pressed one may do so is looked up. */
function buttonJobs(event: Payload): readonly Job[] {
  const { installation, repository, sender } = event
  const checkRun = event.inside('check_run')
  const [id, head] = [checkRun.number('id'), checkRun.text('head_sha')]
  if (event.isByBot || installation === undefined || repository === undefined || sender === undefined) return []
  if (id === undefined || head === undefined) return []
  switch (event.inside('requested_action').text('identifier')) {
    case 'recheck':
      return [{ kind: 'rerun', installation, repository, number: numberIn(checkRun), head, checkRun: id, sender }]
    case 'pin':
      return [{ kind: 'pin', installation, repository, checkRun: id, sender }]
    default:
      return []
  }
}

/** `check_suite`: "re-run all checks". */
export function checkSuiteJobs(event: Payload): readonly Job[] {
  const { installation, repository } = event
  const suite = event.inside('check_suite')
  const head = suite.text('head_sha')
  if (event.action !== 'rerequested' || installation === undefined || repository === undefined || head === undefined) return []
  const group = queuedGroup(suite.text('head_branch'))
  if (group !== undefined) return [{ kind: 'merge-group', installation, repository, head, ...group }]
  return [{ kind: 'rerun', installation, repository, number: null, head, checkRun: null, sender: null }]
}

/** `merge_group`: without a check of its own, a queue stands still. */
export function mergeGroupJobs(event: Payload): readonly Job[] {
  const { installation, repository } = event
  const group = event.inside('merge_group')
  const [head, base, baseRef] = [group.text('head_sha'), group.text('base_sha'), group.text('base_ref')]
  if (event.action !== 'checks_requested' || installation === undefined || repository === undefined) return []
  if (head === undefined || base === undefined || baseRef === undefined) return []
  return [{ kind: 'merge-group', installation, repository, head, base, baseRef: baseRef.replace('refs/heads/', '') }]
}

/** A queue's branch, as `gh-readonly-queue/main/pr-12-<sha of the base>`. */
function queuedGroup(branch: string | undefined): { readonly base: string; readonly baseRef: string } | undefined {
  const [, baseRef, base] = /^gh-readonly-queue\/(.+)\/pr-\d+-([0-9a-f]{40,64})$/.exec(branch ?? '') ?? []
  return baseRef === undefined || base === undefined ? undefined : { base, baseRef }
}

function numberIn(checkRun: Payload): number | null {
  return numberOf(checkRun.text('external_id') ?? null) ?? null
}
