import { UserError } from '../../src/index.ts'
import { RateLimited } from './rate-gate.ts'

/** Why a job could not be done. */
export type Failure =
  /** GitHub wants to be left alone until then, in milliseconds since the epoch. */
  | { readonly kind: 'limited'; readonly until: number }
  /** It may well go better the next time. */
  | { readonly kind: 'passing'; readonly status: number | undefined; readonly requestId: string | undefined }
  /** GitHub says no, and will say so again. */
  | { readonly kind: 'refused'; readonly status: number; readonly requestId: string | undefined }
  /** Somebody can mend it; in words. */
  | { readonly kind: 'mendable'; readonly message: string }
  /** A fault of this program. */
  | { readonly kind: 'fault' }

/** Understands what a job threw. */
export function failureOf(thrown: unknown): Failure {
  const limited = chainOf(thrown).find(error => error instanceof RateLimited)
  if (limited instanceof RateLimited) return { kind: 'limited', until: limited.until }
  const request = chainOf(thrown).find(isRequestFailure)
  if (request !== undefined) {
    const requestId = request.response?.headers?.['x-github-request-id']
    if (request.status >= 500) return { kind: 'passing', status: request.response === undefined ? undefined : request.status, requestId }
    return { kind: 'refused', status: request.status, requestId }
  }
  const graph = chainOf(thrown).find(isGraphFailure)
  if (graph !== undefined) {
    const isRefusal = graph.errors.some(({ type }) => REFUSALS.has(type ?? ''))
    return isRefusal ? { kind: 'refused', status: 403, requestId: undefined } : { kind: 'passing', status: 200, requestId: undefined }
  }
  return thrown instanceof UserError ? { kind: 'mendable', message: thrown.message } : { kind: 'fault' }
}

const REFUSALS: ReadonlySet<string> = new Set(['NOT_FOUND', 'FORBIDDEN', 'INSUFFICIENT_SCOPES'])

/** An error and what caused it. */
function chainOf(thrown: unknown, depth = 0): readonly Error[] {
  if (!(thrown instanceof Error) || depth > LONGEST_CHAIN) return []
  return [thrown, ...chainOf(thrown.cause, depth + 1)]
}

const LONGEST_CHAIN = 8

type RequestFailure = Error & {
  readonly status: number
  readonly response?: { readonly headers?: Readonly<Record<string, string | undefined>> }
}

/** `RequestError` of https://github.com/octokit/request-error.js; its status is 500 without a response where the network failed. */
function isRequestFailure(error: Error): error is RequestFailure {
  return 'status' in error && typeof error.status === 'number'
}

type GraphFailure = Error & { readonly errors: readonly { readonly type?: string }[] }

/** `GraphqlResponseError` of https://github.com/octokit/graphql.js. */
function isGraphFailure(error: Error): error is GraphFailure {
  return error.name === 'GraphqlResponseError' && 'errors' in error && Array.isArray(error.errors)
}
