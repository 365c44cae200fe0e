import { type ApiFailure, apiFailureOf, type Errand, explainFailure } from './api-failure.ts'
import type { GitHubAccess } from './github-api.ts'

/** How often one request is tried. */
export const TRIES = 4

/** https://www.rfc-editor.org/rfc/rfc9110#name-501-not-implemented */
const NOT_IMPLEMENTED = 501

/** A longer wait is not worth a runner's minutes. In seconds. */
const LONGEST_WAIT = 60

/** What came of a request that was made with patience. */
export type Attempt<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'failed'; readonly failure: ApiFailure; readonly thrown: unknown }

/**
 * Makes one request, again where GitHub is failing or asks for patience. That it cannot be done is a `UserError`: no
 * answer is never taken for an empty one.
 */
export async function ask<T>(access: Pick<GitHubAccess, 'wait'>, errand: Errand, call: () => Promise<T>): Promise<T> {
  const attempt = await attemptCall(access, call)
  if (attempt.kind === 'failed') throw explainFailure(errand, attempt.failure, attempt.thrown)
  return attempt.answer
}

/** As {@link ask}, for callers to whom a refusal is an answer too. What is none of GitHub's failures is thrown. */
export async function attemptCall<T>(
  { wait }: Pick<GitHubAccess, 'wait'>,
  call: () => Promise<T>,
  { isRepeatable = true, tries: most = TRIES }: { readonly isRepeatable?: boolean; readonly tries?: number } = {},
): Promise<Attempt<T>> {
  for (let tries = 1; ; tries += 1) {
    try {
      return { kind: 'answered', answer: await call() }
    } catch (thrown) {
      const failure = apiFailureOf(thrown)
      if (failure === undefined) throw thrown
      const isUndone = failure.kind === 'rate-limited'
      const seconds = tries < most && (isRepeatable || isUndone) ? patienceFor(failure, tries) : undefined
      if (seconds === undefined) return { kind: 'failed', failure, thrown }
      await wait(seconds * 1000)
    }
  }
}

/** How many seconds to wait before the next try; undefined where another try is of no use. */
function patienceFor(failure: ApiFailure, tries: number): number | undefined {
  switch (failure.kind) {
    case 'refused':
      return undefined
    case 'rate-limited':
      return failure.seconds <= LONGEST_WAIT ? failure.seconds : undefined
    case 'failing':
      return failure.status === NOT_IMPLEMENTED ? undefined : 3 ** (tries - 1)
    case 'unreachable':
      return 3 ** (tries - 1)
  }
}
