import { type Errand, explainFailure } from './api-failure.ts'
import { type Attempt, attemptCall, TRIES } from './ask.ts'
import type { GitHubAccess } from './github-api.ts'

/** Why nothing was written; the review itself is none the worse for it. */
export type WriteRefusal = {
  readonly kind: 'refused'
  /** What the token would need, as a workflow writes it: `pull-requests: write`; '' where no permission would help. */
  readonly permission: string
  /** A sentence without a full stop; it may quote GitHub, so whoever prints it escapes it. */
  readonly reason: string
}

/** What came of a request that writes. `invalid` is a 422: GitHub understood, and will not have it. */
export type Written<T> =
  | { readonly kind: 'written'; readonly answer: T }
  | { readonly kind: 'gone' }
  | { readonly kind: 'invalid'; readonly reason: string }
  | WriteRefusal

/**
 * Makes one request that writes, with the patience of {@link attemptCall}. A token that may not is a value; that GitHub
 * fails, or has no more requests for this token, is a `UserError` whose cause tells which.
 */
export async function write<T>(access: Pick<GitHubAccess, 'wait'>, errand: Errand, call: () => Promise<T>): Promise<Written<T>> {
  return judge(await attemptCall(access, call), errand)
}

/**
 * The same for what may not be done twice: an answer that is lost leaves open whether GitHub did it. `find` looks whether it
 * did; only where it finds nothing the request is made again.
 */
export async function writeOnce<T>(
  access: Pick<GitHubAccess, 'wait'>,
  errand: Errand,
  call: () => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<Written<T>> {
  for (let tries = 1; ; tries += 1) {
    const attempt = await attemptCall(access, call, { isRepeatable: false })
    const isLost = attempt.kind === 'failed' && (attempt.failure.kind === 'failing' || attempt.failure.kind === 'unreachable')
    if (!isLost || tries === TRIES) return judge(attempt, errand)
    await access.wait(1000 * 3 ** (tries - 1))
    const done = await find()
    if (done !== undefined) return { kind: 'written', answer: done }
  }
}

function judge<T>(attempt: Attempt<T>, errand: Errand): Written<T> {
  if (attempt.kind === 'answered') return { kind: 'written', answer: attempt.answer }
  const { failure, thrown } = attempt
  if (failure.kind !== 'refused') throw explainFailure({ ...errand, deed: 'written' }, failure, thrown)
  const { status, message } = failure
  if (status === 422) return { kind: 'invalid', reason: message }
  if (status === 404 || status === 410) return { kind: 'gone' }
  return refusalOf(status, message, errand)
}

/** A 404 where something of this name was just read: GitHub hides from a token what it may not write. */
export function refusedAsGone({ subject, permission }: Errand): WriteRefusal {
  return { kind: 'refused', permission, reason: `GitHub answered 404 for ${subject}. The token needs \`${permission}\`` }
}

function refusalOf(status: number, message: string, { permission }: Errand): WriteRefusal {
  const without = (reason: string): WriteRefusal => ({ kind: 'refused', permission: '', reason })
  if (/\blocked\b/i.test(message)) return without('the conversation is locked, so GitHub takes nothing for it')
  if (/\barchived\b/i.test(message)) return without('the repository is archived, so GitHub takes nothing for it')
  if (status === 401) return without(`GitHub answered 401, ${message}. The token is not valid or has expired`)
  return { kind: 'refused', permission, reason: `GitHub answered ${status}, ${message}. The token needs \`${permission}\`` }
}
