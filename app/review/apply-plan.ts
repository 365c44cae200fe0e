import {
  COMMENT_MARKER,
  findUndecidedFiles,
  hasAlarmed,
  isOfApp,
  keepCheckRun,
  keepComment,
  keepSuggestions,
  renderSuggestion,
  type WriteRefusal,
} from '../../src/index.ts'
import type { AppIdentity } from '../github/app-identity.ts'
import type { Lease } from '../queue/job-queue.ts'
import type { PullPlan } from './pull-plan.ts'
import { readPull } from './pull-state.ts'

/** What writing needs of the world. */
export interface ApplyWorld {
  readonly identity: AppIdentity
  readonly lease: Pick<Lease, 'isHeld' | 'hasNewer'>
  now(): number
  /** Hears of each thing that was written, or could not be. */
  onWrite(
    kind: 'check' | 'comment' | 'review' | 'commit',
    result: 'created' | 'edited' | 'unchanged' | 'refused',
    refusal?: WriteRefusal,
  ): void
}

/** Whether all was written; `stale` where the pull request had moved on by then, and somebody else is to write; `unchecked` where GitHub took all but the check. */
export type Applied = 'applied' | 'stale' | 'unchecked'

/** A look at a pull request is good for so many milliseconds: writing what was true then is no worse than writing it at once. */
const FRESH = 5000

/**
 * Brings GitHub to what the plan says: first the check, on which a merge may wait, then the comment, then the suggestions. Before
 * each it makes sure that the head is still the one that was looked at. What may not be written is told, and stops nothing.
 */
export async function applyPlan(plan: PullPlan, lookedAt: number, world: ApplyWorld): Promise<Applied> {
  const fence = makeFence(plan, lookedAt, world)
  let isChecked = true
  for (const step of [applyCheck, applyComment, applySuggestions]) {
    if (!isWanted(step, plan)) continue
    if (!(await fence())) return 'stale'
    const outcome = await step(plan, world)
    if (step === applyCheck) isChecked = outcome !== 'refused'
  }
  return isChecked ? 'applied' : 'unchecked'
}

type Step = (plan: PullPlan, world: ApplyWorld) => Promise<'refused' | undefined>

function isWanted(step: Step, { check, comment, suggestions }: PullPlan): boolean {
  if (step === applyCheck) return check !== null
  return step === applyComment ? comment !== null : suggestions !== null
}

function makeFence({ access, pull }: PullPlan, lookedAt: number, { lease, now }: ApplyWorld): () => Promise<boolean> {
  let last = lookedAt
  return async () => {
    if (lease.hasNewer() || !(await lease.isHeld())) return false
    if (now() - last < FRESH) return true
    const current = await readPull(access, pull.number)
    last = now()
    return current?.isOpen === true && current.head === pull.head
  }
}

async function applyCheck({ access, check }: PullPlan, { identity, onWrite }: ApplyWorld) {
  if (check === null) return undefined
  const outcome = await keepCheckRun(access, { ...check, appId: identity.id })
  if (outcome.kind === 'refused') return refuse(onWrite, 'check', outcome)
  onWrite('check', 'created')
  return undefined
}

function refuse(onWrite: ApplyWorld['onWrite'], kind: Parameters<ApplyWorld['onWrite']>[0], refusal: WriteRefusal): 'refused' {
  onWrite(kind, 'refused', refusal)
  return 'refused'
}

async function applyComment({ access, comment, pull }: PullPlan, { identity, onWrite }: ApplyWorld) {
  if (comment === null) return undefined
  const { body, mendedBody, whenAbsent } = comment
  const outcome = await keepComment(access, {
    pullNumber: pull.number,
    marker: COMMENT_MARKER,
    isOwn: isOfApp(identity),
    body: present => (present !== null && hasAlarmed(present) ? mendedBody : body),
    whenAbsent,
  })
  switch (outcome.kind) {
    case 'refused':
      return refuse(onWrite, 'comment', outcome)
    case 'skipped':
      return undefined
    case 'created':
    case 'edited':
    case 'unchanged':
      onWrite('comment', outcome.kind)
      return undefined
  }
}

async function applySuggestions({ access, suggestions, pull }: PullPlan, { identity, onWrite }: ApplyWorld) {
  if (suggestions === null) return undefined
  const { lines, hunks, most, review, askedAt } = suggestions
  const undecided = findUndecidedFiles(review)
  const outcome = await keepSuggestions(access, {
    pullNumber: pull.number,
    head: pull.head,
    lines,
    hunks,
    most,
    isOwn: isOfApp(identity),
    isUndecided: file => undecided.has(file),
    bodyOf: line => renderSuggestion(line, review, { askedAt }),
  })
  if (outcome.kind === 'refused') return refuse(onWrite, 'review', outcome)
  if (outcome.posted.length > 0) onWrite('review', 'created')
  return undefined
}
