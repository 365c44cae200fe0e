import { type ApiFailure, apiFailureOf, isGraphFailure } from './api-failure.ts'
import { attemptCall } from './ask.ts'
import type { GitHubAccess } from './github-api.ts'

/** What GraphQL gave, or that it is GraphQL itself that does not serve: what it was asked for may be had by REST. */
export type GraphOutcome<T> = { readonly kind: 'answered'; readonly answer: T } | { readonly kind: 'no-service' }

/** What answered has not the form of what was asked for: it is no GraphQL, or one that knows less than GitHub's. */
export class UnexpectedGraphAnswer extends Error {
  constructor() {
    super('the answer has not the form of the question')
    this.name = 'UnexpectedGraphAnswer'
  }
}

/** How often GraphQL is asked before REST is. */
const TRIES = 2

/**
 * Asks by GraphQL, which takes one request for what takes REST many. A server that stands in for GitHub's, or a proxy that lets
 * some addresses through, may not have it. What it refuses for a reason of its own is thrown: REST would refuse it too.
 */
export async function askGraph<T>(access: Pick<GitHubAccess, 'wait'>, call: () => Promise<T>): Promise<GraphOutcome<T>> {
  try {
    const attempt = await attemptCall(access, call, { tries: TRIES })
    if (attempt.kind === 'answered') return attempt
    if (isOfService(attempt.thrown, attempt.failure)) return { kind: 'no-service' }
    throw attempt.thrown
  } catch (thrown) {
    if (thrown instanceof UnexpectedGraphAnswer) return { kind: 'no-service' }
    throw thrown
  }
}

/** Whether the service failed, and not the question, the token or its budget. */
function isOfService(thrown: unknown, failure: ApiFailure): boolean {
  switch (failure.kind) {
    case 'rate-limited':
      return false
    case 'failing':
    case 'unreachable':
      return true
    case 'refused':
      return failure.status !== 401 && !isGraphFailure(thrown)
  }
}

/** Whether a smaller question may be answered: GitHub gives up on an answer that takes too long. */
export function isTooMuch(thrown: unknown): boolean {
  const failure = apiFailureOf(thrown)
  if (failure?.kind !== 'failing' || failure.status === 501) return false
  return failure.status >= 500 || /something went wrong|time(?:d )?-?out/i.test(failure.message)
}
